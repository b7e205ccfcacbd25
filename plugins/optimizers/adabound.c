/* AdaBound: Adam whose rate for each coordinate is held between two bounds that close in on one rate: from Adam to
 * momentum.
 *
 *     m <- beta1 m + (1 - beta1) g      v <- beta2 v + (1 - beta2) g^2      c = 1 - beta^t at the t-th step
 *     f = final_rate lr / (first lr)
 *     r = lr sqrt(c2) / c1 / (sqrt(v) + epsilon), clipped to  f (1 - 1 / (gamma t + 1)) ... f (1 + 1 / (gamma t))
 *     x <- x - r m
 *
 * L. Luo, Y. Xiong, Y. Liu & X. Sun 2019, "Adaptive gradient methods with dynamic bound of learning rate",
 * arXiv:1902.09843, algorithm 2 with the bounds of its experiments, where gamma is 1 - beta2.
 *
 * Bias correction in the step size alone, epsilon, gamma, and bounds that follow a schedule are the authors' code
 * (Luolc/AdaBound); the paper divides by sqrt(t) as well. final_rate is a length of its own, not relative to lr.
 * A first lr of 0 does not count: x rests, and the first lr above 0 is taken.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, FINAL_RATE, GAMMA, EPSILON };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "final_rate", .doc = "the rate, of momentum, that both bounds go to; not relative to lr (paper: 0.1)",
     .standard = 0.1, .min = 0, .max = 100, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-3, .search_max = 10},
    {.name = "gamma", .doc = "how fast the bounds close in, 1 / gamma steps (the authors' code: 1e-3)",
     .standard = 1e-3, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-4, .search_max = 0.1},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

/* c1, c2, steps done, first rate, then m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 4 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, rate = call->rate;
    double *m = state + 4, *v = m + dim;

    /* 1 - beta^t, as in adam.c */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    const double t = state[2] += 1, closing = call->param[GAMMA] * t;
    if (state[3] == 0)
        state[3] = rate;
    const double goal = rate > 0 ? call->param[FINAL_RATE] * (rate / state[3]) : 0;
    const double low = goal * (1 - 1 / (closing + 1)), high = goal + goal / closing, length = rate * sqrt(c2) / c1;
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        const double own = length / (sqrt(v[i]) + epsilon);
        x[i] -= (own < low ? low : own > high ? high : own) * m[i];
    }
}

DH_OPTIMIZER(.name = "adabound", .doc = "Adam with bounds on its rates that turn it into momentum",
             .source = "Luo, Xiong, Liu & Sun 2019, arXiv:1902.09843", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
