/* L-BFGS: a quasi-Newton direction from the last m pairs s = x' - x, y = g' - g of points and gradients,
 *
 *     d = -H g,   H = the BFGS inverse Hessian that the pairs make of (s.y / y.y) I, the newest pair's  (two loops)
 *     x <- x + t d,   t by a strong-Wolfe line search (line_search.h), first trial lr
 *
 * D. C. Liu & J. Nocedal 1989, "On the limited memory BFGS method for large scale optimization",
 * doi:10.1007/BF01589116, algorithm 2.1; J. Nocedal & S. Wright 2006, algorithms 7.4 and 7.5, eq. (7.20).
 *
 * As torch.optim.LBFGS with line_search_fn="strong_wolfe": without pairs, d = -g and the first trial is min(1, 1 /
 * |g|_1) lr (there in the first step only). A pair is kept when s.y > 2^-52 y.y (PyTorch: s.y > 1e-10, which depends
 * on units). A direction that does not descend, and a search without a result, throw the pairs away. At |g| <= gtol
 * |g_0| nothing moves, so that no step is decided by rounding.
 */
#include "line_search.h"

enum { MEMORY, C1, C2, GTOL };

static const dh_param params[] = {
    {.name = "memory", .doc = "pairs kept, m in the paper, which tries 3 to 40 (SciPy: 10, PyTorch: 100)",
     .standard = 10, .min = 1, .max = 1000, .scale = DH_INTEGER, .search_min = 3, .search_max = 40},
    {.name = "c1", .doc = "share of the predicted decrease that must be seen (Nocedal & Wright, PyTorch: 1e-4)",
     .standard = 1e-4, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX, .scale = DH_LOG},
    {.name = "c2", .doc = "share of the slope that may be left (Nocedal & Wright, PyTorch: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LINEAR, .search_min = 0.1, .search_max = 0.99},
    {.name = "gtol", .doc = "the method rests where the gradient's norm is below this share of the first one (ours)",
     .standard = 1e-10, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LOG},
};

typedef struct memory {
    size_t n, room;
    double *known, *first, *loss, *pairs; /* x was evaluated (0 or 1); |g_0|; loss at x; pairs stored ever */
    double *x, *g, *d, *space;            /* [n] the point evaluated last, gradient there, direction; [LINE_SPACE n] */
    double *s, *y;                        /* [room][n], pair k in row k % room */
    double *rho, *alpha;                  /* [room] */
} memory;

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    const size_t n = shape->dim, room = (size_t)param[MEMORY];
    return 4 + (3 + LINE_SPACE) * n + 2 * room * n + 2 * room;
}

static memory unpack(double *state, const dh_step *call)
{
    const size_t n = call->shape->dim, room = (size_t)call->param[MEMORY];
    double *v = state + 4, *s = v + (3 + LINE_SPACE) * n, *y = s + room * n, *rho = y + room * n;
    return (memory){n, room, state, state + 1, state + 2, state + 3, v, v + n, v + 2 * n, v + 3 * n,
                    s, y, rho, rho + room};
}

/* d = -H g, algorithm 7.4. */
static void find_direction(const memory *m)
{
    const size_t n = m->n, pairs = (size_t)*m->pairs, first = pairs > m->room ? pairs - m->room : 0;
    double *d = m->d;
    for (size_t i = 0; i < n; i++)
        d[i] = -m->g[i];
    for (size_t k = pairs; k-- > first;) {
        const size_t r = k % m->room;
        m->alpha[r] = m->rho[r] * dot(m->s + r * n, d, n);
        add(d, -m->alpha[r], m->y + r * n, n);
    }
    if (pairs > first) {
        const size_t r = (pairs - 1) % m->room;
        const double scale = 1 / (m->rho[r] * dot(m->y + r * n, m->y + r * n, n));
        for (size_t i = 0; i < n; i++)
            d[i] *= scale;
    }
    for (size_t k = first; k < pairs; k++) {
        const size_t r = k % m->room;
        add(d, m->alpha[r] - m->rho[r] * dot(m->y + r * n, d, n), m->s + r * n, n);
    }
}

/* The row may hold the oldest pair, which stays when the new one is not kept. */
static void remember_pair(const memory *m, const tried *now)
{
    const size_t n = m->n, r = (size_t)*m->pairs % m->room;
    double curvature = 0, square = 0;
    for (size_t i = 0; i < n; i++) {
        const double y = now->gradient[i] - m->g[i];
        curvature += now->t * m->d[i] * y;
        square += y * y;
    }
    if (!(curvature > 0x1p-52 * square))
        return;
    for (size_t i = 0; i < n; i++) {
        m->s[r * n + i] = now->t * m->d[i];
        m->y[r * n + i] = now->gradient[i] - m->g[i];
    }
    m->rho[r] = 1 / curvature;
    ++*m->pairs;
}

static double first_trial(const memory *m, double rate)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++)
        sum += fabs(m->g[i]);
    return *m->pairs > 0 ? rate : fmin(1, 1 / sum) * rate;
}

static void step(double *x, double *state, const dh_step *call)
{
    const memory m = unpack(state, call);
    const size_t n = m.n, bytes = n * sizeof *x;
    if (call->rate == 0)
        return;
    if (!*m.known || memcmp(x, m.x, bytes)) {
        memcpy(m.x, x, bytes);
        *m.loss = call->oracle->batch(call->oracle, x, m.g);
        *m.first = *m.known ? *m.first : norm(m.g, n);
        *m.known = 1;
    }
    if (norm(m.g, n) <= call->param[GTOL] * *m.first)
        return;

    find_direction(&m);
    if (!(dot(m.g, m.d, n) < 0)) {
        *m.pairs = 0;
        find_direction(&m);
    }
    const double slope = dot(m.g, m.d, n);
    const line l = {n, call->oracle, m.x, m.d, m.g, *m.loss, slope, call->param[C1], call->param[C2], m.space};
    const tried now = line_search(&l, first_trial(&m, call->rate));
    if (now.t == 0) {
        *m.pairs = 0;
        return;
    }
    remember_pair(&m, &now);
    add(x, now.t, m.d, n);
    memcpy(m.x, x, bytes);
    memcpy(m.g, now.gradient, bytes);
    *m.loss = now.loss;
}

DH_OPTIMIZER(.name = "lbfgs",
             .doc = "Limited-memory BFGS with a strong-Wolfe line search; lr is the first trial's length",
             .source = "Liu & Nocedal 1989, doi:10.1007/BF01589116", DH_PARAMS(params),
             .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH, .rate = 1, .rate_min = 1e-2, .rate_max = 10,
             .state_size = state_size, .step = step)
