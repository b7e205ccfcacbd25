/* SGD with D-adaptation: the distance D to the solution, and with it the rate, is bounded from below as the run goes.
 *
 *     l = lr d / |g_0|      q <- q + l <g, s>      s <- s + l g      d <- max(d, min(2 q / |s|, growth d))
 *     x <- momentum x + (1 - momentum) (x_0 - s)
 *
 * A. Defazio & K. Mishchenko 2023, "Learning-rate-free learning by D-adaptation", arXiv:2301.07733, algorithm 4; momentum
 * by averaging iterates as in the authors' code (facebookresearch/dadaptation, DAdaptSGD). lr is 1 in the paper.
 *
 * weight_decay is L2: g is the gradient with it, in |g_0| too, which the authors' code leaves out (it calls add where add_
 * is meant). While all gradients are 0, x stays; |g_0| is the first norm above 0.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { MOMENTUM, D0, GROWTH, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "momentum", .doc = "share of x that is kept in the average (the authors' code: 0)",
     .standard = 0, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.1, .search_max = 0.95},
    {.name = "d0", .doc = "first estimate of the distance (paper: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-2},
    {.name = "growth", .doc = "d grows at most by this factor a step; 0: no limit (the authors' code: none)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "weight_decay", .doc = "this times x is added to the gradient: L2 (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-5, .search_max = 1e-1},
};

/* d (0: not begun), |g_0|, q; then x_0, s: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, *p = call->param, decay = p[WEIGHT_DECAY];
    double *d = state, *norm = state + 1, *q = state + 2, *first = state + 3, *s = first + dim;
    double square = 0, along = 0, length = 0;
    if (*d == 0) {
        *d = p[D0];
        memcpy(first, x, dim * sizeof *x);
    }
    for (size_t i = 0; i < dim; i++) {
        const double slope = g[i] + decay * x[i];
        square += slope * slope;
    }
    if (*norm == 0)
        *norm = sqrt(square);
    if (!(*norm > 0))
        return;
    const double l = call->rate * *d / *norm;
    for (size_t i = 0; i < dim; i++) {
        const double slope = g[i] + decay * x[i];
        along += slope * s[i];
        s[i] += l * slope;
        length += s[i] * s[i];
    }
    *q += l * along;
    if (!(length > 0))
        return;
    const double reached = 2 * *q / sqrt(length);
    *d = fmax(*d, p[GROWTH] > 0 ? fmin(reached, p[GROWTH] * *d) : reached);
    for (size_t i = 0; i < dim; i++)
        x[i] = p[MOMENTUM] * x[i] + (1 - p[MOMENTUM]) * (first[i] - s[i]);
}

DH_OPTIMIZER(.name = "dadapt_sgd", .doc = "SGD that estimates the distance to the solution: no rate to tune",
             .source = "Defazio & Mishchenko 2023, arXiv:2301.07733", DH_PARAMS(params),
             .rate = 1, .rate_min = 0.1, .rate_max = 10,
             .state_size = state_size, .step = step)
