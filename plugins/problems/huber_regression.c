/* Regression with Huber's loss: squares for small errors e = z - y, distances for large ones.
 *
 *     f(w) = 1/m sum h(z_i - y_i) + l2/2 |w|^2          h(e) = e^2/2 up to |e| = delta, then delta (|e| - delta/2)
 *
 * P. J. Huber 1964, "Robust estimation of a location parameter", doi:10.1214/aoms/1177703732. delta is in units of the target.
 * Its minimum: framework/src/kernel/interior.c, as h(e) is the maximum of s e - s^2/2 over |s| <= delta.
 */
#include "interior.h"

static const dh_param params[] = {
    PENALISED_PARAMS(0, 1e-3),
    {.name = "delta", .doc = "error at which squares give way to distances (Huber: 1.345 standard deviations)",
     .standard = 1.345, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static void loss(const double *delta, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        const double e = z[i] - y[i], d = *delta;
        slope[i] = fmin(fmax(e, -d), d);
        bend[i] = fabs(e) <= d;
        f[i] = slope[i] * (e - 0.5 * slope[i]);
    }
}

static dh_linear model(const dh_instance *self)
{
    return dh_model_custom(self, loss, self->param + SHAPE);
}

/* Errors of at most delta / 2. */
static void inside(const double *delta, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        f[i] = bend[i] = fabs(z[i] - y[i]) <= *delta / 2;
        slope[i] = 0;
    }
}

static void interval(const double *delta, double y, double *target, double *low, double *high)
{
    *target = y;
    *low = -*delta;
    *high = *delta;
}

static dh_interior interior(const dh_instance *self)
{
    return (dh_interior){self->data, (int)dh_model_shift(self), self->param[L2], 1, interval, self->param + SHAPE};
}

static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    const double known = interior_gap(self, x);
    return isnan(known) ? told(self, x, penalised_gap(self, x, gradient, inside, self->param + SHAPE, self->param[SHAPE] / 2, 1)) : known;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    penalised_curvature(self, 0, 1, mu, L);
}

DH_PROBLEM(.name = "huber_regression", .doc = "Squares for small errors, distances for large ones",
           .source = "Huber 1964, doi:10.1214/aoms/1177703732", .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX,
           DH_PARAMS(params), INTERIOR_REGRESSION, .curvature = curvature)
