/* Beale's function: flat around its minimum, with steep walls at the corners.
 *
 *     f(x, y) = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2          minimum 0 at (3, 1/2)
 *
 * E. M. L. Beale 1958, "On an iterative method for finding a local minimum of a function of more than one variable", technical
 * report 25, Princeton University. J. J. More, B. S. Garbow & K. E. Hillstrom 1981, "Testing unconstrained optimization
 * software", doi:10.1145/355934.355936, problem 5, which starts at (1, 1).
 */
#define BOX {-4.5, 4.5, -4.5, 4.5}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    static const double c[] = {1.5, 2.25, 2.625};
    double f = 0, dx = 0, dy = 0, power = 1;
    for (int k = 0; k < 3; k++) {
        const double slope = (k + 1) * power; /* of y^(k+1) */
        power *= x[1];
        const double r = c[k] - x[0] * (1 - power);
        f += r * r;
        dx -= 2 * r * (1 - power);
        dy += 2 * r * x[0] * slope;
    }
    if (gradient) {
        gradient[0] = dx;
        gradient[1] = dy;
    }
    return f;
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star) {
        x_star[0] = 3;
        x_star[1] = 0.5;
    }
    return 0;
}

DH_PROBLEM(.name = "beale", .doc = "Flat in the middle, steep at the corners, in two dimensions",
           .source = "Beale 1958; More, Garbow & Hillstrom 1981, doi:10.1145/355934.355936, problem 5", BOX_FIELDS,
           .evaluate = evaluate, .optimum = optimum, .certificate = "analytic")
