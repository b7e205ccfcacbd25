/* Phase retrieval: a vector from the squares of its products with random ones. Not convex; x* and -x* are the minima.
 *
 *     f(x) = 1/(4m) sum ((a_i . x)^2 - y_i)^2          y_i = (a_i . x*)^2 + noise e_i
 *     gradient 1/m sum (z_i^2 - y_i) z_i a_i           Hessian times v: 1/m sum (3 z_i^2 - y_i) (a_i . v) a_i          z_i = a_i . x
 *
 * a_i ~ N(0, I), e_i ~ N(0, 1), x* uniform on the unit sphere: drawn for each instance. E. J. Candes, X. Li & M. Soltanolkotabi 2015,
 * "Phase retrieval via Wirtinger flow", doi:10.1109/TIT.2015.2399924, in real numbers. Starts: `random`, N(0, start_scale^2 / n) (Y.
 * Chen, Y. Chi, J. Fan & C. Ma 2019, "Gradient descent with random initialization", doi:10.1007/s10107-019-01363-6); `spectral`, their
 * algorithm 1: the leading eigenvector of 1/m sum y_i a_i a_i' by 50 power iterations, of length^2 n sum y_i / sum |a_i|^2.
 *
 * It brings its own data, so that x* is known and, without noise, the minimum is 0; in exchange there are no batches: every step sees
 * all m terms. Metric: the distance to the nearer of x* and -x*.
 */
#include "kernel/vector.h"

#include <downhill/problem.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DIM, INIT, NOISE, RATIO, START_SCALE };
enum { RANDOM, SPECTRAL };
enum { MOST = 1 << 24, BLOCK = 512, POWER = 50 };

static const char *const inits[] = {"random", "spectral", NULL};

static const dh_param params[] = {
    {.name = "dim", .doc = "number of variables, n", .standard = 50, .min = 1, .max = 4096, .scale = DH_INTEGER},
    {.name = "init", .doc = "start: a random vector, or the spectral estimate of x*", .standard = RANDOM, .max = SPECTRAL,
     .scale = DH_CHOICE, .choices = inits},
    {.name = "noise", .doc = "standard deviation of the squares' errors; |x*| = 1", .standard = 0, .min = 0, .max = DH_NO_LIMIT,
     .scale = DH_LINEAR},
    {.name = "ratio", .doc = "m / n, rounded up to whole m", .standard = 6, .min = 0, .max = 1000, .flags = DH_OPEN_MIN,
     .scale = DH_LOG},
    {.name = "start_scale", .doc = "length of a random start, about", .standard = 1, .min = 0, .max = DH_NO_LIMIT,
     .flags = DH_OPEN_MIN, .scale = DH_LINEAR},
};

static size_t size_of(const dh_instance *self)
{
    return (size_t)self->param[DIM];
}

static size_t terms(const dh_instance *self)
{
    return (size_t)ceil(self->param[RATIO] * self->param[DIM]);
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    if (terms(self) * size_of(self) <= MOST)
        return size_of(self);
    snprintf(refusal, refusal_size, "dim, ratio: expected at most %d numbers in all vectors together, got %zu", MOST,
             terms(self) * size_of(self));
    return 0;
}

/* x* [n], y [m], a [m][n]. */
static size_t memory_size(const dh_instance *self)
{
    return size_of(self) + terms(self) * (1 + size_of(self));
}

/* The sum of a block, or a vector. */
static size_t scratch_size(const dh_instance *self)
{
    return size_of(self);
}

static void draw_unit(dh_random *random, size_t n, double *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = random->normal(random);
    const double length = sqrt(dh_dot(n, x, x));
    for (size_t i = 0; i < n; i++)
        x[i] /= length;
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    const size_t n = size_of(self), m = terms(self);
    double *x = memory, *y = x + n, *a = y + m;
    draw_unit(random, n, x);
    for (size_t i = 0; i < m * n; i++)
        a[i] = random->normal(random);
    for (size_t i = 0; i < m; i++) {
        const double z = dh_dot(n, a + i * n, x);
        y[i] = z * z + self->param[NOISE] * random->normal(random);
    }
}

