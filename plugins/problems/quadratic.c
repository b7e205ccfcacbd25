/* A quadratic with a chosen spectrum, 1/2 (x - c)' A (x - c): quadratic.h. */
#include "quadratic.h"

static const dh_param params[] = {QUADRATIC_PARAMS};

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const size_t n = size_of(self);
    double *d = self->scratch, *u = d + n;
    const double f = measure(self, n, x, d, u);
    if (gradient)
        turn_back(self, n, d, gradient);
    return f;
}

DH_PROBLEM(.name = "quadratic", .doc = "A quadratic with a chosen condition number and spectrum",
           .source = "rotation: Stewart 1980, doi:10.1137/0717034; deep: Schneider et al. 2019, arXiv:1903.05499",
           .flags = DH_CONVEX, DH_PARAMS(params), .evaluate = evaluate, QUADRATIC_FIELDS)
