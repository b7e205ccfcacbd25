/* Sharpness-aware minimisation: another optimizer's step with the gradient at a near point where the batch's loss is worse.
 *
 *     e = rho w g / (|n| + 1e-12)      the inner optimizer steps from x with the batch's gradient at x + e
 *     w = 1, n = g;  adaptive: w = x^2, n = |x| g, coordinate by coordinate
 *
 * P. Foret, A. Kleiner, H. Mobahi & B. Neyshabur 2021, "Sharpness-aware minimization for efficiently improving
 * generalization", arXiv:2010.01412, eq. (2) and algorithm 1; adaptive: J. Kwon, J. Kim, H. Park & I. Choi 2021,
 * "ASAM", arXiv:2102.11600, without the eta = 0.01 that its authors add to |x|. 1e-12 as in the PyTorch
 * implementation in use (davda54/sam).
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { RHO, ADAPTIVE };
enum { NO, YES };

static const char *const answers[] = {"no", "yes", NULL};

static const dh_param params[] = {
    {.name = "rho", .doc = "radius of the neighbourhood (paper: 0.05; ASAM: 0.5 and above)",
     .standard = 0.05, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-3, .search_max = 1},
    {.name = "adaptive", .doc = "yes: the neighbourhood scales with each coordinate of x (ASAM)",
     .standard = NO, .min = NO, .max = YES, .scale = DH_CHOICE, .choices = answers},
};

/* x + e, and the gradient there: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 * shape->dim;
}

static void step(double *x, double *near, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const int adaptive = call->param[ADAPTIVE] == YES;
    const double *g = call->gradient;
    double *there = near + dim, square = 0;
    for (size_t i = 0; i < dim; i++) {
        const double n = adaptive ? fabs(x[i]) * g[i] : g[i];
        square += n * n;
    }
    const double scale = call->param[RHO] / (sqrt(square) + 1e-12);
    for (size_t i = 0; i < dim; i++)
        near[i] = x[i] + (adaptive ? x[i] * x[i] : 1) * g[i] * scale;
    dh_step own = dh_step_copy(call);
    own.loss = call->oracle->batch(call->oracle, near, there);
    own.gradient = there;
    call->inner->step(call->inner, x, &own);
}

DH_OPTIMIZER(.name = "sam", .doc = "Another optimizer, with gradients from the worst point nearby",
             .source = "Foret, Kleiner, Mobahi & Neyshabur 2021, arXiv:2010.01412", DH_PARAMS(params),
             .flags = DH_WRAPS | DH_WRAPS_GRADIENT, .rate = 0.1, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
