/* The function of Goldstein and Price: values from 3 to a million in a small box, with several local minima.
 *
 *     f(x, y) = [1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6xy + 3y^2)]
 *               [30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)]          minimum 3 at (0, -1)
 *
 * A. A. Goldstein & J. F. Price 1971, "On descent from local minima", doi:10.1090/S0025-5718-1971-0312365-X.
 */
#define BOX {-2, 2, -2, 2}
#define SIZE 2
#include "box.h"

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double a = x[0], b = x[1], s = a + b + 1, t = 2 * a - 3 * b;
    const double p = 19 - 14 * a + 3 * a * a - 14 * b + 6 * a * b + 3 * b * b;
    const double q = 18 - 32 * a + 12 * a * a + 48 * b - 36 * a * b + 27 * b * b;
    const double left = 1 + s * s * p, right = 30 + t * t * q;
    if (gradient) {
        const double slope = -14 + 6 * a + 6 * b; /* of p along both axes */
        const double l = 2 * s * p + s * s * slope;
        gradient[0] = l * right + left * (4 * t * q + t * t * (-32 + 24 * a - 36 * b));
        gradient[1] = l * right + left * (-6 * t * q + t * t * (48 - 36 * a + 54 * b));
    }
    return left * right;
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star) {
        x_star[0] = 0;
        x_star[1] = -1;
    }
    return 3;
}

DH_PROBLEM(.name = "goldstein_price", .doc = "Values over six decades and several minima, in two dimensions",
           .source = "Goldstein & Price 1971, doi:10.1090/S0025-5718-1971-0312365-X", BOX_FIELDS, .evaluate = evaluate,
           .optimum = optimum, .certificate = "analytic")
