/* Logistic regression for labels 0 and 1, with an L2 penalty on the weights (not on the intercept):
 *
 *     f(w) = 1/m sum [log(1 + exp(z_i)) - y_i z_i] + l2/2 |w|^2          z_i = w0 + x_i . w
 *
 * D. R. Cox 1958, "The regression analysis of binary sequences", doi:10.1111/j.2517-6161.1958.tb00292.x. The intercept w0 is
 * x[0] (block "intercept"), the weights follow. Starts at the origin, or from N(0, start_scale^2). Metrics: the share of rows on
 * the right side of z = 0, and the mean loss without the penalty. One fused pass over the rows: framework/src/kernel/linear.h.
 * With l2 = 0 there is a minimum only where no plane has the classes on its two sides: elsewhere ever larger weights are better, and f* is 0,
 * the infimum.
 */
#include "penalised.h"

static const dh_param params[] = {PENALISED_PARAMS(0, 1e-3)};

static dh_linear model(const dh_instance *self)
{
    return dh_model_of(self, DH_LOSS_LOGISTIC);
}

static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    return parted_gap(self, x, concordant_gap(self, x, gradient));
}

static const char *const metric_names[] = {"accuracy", "log_loss", NULL};

static void curvature(const dh_instance *self, double *mu, double *L)
{
    penalised_curvature(self, 0, 0.25, mu, L);
}

DH_PROBLEM(.name = "logistic_regression", .doc = "Two classes by a linear model, with an L2 penalty on the weights",
           .source = "Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_BINARY_TARGET | DH_CONVEX, DH_PARAMS(params), PENALISED_FIELDS, PRECONDITIONED,
           .curvature = curvature,
           .metric_names = metric_names, .metrics = class_metrics, .gap = gap, .certificate = "convexity, self-concordance")