/* out = 1/m sum y_i (a_i . x) a_i. */
static void average(const dh_instance *self, const double *x, double *out)
{
    const size_t n = size_of(self), m = terms(self);
    const double *y = self->memory + n, *a = y + m;
    memset(out, 0, n * sizeof *out);
    for (size_t i = 0; i < m; i++)
        dh_add_scaled(n, y[i] * dh_dot(n, a + i * n, x) / (double)m, a + i * n, out);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    const size_t n = size_of(self), m = terms(self);
    const double *y = self->memory + n, *a = y + m;
    double *next = self->scratch, sum = 0;
    for (size_t i = 0; i < n; i++)
        x[i] = self->param[START_SCALE] * random->normal(random) / sqrt((double)n);
    if (self->param[INIT] != SPECTRAL)
        return;
    for (int k = 0; k < POWER; k++) {
        average(self, x, next);
        const double length = sqrt(dh_dot(n, next, next));
        for (size_t i = 0; i < n && length > 0; i++)
            x[i] = next[i] / length;
    }
    for (size_t i = 0; i < m; i++)
        sum += y[i];
    const double length = sqrt(fmax((double)n * sum / dh_dot(m * n, a, a), 0) / dh_dot(n, x, x));
    for (size_t i = 0; i < n; i++)
        x[i] *= length;
}

/* The loss; unless NULL, out gets its gradient, or with v the Hessian times that. */
static double pass(const dh_instance *self, const double *x, const double *v, double *out)
{
    const size_t n = size_of(self), m = terms(self);
    const double *y = self->memory + n, *a = y + m;
    double *part = self->scratch, loss = 0;
    if (out)
        memset(out, 0, n * sizeof *out);
    for (size_t begin = 0; begin < m; begin += BLOCK) {
        double block_loss = 0;
        memset(part, 0, n * sizeof *part);
        for (size_t i = begin; i < m && i < begin + BLOCK; i++) {
            const double *row = a + i * n, z = dh_dot(n, row, x), e = z * z - y[i];
            block_loss += e * e;
            if (out)
                dh_add_scaled(n, v ? (3 * z * z - y[i]) * dh_dot(n, row, v) : e * z, row, part);
        }
        loss += block_loss;
        if (out)
            dh_add_scaled(n, 1, part, out);
    }
    for (size_t i = 0; out && i < n; i++)
        out[i] /= (double)m;
    return loss / (4 * (double)m);
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    return pass(self, x, NULL, gradient);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    pass(self, x, v, out);
}

static double optimum(const dh_instance *self, double *x_star)
{
    if (self->param[NOISE] != 0)
        return (double)NAN;
    if (x_star)
        memcpy(x_star, self->memory, size_of(self) * sizeof *x_star);
    return 0;
}

static const char *const metric_names[] = {"distance", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    double square[2] = {0};
    for (int negative = 0; negative < 2; negative++) {
        memcpy(self->scratch, x, size_of(self) * sizeof *x);
        dh_add_scaled(size_of(self), negative ? 1 : -1, self->memory, self->scratch);
        square[negative] = dh_dot(size_of(self), self->scratch, self->scratch);
    }
    out[0] = sqrt(square[1] < square[0] ? square[1] : square[0]);
}

DH_PROBLEM(.name = "phase_retrieval", .doc = "A vector from the squares of its products with random ones",
           .source = "Candes, Li & Soltanolkotabi 2015, doi:10.1109/TIT.2015.2399924", DH_PARAMS(params), .dim = dim,
           .memory_size = memory_size, .scratch_size = scratch_size, .prepare = prepare, .start = start, .evaluate = evaluate,
           .hvp = hvp, .metric_names = metric_names, .metrics = metrics, .optimum = optimum, .certificate = "planted")
