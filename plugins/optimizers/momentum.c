/* Gradient descent with momentum, in the two forms in use:
 *
 *     averaged:   v <- beta v + (1 - beta) g      x <- x - lr v
 *     heavy_ball: v <- beta v + g                 x <- x - lr v       (PyTorch's, dampening 0)
 *
 * The forms agree when the averaged one gets a rate 1 / (1 - beta) times as large.
 *
 * B. T. Polyak 1964, "Some methods of speeding up the convergence of iteration methods",
 * doi:10.1016/0041-5553(64)90137-5; I. Sutskever, J. Martens, G. Dahl & G. Hinton 2013, "On the importance of
 * initialization and momentum in deep learning", PMLR 28(3), eqs (1) and (2).
 */
#include <downhill/optimizer.h>

enum { BETA, FORM };
enum { AVERAGED, HEAVY_BALL };

static const char *const forms[] = {"averaged", "heavy_ball", NULL};

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old velocity that is kept (the usual 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
    {.name = "form", .doc = "averaged: v = beta v + (1 - beta) g; heavy_ball: v = beta v + g, as PyTorch has it",
     .standard = AVERAGED, .min = AVERAGED, .max = HEAVY_BALL, .scale = DH_CHOICE, .choices = forms},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate, beta = call->param[BETA];
    const double gain = call->param[FORM] == AVERAGED ? 1 - beta : 1;
    for (size_t i = 0; i < call->shape->dim; i++) {
        v[i] = beta * v[i] + gain * g[i];
        x[i] -= rate * v[i];
    }
}

DH_OPTIMIZER(.name = "momentum", .doc = "Gradient descent with momentum, averaged or heavy ball",
             .source = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
