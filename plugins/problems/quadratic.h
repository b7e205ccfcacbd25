/* Quadratics with a chosen spectrum:
 *
 *     f(x) = 1/2 (x - c)' A (x - c)          A = Q diag(lambda) Q'          minimum 0 at c
 *
 * The largest eigenvalue is 1 and the smallest 1/condition; between them, for i = 0 ... n-1 and s = i / (n-1),
 *     log_uniform  condition^(s - 1)      uniform  (1 - s)/condition + s
 *     clustered    1/condition for the first half of them (rounded up), 1 for the others
 * or `eigenvalues` lists them all. `deep` has the spectrum that is found at the minima of neural networks, whatever
 * `condition` says: a tenth of the eigenvalues (rounded up) from U(30, 60), the others from U(0, 1). With `dim: 100`
 * that is quadratic_deep of F. Schneider, L. Balles & P. Hennig 2019, "DeepOBS: a deep learning optimizer benchmark
 * suite", arXiv:1903.05499; the spectrum is from P. Chaudhari et al. 2017, "Entropy-SGD", arXiv:1611.01838.
 *
 * Q is uniform over all rotations and reflections (Haar measure, kernel/rotation.c). A itself is never formed, so f >=
 * 0 holds at every condition number. Starts from N(c, start_scale^2). */
#ifndef DH_PLUGINS_QUADRATIC_H
#define DH_PLUGINS_QUADRATIC_H

#include "kernel/rotation.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <downhill/problem.h>
#include <math.h>
#include <stdio.h>

enum { CENTER, CONDITION, DIM, EIGENVALUES, ROTATE, SPECTRUM, START_SCALE, QUADRATIC_OWN };
enum { CLUSTERED, DEEP, LOG_UNIFORM, UNIFORM };

static const char *const centers[] = {"origin", "random", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const spectra[] = {"clustered", "deep", "log_uniform", "uniform", NULL};

/* The rows of the parameters above; own ones may follow. */
#define QUADRATIC_PARAMS                                                                                             \
    {.name = "center", .doc = "the minimiser c: the origin, or drawn from N(0, 1)",                                  \
     .standard = 0, .max = 1, .scale = DH_CHOICE, .choices = centers},                                               \
    {.name = "condition", .doc = "largest over smallest eigenvalue",                                                 \
     .standard = 100, .min = 1, .max = 1e15, .scale = DH_LOG},                                                       \
    {.name = "dim", .doc = "number of variables, n; `eigenvalues` overrides it",                                     \
     .standard = 10, .min = 1, .max = 4096, .scale = DH_INTEGER},                                                    \
    {.name = "eigenvalues", .doc = "all eigenvalues, instead of `dim`, `condition` and `spectrum`",                  \
     .min = 0, .max = 1e100, .scale = DH_LIST},                                                                      \
    {.name = "rotate", .doc = "whether a random rotation mixes the variables",                                       \
     .standard = 1, .max = 1, .scale = DH_CHOICE, .choices = no_yes},                                                \
    {.name = "spectrum", .doc = "how the eigenvalues lie between the smallest and the largest",                      \
     .standard = LOG_UNIFORM, .max = 3, .scale = DH_CHOICE, .choices = spectra},                                     \
    {.name = "start_scale", .doc = "standard deviation of the start around the minimiser",                           \
     .standard = 1, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR}

enum { MAX_DIM = 4096 };

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const size_t listed = self->list[EIGENVALUES].count;
    if (listed > MAX_DIM) {
        snprintf(refusal, refusal_size, "%zu eigenvalues, at most %d are allowed", listed, MAX_DIM);
        return 0;
    }
    return listed ? listed : (size_t)self->param[DIM];
}

static size_t size_of(const dh_instance *self)
{
    return dim(self, NULL, 0);
}

/* Eigenvalues [n], center [n], then with a rotation Q [n][n]: its column i belongs to eigenvalue i. */
static size_t memory_size(const dh_instance *self)
{
    const size_t n = size_of(self);
    return 2 * n + (self->param[ROTATE] != 0 ? n * n : 0);
}

