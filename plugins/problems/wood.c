/* Wood's function: two curved valleys, coupled, in four dimensions, with a point that is nearly stationary on the way.
 *
 *     f(x) = 100 (x_2 - x_1^2)^2 + (1 - x_1)^2 + 90 (x_4 - x_3^2)^2 + (1 - x_3)^2
 *            + 10 (x_2 + x_4 - 2)^2 + (x_2 - x_4)^2 / 10          minimum 0 at (1, 1, 1, 1)
 *
 * J. J. More, B. S. Garbow & K. E. Hillstrom 1981, "Testing unconstrained optimization software", doi:10.1145/355934.355936,
 * problem 14, which starts at (-3, -1, -3, -1).
 */
#define BOX {-4, 4, -4, 4}
#define SIZE 4
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double p = x[1] - x[0] * x[0], q = x[3] - x[2] * x[2], s = x[1] + x[3] - 2, d = x[1] - x[3];
    if (gradient) {
        gradient[0] = -400 * p * x[0] - 2 * (1 - x[0]);
        gradient[1] = 200 * p + 20 * s + 0.2 * d;
        gradient[2] = -360 * q * x[2] - 2 * (1 - x[2]);
        gradient[3] = 180 * q + 20 * s - 0.2 * d;
    }
    return 100 * p * p + (1 - x[0]) * (1 - x[0]) + 90 * q * q + (1 - x[2]) * (1 - x[2]) + 10 * s * s + d * d / 10;
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 1);
    return 0;
}

DH_PROBLEM(.name = "wood", .doc = "Two coupled curved valleys in four dimensions",
           .source = "More, Garbow & Hillstrom 1981, doi:10.1145/355934.355936, problem 14", BOX_FIELDS, .evaluate = evaluate,
           .optimum = optimum, .certificate = "analytic")
