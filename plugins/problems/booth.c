/* Booth's function, a tilted quadratic:
 *
 *     f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2          minimum 0 at (1, 3), curvatures 2 and 18
 *
 * M. Jamil & X.-S. Yang 2013, "A literature survey of benchmark functions for global optimisation problems",
 * arXiv:1308.4008, function 17.
 */
#define BOX {-10, 10, -10, 10}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double p = x[0] + 2 * x[1] - 7, q = 2 * x[0] + x[1] - 5;
    if (gradient) {
        gradient[0] = 2 * p + 4 * q;
        gradient[1] = 4 * p + 2 * q;
    }
    return p * p + q * q;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    out[0] = 10 * v[0] + 8 * v[1];
    out[1] = 8 * v[0] + 10 * v[1];
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star) {
        x_star[0] = 1;
        x_star[1] = 3;
    }
    return 0;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = 2;
    *L = 18;
}

DH_PROBLEM(.name = "booth", .doc = "A tilted quadratic in two dimensions", .source = "Jamil & Yang 2013, arXiv:1308.4008",
           .flags = DH_CONVEX, BOX_FIELDS, .evaluate = evaluate, .hvp = hvp, .optimum = optimum, .certificate = "analytic",
           .curvature = curvature)
