/* Rosenbrock's banana valley: easy to find, slow to follow.
 *
 *     f(x) = sum over i of (a - x_i)^2 + b (x_i+1 - x_i^2)^2
 *
 *     form: chained   i = 1, 2, ..., n-1    minimum 0 at (1, ..., 1) for a = 1; for other a and n > 2 it is not known
 *     form: pairs     i = 1, 3, ..., n-1    minimum 0 at (a, a^2, a, a^2, ...); n is even
 *
 * H. H. Rosenbrock 1960, "An automatic method for finding the greatest or least value of a function",
 * doi:10.1093/comjnl/3.3.175 (n = 2, a = 1, b = 100). Starts anywhere in its box, [-2, 2] for odd and [-1, 3] for even
 * coordinates; the paper's start is `start: [-1.2, 1]` in a study. The pairs are from E. Spedicato 1975, "Computational
 * experience with quasi-Newton algorithms for minimization problems of moderately large size"; problem 21 of More,
 * Garbow & Hillstrom (`mgh`).
 *
 * The chained form has a second minimum near (-1, 1, ..., 1) for a = 1, b = 100 and 4 <= n <= 30: Y.-W. Shang & Y.-H.
 * Qiu 2006, "A note on the extended Rosenbrock function", doi:10.1162/evco.2006.14.1.119. It is
 *     n = 4   3.701428610 at (-0.775659, 0.613093, 0.382063, 0.145972)
 *     n = 5   3.930839434 at (-0.962051, 0.935739, 0.880714, 0.777878, 0.605094)
 */
#include <downhill/problem.h>
#include <math.h>
#include <stdio.h>

enum { A, B, DIM, FORM };
enum { CHAINED, PAIRS };

static const char *const forms[] = {"chained", "pairs", NULL};

static const dh_param params[] = {
    {.name = "a", .doc = "x of the minimum (paper: 1)",
     .standard = 1, .min = -10, .max = 10, .scale = DH_LINEAR},
    {.name = "b", .doc = "steepness of the valley's walls (paper: 100)",
     .standard = 100, .min = 0, .max = 1e8, .flags = DH_OPEN_MIN, .scale = DH_LOG},
    {.name = "dim", .doc = "number of variables, n (paper: 2)",
     .standard = 2, .min = 2, .max = 100000, .scale = DH_INTEGER},
    {.name = "form", .doc = "valleys one after the other, or pairs of variables on their own",
     .standard = CHAINED, .max = 1, .scale = DH_CHOICE, .choices = forms},
};

static size_t size_of(const dh_instance *self)
{
    return (size_t)self->param[DIM];
}

/* From one valley to the next. */
static size_t stride(const dh_instance *self)
{
    return self->param[FORM] == PAIRS ? 2 : 1;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    if (self->param[FORM] != PAIRS || size_of(self) % 2 == 0)
        return size_of(self);
    snprintf(refusal, refusal_size, "%zu variables are no pairs: give an even dim", size_of(self));
    return 0;
}

/* For a = 1: [-2, 2] x [-1, 3]. */
static void box(const dh_instance *self, double box[4])
{
    const double reach = fmax(1, fabs(self->param[A]));
    box[0] = -2 * reach;
    box[1] = 2 * reach;
    box[2] = -reach * reach;
    box[3] = 3 * reach * reach;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    double in[4];
    box(self, in);
    for (size_t i = 0; i < size_of(self); i++) {
        const double *side = in + i % 2 * 2;
        x[i] = side[0] + (side[1] - side[0]) * random->uniform(random);
    }
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double b = self->param[B];
    double f = 0;
    if (gradient)
        memset(gradient, 0, size_of(self) * sizeof *gradient);
    for (size_t i = 0; i + 1 < size_of(self); i += stride(self)) {
        const double p = self->param[A] - x[i], q = x[i + 1] - x[i] * x[i];
        f += p * p + b * (q * q);
        if (gradient) {
            gradient[i] += -2 * p - 4 * b * x[i] * q;
            gradient[i + 1] += 2 * b * q;
        }
    }
    return f;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const double b = self->param[B];
    memset(out, 0, size_of(self) * sizeof *out);
    for (size_t i = 0; i + 1 < size_of(self); i += stride(self)) {
        const double q = x[i + 1] - x[i] * x[i], mixed = -4 * b * x[i];
        out[i] += (2 - 4 * b * q + 8 * b * x[i] * x[i]) * v[i] + mixed * v[i + 1];
        out[i + 1] += mixed * v[i] + 2 * b * v[i + 1];
    }
}

static double optimum(const dh_instance *self, double *x_star)
{
    const double a = self->param[A];
    if (self->param[FORM] != PAIRS && size_of(self) > 2 && a != 1)
        return (double)NAN;
    for (size_t i = 0; x_star && i < size_of(self); i++)
        x_star[i] = i % 2 ? a * a : a;
    return 0;
}

DH_PROBLEM(.name = "rosenbrock", .doc = "A curved, flat valley in two dimensions or more",
           .source = "Rosenbrock 1960, doi:10.1093/comjnl/3.3.175; Shang & Qiu 2006, doi:10.1162/evco.2006.14.1.119",
           DH_PARAMS(params),
           .dim = dim, .start = start, .evaluate = evaluate, .hvp = hvp,
           .optimum = optimum, .certificate = "analytic", .box = box)
