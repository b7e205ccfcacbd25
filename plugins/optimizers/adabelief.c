/* AdaBelief: Adam divided by how far the gradient lies from its mean, not from 0:
 *
 *     x <- (1 - lr weight_decay) x
 *     m <- beta1 m + (1 - beta1) g          s <- beta2 s + (1 - beta2) (g - m)^2 + epsilon
 *     x <- x - lr (m / c1) / (sqrt(s / c2) + epsilon)          with c = 1 - beta^t at the t-th step
 *
 * J. Zhuang et al. 2020, "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
 * arXiv:2010.07468, algorithm 2.
 *
 * epsilon is added twice, as in that algorithm and the authors' code: to s in each step, where it gathers, and outside
 * the root. (The paper's appendix adds the former to s / c2 only; a slip, say the authors:
 * juntang-zhuang/Adabelief-Optimizer#61.) m is the new mean. The decay is decoupled and multiplied by lr, as in the
 * authors' code; their rectification is left out. beta1 is 0.1 at least: without a mean, g - m is 0 and there is
 * nothing to divide by.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0.1, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square deviation that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added to s in each step and outside its root (the authors' code: 1e-16)",
     .standard = 1e-16, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-16, .search_max = 1e-4},
    {.name = "weight_decay", .doc = "x shrinks by the factor 1 - lr times this (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

/* c1, c2, then m [dim], s [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, rate = call->rate, kept = 1 - rate * call->param[WEIGHT_DECAY];
    double *m = state + 2, *s = m + dim;

    /* 1 - beta^t as a moving average of ones. */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    const double length = rate / c1, scale = 1 / sqrt(c2); /* once, so that a coordinate costs one division and one root */
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        const double off = g[i] - m[i];
        s[i] = beta2 * s[i] + (1 - beta2) * (off * off) + epsilon;
        x[i] = kept * x[i] - length * m[i] / (sqrt(s[i]) * scale + epsilon);
    }
}

DH_OPTIMIZER(.name = "adabelief", .doc = "Adam divided by the gradient's root mean square distance from its mean",
             .source = "Zhuang et al. 2020, arXiv:2010.07468", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
