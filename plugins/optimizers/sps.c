/* Stochastic Polyak step, bounded:
 *
 *     t = min((f_B(x) - f_star) / (c |g|^2), bound)      x <- x - t g      bound = lr
 *     smoothing: bound = min(lr, 2^(1 / steps per epoch) times the last t), from the second step on
 *
 * N. Loizou, S. Vaswani, I. Laradji & S. Lacoste-Julien 2021, "Stochastic Polyak step-size for SGD: an adaptive
 * learning rate for fast convergence", arXiv:2002.10542, SPS_max and the smoothing of their experiments (gamma = 2).
 *
 * The paper's bound is a constant without smoothing; here lr bounds in both cases. A loss below f_star counts as
 * f_star; a gradient of 0 leaves x and the last length alone; after a length of 0, which would bound all others by 0,
 * the next may be lr (ours). Not a sum over samples: the growth is 2 a step.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { C, F_STAR, SMOOTHING };
enum { OFF, ON };

static const char *const answers[] = {"off", "on", NULL};

static const dh_param params[] = {
    {.name = "c", .doc = "divisor of the step (paper: 1/2 for convex f; 0.2 in its deep learning experiments)",
     .standard = 0.5, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.1, .search_max = 2},
    {.name = "f_star", .doc = "lower bound of the loss of a batch (paper: 0)",
     .standard = 0, .min = -DH_NO_LIMIT, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "smoothing", .doc = "on: a step may be only a little longer than the last one (paper's experiments)",
     .standard = ON, .min = OFF, .max = ON, .scale = DH_CHOICE, .choices = answers},
};

/* The last step length; 0: none yet. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1;
}

static void step(double *x, double *last, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    const double *g = call->gradient, *param = call->param;
    double square = 0, bound = call->rate;
    for (size_t i = 0; i < shape->dim; i++)
        square += g[i] * g[i];
    if (!(square > 0))
        return;
    if (param[SMOOTHING] == ON && *last > 0)
        bound = fmin(bound, dh_pow(2, 1 / (double)shape->steps_per_epoch) * *last);
    const double length = *last = fmin(fmax(call->loss - param[F_STAR], 0) / (param[C] * square), bound);
    for (size_t i = 0; i < shape->dim; i++)
        x[i] -= length * g[i];
}

DH_OPTIMIZER(.name = "sps", .doc = "Stochastic gradient with Polyak's step from the batch's loss; lr is the longest step",
             .source = "Loizou, Vaswani, Laradji & Lacoste-Julien 2021, arXiv:2002.10542", DH_PARAMS(params),
             .rate = 1, .rate_min = 1e-2, .rate_max = 100,
             .state_size = state_size, .step = step)
