/* The function of Dixon and Price: a chain of curved valleys.
 *
 *     f(x) = (x_1 - 1)^2 + sum_{i>1} i (2 x_i^2 - x_{i-1})^2          minimum 0 at x_i = 2^(2^(1-i) - 1)
 *
 * L. C. W. Dixon & R. C. Price 1989, "Truncated Newton method for sparse unconstrained optimization using automatic
 * differentiation", doi:10.1007/BF00940007. The signs of x_i, i > 1, may be reversed at the end of the chain.
 */
#define BOX {-10, 10, -10, 10}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double f = (x[0] - 1) * (x[0] - 1);
    if (gradient)
        gradient[0] = 2 * (x[0] - 1);
    for (size_t i = 1; i < SIZE; i++) {
        const double weight = (double)(i + 1), r = 2 * x[i] * x[i] - x[i - 1];
        f += weight * r * r;
        if (gradient) {
            gradient[i - 1] -= 2 * weight * r;
            gradient[i] = 8 * weight * r * x[i];
        }
    }
    return f;
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 1);
    for (size_t i = 1; x_star && i < SIZE; i++)
        x_star[i] = sqrt(x_star[i - 1] / 2);
    return 0;
}

DH_PROBLEM(.name = "dixon_price", .doc = "A chain of curved valleys", .source = "Dixon & Price 1989, doi:10.1007/BF00940007",
           DH_PARAMS(params), BOX_FIELDS, .evaluate = evaluate, .optimum = optimum, .certificate = "analytic")
