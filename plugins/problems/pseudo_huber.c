/* Regression with a smooth version of Huber's loss:
 *
 *     f(w) = 1/m sum delta^2 (sqrt(1 + (e_i / delta)^2) - 1) + l2/2 |w|^2          e_i = z_i - y_i
 *
 * R. Hartley & A. Zisserman 2004, "Multiple view geometry in computer vision", 2nd edition, appendix 6.8. e^2/2 for small errors,
 * delta |e| for large ones; infinitely often differentiable. delta is in units of the target.
 */
#include "penalised.h"

static const dh_param params[] = {
    PENALISED_PARAMS(0, 1e-3),
    {.name = "delta", .doc = "error around which squares give way to distances", .standard = 1, .min = 0, .max = DH_NO_LIMIT,
     .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

/* delta^2 (r - 1) with r^2 = 1 + q^2, as e^2 / (r + 1), which keeps its digits near 0. */
static void loss(const double *delta, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        const double e = z[i] - y[i], q = e / *delta, r = sqrt(1 + q * q);
        f[i] = e * e / (r + 1);
        slope[i] = e / r;
        bend[i] = 1 / (r * r * r);
    }
}

static dh_linear model(const dh_instance *self)
{
    return dh_model_custom(self, loss, self->param + SHAPE);
}

/* Errors of at most delta / 2: from there to delta the slope grows by 0.26 delta, and up to there the second derivative is 2^-3/2. */
static void inside(const double *delta, const double *z, const double *y, double *f, double *slope, double *bend)
{
    for (int i = 0; i < 8; i++) {
        f[i] = bend[i] = fabs(z[i] - y[i]) <= *delta / 2;
        slope[i] = 0;
    }
}

static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    if (!(self->param[L2] > 0))
        return told(self, x, swinging_gap(self, x, gradient, 1.5 / self->param[SHAPE])); /* 3 |q| / (delta r^2) is largest at q = 1 */
    return told(self, x, penalised_gap(self, x, gradient, inside, self->param + SHAPE, self->param[SHAPE] / 4, 0.35));
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    penalised_curvature(self, 0, 1, mu, L);
}

DH_PROBLEM(.name = "pseudo_huber", .doc = "Regression with a smooth version of Huber's loss",
           .source = "Hartley & Zisserman 2004, Multiple view geometry in computer vision, appendix 6.8",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CONVEX, DH_PARAMS(params), PENALISED_REGRESSION, PRECONDITIONED,
           .curvature = curvature, .gap = gap,
           .certificate = "duality, self-concordance")
