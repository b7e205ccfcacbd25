/* The function of Styblinski and Tang: two valleys of different depth along every coordinate.
 *
 *     f(x) = 1/2 sum_i (x_i^4 - 16 x_i^2 + 5 x_i)          minimum -39.1661657... n at x_i = -2.9035340...
 *
 * M. A. Styblinski & T.-S. Tang 1990, "Experiments in nonconvex optimization: stochastic approximation with function smoothing
 * and simulated annealing", doi:10.1016/0893-6080(90)90029-K. The coordinate of the minimum is the least root of
 * 4x^3 - 32x + 5.
 */
#define BOX {-5, 5, -5, 5}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};
static const double root = -2.9035340277711770;

static double term(double x)
{
    return x * (x * (x * x - 16) + 5) / 2;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double f = 0;
    for (size_t i = 0; i < SIZE; i++) {
        f += term(x[i]);
        if (gradient)
            gradient[i] = x[i] * (2 * x[i] * x[i] - 16) + 2.5;
    }
    return f;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    for (size_t i = 0; i < SIZE; i++)
        out[i] = (6 * x[i] * x[i] - 16) * v[i];
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, root);
    return (double)SIZE * term(root);
}

DH_PROBLEM(.name = "styblinski_tang", .doc = "Two valleys of different depth along every coordinate",
           .source = "Styblinski & Tang 1990, doi:10.1016/0893-6080(90)90029-K", DH_PARAMS(params), BOX_FIELDS,
           .evaluate = evaluate, .hvp = hvp, .optimum = optimum, .certificate = "analytic")
