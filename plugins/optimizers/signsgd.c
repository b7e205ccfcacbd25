/* signSGD: a step of the same length in every coordinate, only its sign taken from the gradient:
 *
 *     x <- x - lr sign(g)      with sign(0) = 0
 *
 * J. Bernstein, Y.-X. Wang, K. Azizzadenesheli & A. Anandkumar 2018, "signSGD: compressed optimisation for non-convex
 * problems", arXiv:1802.04434, algorithm 1.
 */
#include <downhill/optimizer.h>

static void step(double *x, double *state, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate;
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= rate * ((g[i] > 0 ? 1.0 : 0.0) - (g[i] < 0 ? 1.0 : 0.0));
}

DH_OPTIMIZER(.name = "signsgd", .doc = "The sign of each gradient entry, all steps equally long",
             .source = "Bernstein et al. 2018, arXiv:1802.04434",
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, .step = step)
