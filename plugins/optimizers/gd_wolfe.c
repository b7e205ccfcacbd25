/* Gradient descent with a strong-Wolfe line search:
 *
 *     x <- x - t g
 *
 * with the first trial of t lr in the first step, then 2 (f_k - f_{k-1}) / f'(0), f'(0) = -|g|^2: the length at which a
 * parabola would repeat the last decrease. At most 10 times the length accepted last; lr when the search gave none or
 * the loss did not fall.
 *
 * J. Nocedal & S. Wright 2006, "Numerical optimization", 2nd edition, algorithms 3.5 and 3.6 (line_search.h), eq.
 * (3.60). At |g| <= gtol |g_0| nothing moves, so that no step is decided by rounding.
 */
#include "line_search.h"

enum { C1, C2, GTOL };

static const dh_param params[] = {
    {.name = "c1", .doc = "share of the predicted decrease that must be seen (Nocedal & Wright: 1e-4)",
     .standard = 1e-4, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX, .scale = DH_LOG},
    {.name = "c2", .doc = "share of the slope that may be left (Nocedal & Wright: 0.1 for conjugate gradients)",
     .standard = 0.1, .min = 0, .max = 1, .flags = DH_OPEN_MIN | DH_OPEN_MAX,
     .scale = DH_LOG, .search_min = 0.01, .search_max = 0.9},
    {.name = "gtol", .doc = "the method rests where the gradient's norm is below this share of the first one (ours)",
     .standard = 1e-10, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LOG},
};

/* Whether x was evaluated, |g_0|, loss at x, loss before, length accepted last (0: none); then x, its gradient, the
 * direction [dim] each, and the search's space. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 5 + (3 + LINE_SPACE) * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t n = call->shape->dim, bytes = n * sizeof *x;
    double *known = state, *first = state + 1, *loss = state + 2, *before = state + 3, *last = state + 4;
    double *at = state + 5, *g = at + n, *d = g + n, *space = d + n;
    if (call->rate == 0)
        return;
    if (!*known || memcmp(x, at, bytes)) {
        memcpy(at, x, bytes);
        *loss = call->oracle->batch(call->oracle, x, g);
        *first = *known ? *first : norm(g, n);
        *last = 0;
        *known = 1;
    }
    if (norm(g, n) <= call->param[GTOL] * *first)
        return;

    for (size_t i = 0; i < n; i++)
        d[i] = -g[i];
    const line l = {n, call->oracle, at, d, g, *loss, dot(g, d, n), call->param[C1], call->param[C2], space};
    const double trial = fmin(2 * (*loss - *before) / l.slope, 10 * *last);
    const tried now = line_search(&l, trial > 0 ? trial : call->rate);
    *last = now.t;
    *before = *loss;
    if (now.t == 0)
        return;
    add(x, now.t, d, n);
    memcpy(at, x, bytes);
    memcpy(g, now.gradient, bytes);
    *loss = now.loss;
}

DH_OPTIMIZER(.name = "gd_wolfe",
             .doc = "Gradient descent with a strong-Wolfe line search; lr is the first trial's length",
             .source = "Nocedal & Wright 2006, doi:10.1007/978-0-387-40065-5, algorithms 3.5 and 3.6",
             DH_PARAMS(params), .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH,
             .rate = 1, .rate_min = 1e-2, .rate_max = 100,
             .state_size = state_size, .step = step)
