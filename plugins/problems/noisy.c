/* Any problem without a dataset, seen through noise:
 *
 *     F_k(x) = (1 + multiplicative z_k) f(x) + additive a_k . (x - c)
 *     gradient (1 + multiplicative z_k) grad f + additive a_k
 *
 * In step k, z_k and the coordinates of a_k are fresh and independent, with mean 0 and, but for the heaviest tails,
 * variance 1. So the gradient's mean is grad f and its variance, summed over n coordinates, multiplicative^2 |grad f|^2
 * + additive^2 n. Within one step F_k is one function, gradient and Hessian included, as line searches need it; and it
 * is the same for every method. c is the minimiser where one is known, otherwise the origin. What is recorded is f.
 *
 * `tail: student` takes Student's t distribution with `freedom` degrees of freedom, divided by its standard deviation;
 * with 2 or fewer that is infinite, and nothing is divided. R. W. Bailey 1994, "Polar generation of random variates
 * with the t-distribution", Mathematics of Computation 62, 779-781. B. T. Polyak & Ya. Z. Tsypkin 1973, "Pseudogradient
 * adaptation and training algorithms", has the model of additive and relative noise; J. Zhang et al. 2020, "Why are
 * adaptive methods good for attention models?", arXiv:1912.03194, that of heavy tails.
 */
#include <downhill/math.h>
#include <downhill/problem.h>
#include <math.h>

enum { ADDITIVE, FREEDOM, MULTIPLICATIVE, TAIL };

static const char *const tails[] = {"normal", "student", NULL};

static const dh_param params[] = {
    {.name = "additive", .doc = "standard deviation of what is added to each coordinate of the gradient",
     .standard = 0, .min = 0, .max = 1e100, .scale = DH_LINEAR},
    {.name = "freedom", .doc = "degrees of freedom of `tail: student`; with 2 or fewer the variance is infinite",
     .standard = 3, .min = 1, .max = 1e6, .flags = DH_OPEN_MIN, .scale = DH_LOG},
    {.name = "multiplicative", .doc = "standard deviation of the factor 1 + z of loss and gradient",
     .standard = 0, .min = 0, .max = 1e100, .scale = DH_LINEAR},
    {.name = "tail", .doc = "how the noise is distributed",
     .standard = 0, .max = 1, .scale = DH_CHOICE, .choices = tails},
};

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return self->inner->problem->dim(self->inner->instance, refusal, refusal_size);
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    block[0] = (dh_block){"x", 0, dim(self, NULL, 0), 1};
    *count = 1;
    if (self->inner->problem->blocks)
        self->inner->problem->blocks(self->inner->instance, block, count);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    self->inner->problem->start(self->inner->instance, random, x);
}

/* c [n] */
static size_t memory_size(const dh_instance *self)
{
    return dim(self, NULL, 0);
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    if (!self->inner->problem->optimum)
        return;
    memory[0] = (double)NAN;
    self->inner->problem->optimum(self->inner->instance, memory);
    if (isnan(memory[0]))
        memory[0] = 0; /* no minimiser is known */
}

static double student(double freedom, dh_random *random)
{
    double u, v, w;
    do {
        u = 2 * random->uniform(random) - 1;
        v = 2 * random->uniform(random) - 1;
        w = u * u + v * v;
    } while (w >= 1 || w == 0);
    const double t = u * sqrt(freedom * (dh_pow(w, -2 / freedom) - 1) / w);
    return freedom > 2 ? t * sqrt((freedom - 2) / freedom) : t;
}

static double draw(const dh_instance *self, dh_random *random)
{
    return self->param[TAIL] != 0 ? student(self->param[FREEDOM], random) : random->normal(random);
}

static int silent(const dh_instance *self, const dh_batch *batch)
{
    return !batch->noise || (self->param[ADDITIVE] == 0 && self->param[MULTIPLICATIVE] == 0);
}

/* 1 + multiplicative z. Always drawn, and first, so that every mixture of noises has the same z and a. */
static double factor(const dh_instance *self, const dh_batch *batch)
{
    return 1 + self->param[MULTIPLICATIVE] * draw(self, batch->noise);
}

/* additive a . (x - c); additive a is added to the gradient. */
static double tilt(const dh_instance *self, const double *x, dh_random *random, double *gradient)
{
    const size_t n = dim(self, NULL, 0);
    double sum = 0;
    for (size_t i = 0; i < n && self->param[ADDITIVE] != 0; i++) {
        const double a = self->param[ADDITIVE] * draw(self, random);
        sum += a * (x[i] - self->memory[i]);
        if (gradient)
            gradient[i] += a;
    }
    return sum;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_inner_problem *inner = self->inner;
    if (silent(self, batch))
        return inner->problem->evaluate(inner->instance, x, batch, gradient);
    const double by = factor(self, batch), f = inner->problem->evaluate(inner->instance, x, batch, gradient);
    for (size_t i = 0, n = dim(self, NULL, 0); gradient && i < n; i++)
        gradient[i] *= by;
    return by * f + tilt(self, x, batch->noise, gradient);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_inner_problem *inner = self->inner;
    const double by = silent(self, batch) ? 1 : factor(self, batch);
    inner->problem->hvp(inner->instance, x, batch, v, out);
    for (size_t i = 0, n = dim(self, NULL, 0); i < n; i++)
        out[i] *= by;
}

static double optimum(const dh_instance *self, double *x_star)
{
    return self->inner->problem->optimum(self->inner->instance, x_star);
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    self->inner->problem->curvature(self->inner->instance, mu, L);
}

static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    return self->inner->problem->gap(self->inner->instance, x, gradient);
}

static void box(const dh_instance *self, double box[4])
{
    self->inner->problem->box(self->inner->instance, box);
}

DH_PROBLEM(.name = "noisy", .doc = "Another problem, seen through noise",
           .source = "Polyak & Tsypkin 1973; heavy tails: Zhang et al. 2020, arXiv:1912.03194; t: Bailey 1994",
           .flags = DH_WRAPS_PROBLEM | DH_CONVEX | DH_NOISY, DH_PARAMS(params), .dim = dim, .blocks = blocks,
           .memory_size = memory_size, .prepare = prepare, .start = start, .evaluate = evaluate, .hvp = hvp,
           .optimum = optimum, .certificate = "of what it wraps", .curvature = curvature, .box = box, .gap = gap)
