/* SAGA: the newest known gradient of every sample corrects the batch gradient. Exercises: oracle->samples one by one,
 * shape->samples deciding the state's size, dh_step.batch, NULL for a full batch.
 *
 * A. Defazio, F. Bach & S. Lacoste-Julien 2014, "SAGA: a fast incremental gradient method with support for non-strongly
 * convex composite objectives", arXiv:1407.0202, eq. (1).
 */
#include <downhill/optimizer.h>

/* Mean of the table, direction, fresh gradient: [dim] each; table [samples][dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return (3 + shape->samples) * shape->dim;
}

static void fill(double *table, double *mean, const double *x, const dh_step *call)
{
    const size_t dim = call->shape->dim, samples = call->shape->samples;
    for (uint32_t i = 0; i < samples; i++) {
        call->oracle->samples(call->oracle, &i, 1, x, table + i * dim);
        for (size_t k = 0; k < dim; k++)
            mean[k] += table[i * dim + k] / (double)samples;
    }
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim, count = call->batch_count;
    double *mean = state, *direction = mean + dim, *fresh = direction + dim, *table = fresh + dim;
    if (call->step == 0)
        fill(table, mean, x, call);
    memcpy(direction, mean, dim * sizeof *mean);
    for (size_t j = 0; j < count; j++) {
        const uint32_t i = call->batch ? call->batch[j] : (uint32_t)j;
        double *old = table + i * dim;
        call->oracle->samples(call->oracle, &i, 1, x, fresh);
        for (size_t k = 0; k < dim; k++) {
            direction[k] += (fresh[k] - old[k]) / (double)count;
            mean[k] += (fresh[k] - old[k]) / (double)call->shape->samples;
            old[k] = fresh[k];
        }
    }
    for (size_t k = 0; k < dim; k++)
        x[k] -= call->rate * direction[k];
}

DH_OPTIMIZER(.name = "saga", .doc = "Stochastic gradient corrected by the last known gradient of every sample",
             .source = "Defazio, Bach & Lacoste-Julien 2014, arXiv:1407.0202",
             .flags = DH_OWN_GRADIENT | DH_NEEDS_SAMPLES,
             .rate = 0.05, .rate_min = 1e-3, .rate_max = 1, .state_size = state_size, .step = step)
