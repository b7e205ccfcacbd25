/* Lion: the sign of one moving mean of the gradients, while another, slower one is remembered:
 *
 *     c = beta1 m + (1 - beta1) g
 *     x <- x - lr (sign(c) + weight_decay x)      m <- beta2 m + (1 - beta2) g      with sign(0) = 0
 *
 * X. Chen et al. 2023, "Symbolic discovery of optimization algorithms", arXiv:2302.06675, algorithm 2.
 */
#include <downhill/optimizer.h>

enum { BETA1, BETA2, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the remembered mean in the step (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the remembered mean that is kept (paper: 0.99)",
     .standard = 0.99, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.999},
    {.name = "weight_decay", .doc = "share of x taken away each step, times lr: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *m, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], decay = call->param[WEIGHT_DECAY];
    for (size_t i = 0; i < call->shape->dim; i++) {
        const double c = beta1 * m[i] + (1 - beta1) * g[i];
        x[i] -= rate * ((c > 0 ? 1.0 : 0.0) - (c < 0 ? 1.0 : 0.0) + decay * x[i]);
        m[i] = beta2 * m[i] + (1 - beta2) * g[i];
    }
}

DH_OPTIMIZER(.name = "lion", .doc = "The sign of an interpolated momentum, with decoupled weight decay",
             .source = "Chen et al. 2023, arXiv:2302.06675", DH_PARAMS(params),
             .rate = 1e-4, .rate_min = 1e-5, .rate_max = 0.1,
             .state_size = state_size, .step = step)
