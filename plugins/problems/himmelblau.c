/* Himmelblau's function: four minima of equal depth.
 *
 *     f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
 *
 * Minimum 0 at (3, 2) and near (-2.805, 3.131), (-3.779, -3.283), (3.584, -1.848); a maximum near (-0.271, -0.923).
 * D. M. Himmelblau 1972, "Applied Nonlinear Programming". Starts anywhere in its box, [-5, 5] x [-5, 5].
 */
#include <downhill/problem.h>

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return 2;
}

static void box(const dh_instance *self, double box[4])
{
    box[0] = box[2] = -5;
    box[1] = box[3] = 5;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    x[0] = 10 * random->uniform(random) - 5;
    x[1] = 10 * random->uniform(random) - 5;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double p = x[0] * x[0] + x[1] - 11, q = x[0] + x[1] * x[1] - 7;
    if (gradient) {
        gradient[0] = 4 * x[0] * p + 2 * q;
        gradient[1] = 2 * p + 4 * x[1] * q;
    }
    return p * p + q * q;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const double p = x[0] * x[0] + x[1] - 11, q = x[0] + x[1] * x[1] - 7, mixed = 4 * (x[0] + x[1]);
    out[0] = (8 * x[0] * x[0] + 4 * p + 2) * v[0] + mixed * v[1];
    out[1] = mixed * v[0] + (8 * x[1] * x[1] + 4 * q + 2) * v[1];
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star) {
        x_star[0] = 3;
        x_star[1] = 2;
    }
    return 0;
}

DH_PROBLEM(.name = "himmelblau", .doc = "Four minima of equal depth in two dimensions",
           .source = "Himmelblau 1972, Applied Nonlinear Programming",
           .dim = dim, .start = start, .evaluate = evaluate, .hvp = hvp,
           .optimum = optimum, .certificate = "analytic", .box = box)
