/* Gradient descent whose length follows the curvature met on the way:
 *
 *     l_k = min(sqrt(1 + l_{k-1} / l_{k-2}) l_{k-1},  |x_k - x_{k-1}| / (2 |g_k - g_{k-1}|))
 *     x <- x - l_k g_k
 *
 * from l_0 = lr; in step 1 the first term is infinite.
 *
 * Y. Malitsky & K. Mishchenko 2020, "Adaptive gradient descent without descent", arXiv:1910.09529, algorithm 1 (theta
 * in the paper is the ratio of lengths). Where the gradient has not changed, only the first term counts; in step 1 the
 * length then stays. lr is used once: the authors take it very small.
 */
#include "vector.h"

#include <downhill/optimizer.h>

/* Length (0: no step yet), theta; former x and gradient [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 2 * shape->dim;
}

static double find_length(double last, double theta, const double *x, const double *g, const double *x0,
                          const double *g0, size_t n)
{
    double moved = 0, turned = 0;
    for (size_t i = 0; i < n; i++) {
        moved += (x[i] - x0[i]) * (x[i] - x0[i]);
        turned += (g[i] - g0[i]) * (g[i] - g0[i]);
    }
    const double most = sqrt(1 + theta) * last;
    const double local = turned > 0 ? sqrt(moved) / (2 * sqrt(turned)) : (double)INFINITY;
    return most < (double)INFINITY || local < (double)INFINITY ? fmin(most, local) : last;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t n = call->shape->dim;
    const double *g = call->gradient;
    double *last = state, *theta = state + 1, *x0 = state + 2, *g0 = x0 + n;
    const int begun = *last > 0;
    const double length = begun ? find_length(*last, *theta, x, g, x0, g0, n) : call->rate;
    *theta = begun ? length / *last : (double)INFINITY;
    *last = length;
    memcpy(x0, x, n * sizeof *x);
    memcpy(g0, g, n * sizeof *x);
    add(x, -length, g, n);
}

DH_OPTIMIZER(.name = "adgd", .doc = "Gradient descent, lengths from the curvature met on the way; lr is the first one",
             .source = "Malitsky & Mishchenko 2020, arXiv:1910.09529", .flags = DH_NEEDS_FULL_BATCH,
             .rate = 0.01, .rate_min = 1e-6, .rate_max = 1, .state_size = state_size, .step = step)
