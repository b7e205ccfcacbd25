/* SPDX-License-Identifier: MIT
 *
 * Stochastic gradient descent, with an optional L2 penalty:
 *
 *     x <- x - lr (g + weight_decay x)
 *
 * H. Robbins & S. Monro 1951, "A stochastic approximation method", doi:10.1214/aoms/1177729586, eq. (8).
 *
 * This file is the template for optimizers. Copy it to NAME.c, add NAME to plugins/meson.build, change what is below.
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "weight_decay", .doc = "L2 penalty: this times x is added to the gradient (PyTorch: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-2},
};

static void step(double *x, double *state, const dh_step *call)
{
    const double *g = call->gradient, rate = call->rate, decay = call->param[0];
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= rate * (g[i] + decay * x[i]);
}

DH_OPTIMIZER(.name = "sgd", .doc = "Gradient descent, stochastic when the batch is",
             .source = "Robbins & Monro 1951, doi:10.1214/aoms/1177729586", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, .step = step)
