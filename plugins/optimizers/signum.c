/* Signum: signSGD with momentum. The sign is taken of a moving mean of the gradients:
 *
 *     m <- beta m + (1 - beta) g      x <- x - lr sign(m)      with sign(0) = 0
 *
 * J. Bernstein, Y.-X. Wang, K. Azizzadenesheli & A. Anandkumar 2018, "signSGD: compressed optimisation for non-convex
 * problems", arXiv:1802.04434, algorithm 2. Its scale makes no difference, so there is no bias correction.
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *m, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate, beta = call->param[0];
    for (size_t i = 0; i < call->shape->dim; i++) {
        m[i] = beta * m[i] + (1 - beta) * g[i];
        x[i] -= rate * ((m[i] > 0 ? 1.0 : 0.0) - (m[i] < 0 ? 1.0 : 0.0));
    }
}

DH_OPTIMIZER(.name = "signum", .doc = "The sign of a moving mean of the gradients, all steps equally long",
             .source = "Bernstein et al. 2018, arXiv:1802.04434", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
