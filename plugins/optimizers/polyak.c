/* Polyak's step length, which needs the optimal value f*:
 *
 *     x <- x - (f(x) - f*) / |g|^2 g
 *
 * B. T. Polyak 1969, "Minimization of unsmooth functionals", doi:10.1016/0041-5553(69)90061-5; E. Hazan & S. Kakade
 * 2019, "Revisiting the Polyak step size", arXiv:1905.00313, algorithm 1.
 *
 * Where rounding brings f(x) below f*, or g is 0, x stays.
 */
#include <downhill/optimizer.h>
#include <math.h>

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient;
    double square = 0;
    for (size_t i = 0; i < dim; i++)
        square += g[i] * g[i];
    const double length = square > 0 ? fmax(call->loss - call->oracle->optimum, 0) / square : 0;
    for (size_t i = 0; i < dim; i++)
        x[i] -= length * g[i];
}

DH_OPTIMIZER(.name = "polyak", .doc = "Gradient descent with Polyak's step, for problems whose optimum is known",
             .source = "Hazan & Kakade 2019, arXiv:1905.00313",
             .flags = DH_NEEDS_OPTIMUM | DH_NEEDS_FULL_BATCH | DH_IGNORES_RATE,
             .rate = 1, .rate_min = 1, .rate_max = 1, .step = step)
