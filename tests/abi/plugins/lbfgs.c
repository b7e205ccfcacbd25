/* L-BFGS with a weak Wolfe line search by bisection. Exercises: DH_OWN_GRADIENT, oracle->batch with gradient, integer
 * parameter that decides the state's size, a point that may have been moved by a wrapper.
 *
 * J. Nocedal & S. Wright 2006, "Numerical optimization", algorithms 7.4 and 7.5, eq. (7.20); line search: A. Lewis &
 * M. Overton 2013, "Nonsmooth optimization via quasi-Newton methods", doi:10.1007/s10107-012-0514-2, algorithm 2.6.
 */
#include <downhill/optimizer.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "memory", .doc = "pairs (s, y) kept, m in the book",
     .standard = 10, .min = 1, .max = 100, .scale = DH_INTEGER, .search_min = 3, .search_max = 30},
};

typedef struct memory {
    size_t dim, room;
    double *known, *pairs, *loss; /* one double each: x is the point evaluated last; pairs stored ever; loss at x */
    double *x, *gradient;         /* [dim] the point evaluated last, and its gradient */
    double *direction, *trial, *trial_gradient; /* [dim] */
    double *s, *y;                /* [room][dim], pair k in row k % room */
    double *rho, *alpha;          /* [room] */
} memory;

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    const size_t room = (size_t)param[0];
    return 3 + 5 * shape->dim + 2 * room * shape->dim + 2 * room;
}

static memory unpack(double *state, const dh_step *call)
{
    const size_t n = call->shape->dim, room = (size_t)call->param[0];
    double *v = state + 3, *p = v + 5 * n;
    return (memory){n, room, state, state + 1, state + 2, v, v + n, v + 2 * n, v + 3 * n, v + 4 * n,
                    p, p + room * n, p + 2 * room * n, p + 2 * room * n + room};
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add(double *a, double factor, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] += factor * b[i];
}

/* direction = -H gradient, algorithm 7.4. */
static void find_direction(const memory *m)
{
    const size_t n = m->dim, pairs = (size_t)*m->pairs, first = pairs > m->room ? pairs - m->room : 0;
    double *q = m->direction;
    for (size_t i = 0; i < n; i++)
        q[i] = -m->gradient[i];
    for (size_t k = pairs; k-- > first;) {
        const size_t r = k % m->room;
        m->alpha[r] = m->rho[r] * dot(m->s + r * n, q, n);
        add(q, -m->alpha[r], m->y + r * n, n);
    }
    if (pairs > first) {
        const size_t r = (pairs - 1) % m->room;
        const double scale = 1 / (m->rho[r] * dot(m->y + r * n, m->y + r * n, n));
        for (size_t i = 0; i < n; i++)
            q[i] *= scale;
    }
    for (size_t k = first; k < pairs; k++) {
        const size_t r = k % m->room;
        add(q, m->alpha[r] - m->rho[r] * dot(m->y + r * n, q, n), m->s + r * n, n);
    }
}

/* Step length that meets both Wolfe conditions, the trial point evaluated there; 0: none was found. */
static double search(const memory *m, const dh_oracle *oracle, double *ret_loss)
{
    const double slope = dot(m->gradient, m->direction, m->dim);
    double low = 0, high = INFINITY, t = *m->pairs > 0 ? 1 : fmin(1, 1 / sqrt(-slope));
    for (int k = 0; k < 60 && slope < 0; k++) {
        memcpy(m->trial, m->x, m->dim * sizeof *m->x);
        add(m->trial, t, m->direction, m->dim);
        *ret_loss = oracle->batch(oracle, m->trial, m->trial_gradient);
        if (!(*ret_loss <= *m->loss + 1e-4 * t * slope))
            high = t;
        else if (dot(m->trial_gradient, m->direction, m->dim) < 0.9 * slope)
            low = t;
        else
            return t;
        t = isinf(high) ? 2 * low : (low + high) / 2;
    }
    return 0;
}

static void remember_pair(const memory *m)
{
    const size_t n = m->dim, r = (size_t)*m->pairs % m->room;
    double *s = m->s + r * n, *y = m->y + r * n;
    for (size_t i = 0; i < n; i++) {
        s[i] = m->trial[i] - m->x[i];
        y[i] = m->trial_gradient[i] - m->gradient[i];
    }
    const double curvature = dot(s, y, n);
    if (curvature > 0) {
        m->rho[r] = 1 / curvature;
        ++*m->pairs;
    }
}

static void step(double *x, double *state, const dh_step *call)
{
    const memory m = unpack(state, call);
    const size_t bytes = m.dim * sizeof *x;
    if (!*m.known || memcmp(x, m.x, bytes)) {
        memcpy(m.x, x, bytes);
        *m.loss = call->oracle->batch(call->oracle, x, m.gradient);
        *m.known = 1;
    }
    double loss;
    find_direction(&m);
    if (search(&m, call->oracle, &loss) == 0) {
        *m.pairs = 0; /* steepest descent next time */
        return;
    }
    remember_pair(&m);
    memcpy(x, memcpy(m.x, m.trial, bytes), bytes);
    memcpy(m.gradient, m.trial_gradient, bytes);
    *m.loss = loss;
}

DH_OPTIMIZER(.name = "lbfgs", .doc = "Limited-memory BFGS with a weak Wolfe line search",
             .source = "Liu & Nocedal 1989, doi:10.1007/BF01589116", DH_PARAMS(params),
             .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH | DH_IGNORES_RATE,
             .rate = 1, .rate_min = 1, .rate_max = 1, .state_size = state_size, .step = step)
