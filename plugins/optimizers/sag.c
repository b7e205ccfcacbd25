/* Stochastic average gradient: a step along the mean of the last known gradients of all samples seen so far.
 *
 *     for the samples i of the batch: d <- d - table_i + g_i, table_i <- g_i      x <- x - lr d / (samples seen)
 *
 * M. Schmidt, N. Le Roux & F. Bach 2017, "Minimizing finite sums with the stochastic average gradient",
 * doi:10.1007/s10107-016-1030-6, arXiv:1309.2388, algorithm 1, divided by the number seen as in their section on
 * implementation. The table starts at 0.
 */
#include <downhill/optimizer.h>

/* Samples seen; d, one gradient: [dim] each; the table [samples][dim]; 1 for each sample seen [samples]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 2 * shape->dim + shape->samples * (shape->dim + 1);
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim, count = call->batch ? call->batch_count : call->shape->samples;
    double *d = state + 1, *g = d + dim, *table = g + dim, *seen = table + call->shape->samples * dim;
    for (size_t k = 0; k < count; k++) {
        const uint32_t sample = call->batch ? call->batch[k] : (uint32_t)k;
        double *old = table + sample * dim;
        call->oracle->samples(call->oracle, &sample, 1, x, g);
        state[0] += 1 - seen[sample];
        seen[sample] = 1;
        for (size_t i = 0; i < dim; i++) {
            d[i] += g[i] - old[i];
            old[i] = g[i];
        }
    }
    const double length = call->rate / state[0];
    for (size_t i = 0; i < dim; i++)
        x[i] -= length * d[i];
}

DH_OPTIMIZER(.name = "sag", .doc = "Steps along the mean of the last known gradients of all samples",
             .source = "Schmidt, Le Roux & Bach 2017, arXiv:1309.2388",
             .flags = DH_OWN_GRADIENT | DH_NEEDS_SAMPLES, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
