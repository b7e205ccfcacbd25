/* Rosenbrock's banana valley: easy to find, slow to follow.
 *
 *     f(x, y) = (a - x)^2 + b (y - x^2)^2          minimum 0 at (a, a^2)
 *
 * H. H. Rosenbrock 1960, "An automatic method for finding the greatest or least value of a function",
 * doi:10.1093/comjnl/3.3.175 (a = 1, b = 100). Starts anywhere in its box; the paper's start is
 * `start: [-1.2, 1]` in a study.
 */
#include <downhill/problem.h>
#include <math.h>

enum { A, B };

static const dh_param params[] = {
    {.name = "a", .doc = "x of the minimum (paper: 1)",
     .standard = 1, .min = -10, .max = 10, .scale = DH_LINEAR},
    {.name = "b", .doc = "steepness of the valley's walls (paper: 100)",
     .standard = 100, .min = 0, .max = 1e8, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return 2;
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
    x[0] = in[0] + (in[1] - in[0]) * random->uniform(random);
    x[1] = in[2] + (in[3] - in[2]) * random->uniform(random);
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double b = self->param[B], p = self->param[A] - x[0], q = x[1] - x[0] * x[0];
    if (gradient) {
        gradient[0] = -2 * p - 4 * b * x[0] * q;
        gradient[1] = 2 * b * q;
    }
    return p * p + b * (q * q);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const double b = self->param[B], q = x[1] - x[0] * x[0], mixed = -4 * b * x[0];
    out[0] = (2 - 4 * b * q + 8 * b * x[0] * x[0]) * v[0] + mixed * v[1];
    out[1] = mixed * v[0] + 2 * b * v[1];
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star) {
        x_star[0] = self->param[A];
        x_star[1] = self->param[A] * self->param[A];
    }
    return 0;
}

DH_PROBLEM(.name = "rosenbrock", .doc = "A curved, flat valley in two dimensions",
           .source = "Rosenbrock 1960, doi:10.1093/comjnl/3.3.175", DH_PARAMS(params),
           .dim = dim, .start = start, .evaluate = evaluate, .hvp = hvp,
           .optimum = optimum, .certificate = "analytic", .box = box)
