/* LaProp: Adam with its two parts in the other order. The gradient is divided by the root mean square first, and then
 * averaged:
 *
 *     v <- beta2 v + (1 - beta2) g^2      m <- beta1 m + (1 - beta1) g / (sqrt(v / c2) + epsilon)
 *     x <- x - lr m / c1 - lr weight_decay x      with c = 1 - beta^t at the t-th step
 *
 * L. Ziyin, Z. T. Wang & M. Ueda 2020, "LaProp: separating momentum and adaptivity in Adam", arXiv:2002.04839,
 * algorithm 1; epsilon outside the root as in the authors' code (Z-T-WANG/LaProp-Optimizer).
 *
 * The rate multiplies at the end, as in the paper; the code has it inside m, which is the same while lr is constant. It
 * takes weight_decay x away after the step and without lr; here decay is decoupled, first, and times lr.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean that is kept, mu in the paper (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept, nu in the paper (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-15)",
     .standard = 1e-15, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-16, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "share of x taken away each step, times lr: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

/* c1, c2, then m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double decay = call->param[WEIGHT_DECAY], *g = call->gradient, rate = call->rate;
    double *m = state + 2, *v = m + dim;

    /* 1 - beta^t, as in adam.c */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    for (size_t i = 0; i < dim; i++) {
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        m[i] = beta1 * m[i] + (1 - beta1) * (g[i] / (sqrt(v[i] / c2) + epsilon));
        x[i] -= rate * (m[i] / c1 + decay * x[i]);
    }
}

DH_OPTIMIZER(.name = "laprop", .doc = "Momentum of gradients that are already divided by their root mean square",
             .source = "Ziyin, Wang & Ueda 2020, arXiv:2002.04839", DH_PARAMS(params),
             .rate = 4e-4, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
