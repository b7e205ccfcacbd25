/* Regression with a bounded loss, on which far outliers have no influence at all; not convex.
 *
 *     f(w) = 1/m sum r(z_i - y_i) + l2/2 |w|^2          u = (e / c)^2
 *     geman_mcclure:  r = e^2/2 / (1 + u)
 *     tukey:          r = c^2/6 (1 - (1 - u)^3) up to |e| = c, then c^2/6
 *
 * S. Geman & D. E. McClure 1987, "Statistical methods for tomographic image reconstruction", Bulletin of the ISI 52; A. E. Beaton &
 * J. W. Tukey 1974, "The fitting of power series, meaning polynomials, illustrated on band-spectroscopic data",
 * doi:10.1080/00401706.1974.10489171. Both are e^2/2 for small errors. c is in units of the target.
 */
#include "penalised.h"

enum { GEMAN_MCCLURE, TUKEY };
static const char *const losses[] = {"geman_mcclure", "tukey", NULL};

static const dh_param params[] = {
    PENALISED_PARAMS(0, 1e-3),
    {.name = "loss", .doc = "which of the two", .standard = TUKEY, .max = TUKEY, .scale = DH_CHOICE, .choices = losses},
    {.name = "c", .doc = "error from which influence falls (Tukey's: 4.685 standard deviations)", .standard = 4.685, .min = 0,
     .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static void loss(const double *shape, const double *z, const double *y, double *f, double *slope, double *bend)
{
    const double c = shape[1];
    for (int i = 0; i < 8; i++) {
        const double e = z[i] - y[i], u = (e / c) * (e / c), v = shape[0] == TUKEY ? fmax(1 - u, 0) : 1 / (1 + u);
        f[i] = shape[0] == TUKEY ? c * c / 6 * (1 - v * v * v) : e * e / 2 * v;
        slope[i] = e * (v * v);
        bend[i] = shape[0] == TUKEY ? v * (1 - 5 * u) : v * v * v * (1 - 3 * u);
    }
}

static dh_linear model(const dh_instance *self)
{
    return dh_model_custom(self, loss, self->param + SHAPE);
}

/* The least second derivatives: -1/4 at u = 1, -4/5 at u = 3/5. */
static void curvature(const dh_instance *self, double *mu, double *L)
{
    penalised_curvature(self, self->param[SHAPE] == TUKEY ? 0.8 : 0.25, 1, mu, L);
}

DH_PROBLEM(.name = "robust_regression", .doc = "Regression on which far outliers have no influence; not convex",
           .source = "Beaton & Tukey 1974, doi:10.1080/00401706.1974.10489171; Geman & McClure 1987",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET, DH_PARAMS(params), PENALISED_REGRESSION, .curvature = curvature)
