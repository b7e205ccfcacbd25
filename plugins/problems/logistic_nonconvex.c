/* Logistic regression with a penalty that is bounded, and not convex:
 *
 *     f(w) = 1/m sum [log(1 + exp(z_i)) - y_i z_i] + penalty sum_j w_j^2 / (1 + w_j^2)          z_i = w0 + x_i . w
 *
 * the usual smooth nonconvex test of stochastic methods: A. Antoniadis, I. Gijbels & M. Nikolova 2011, "Penalized likelihood
 * regression for generalized linear models with non-quadratic penalties", doi:10.1007/s10463-009-0242-4; Z. Allen-Zhu & E. Hazan
 * 2016, arXiv:1603.05643. The penalty belongs to every sample's loss. Metrics as for logistic_regression.
 */
#include "kernel/model.h"

enum { PENALTY = DH_MODEL_PARAMS };

static const dh_param params[] = {
    DH_MODEL_ROWS(0),
    {.name = "penalty", .doc = "weight of the penalty", .standard = 0.1, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_linear m = dh_model_of(self, DH_LOSS_LOGISTIC);
    const size_t shift = dh_model_shift(self);
    const double penalty = self->param[PENALTY], loss = dh_linear_evaluate(&m, x, batch, gradient);
    double sum = 0;
    for (size_t i = shift; i < shift + self->data->features; i++) {
        const double share = 1 / (1 + x[i] * x[i]);
        sum += x[i] * x[i] * share;
        if (gradient)
            gradient[i] += penalty * 2 * x[i] * (share * share);
    }
    return loss + penalty * sum;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_linear m = dh_model_of(self, DH_LOSS_LOGISTIC);
    const size_t shift = dh_model_shift(self);
    dh_linear_hvp(&m, x, batch, v, out);
    for (size_t i = shift; i < shift + self->data->features; i++) {
        const double share = 1 / (1 + x[i] * x[i]);
        out[i] += self->param[PENALTY] * 2 * (1 - 3 * x[i] * x[i]) * (share * share * share) * v[i];
    }
}

static const char *const metric_names[] = {"accuracy", "log_loss", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear loss = dh_model_of(self, DH_LOSS_LOGISTIC);
    dh_model_hits(self, &loss, x, rows, out);
}

/* The penalty's second derivative lies between -1/2 (at w = 1) and 2 (at w = 0). */
static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = -0.5 * self->param[PENALTY];
    *L = dh_model_smoothness(self, 0.25, 2 * self->param[PENALTY], self->scratch);
}

static size_t scratch_size(const dh_instance *self)
{
    const size_t model = dh_model_scratch_size(self), bound = dh_model_smoothness_size(self);
    return model > bound ? model : bound;
}

DH_PROBLEM(.name = "logistic_nonconvex", .doc = "Two classes by a linear model, with a bounded penalty; not convex",
           .source = "Antoniadis, Gijbels & Nikolova 2011, doi:10.1007/s10463-009-0242-4",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_BINARY_TARGET, DH_PARAMS(params), .dim = dh_model_dim,
           .blocks = dh_model_blocks, .memory_size = dh_model_memory_size, .scratch_size = scratch_size, .prepare = dh_model_prepare,
           .start = dh_model_start, .evaluate = evaluate, .hvp = hvp, .curvature = curvature, .metric_names = metric_names, .metrics = metrics)
