/* Schedule-free SGD: gradients at y, a point between the plain iterate z and the average it is judged at. The ABI's x is
 * y, since the gradient is wanted there. Exercises: an evaluation point that is not x, state that starts from x.
 *
 *     z <- z - lr g(y)      mean <- mean + c (z - mean),  c = lr^2 / sum of all lr^2      y = z + beta (mean - z)
 *
 * A. Defazio et al. 2024, "The road less scheduled", arXiv:2405.15682, section 1, weights by squared rate.
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "beta", .doc = "how close to the average the gradient is taken (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0.5, .search_max = 0.98},
};

/* 1 after the first step, sum of squared rates, z [dim], mean [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 2 * shape->dim;
}

static void step(double *y, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta = call->param[0], rate = call->rate;
    double *z = state + 2, *mean = z + dim;
    if (!state[0])
        memcpy(mean, memcpy(z, y, dim * sizeof *z), dim * sizeof *z);
    state[0] = 1;
    state[1] += rate * rate;
    const double c = state[1] > 0 ? rate * rate / state[1] : 0;
    for (size_t i = 0; i < dim; i++) {
        z[i] -= rate * call->gradient[i];
        mean[i] += c * (z[i] - mean[i]);
        y[i] = z[i] + beta * (mean[i] - z[i]);
    }
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    memcpy(out, state[0] ? state + 2 + dim : x, dim * sizeof *out);
}

DH_OPTIMIZER(.name = "schedule_free", .doc = "SGD that needs no schedule, judged at an average",
             .source = "Defazio et al. 2024, arXiv:2405.15682", DH_PARAMS(params),
             .rate = 0.1, .rate_min = 1e-3, .rate_max = 10,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
