/* Logistic regression for labels 0 and 1, with an L2 penalty on the weights (not on the intercept):
 *
 *     f(w) = 1/m sum [log(1 + exp(z_i)) - y_i z_i] + l2/2 |w|^2          z_i = w0 + x_i . w
 *
 * D. R. Cox 1958, "The regression analysis of binary sequences", doi:10.1111/j.2517-6161.1958.tb00292.x. The intercept w0 is
 * x[0] (block "intercept"), the weights follow. Starts at the origin, or from N(0, start_scale^2). The penalty belongs to
 * every sample's loss, so its gradient is in every batch. Metrics: the share of rows on the right side of z = 0, and the
 * mean loss without the penalty. One fused pass over the rows: framework/src/kernel/linear.h.
 */
#include "kernel/linear.h"
#include "kernel/vector.h"

#include <stdio.h>

enum { INTERCEPT, L2, START_SCALE };

static const char *const no_yes[] = {"no", "yes", NULL};

static const dh_param params[] = {
    {.name = "intercept", .doc = "whether the model has a constant term, w0",
     .standard = 1, .max = 1, .scale = DH_CHOICE, .choices = no_yes},
    {.name = "l2", .doc = "weight of the penalty l2/2 |w|^2; with 0 separable data has no minimum",
     .standard = 1e-3, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "start_scale", .doc = "standard deviation of the starting weights; 0: start at the origin",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
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
    const dh_linear m = model(self, DH_LOSS_LOGISTIC);
    const size_t shift = self->param[INTERCEPT] != 0, features = self->data->features;
    const double l2 = self->param[L2], *w = x + shift;
    const double loss = dh_linear_evaluate(&m, x, batch, gradient);
    if (gradient)
        dh_add_scaled(features, l2, w, gradient + shift);
    return loss + 0.5 * l2 * dh_dot(features, w, w);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_linear m = model(self, DH_LOSS_LOGISTIC);
    const size_t shift = self->param[INTERCEPT] != 0;
    dh_linear_hvp(&m, x, batch, v, out);
    dh_add_scaled(self->data->features, self->param[L2], v + shift, out + shift);
}

static const char *const metric_names[] = {"accuracy", "log_loss", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear wrong = model(self, DH_LOSS_ZERO_ONE), plain = model(self, DH_LOSS_LOGISTIC);
    out[0] = 1 - dh_linear_evaluate(&wrong, x, rows, NULL);
    out[1] = dh_linear_evaluate(&plain, x, rows, NULL);
}

DH_PROBLEM(.name = "logistic_regression", .doc = "Two classes by a linear model, with an L2 penalty on the weights",
           .source = "Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_BINARY_TARGET | DH_CONVEX, DH_PARAMS(params),
           .dim = dim, .blocks = blocks, .memory_size = memory_size, .scratch_size = scratch_size,
           .prepare = prepare, .start = start, .evaluate = evaluate, .hvp = hvp,
           .metric_names = metric_names, .metrics = metrics)
