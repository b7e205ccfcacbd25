/* f(-x): a problem around another one, which needs nothing of its own. */
#include <downhill/problem.h>

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return self->inner->problem->dim(self->inner->instance, refusal, refusal_size);
}

static size_t scratch_size(const dh_instance *self)
{
    return dim(self, NULL, 0);
}

static void negate(const dh_instance *self, const double *from, double *to)
{
    for (size_t i = 0, n = scratch_size(self); i < n; i++)
        to[i] = -from[i];
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    self->inner->problem->start(self->inner->instance, random, x);
    negate(self, x, x);
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    negate(self, x, self->scratch);
    const double f = self->inner->problem->evaluate(self->inner->instance, self->scratch, batch, gradient);
    if (gradient)
        negate(self, gradient, gradient);
    return f;
}

static double optimum(const dh_instance *self, double *x_star)
{
    const double f = self->inner->problem->optimum(self->inner->instance, x_star);
    if (x_star)
        negate(self, x_star, x_star);
    return f;
}

DH_PROBLEM(.name = "mirror", .doc = "Another problem, mirrored", .source = "none",
           .flags = DH_WRAPS_PROBLEM | DH_CONVEX, .dim = dim, .scratch_size = scratch_size, .start = start,
           .evaluate = evaluate, .optimum = optimum, .certificate = "of what it wraps")
