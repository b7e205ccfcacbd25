/* A saddle: f(x, y) = x^2 - y^2. There is no minimum; what counts is how soon a method leaves the stationary point at the
 * origin, towards which it is drawn along x. Y. N. Dauphin et al. 2014, "Identifying and attacking the saddle point problem in
 * high-dimensional non-convex optimization", arXiv:1406.2572.
 */
#define BOX {-2, 2, -2, 2}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    if (gradient) {
        gradient[0] = 2 * x[0];
        gradient[1] = -2 * x[1];
    }
    return x[0] * x[0] - x[1] * x[1];
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    evaluate(self, v, batch, out);
}

DH_PROBLEM(.name = "saddle", .doc = "x^2 - y^2: a stationary point to be left, in two dimensions",
           .source = "Dauphin et al. 2014, arXiv:1406.2572", BOX_FIELDS, .evaluate = evaluate, .hvp = hvp)
