/* The three-hump camel: a minimum between two shallower ones.
 *
 *     f(x, y) = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2          minimum 0 at the origin
 *
 * F. H. Branin 1972, "Widely convergent method for finding multiple solutions of simultaneous nonlinear equations",
 * doi:10.1147/rd.165.0504. The other minima, near (1.75, -0.87) and (-1.75, 0.87), lie at 0.2986.
 */
#define BOX {-5, 5, -5, 5}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double s = x[0] * x[0];
    if (gradient) {
        gradient[0] = x[0] * (4 + s * (s - 4.2)) + x[1];
        gradient[1] = x[0] + 2 * x[1];
    }
    return s * (2 + s * (s / 6 - 1.05)) + x[0] * x[1] + x[1] * x[1];
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const double s = x[0] * x[0];
    out[0] = (4 + s * (5 * s - 12.6)) * v[0] + v[1];
    out[1] = v[0] + 2 * v[1];
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

DH_PROBLEM(.name = "three_hump_camel", .doc = "A minimum between two shallower ones, in two dimensions",
           .source = "Branin 1972, doi:10.1147/rd.165.0504", BOX_FIELDS, .evaluate = evaluate, .hvp = hvp,
           .optimum = optimum, .certificate = "analytic")
