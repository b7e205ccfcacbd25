/* Sharpness-aware minimisation: another optimizer, fed with the gradient at the worst point nearby. Exercises: a wrapper
 * that hands on another gradient and loss, oracle->batch at another point.
 *
 * P. Foret, A. Kleiner, H. Mobahi & B. Neyshabur 2021, arXiv:2010.01412, eq. (2) with p = 2 and algorithm 1.
 */
#include <downhill/optimizer.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "rho", .doc = "distance to the worst point (paper: 0.05)",
     .standard = 0.05, .min = 0, .max = 1e3, .scale = DH_LOG, .search_min = 1e-3, .search_max = 1},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    double *worst = state, *gradient = state + dim, square = 0;
    for (size_t i = 0; i < dim; i++)
        square += call->gradient[i] * call->gradient[i];
    const double reach = square > 0 ? call->param[0] / sqrt(square) : 0;
    for (size_t i = 0; i < dim; i++)
        worst[i] = x[i] + reach * call->gradient[i];
    dh_step other = dh_step_copy(call);
    other.loss = call->oracle->batch(call->oracle, worst, gradient);
    other.gradient = gradient;
    call->inner->step(call->inner, x, &other);
}

DH_OPTIMIZER(.name = "sam", .doc = "Sharpness-aware minimisation around another optimizer",
             .source = "Foret, Kleiner, Mobahi & Neyshabur 2021, arXiv:2010.01412", DH_PARAMS(params),
             .flags = DH_WRAPS | DH_WRAPS_GRADIENT,
             .rate = 0.05, .rate_min = 1e-3, .rate_max = 1, .state_size = state_size, .step = step)
