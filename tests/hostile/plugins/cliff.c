#include "bowl.h"
#include <math.h>

static double fall(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double loss = evaluate(self, x, batch, gradient);
    return loss < 2 ? (double)NAN : loss;
}

DH_PROBLEM(.name = "cliff", .doc = "NaN below 2", .source = "tests/hostile", .dim = dim, .start = start,
           .evaluate = fall)
