/* Ridge regression: least squares with an L2 penalty on the weights (not on the intercept).
 *
 *     f(w) = 1/(2m) sum (w0 + x_i . w - y_i)^2 + l2/2 |w|^2
 *
 * A. E. Hoerl & R. W. Kennard 1970, "Ridge regression: biased estimation for nonorthogonal problems",
 * doi:10.1080/00401706.1970.10488634; scikit-learn's alpha is m l2. Solved by QR: framework/src/run/least.c.
 */
#include "least_squares.h"
#include "penalised.h"

static const dh_param params[] = {PENALISED_PARAMS(0, 1e-3)};

static dh_linear model(const dh_instance *self)
{
    return dh_model_of(self, DH_LOSS_SQUARED);
}

static double penalty(const dh_instance *self)
{
    return self->param[L2];
}

DH_PROBLEM(.name = "ridge", .doc = "Least squares with an L2 penalty on the weights",
           .source = "Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX, DH_PARAMS(params), .dim = dh_model_dim,
           .blocks = dh_model_blocks, .memory_size = dh_model_memory_size, .prepare = dh_model_prepare, .start = dh_model_start,
           .evaluate = evaluate, .hvp = hvp, .metric_names = dh_model_error_names, .metrics = dh_model_errors,
           LEAST_SQUARES)
