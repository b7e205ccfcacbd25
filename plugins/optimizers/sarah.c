/* SARAH: a gradient estimate that follows the iterates by differences on the same batch, renewed every `period` steps.
 *
 *     v = full gradient at x, every `period` steps; otherwise v <- g(x) - g(x of the step before) + v      x <- x - lr v
 *
 * L. M. Nguyen, J. Liu, K. Scheinberg & M. Takac 2017, "SARAH: a novel method for machine learning problems using
 * stochastic recursive gradient", arXiv:1703.00102, algorithm 1; an outer loop begins at the last iterate, as in its
 * practical variant.
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "period", .doc = "steps of an outer loop, m in the paper; 0: one epoch",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
};

/* v, x of the step before, batch gradient there: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 * shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const uint64_t asked = (uint64_t)call->param[0], period = asked ? asked : call->shape->steps_per_epoch;
    const double *g = call->gradient, rate = call->rate;
    double *before = v + dim, *there = before + dim;
    if (call->step % period == 0) {
        call->oracle->full(call->oracle, x, v);
    } else {
        call->oracle->batch(call->oracle, before, there);
        for (size_t i = 0; i < dim; i++)
            v[i] += g[i] - there[i];
    }
    memcpy(before, x, dim * sizeof *x);
    for (size_t i = 0; i < dim; i++)
        x[i] -= rate * v[i];
}

DH_OPTIMIZER(.name = "sarah", .doc = "Stochastic recursive gradient, renewed by full gradients",
             .source = "Nguyen, Liu, Scheinberg & Takac 2017, arXiv:1703.00102", DH_PARAMS(params),
             .flags = DH_NEEDS_FULL, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
