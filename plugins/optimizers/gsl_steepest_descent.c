/* Steepest descent of the GNU Scientific Library: a step of a given length against the gradient; twice the length when
 * f did not rise; else tolerance times the length until it does not, and once more. lr is the first length, as a
 * distance in x.
 *
 * Galassi et al., "GNU scientific library reference manual", chapter on multidimensional minimisation.
 */
#include "gsl_minimizer.h"

static const dh_param params[] = {
    {.name = "tol", .doc = "factor from one trial to the next after f rose (GSL's manual: 0.1)",
     .standard = 0.1, .min = 0, .max = 0.9, .scale = DH_LINEAR, .search_min = 0.05, .search_max = 0.9},
    GSL_PARAM_GTOL,
};

static void step(double *x, double *state, const dh_step *call)
{
    gsl_step(x, state, call, gsl_multimin_fdfminimizer_steepest_descent);
}

DH_OPTIMIZER(.name = "gsl_steepest_descent", .doc = "GSL's steepest descent; lr is the first step's length",
             .source = "GSL 2, gsl_multimin_fdfminimizer_steepest_descent", DH_PARAMS(params),
             .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH | DH_KEEPS_MEMORY,
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = gsl_state_size, .step = step, .release = gsl_release)
