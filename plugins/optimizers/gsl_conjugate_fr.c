/* Conjugate gradients of the GNU Scientific Library (conjugate_fr): directions d <- g' + beta d with the formula of
 * Fletcher and Reeves, beta = |g'|^2 / |g|^2; d = g again every dim line searches. A trial that lowers f is taken as it
 * is, and the next one is twice as long; only the others start a line search (Brent's method in spirit). lr is the
 * length of the first trial, as a distance in x.
 *
 * Galassi et al., "GNU scientific library reference manual", chapter on multidimensional minimisation.
 */
#include "gsl_minimizer.h"

static const dh_param params[] = {
    {.name = "tol", .doc = "a line search ends at |g . d| below this times |g| |d| (GSL's example: 1e-4)",
     .standard = 0.1, .min = 0, .max = 1, .scale = DH_LOG, .search_min = 1e-4, .search_max = 0.5},
    GSL_PARAM_GTOL,
};

static void step(double *x, double *state, const dh_step *call)
{
    gsl_step(x, state, call, gsl_multimin_fdfminimizer_conjugate_fr);
}

DH_OPTIMIZER(.name = "gsl_conjugate_fr",
             .doc = "GSL's conjugate gradients of Fletcher and Reeves; lr is the first step's length",
             .source = "GSL 2, gsl_multimin_fdfminimizer_conjugate_fr", DH_PARAMS(params),
             .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL_BATCH | DH_KEEPS_MEMORY,
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = gsl_state_size, .step = step, .release = gsl_release)
