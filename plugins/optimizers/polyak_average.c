/* Stochastic gradient descent, judged at the mean of its iterates (Polyak-Ruppert averaging):
 *
 *     x_{t+1} = x_t - lr g_t      judged at (x_{s+1} + ... + x_t) / (t - s),  s = start;  at x_t while t <= s
 *
 * B. T. Polyak & A. B. Juditsky 1992, "Acceleration of stochastic approximation by averaging", doi:10.1137/0330046,
 * whose mean has the starting point in it and the newest one not; D. Ruppert 1988, Cornell ORIE report 781.
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "start", .doc = "iterates left out of the mean: it begins with the point after step `start` (0: all but the starting point)",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
};

/* Iterates in the mean, then the mean [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, rate = call->rate;
    double *mean = state + 1;
    for (size_t i = 0; i < dim; i++)
        x[i] -= rate * g[i];
    if ((double)call->step < call->param[0])
        return;
    const double count = state[0] += 1;
    for (size_t i = 0; i < dim; i++)
        mean[i] += (x[i] - mean[i]) / count;
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    memcpy(out, state[0] > 0 ? state + 1 : x, call->shape->dim * sizeof *out);
}

DH_OPTIMIZER(.name = "polyak_average", .doc = "Stochastic gradient descent, judged at the mean of its iterates",
             .source = "Polyak & Juditsky 1992, doi:10.1137/0330046", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
