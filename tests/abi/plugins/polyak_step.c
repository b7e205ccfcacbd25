/* Gradient descent with Polyak's step length (f - f*) / |g|^2. Exercises: oracle->optimum, dh_step.loss, no rate.
 *
 * B. T. Polyak 1969, "Minimization of unsmooth functionals", doi:10.1016/0041-5553(69)90061-5.
 */
#include <downhill/optimizer.h>

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, gap = call->loss - call->oracle->optimum;
    double square = 0;
    for (size_t i = 0; i < dim; i++)
        square += g[i] * g[i];
    for (size_t i = 0; i < dim && square > 0; i++)
        x[i] -= gap / square * g[i];
}

DH_OPTIMIZER(.name = "polyak_step", .doc = "Gradient descent with Polyak's step length, from the known optimum",
             .source = "Polyak 1969, doi:10.1016/0041-5553(69)90061-5",
             .flags = DH_NEEDS_OPTIMUM | DH_NEEDS_FULL_BATCH | DH_IGNORES_RATE,
             .rate = 1, .rate_min = 1, .rate_max = 1, .step = step)
