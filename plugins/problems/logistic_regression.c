/* Logistic regression for labels 0 and 1, with an L2 penalty on the weights (not on the intercept):
 *
 *     f(w) = 1/m sum [log(1 + exp(z_i)) - y_i z_i] + l2/2 |w|^2          z_i = w0 + x_i . w
 *
 * D. R. Cox 1958, "The regression analysis of binary sequences", doi:10.1111/j.2517-6161.1958.tb00292.x. The intercept w0 is
 * x[0] (block "intercept"), the weights follow. Starts at the origin, or from N(0, start_scale^2). The penalty belongs to
 * every sample's loss, so its gradient is in every batch. Metrics: the share of rows on the right side of z = 0, and the
 * mean loss without the penalty. One fused pass over the rows: framework/src/kernel/linear.h.
 */
#include "kernel/model.h"
#include "kernel/vector.h"

#include <math.h>

enum { L2 = DH_MODEL_PARAMS };

static const dh_param params[] = {
    DH_MODEL_ROWS(0),
    {.name = "l2", .doc = "weight of the penalty l2/2 |w|^2; with 0 separable data has no minimum",
     .standard = 1e-3, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_linear m = dh_model_of(self, DH_LOSS_LOGISTIC);
    const size_t shift = dh_model_shift(self), features = self->data->features;
    const double l2 = self->param[L2], *w = x + shift;
    const double loss = dh_linear_evaluate(&m, x, batch, gradient);
    if (gradient)
        dh_add_scaled(features, l2, w, gradient + shift);
    return loss + 0.5 * l2 * dh_dot(features, w, w);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_linear m = dh_model_of(self, DH_LOSS_LOGISTIC);
    const size_t shift = dh_model_shift(self);
    dh_linear_hvp(&m, x, batch, v, out);
    dh_add_scaled(self->data->features, self->param[L2], v + shift, out + shift);
}

/* Beside the kernel's: a direction and its image [dim] each. */
static size_t scratch_size(const dh_instance *self)
{
    return dh_model_scratch_size(self) + 2 * (self->data->features + dh_model_shift(self));
}

/* Without an intercept f is l2-strongly convex: f(x) - f* <= |g|^2 / (2 l2). With one, let h be the mean of the losses' second
 * derivatives and R the longest row. As (a + t)^2 >= a^2/2 - t^2, the Hessian's form at (a, w) is at least
 * c (h a^2/2 - h R^2 |w|^2) + l2 |w|^2 for every c in [0, 1]; c = min(1, l2 / (2 h R^2)) leaves min(c h, l2) / 2. The third
 * derivative of the logistic loss is at most its second. */
static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    const size_t shift = dh_model_shift(self), dim = self->data->features + shift;
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double l2 = self->param[L2], square = dh_dot(dim, gradient, gradient);
    if (!(l2 > 0))
        return (double)INFINITY;
    if (!shift)
        return square / (2 * l2);
    double *v = self->scratch + dh_model_scratch_size(self), *image = v + dim;
    memset(v, 0, dim * sizeof *v);
    v[0] = 1;
    hvp(self, x, &all, v, image);
    const double h = image[0], R = dh_model_radius(self), c = fmin(1, l2 / (2 * h * R * R));
    return dh_model_gap(sqrt(square), fmin(c * h, l2) / 2, sqrt(1 + R * R));
}

static const char *const metric_names[] = {"accuracy", "log_loss", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear wrong = dh_model_of(self, DH_LOSS_ZERO_ONE), plain = dh_model_of(self, DH_LOSS_LOGISTIC);
    out[0] = 1 - dh_linear_evaluate(&wrong, x, rows, NULL);
    out[1] = dh_linear_evaluate(&plain, x, rows, NULL);
}

DH_PROBLEM(.name = "logistic_regression", .doc = "Two classes by a linear model, with an L2 penalty on the weights",
           .source = "Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_BINARY_TARGET | DH_CONVEX, DH_PARAMS(params),
           .dim = dh_model_dim, .blocks = dh_model_blocks, .memory_size = dh_model_memory_size,
           .scratch_size = scratch_size, .prepare = dh_model_prepare, .start = dh_model_start, .evaluate = evaluate, .hvp = hvp, .metric_names = metric_names, .metrics = metrics,
           .gap = gap, .certificate = "self-concordance")
