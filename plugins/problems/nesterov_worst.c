/* Nesterov's worst case for first-order methods on smooth convex functions: from the origin, k gradients teach a method no more
 * than the first k coordinates, so that after k steps it is at least L/8 (1 / (k + 1) - 1 / (n + 1)) above the minimum; with
 * n = 2k + 1 that is 3 L |x*|^2 / (32 (k + 1)^2) or more.
 *
 *     f(x) = L/4 [1/2 (x_1^2 + sum_{i<n} (x_i - x_{i+1})^2 + x_n^2) - x_1]
 *
 * Minimum L/8 (1 / (n + 1) - 1) at x_i = 1 - i / (n + 1). Y. Nesterov 2018, "Lectures on convex optimization", section 2.1.2,
 * theorem 2.1.7. The curvatures are L/2 (1 - cos(pi j / (n + 1))) for j = 1, ..., n. Starts at the origin.
 */
#include <downhill/math.h>
#include <downhill/problem.h>

enum { DIM, SMOOTHNESS };

static const dh_param params[] = {
    {.name = "dim", .doc = "coordinates of x", .standard = 100, .min = 1, .max = 100000, .scale = DH_INTEGER},
    {.name = "smoothness", .doc = "L", .standard = 1, .min = 0, .max = 1e100, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    return (size_t)self->param[DIM];
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    memset(x, 0, (size_t)self->param[DIM] * sizeof *x);
}

/* out = L/4 A v, A tridiagonal with 2 and -1; returns v . out. */
static double apply(const dh_instance *self, const double *v, double *out)
{
    const size_t n = (size_t)self->param[DIM];
    double sum = v[0] * v[0] + v[n - 1] * v[n - 1];
    for (size_t i = 0; i < n; i++) {
        const double left = i ? v[i] - v[i - 1] : v[i], right = i + 1 < n ? v[i] - v[i + 1] : v[i];
        sum += i ? left * left : 0;
        if (out)
            out[i] = self->param[SMOOTHNESS] / 4 * (left + right);
    }
    return self->param[SMOOTHNESS] / 4 * sum;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double form = apply(self, x, gradient), pull = self->param[SMOOTHNESS] / 4;
    if (gradient)
        gradient[0] -= pull;
    return form / 2 - pull * x[0];
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    apply(self, v, out);
}

static double optimum(const dh_instance *self, double *x_star)
{
    const double n = self->param[DIM];
    for (size_t i = 0; x_star && i < (size_t)n; i++)
        x_star[i] = 1 - (double)(i + 1) / (n + 1);
    return self->param[SMOOTHNESS] / 8 * (1 / (n + 1) - 1);
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    const double n = self->param[DIM], turn = 3.141592653589793 / (n + 1), s = dh_sin(turn / 2);
    *mu = self->param[SMOOTHNESS] * s * s;
    *L = self->param[SMOOTHNESS] / 2 * (1 - dh_cos(turn * n));
}

DH_PROBLEM(.name = "nesterov_worst", .doc = "The hardest smooth convex function for first-order methods",
           .source = "Nesterov 2018, Lectures on convex optimization, theorem 2.1.7", .flags = DH_CONVEX, DH_PARAMS(params),
           .dim = dim, .start = start, .evaluate = evaluate, .hvp = hvp, .optimum = optimum, .certificate = "analytic",
           .curvature = curvature)
