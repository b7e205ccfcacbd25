/* Linear regression by least squares:
 *
 *     f(w) = 1/(2m) sum (w0 + x_i . w - y_i)^2          gradient 1/b X'(X w - y) over a batch of b rows
 *
 * A.-M. Legendre 1805; C. F. Gauss 1809. The intercept w0 is x[0] (block "intercept"), the weights follow. Starts from
 * N(0, start_scale^2). Metrics: mean absolute error and R^2 = 1 - sum (y - prediction)^2 / sum (y - mean y)^2, which is
 * NaN for a constant target. One fused pass over the rows: framework/src/kernel/linear.h.
 */
#include "kernel/linear.h"
#include "kernel/vector.h"

#include <math.h>
#include <stdio.h>

enum { INTERCEPT, START_SCALE };

static const char *const no_yes[] = {"no", "yes", NULL};

static const dh_param params[] = {
    {.name = "intercept", .doc = "whether the model has a constant term, w0",
     .standard = 1, .max = 1, .scale = DH_CHOICE, .choices = no_yes},
    {.name = "start_scale", .doc = "standard deviation of the starting weights; 0: start at the origin",
     .standard = 1, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
};

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const size_t size = self->data->features + (self->param[INTERCEPT] != 0);
    if (!size)
        snprintf(refusal, refusal_size, "a dataset without features needs `intercept: yes`");
    return size;
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    const size_t shift = self->param[INTERCEPT] != 0, features = self->data->features;
    *count = 0;
    if (shift)
        block[(*count)++] = (dh_block){"intercept", 0, 1, 1};
    if (features)
        block[(*count)++] = (dh_block){"weights", shift, features, 1};
}

static size_t memory_size(const dh_instance *self)
{
    return dh_linear_tiles_size(self->data);
}

static size_t scratch_size(const dh_instance *self)
{
    return dh_linear_scratch_size(self->data);
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    dh_linear_tiles(self->data, memory);
}

static dh_linear model(const dh_instance *self, dh_loss loss)
{
    return (dh_linear){self->data, self->memory, self->scratch, loss, self->param[INTERCEPT] != 0};
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    const size_t size = dim(self, NULL, 0);
    for (size_t i = 0; i < size; i++)
        x[i] = self->param[START_SCALE] * random->normal(random);
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_linear m = model(self, DH_LOSS_SQUARED);
    return dh_linear_evaluate(&m, x, batch, gradient);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_linear m = model(self, DH_LOSS_SQUARED);
    dh_linear_hvp(&m, x, batch, v, out);
}

static const char *const metric_names[] = {"mae", "r2", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear m = model(self, DH_LOSS_ABSOLUTE);
    double mean, squares, count = (double)rows->count;
    dh_moments(rows->count, self->data->y + rows->first, &mean, &squares);
    out[0] = dh_linear_evaluate(&m, x, rows, NULL);
    out[1] = squares > 0 ? 1 - 2 * count * evaluate(self, x, rows, NULL) / squares : (double)NAN;
}

DH_PROBLEM(.name = "linear_regression", .doc = "Least squares: half the mean squared error of a linear model",
           .source = "Legendre 1805, Nouvelles methodes pour la determination des orbites des cometes",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX, DH_PARAMS(params),
           .dim = dim, .blocks = blocks, .memory_size = memory_size, .scratch_size = scratch_size,
           .prepare = prepare, .start = start, .evaluate = evaluate, .hvp = hvp,
           .metric_names = metric_names, .metrics = metrics)
