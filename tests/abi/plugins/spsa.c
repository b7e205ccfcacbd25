/* Simultaneous perturbation: a gradient estimate from two losses along a random direction of signs. Exercises: losses
 * without gradients on the step's batch, random bits, flag combination of a derivative-free method.
 *
 * J. C. Spall 1992, "Multivariate stochastic approximation using a simultaneous perturbation gradient approximation",
 * doi:10.1109/9.119632, eqs (2.1) and (2.2).
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "c", .doc = "half the distance of the two points, in every coordinate",
     .standard = 1e-3, .min = 1e-8, .max = 1, .scale = DH_LOG, .search_min = 1e-5, .search_max = 0.1},
};

/* Signs and the point under trial: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 * shape->dim;
}

static double loss_at(const double *x, double c, const double *sign, double *trial, const dh_step *call)
{
    for (size_t i = 0; i < call->shape->dim; i++)
        trial[i] = x[i] + c * sign[i];
    return call->oracle->batch(call->oracle, trial, NULL);
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double c = call->param[0];
    double *sign = state, *trial = state + dim;
    for (size_t i = 0; i < dim; i++)
        sign[i] = call->random->bits(call->random) >> 63 ? 1 : -1;
    const double slope = (loss_at(x, c, sign, trial, call) - loss_at(x, -c, sign, trial, call)) / (2 * c);
    for (size_t i = 0; i < dim; i++)
        x[i] -= call->rate * slope * sign[i];
}

DH_OPTIMIZER(.name = "spsa", .doc = "Gradient estimated from two losses along a random direction",
             .source = "Spall 1992, doi:10.1109/9.119632", DH_PARAMS(params), .flags = DH_OWN_GRADIENT,
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, .state_size = state_size, .step = step)
