/* SAGA: the gradient of every sample is remembered, and each step corrects their mean by what the batch says now.
 *
 *     d = mean over the batch of (g_i - table_i) + mean of the table      x <- x - lr d      table_i <- g_i
 *
 * A. Defazio, F. Bach & S. Lacoste-Julien 2014, "SAGA: a fast incremental gradient method with support for non-strongly
 * convex composite objectives", arXiv:1407.0202, eq. (1), without the proximal part; with batches of one it is the paper's.
 *
 * The table is filled at the first point, which costs one gradient a sample. A sample that a batch holds twice counts once.
 */
#include <downhill/optimizer.h>

/* 1 after the first step; mean, sum of differences, one gradient: [dim] each; then the table [samples][dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 3 * shape->dim + shape->samples * shape->dim;
}

static void fill(const double *x, double *table, double *mean, const dh_step *call)
{
    const size_t dim = call->shape->dim, samples = call->shape->samples;
    for (uint32_t k = 0; k < samples; k++) {
        call->oracle->samples(call->oracle, &k, 1, x, table + k * dim);
        for (size_t i = 0; i < dim; i++)
            mean[i] += table[k * dim + i] / (double)samples;
    }
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim, count = call->batch ? call->batch_count : call->shape->samples;
    const double samples = (double)call->shape->samples, rate = call->rate;
    double *mean = state + 1, *change = mean + dim, *g = change + dim, *table = g + dim;
    if (state[0] == 0) {
        state[0] = 1;
        fill(x, table, mean, call);
    }
    memset(change, 0, dim * sizeof *change);
    for (size_t k = 0; k < count; k++) {
        const uint32_t sample = call->batch ? call->batch[k] : (uint32_t)k;
        double *old = table + sample * dim;
        call->oracle->samples(call->oracle, &sample, 1, x, g);
        for (size_t i = 0; i < dim; i++) {
            change[i] += g[i] - old[i];
            old[i] = g[i];
        }
    }
    for (size_t i = 0; i < dim; i++) {
        x[i] -= rate * (change[i] / (double)count + mean[i]);
        mean[i] += change[i] / samples;
    }
}

DH_OPTIMIZER(.name = "saga", .doc = "Stochastic gradient, its variance reduced by a table of all samples' gradients",
             .source = "Defazio, Bach & Lacoste-Julien 2014, arXiv:1407.0202",
             .flags = DH_OWN_GRADIENT | DH_NEEDS_SAMPLES, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
