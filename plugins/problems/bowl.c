/* The bowl: a round valley, the simplest problem there is.
 *
 *     f(x, y) = x^2 + y^2          gradient (2x, 2y)          minimum 0 at (0, 0)
 *
 * The "sphere" of K. A. De Jong 1975, "An analysis of the behavior of a class of genetic adaptive systems" (F1), in two
 * dimensions. Starts anywhere in its box.
 */
#include <downhill/problem.h>

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return 2;
}

static void box(const dh_instance *self, double box[4])
{
    box[0] = box[2] = -3;
    box[1] = box[3] = 3;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    x[0] = 6 * random->uniform(random) - 3;
    x[1] = 6 * random->uniform(random) - 3;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    if (gradient) {
        gradient[0] = 2 * x[0];
        gradient[1] = 2 * x[1];
    }
    return x[0] * x[0] + x[1] * x[1];
}

static void many(const dh_instance *self, size_t count, const double *const *x, const dh_batch *batch, double *loss,
                 double *const *gradient)
{
    for (size_t k = 0; k < count; k++)
        loss[k] = evaluate(self, x[k], batch, gradient ? gradient[k] : NULL);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    out[0] = 2 * v[0];
    out[1] = 2 * v[1];
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (x_star)
        x_star[0] = x_star[1] = 0;
    return 0;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = *L = 2;
}

DH_PROBLEM(.name = "bowl", .doc = "x^2 + y^2: a round valley in two dimensions",
           .source = "De Jong 1975, An analysis of the behavior of a class of genetic adaptive systems",
           .flags = DH_CONVEX, .dim = dim, .start = start, .evaluate = evaluate, .many = many, .hvp = hvp,
           .optimum = optimum, .certificate = "analytic", .curvature = curvature, .box = box)
