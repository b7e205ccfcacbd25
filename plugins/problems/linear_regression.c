/* Linear regression by least squares:
 *
 *     f(w) = 1/(2m) sum (w0 + x_i . w - y_i)^2          gradient 1/b X'(X w - y) over a batch of b rows
 *
 * A.-M. Legendre 1805; C. F. Gauss 1809. The intercept w0 is x[0] (block "intercept"), the weights follow. Starts from
 * N(0, start_scale^2). Metrics: mean absolute error and R^2 = 1 - sum (y - prediction)^2 / sum (y - mean y)^2, which is
 * NaN for a constant target. One fused pass over the rows: framework/src/kernel/linear.h. Solved by QR: framework/src/run/least.c.
 */
#include "least_squares.h"

static const dh_param params[] = {DH_MODEL_ROWS(1)};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_linear m = dh_model_of(self, DH_LOSS_SQUARED);
    return dh_linear_evaluate(&m, x, batch, gradient);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_linear m = dh_model_of(self, DH_LOSS_SQUARED);
    dh_linear_hvp(&m, x, batch, v, out);
}

static double penalty(const dh_instance *self)
{
    return 0;
}

DH_PROBLEM(.name = "linear_regression", .doc = "Least squares: half the mean squared error of a linear model",
           .source = "Legendre 1805, Nouvelles methodes pour la determination des orbites des cometes",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX, DH_PARAMS(params),
           .dim = dh_model_dim, .blocks = dh_model_blocks, .memory_size = dh_model_memory_size, .prepare = dh_model_prepare,
           .start = dh_model_start, .evaluate = evaluate, .hvp = hvp, .metric_names = dh_model_error_names, .metrics = dh_model_errors,
           LEAST_SQUARES)
