/* Nonlinear conjugate gradients:
 *
 *     x <- x + t d,   d <- -g' + beta d,   t by a strong-Wolfe line search (line_search.h)
 *
 *     pr_plus        beta = max(g'.y / |g|^2, 0)
 *     hager_zhang    beta = max((y - 2 d |y|^2 / d.y).g' / d.y,  -1 / (|d| min(eta, |g|))),   eta = 0.01
 *
 * where g' is the new gradient and y = g' - g. First trial of t: lr in the first step, then the last length times
 * f'_{k-1}(0) / f'_k(0), at most 10 times that length.
 *
 * E. Polak & G. Ribiere 1969, in the form of J. Nocedal & S. Wright 2006, "Numerical optimization", 2nd edition, eqs
 * (5.44) and (5.45), first trial: section 3.5; W. W. Hager & H. Zhang 2005, "A new conjugate gradient method with
 * guaranteed descent and an efficient line search", doi:10.1137/030601880, with the line search named above instead of
 * theirs. No restarts every so many steps; but d = -g where d would not descend, and after a search without a result,
 * whose next first trial is lr again. At |g| <= gtol |g_0| nothing moves, so that no step is decided by rounding.
 */
#include "line_search.h"

enum { FORM, C1, C2, GTOL };
enum { PR_PLUS, HAGER_ZHANG };

static const char *const forms[] = {"pr_plus", "hager_zhang", NULL};
static const dh_param params[] = {
    {.name = "form", .doc = "formula of beta", .standard = PR_PLUS, .max = HAGER_ZHANG, .scale = DH_CHOICE,
     .choices = forms},
    {.name = "c1", .doc = "share of the predicted decrease that must be seen (Nocedal & Wright: 1e-4)",
     .standard = 1e-4, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX, .scale = DH_LOG},
    {.name = "c2", .doc = "share of the slope that may be left (Nocedal & Wright: 0.1)",
     .standard = 0.1, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LOG, .search_min = 1e-3, .search_max = 0.5},
    {.name = "gtol", .doc = "the method rests where the gradient's norm is below this share of the first one (ours)",
     .standard = 1e-10, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LOG},
};

typedef struct memory {
    size_t n;
    double *known, *first, *loss; /* x was evaluated (0 or 1); |g_0|; loss at x */
    double *t, *slope;            /* last length (0: none) and its f'(0) */
    double *x, *g, *d, *space;    /* [n] the point evaluated last, gradient there, last direction; [LINE_SPACE n] */
} memory;

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 5 + (3 + LINE_SPACE) * shape->dim;
}

static memory unpack(double *state, const dh_step *call)
{
    const size_t n = call->shape->dim;
    double *v = state + 5;
    return (memory){n, state, state + 1, state + 2, state + 3, state + 4, v, v + n, v + 2 * n, v + 3 * n};
}

/* From the old gradient m->g and direction m->d, and the new gradient. */
static double find_beta(const memory *m, const double *g, double form)
{
    double gy = 0, dy = 0, yy = 0;
    for (size_t i = 0; i < m->n; i++) {
        const double y = g[i] - m->g[i];
        gy += g[i] * y;
        dy += m->d[i] * y;
        yy += y * y;
    }
    if (form == PR_PLUS) {
        const double found = gy / dot(m->g, m->g, m->n);
        return isfinite(found) ? fmax(found, 0) : 0;
    }
    const double least = -1 / (norm(m->d, m->n) * fmin(0.01, norm(m->g, m->n)));
    const double found = (gy - 2 * dot(m->d, g, m->n) * yy / dy) / dy;
    return isfinite(found) ? fmax(found, least) : 0; /* fmax would take a NaN for nothing */
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
        *m.t = 0;
        memset(m.d, 0, bytes);
    }
    if (norm(m.g, n) <= call->param[GTOL] * *m.first)
        return;

    double slope = dot(m.g, m.d, n);
    if (!(slope < 0) || *m.t == 0) {
        for (size_t i = 0; i < n; i++)
            m.d[i] = -m.g[i];
        slope = -dot(m.g, m.g, n);
    }
    const line l = {n, call->oracle, m.x, m.d, m.g, *m.loss, slope, call->param[C1], call->param[C2], m.space};
    const tried now = line_search(&l, *m.t > 0 ? *m.t * fmin(*m.slope / slope, 10) : call->rate);
    *m.t = now.t;
    *m.slope = slope;
    if (now.t == 0)
        return;
    add(x, now.t, m.d, n);
    const double beta = find_beta(&m, now.gradient, call->param[FORM]);
    for (size_t i = 0; i < n; i++)
        m.d[i] = beta * m.d[i] - now.gradient[i];
    memcpy(m.x, x, bytes);
    memcpy(m.g, now.gradient, bytes);
    *m.loss = now.loss;
}

DH_OPTIMIZER(.name = "cg",
             .doc = "Nonlinear conjugate gradients with a strong-Wolfe line search; lr is the first trial's length",
             .source = "Nocedal & Wright 2006, doi:10.1007/978-0-387-40065-5; "
                       "Hager & Zhang 2005, doi:10.1137/030601880",
             DH_PARAMS(params), .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH,
             .rate = 1, .rate_min = 1e-2, .rate_max = 100, .state_size = state_size, .step = step)
