/* AdaMax: Adam with the largest remembered gradient in the place of the root mean square:
 *
 *     m <- beta1 m + (1 - beta1) g          u <- max(beta2 u, |g| + epsilon)
 *     x <- x - lr (m / c1) / u              with c1 = 1 - beta1^t at the t-th step
 *
 * D. P. Kingma & J. Ba 2015, "Adam: a method for stochastic optimization", arXiv:1412.6980, algorithm 2.
 *
 * The paper has no epsilon; in PyTorch it is added to |g| inside the maximum, as here. u needs no correction.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "factor by which the largest gradient fades in a step (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added to |g| inside the maximum, against division by 0 (PyTorch: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

/* c1, then m [dim], u [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, rate = call->rate;
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1); /* 1 - beta1^t as a moving average of ones */
    double *m = state + 1, *u = m + dim;
    for (size_t i = 0; i < dim; i++) {
        const double old = beta2 * u[i], size = fabs(g[i]) + epsilon;
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        u[i] = old > size ? old : size;
        x[i] -= rate * (m[i] / c1) / u[i];
    }
}

DH_OPTIMIZER(.name = "adamax", .doc = "Adam that divides by the largest remembered gradient",
             .source = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 2", DH_PARAMS(params),
             .rate = 0.002, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
