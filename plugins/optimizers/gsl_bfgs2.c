/* BFGS of the GNU Scientific Library (vector_bfgs2): the direction is -H g, where H is the unit matrix updated by the
 * last pair of moves and gradient differences alone ("memoryless" BFGS); the line search is R. Fletcher's, which
 * brackets and cuts by cubic interpolation. lr is the length of the first trial, as a distance in x.
 *
 * Galassi et al., "GNU scientific library reference manual", chapter on multidimensional minimisation; R. Fletcher
 * 1987, "Practical methods of optimization", 2nd edition, algorithms 2.6.2 and 2.6.4.
 */
#include "gsl_minimizer.h"

static const dh_param params[] = {
    {.name = "tol", .doc = "share of the slope that may be left, sigma in Fletcher (GSL's manual: 0.1)",
     .standard = 0.1, .min = 0, .max = 1, .scale = DH_LOG, .search_min = 1e-3, .search_max = 0.9},
    GSL_PARAM_GTOL,
};

static void step(double *x, double *state, const dh_step *call)
{
    gsl_step(x, state, call, gsl_multimin_fdfminimizer_vector_bfgs2);
}

DH_OPTIMIZER(.name = "gsl_bfgs2", .doc = "GSL's BFGS with Fletcher's line search; lr is the first trial's length",
             .source = "GSL 2, vector_bfgs2; Fletcher 1987, Practical methods of optimization, algorithm 2.6.2",
             DH_PARAMS(params), .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH | DH_KEEPS_MEMORY,
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = gsl_state_size, .step = step, .release = gsl_release)
