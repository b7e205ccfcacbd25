/* Nesterov's accelerated gradient in its practical form, in which x holds the look-ahead point and the gradient is
 * needed there only (PyTorch's SGD with nesterov=True):
 *
 *     v <- beta v + g      x <- x - lr (g + beta v)
 *
 * Y. Nesterov 1983, "A method of solving a convex programming problem with convergence rate O(1/k^2)", Soviet Math.
 * Doklady 27; I. Sutskever, J. Martens, G. Dahl & G. Hinton 2013, PMLR 28(3), eqs (3) and (4), after the change of
 * variable x = theta + beta v of Y. Bengio, N. Boulanger-Lewandowski & R. Pascanu 2012, arXiv:1212.0901, eqs (6) and
 * (7).
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old velocity that is kept (the usual 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate, beta = call->param[0];
    for (size_t i = 0; i < call->shape->dim; i++) {
        v[i] = beta * v[i] + g[i];
        x[i] -= rate * (g[i] + beta * v[i]);
    }
}

DH_OPTIMIZER(.name = "nesterov", .doc = "Nesterov's accelerated gradient, practical form with constant beta",
             .source = "Sutskever, Martens, Dahl & Hinton 2013, proceedings.mlr.press/v28/sutskever13",
             DH_PARAMS(params), .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
