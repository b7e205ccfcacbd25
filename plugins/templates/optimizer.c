/* SPDX-License-Identifier: MIT
 *
 * An optimizer: gradient descent with momentum.
 *
 *     v <- beta v + g          x <- x - lr v
 *
 * Say here what yours does, and where it comes from (paper, equation). Then change the parameters, the state and the
 * step. It is built by `downhill plugin build template_optimizer.c`, and `downhill plugin test` looks for faults.
 * <downhill/optimizer.h> has what else a step may ask for: costs and gradients at other points, random numbers, blocks.
 */
#include <downhill/optimizer.h>

/* Hyperparameters, numbered in the order of the table. A study sets them by name. */
enum { BETA };

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old velocity that is kept (the usual 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX, /* 1 itself is not allowed */
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
};

/* Numbers that live from one step to the next: all 0 at first. There is no other memory, and no global variable. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

/* One step: changes x[dim] and the state. The rate is what the schedule has made of lr. */
static void step(double *x, double *v, const dh_step *call)
{
    const double *g = call->gradient, beta = call->param[BETA];
    for (size_t i = 0; i < call->shape->dim; i++) {
        v[i] = beta * v[i] + g[i];
        x[i] -= call->rate * v[i];
    }
}

DH_OPTIMIZER(.name = "template_optimizer", .doc = "Gradient descent with momentum",
             .source = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, /* a usual lr, and where to look for a better one */
             .state_size = state_size, .step = step)
