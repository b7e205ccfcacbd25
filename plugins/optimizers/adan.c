/* Adan: Nesterov momentum without an extrapolated point. Differences of successive gradients get a moving mean of
 * their own:
 *
 *     d = g - (gradient of the step before);  0 in the first step
 *     m <- beta1 m + (1 - beta1) g      u <- beta2 u + (1 - beta2) d
 *     n <- beta3 n + (1 - beta3) (g + beta2 d)^2
 *     x <- (x - lr (m / c1 + beta2 u / c2) / (sqrt(n / c3) + epsilon)) / (1 + lr weight_decay)      c_i = 1 - beta_i^t
 *
 * X. Xie, P. Zhou, H. Li, Z. Lin & S. Yan 2022, "Adan: adaptive Nesterov momentum algorithm for faster optimizing deep
 * models", arXiv:2208.06677, algorithm 1.
 *
 * The paper's beta is the share that is new, 1 - beta here. As in the authors' code (sail-sg/Adan), the means start
 * from 0 and are corrected for it (in the paper they start from the first gradient), and there is no restart; epsilon
 * outside the root, d = 0 in the first step, weight decay as a division after the step (their no_prox is not here).
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, BETA3, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.98)",
     .standard = 0.98, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean difference that is kept, and weight of the new one (paper: 0.92)",
     .standard = 0.92, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta3", .doc = "share of the old mean square that is kept (paper: 0.99)",
     .standard = 0.99, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "x is divided by 1 + lr times this after the step (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

/* c1, c2, c3, then m [dim], u [dim], n [dim], gradient of the step before [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 4 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], beta3 = call->param[BETA3];
    const double epsilon = call->param[EPSILON], *g = call->gradient, rate = call->rate;
    const double shrink = 1 + rate * call->param[WEIGHT_DECAY];
    double *m = state + 3, *u = m + dim, *n = u + dim, *before = n + dim;

    if (state[0] == 0) /* the first step: c1 is above 0 after it */
        memcpy(before, g, dim * sizeof *g);
    /* 1 - beta^t, as in adam.c */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    const double c3 = state[2] = beta3 * state[2] + (1 - beta3);
    for (size_t i = 0; i < dim; i++) {
        const double d = g[i] - before[i], ahead = g[i] + beta2 * d;
        before[i] = g[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        u[i] = beta2 * u[i] + (1 - beta2) * d;
        n[i] = beta3 * n[i] + (1 - beta3) * (ahead * ahead);
        x[i] = (x[i] - rate * (m[i] / c1 + beta2 * (u[i] / c2)) / (sqrt(n[i] / c3) + epsilon)) / shrink;
    }
}

DH_OPTIMIZER(.name = "adan", .doc = "Adam with Nesterov momentum from differences of successive gradients",
             .source = "Xie, Zhou, Li, Lin & Yan 2022, arXiv:2208.06677", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
