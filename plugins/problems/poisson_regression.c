/* Poisson regression for counts, with the logarithm as its link and an L2 penalty on the weights:
 *
 *     f(w) = 1/m sum [exp(z_i) - y_i z_i] + l2/2 |w|^2          z_i = w0 + x_i . w
 *
 * minus the log-likelihood but for log y_i!, which does not depend on w. J. A. Nelder & R. W. M. Wedderburn 1972, "Generalized
 * linear models", doi:10.2307/2344614. Metrics: mean absolute error and R^2 of exp(z); and the mean deviance,
 * 2/m sum [y log(y / exp z) - (y - exp z)].
 */
#include "penalised.h"

#include <stdio.h>

static const dh_param params[] = {PENALISED_PARAMS(0, 1e-3)};

static void loss(const double *shape, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        const double mean = dh_exp(z[i]);
        f[i] = mean - y[i] * z[i];
        slope[i] = mean - y[i];
        bend[i] = mean;
    }
}

static dh_linear model(const dh_instance *self)
{
    return dh_model_custom(self, loss, NULL);
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const size_t rows = self->data->samples + self->data->test_samples + self->data->validation_samples;
    for (size_t i = 0; i < rows; i++)
        if (!(self->data->y[i] >= 0)) {
            snprintf(refusal, refusal_size, "expected targets >= 0, got %g", self->data->y[i]);
            return 0;
        }
    return dh_model_dim(self, refusal, refusal_size);
}

static const char *const metric_names[] = {"mae", "r2", "deviance", NULL};

/* The kernel's losses of what a row predicts: |exp z - y|, (exp z - y)^2 and the deviance's term. */
static void error(const double *shape, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        const double mean = dh_exp(z[i]), e = mean - y[i];
        f[i] = shape[0] == 0   ? fabs(e)
               : shape[0] == 1 ? e * e
                               : 2 * ((y[i] > 0 ? y[i] * (dh_log(y[i]) - z[i]) : 0) + e);
        slope[i] = bend[i] = 0;
    }
}

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    static const double which[] = {0, 1, 2};
    double mean, squares;
    for (int k = 0; k < 3; k++) {
        const dh_linear m = dh_model_custom(self, error, &which[k]);
        out[k] = dh_linear_evaluate(&m, x, rows, NULL);
    }
    dh_moments(rows->count, self->data->y + rows->first, &mean, &squares);
    out[1] = squares > 0 ? 1 - (double)rows->count * out[1] / squares : (double)NAN;
}

/* exp bends without bound: there is no L. */
static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = penalised_strength(self);
}

DH_PROBLEM(.name = "poisson_regression", .doc = "Counts by the exponential of a linear model",
           .source = "Nelder & Wedderburn 1972, doi:10.2307/2344614", .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX,
           DH_PARAMS(params), .dim = dim, .blocks = dh_model_blocks, .memory_size = dh_model_memory_size,
           .scratch_size = penalised_scratch_size, .prepare = dh_model_prepare, .start = dh_model_start, .evaluate = evaluate,
           .hvp = hvp, PRECONDITIONED, .curvature = curvature, .metric_names = metric_names, .metrics = metrics, .gap = concordant_gap,
           .certificate = "convexity, self-concordance")
