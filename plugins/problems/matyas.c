/* Matyas' function, a narrow quadratic along the diagonal:
 *
 *     f(x, y) = 0.26 (x^2 + y^2) - 0.48 x y          minimum 0 at the origin, curvatures 0.04 and 1
 *
 * M. Jamil & X.-S. Yang 2013, "A literature survey of benchmark functions for global optimisation problems",
 * arXiv:1308.4008, function 71.
 */
#define BOX {-10, 10, -10, 10}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    if (gradient) {
        gradient[0] = 0.52 * x[0] - 0.48 * x[1];
        gradient[1] = 0.52 * x[1] - 0.48 * x[0];
    }
    return 0.26 * (x[0] * x[0] + x[1] * x[1]) - 0.48 * x[0] * x[1];
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    evaluate(self, v, batch, out);
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = 0.04;
    *L = 1;
}

DH_PROBLEM(.name = "matyas", .doc = "A narrow quadratic along the diagonal, in two dimensions",
           .source = "Jamil & Yang 2013, arXiv:1308.4008", .flags = DH_CONVEX, BOX_FIELDS, .evaluate = evaluate, .hvp = hvp,
           .optimum = optimum, .certificate = "analytic", .curvature = curvature)
