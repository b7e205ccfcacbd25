/* AdaDelta: the gradient divided by its root mean square, times that of the moves, so that a move has the units of x:
 *
 *     v <- rho v + (1 - rho) g^2
 *     d = g sqrt(u + epsilon) / sqrt(v + epsilon)
 *     u <- rho u + (1 - rho) d^2
 *     x <- x - lr d
 *
 * M. D. Zeiler 2012, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701, algorithm 1.
 *
 * epsilon is inside both roots, and v, u start from 0: the first moves are of the size sqrt(epsilon). The paper has no
 * rate; as in PyTorch lr multiplies the move but is no part of u, and 1 gives the paper's method.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { RHO, EPSILON };

static const dh_param params[] = {
    {.name = "rho", .doc = "share of the old mean squares that is kept (PyTorch: 0.9; paper: 0.95)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
    {.name = "epsilon", .doc = "added inside both roots; its own root is the scale of the first moves (paper: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-2},
};

/* v [dim], u [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 * shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate, rho = call->param[RHO], epsilon = call->param[EPSILON];
    double *u = v + call->shape->dim;
    for (size_t i = 0; i < call->shape->dim; i++) {
        v[i] = rho * v[i] + (1 - rho) * (g[i] * g[i]);
        const double d = sqrt(u[i] + epsilon) / sqrt(v[i] + epsilon) * g[i];
        u[i] = rho * u[i] + (1 - rho) * (d * d);
        x[i] -= rate * d;
    }
}

DH_OPTIMIZER(.name = "adadelta", .doc = "The gradient divided by its root mean square, multiplied by that of the moves",
             .source = "Zeiler 2012, arXiv:1212.5701", DH_PARAMS(params),
             .rate = 1, .rate_min = 1e-2, .rate_max = 100,
             .state_size = state_size, .step = step)
