/* The monkey saddle: f(x, y) = x^3 - 3 x y^2, three valleys and three ridges around a stationary point at the origin where the
 * curvature is 0 as well. There is no minimum. D. Hilbert & S. Cohn-Vossen 1932, "Anschauliche Geometrie", section 28.
 */
#define BOX {-2, 2, -2, 2}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    if (gradient) {
        gradient[0] = 3 * (x[0] * x[0] - x[1] * x[1]);
        gradient[1] = -6 * x[0] * x[1];
    }
    return x[0] * (x[0] * x[0] - 3 * x[1] * x[1]);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    out[0] = 6 * (x[0] * v[0] - x[1] * v[1]);
    out[1] = -6 * (x[1] * v[0] + x[0] * v[1]);
}

DH_PROBLEM(.name = "monkey_saddle", .doc = "Three valleys from a flat stationary point, in two dimensions",
           .source = "Hilbert & Cohn-Vossen 1932, Anschauliche Geometrie, section 28", BOX_FIELDS, .evaluate = evaluate,
           .hvp = hvp)
