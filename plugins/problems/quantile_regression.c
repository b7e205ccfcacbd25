/* Regression of a quantile, with the pinball loss rounded off at its corner:
 *
 *     f(w) = 1/m sum p(z_i - y_i) + l2/2 |w|^2
 *     p(e) = max over s in [-tau, 1 - tau] of (s e - width s^2 / 2)
 *
 * which is (1 - tau) e for large e, -tau e for very negative ones, and e^2 / (2 width) in between; its slope is e / width, cut off
 * at -tau and 1 - tau. R. Koenker & G. Bassett 1978, "Regression quantiles", doi:10.2307/1913643; smoothing: Y. Nesterov 2005,
 * "Smooth minimization of non-smooth functions", doi:10.1007/s10107-004-0552-5. width 0 would be the pinball loss itself.
 * The minimum: framework/src/kernel/interior.c.
 */
#include "interior.h"

static const dh_param params[] = {
    PENALISED_PARAMS(0, 1e-3),
    {.name = "tau", .doc = "the quantile; 0.5: the median", .standard = 0.5, .min = 0, .max = 1,
     .flags = DH_OPEN_MIN | DH_OPEN_MAX, .scale = DH_LINEAR},
    {.name = "width", .doc = "width of the rounding, in units of the target", .standard = 0.1, .min = 0, .max = DH_NO_LIMIT,
     .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static void loss(const double *shape, const double *z, const double *y, double *f, double *slope, double *bend)
{
    const double tau = shape[0], width = shape[1];
    for (int i = 0; i < 8; i++) {
        const double e = z[i] - y[i], s = fmin(fmax(e / width, -tau), 1 - tau);
        f[i] = s * (e - 0.5 * width * s);
        slope[i] = s;
        bend[i] = e / width > -tau && e / width < 1 - tau ? 1 / width : 0;
    }
}

static dh_linear model(const dh_instance *self)
{
    return dh_model_custom(self, loss, self->param + SHAPE);
}

/* Half as far from e = 0 as the slope is not cut off. */
static void inside(const double *shape, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        f[i] = bend[i] = 2 * (z[i] - y[i]) > -shape[0] * shape[1] && 2 * (z[i] - y[i]) < (1 - shape[0]) * shape[1];
        slope[i] = 0;
    }
}

static void interval(const double *shape, double y, double *target, double *low, double *high)
{
    *target = y;
    *low = -shape[0];
    *high = 1 - shape[0];
}

static dh_interior interior(const dh_instance *self)
{
    return (dh_interior){self->data, (int)dh_model_shift(self), self->param[L2], self->param[SHAPE + 1], interval, self->param + SHAPE};
}

static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    const double tau = self->param[SHAPE], room = fmin(tau, 1 - tau) / 2, known = interior_gap(self, x);
    return isnan(known) ? told(self, x, penalised_gap(self, x, gradient, inside, self->param + SHAPE, room, 1 / self->param[SHAPE + 1])) : known;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    penalised_curvature(self, 0, 1 / self->param[SHAPE + 1], mu, L);
}

DH_PROBLEM(.name = "quantile_regression", .doc = "A quantile of the target, with a rounded pinball loss",
           .source = "Koenker & Bassett 1978, doi:10.2307/1913643", .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX,
           DH_PARAMS(params), INTERIOR_REGRESSION, .curvature = curvature)
