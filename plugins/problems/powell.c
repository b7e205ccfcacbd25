/* Powell's singular function, in groups of four coordinates: its Hessian is singular at the minimum, so that Newton's method and
 * all that copies it converge slowly.
 *
 *     f(x) = sum over groups (x_1 + 10 x_2)^2 + 5 (x_3 - x_4)^2 + (x_2 - 2 x_3)^4 + 10 (x_1 - x_4)^4          minimum 0 at the origin
 *
 * M. J. D. Powell 1962, "An iterative method for finding stationary values of a function of several variables",
 * doi:10.1093/comjnl/5.2.147; J. J. More, B. S. Garbow & K. E. Hillstrom 1981, doi:10.1145/355934.355936, problems 13 and 22,
 * which start at (3, -1, 0, 1) in every group.
 */
#define BOX {-4, 5, -4, 5}
#define SIZE (4 * (size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {
    {.name = "groups", .doc = "groups of four coordinates", .standard = 1, .min = 1, .max = 25000, .scale = DH_INTEGER}};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double f = 0;
    for (size_t i = 0; i < SIZE; i += 4) {
        const double a = x[i] + 10 * x[i + 1], b = x[i + 2] - x[i + 3], c = x[i + 1] - 2 * x[i + 2], d = x[i] - x[i + 3];
        f += a * a + 5 * b * b + c * c * c * c + 10 * d * d * d * d;
        if (gradient) {
            gradient[i] = 2 * a + 40 * d * d * d;
            gradient[i + 1] = 20 * a + 4 * c * c * c;
            gradient[i + 2] = 10 * b - 8 * c * c * c;
            gradient[i + 3] = -10 * b - 40 * d * d * d;
        }
    }
    return f;
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

DH_PROBLEM(.name = "powell", .doc = "A Hessian that is singular at the minimum, in four dimensions or more",
           .source = "Powell 1962, doi:10.1093/comjnl/5.2.147", .flags = DH_CONVEX, DH_PARAMS(params), BOX_FIELDS,
           .evaluate = evaluate, .optimum = optimum, .certificate = "analytic")
