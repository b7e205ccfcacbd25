/* AdaGrad, diagonal form: each coordinate has a rate that falls with the squares it has seen:
 *
 *     s <- s + g^2      x <- x - lr g / (sqrt(initial + s) + epsilon)
 *
 * J. Duchi, E. Hazan & Y. Singer 2011, "Adaptive subgradient methods for online learning and stochastic
 * optimization", JMLR 12, eq. (1) with its diagonal matrix; epsilon outside the root as in PyTorch.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { INITIAL, EPSILON };

static const dh_param params[] = {
    {.name = "initial", .doc = "what the sum of squares starts from (PyTorch's initial_accumulator_value: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (1e-8; PyTorch's AdaGrad has 1e-10)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *s, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate;
    const double initial = call->param[INITIAL], epsilon = call->param[EPSILON];
    for (size_t i = 0; i < call->shape->dim; i++) {
        s[i] += g[i] * g[i];
        x[i] -= rate * g[i] / (sqrt(initial + s[i]) + epsilon);
    }
}

DH_OPTIMIZER(.name = "adagrad", .doc = "A rate for each coordinate, falling with the sum of its squared gradients",
             .source = "Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a.html", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-3, .rate_max = 1,
             .state_size = state_size, .step = step)
