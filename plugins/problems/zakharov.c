/* Zakharov's function: a bowl with one direction in which it is of fourth degree.
 *
 *     f(x) = sum_i x_i^2 + t^2 + t^4          t = 1/2 sum_i i x_i;  minimum 0 at the origin; convex
 *
 * M. Jamil & X.-S. Yang 2013, "A literature survey of benchmark functions for global optimisation problems",
 * arXiv:1308.4008, function 173.
 */
#define BOX {-5, 10, -5, 10}
#define SIZE ((size_t)self->param[0])
#include "box.h"

static const dh_param params[] = {BOX_PARAM_DIM};

static double along(size_t n, const double *x)
{
    double t = 0;
    for (size_t i = 0; i < n; i++)
        t += 0.5 * (double)(i + 1) * x[i];
    return t;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double t = along(SIZE, x);
    double square = 0;
    for (size_t i = 0; i < SIZE; i++) {
        square += x[i] * x[i];
        if (gradient)
            gradient[i] = 2 * x[i] + (t + 2 * t * t * t) * (double)(i + 1);
    }
    return square + t * t + t * t * t * t;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const double t = along(SIZE, x), u = along(SIZE, v);
    for (size_t i = 0; i < SIZE; i++)
        out[i] = 2 * v[i] + (1 + 6 * t * t) * u * (double)(i + 1);
}

static double optimum(const dh_instance *self, double *x_star)
{
    fill(self, x_star, 0);
    return 0;
}

DH_PROBLEM(.name = "zakharov", .doc = "A bowl, of fourth degree in one direction", .source = "Jamil & Yang 2013, arXiv:1308.4008",
           .flags = DH_CONVEX, DH_PARAMS(params), BOX_FIELDS, .evaluate = evaluate, .hvp = hvp, .optimum = optimum,
           .certificate = "analytic")
