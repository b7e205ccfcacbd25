/* Quasi-hyperbolic momentum: part of the step is the plain gradient, part an averaged momentum:
 *
 *     v <- beta v + (1 - beta) g      x <- x - lr ((1 - nu) g + nu v)
 *
 * nu = 0: stochastic gradient; nu = 1: momentum, averaged; nu = beta: Nesterov's.
 *
 * J. Ma & D. Yarats 2019, "Quasi-hyperbolic momentum and Adam for deep learning", arXiv:1810.06801, eqs (3) and (4).
 */
#include <downhill/optimizer.h>

enum { BETA, NU };

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old velocity that is kept (paper's rule of thumb: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.9999},
    {.name = "nu", .doc = "share of the velocity in the step (paper's rule of thumb: 0.7)",
     .standard = 0.7, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 1},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate, beta = call->param[BETA], nu = call->param[NU];
    for (size_t i = 0; i < call->shape->dim; i++) {
        v[i] = beta * v[i] + (1 - beta) * g[i];
        x[i] -= rate * ((1 - nu) * g[i] + nu * v[i]);
    }
}

DH_OPTIMIZER(.name = "qhm", .doc = "A mixture of the plain gradient and an averaged momentum",
             .source = "Ma & Yarats 2019, arXiv:1810.06801", DH_PARAMS(params),
             .rate = 1, .rate_min = 1e-3, .rate_max = 10,
             .state_size = state_size, .step = step)