static size_t scratch_size(const dh_instance *self)
{
    return 2 * size_of(self);
}

static double eigenvalue(const dh_instance *self, size_t i, size_t n, dh_random *random)
{
    const double least = 1 / self->param[CONDITION], s = n > 1 ? (double)i / (double)(n - 1) : 1;
    if (self->list[EIGENVALUES].count)
        return self->list[EIGENVALUES].at[i];
    if (self->param[SPECTRUM] == DEEP)
        return i < n - (n + 9) / 10 ? random->uniform(random) : 30 + 30 * random->uniform(random);
    if (self->param[SPECTRUM] == LOG_UNIFORM)
        return dh_pow(self->param[CONDITION], s - 1);
    if (self->param[SPECTRUM] == UNIFORM)
        return (1 - s) * least + s;
    return 2 * i < n && n > 1 ? least : 1;
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    const size_t n = size_of(self);
    for (size_t i = 0; i < n; i++)
        memory[i] = eigenvalue(self, i, n, random);
    for (size_t i = 0; i < n; i++)
        memory[n + i] = self->param[CENTER] != 0 ? random->normal(random) : 0;
    if (self->param[ROTATE] != 0)
        dh_rotation_draw(n, memory + 2 * n, self->scratch, random);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    const size_t n = size_of(self);
    for (size_t i = 0; i < n; i++)
        x[i] = self->memory[n + i] + self->param[START_SCALE] * random->normal(random);
}

/* turned = Q' d */
static void turn(const dh_instance *self, size_t n, const double *d, double *turned)
{
    if (self->param[ROTATE] != 0)
        dh_rotation_turn_back(n, self->memory + 2 * n, d, turned);
    else
        memcpy(turned, d, n * sizeof *turned);
}

/* out = Q turned */
static void turn_back(const dh_instance *self, size_t n, const double *turned, double *out)
{
    if (self->param[ROTATE] != 0)
        dh_rotation_turn(n, self->memory + 2 * n, turned, out);
    else
        memcpy(out, turned, n * sizeof *out);
}

/* u = Q' (x - c), d = lambda u, in the basis of the eigenvectors; returns f. */
static double measure(const dh_instance *self, size_t n, const double *x, double *d, double *u)
{
    const double *lambda = self->memory, *c = self->memory + n;
    for (size_t i = 0; i < n; i++)
        d[i] = x[i] - c[i];
    turn(self, n, d, u);
    for (size_t i = 0; i < n; i++)
        d[i] = lambda[i] * u[i];
    return 0.5 * dh_dot(n, u, d);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const size_t n = size_of(self);
    double *u = self->scratch;
    turn(self, n, v, u);
    for (size_t i = 0; i < n; i++)
        u[i] *= self->memory[i];
    turn_back(self, n, u, out);
}

static double optimum(const dh_instance *self, double *x_star)
{
    const size_t n = size_of(self);
    for (size_t i = 0; i < n && x_star; i++)
        x_star[i] = self->memory[n + i];
    return 0;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    const size_t n = size_of(self);
    *mu = *L = self->memory[0];
    for (size_t i = 1; i < n; i++) {
        *mu = fmin(*mu, self->memory[i]);
        *L = fmax(*L, self->memory[i]);
    }
}

/* Around the minimiser, in its first two variables. */
static void box(const dh_instance *self, double box[4])
{
    const size_t n = size_of(self);
    for (size_t i = 0; i < 2; i++) {
        const double middle = i < n ? self->memory[n + i] : 0;
        box[2 * i] = middle - 3;
        box[2 * i + 1] = middle + 3;
    }
}

/* All but name, doc, source, flags, parameters and evaluate. */
#define QUADRATIC_FIELDS                                                                                      \
    .dim = dim, .memory_size = memory_size, .scratch_size = scratch_size, .prepare = prepare, .start = start, \
    .hvp = hvp, .optimum = optimum, .certificate = "analytic", .curvature = curvature, .box = box

#endif
