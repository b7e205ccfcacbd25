/* RMSprop: the gradient divided by a moving root mean square of itself:
 *
 *     v <- beta v + (1 - beta) g^2      x <- x - lr g / (sqrt(v) + epsilon)
 *
 * T. Tieleman & G. Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5, slide 29; not centred, without
 * momentum, epsilon outside the root as in PyTorch.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA, EPSILON };

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old mean square that is kept (the lecture's 0.9; PyTorch's alpha is 0.99)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (PyTorch: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate;
    const double beta = call->param[BETA], epsilon = call->param[EPSILON];
    for (size_t i = 0; i < call->shape->dim; i++) {
        v[i] = beta * v[i] + (1 - beta) * (g[i] * g[i]);
        x[i] -= rate * g[i] / (sqrt(v[i]) + epsilon);
    }
}

DH_OPTIMIZER(.name = "rmsprop", .doc = "The gradient divided by a moving root mean square of itself",
             .source = "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
