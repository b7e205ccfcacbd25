/* The 35 problems of J. J. More, B. S. Garbow & K. E. Hillstrom 1981, "Testing unconstrained optimization software",
 * ACM Transactions on Mathematical Software 7(1), 17-41, doi:10.1145/355934.355936:
 *
 *     f(x) = sum_i f_i(x)^2, i = 1 ... m          gradient 2 sum_i f_i grad f_i
 *
 * The residuals f_i stand in mgh/few.h, fit.h and many.h, their sizes and starts in the table below. A run starts at
 * the paper's point times `start_scale` (the paper tries 1, 10 and 100); watson's is the origin, for which the paper's
 * code takes (start_scale, ..., start_scale) instead unless that is 1. Some of them are also plugins of their own:
 * beale, powell (13, 22), rosenbrock (1, 21), wood.
 *
 * f* is 0 where all residuals vanish together, and in closed form for the linear problems and penalty_1. The others are
 * the paper's, to all digits of a double: best known, not proven, and there are none for other sizes than the paper's.
 * Further minima, from the paper:
 *     bard                 17.4286 at (0.8406, -inf, -inf)       biggs_exp6     5.65565e-3 (m = 13)
 *     brown_almost_linear  1 at (0, ..., 0, n + 1)               freudenstein_roth  48.9842 at (11.41, -0.8968)
 *     kowalik_osborne      1.02734e-3 at infinity                trigonometric  2.79506e-5 (n = 10)
 */
#include "mgh/few.h"
#include "mgh/fit.h"
#include "mgh/many.h"

#include <downhill/problem.h>
#include <stdbool.h>
#include <stdio.h>

enum { FUNCTION, M, N, START_SCALE };
enum { ANY = 1000 }; /* the most that a size may be where the paper has no bound */

/* f* at one size. */
typedef struct least {
    size_t n, m;
    double f;
} least;

typedef double formula(mgh_size size, double *x_star); /* f*, and one minimiser unless NULL */
typedef double coordinate(double n, double j);         /* of the start, j = 1 ... n */

typedef struct function {
    const char *name;
    mgh_residual *residual;
    size_t n, n_min, n_max, n_step;   /* standard, and allowed: n_min, n_min + n_step, ... n_max */
    size_t m, m_min, m_max;           /* the same; m >= n in any case; m_max 0: m = m_per_n n + m_more */
    size_t m_per_n, m_more;
    double start[11];                 /* repeated every `period` coordinates */
    size_t period;
    coordinate *start_at;             /* instead */
    bool zero;                        /* f* = 0; at `minimum`, repeated, when minimum_period > 0 */
    double minimum[6];
    size_t minimum_period;
    formula *minimum_by;              /* instead */
    least known[3];                   /* instead */
} function;

/* ---- starts and minima that are no list ---- */

static double count_up(double n, double j)
{
    return j;
}

static double count_down(double n, double j)
{
    return 1 - j / n;
}

static double share(double n, double j)
{
    return 1 / n;
}

static double evenly(double n, double j)
{
    return j / (n + 1);
}

static double sag(double n, double j)
{
    return evenly(n, j) * (evenly(n, j) - 1);
}

/* By symmetry all coordinates are equal: t, with a (t - 1) + 2 (n t^2 - 1/4) t = 0. */
static double penalty_1_minimum(mgh_size size, double *x_star)
{
    const double n = (double)size.n, a = 1e-5;
    double t = 0.5 / sqrt(n);
    for (int k = 0; k < 8; k++)
        t -= (a * (t - 1) + 2 * (n * t * t - 0.25) * t) / (a + 6 * n * t * t - 0.5);
    for (size_t j = 0; x_star && j < size.n; j++)
        x_star[j] = t;
    return n * a * (t - 1) * (t - 1) + (n * t * t - 0.25) * (n * t * t - 0.25);
}

static double full_rank_minimum(mgh_size size, double *x_star)
{
    for (size_t j = 0; x_star && j < size.n; j++)
        x_star[j] = -1;
    return (double)(size.m - size.n);
}

/* Anywhere with sum j x_j as here. */
static double rank_1_minimum(mgh_size size, double *x_star)
{
    const double m = (double)size.m;
    for (size_t j = 0; x_star && j < size.n; j++)
        x_star[j] = j ? 0 : 3 / (2 * m + 1);
    return m * (m - 1) / (2 * (2 * m + 1));
}

static double rank_1_zeros_minimum(mgh_size size, double *x_star)
{
    const double m = (double)size.m;
    for (size_t j = 0; x_star && j < size.n; j++)
        x_star[j] = j == 1 ? 1.5 / (2 * m - 3) : 0;
    return (m * m + 3 * m - 6) / (2 * (2 * m - 3));
}

/* ---- the table ---- */

#define SIZE(N_, M_) .n = (N_), .n_min = (N_), .n_max = (N_), .n_step = 1, .m = (M_), .m_min = (M_), .m_max = (M_)
#define TERMS(N_, M_, MOST) \
    .n = (N_), .n_min = (N_), .n_max = (N_), .n_step = 1, .m = (M_), .m_min = (N_), .m_max = (MOST)
#define VARIABLES(N_, LEAST, STEP) .n = (N_), .n_min = (LEAST), .n_max = ANY, .n_step = (STEP)
#define START(PERIOD, ...) .start = {__VA_ARGS__}, .period = (PERIOD)
#define ZERO_AT(PERIOD, ...) .zero = true, .minimum = {__VA_ARGS__}, .minimum_period = (PERIOD)

/* Sorted. ROW(name, residual, sizes, start, minimum) */
#define FUNCTIONS(ROW)                                                                                                \
    ROW(bard, bard, SIZE(3, 15), START(1, 1), .known = {{3, 15, 8.214877306578997e-3}})                               \
    ROW(beale, beale, SIZE(2, 3), START(1, 1), ZERO_AT(2, 3, 0.5))                                                    \
    ROW(biggs_exp6, biggs_exp6, TERMS(6, 13, ANY), START(6, 1, 2, 1, 1, 1, 1), ZERO_AT(6, 1, 10, 1, 5, 4, 3))         \
    ROW(box_3d, box_3d, TERMS(3, 10, ANY), START(3, 0, 10, 20), ZERO_AT(3, 1, 10, 1))                                 \
    ROW(brown_almost_linear, brown_almost_linear, VARIABLES(10, 1, 1), .m_per_n = 1, START(1, 0.5), ZERO_AT(1, 1))    \
    ROW(brown_badly_scaled, brown_badly_scaled, SIZE(2, 3), START(1, 1), ZERO_AT(2, 1e6, 2e-6))                       \
    ROW(brown_dennis, brown_dennis, TERMS(4, 20, 100), START(4, 25, 5, -5, -1),                                       \
        .known = {{4, 20, 85822.20162635628}})                                                                        \
    ROW(broyden_banded, broyden_banded, VARIABLES(10, 1, 1), .m_per_n = 1, START(1, -1), .zero = true)                \
    ROW(broyden_tridiagonal, broyden_tridiagonal, VARIABLES(10, 1, 1), .m_per_n = 1, START(1, -1), .zero = true)      \
    ROW(chebyquad, chebyquad, VARIABLES(8, 1, 1), .m = 1, .m_min = 1, .m_max = ANY, .start_at = evenly,               \
        .known = {{8, 8, 3.516873725677930e-3}, {10, 10, 6.503954800882307e-3}})                                      \
    ROW(discrete_boundary_value, discrete_boundary_value, VARIABLES(10, 1, 1), .m_per_n = 1, .start_at = sag,         \
        .zero = true)                                                                                                 \
    ROW(discrete_integral_equation, discrete_integral_equation, VARIABLES(10, 1, 1), .m_per_n = 1, .start_at = sag,   \
        .zero = true)                                                                                                 \
    ROW(extended_powell_singular, powell_singular, VARIABLES(12, 4, 4), .m_per_n = 1, START(4, 3, -1, 0, 1),          \
        ZERO_AT(1, 0))                                                                                                \
    ROW(extended_rosenbrock, rosenbrock, VARIABLES(10, 2, 2), .m_per_n = 1, START(2, -1.2, 1), ZERO_AT(1, 1))         \
    ROW(freudenstein_roth, freudenstein_roth, SIZE(2, 2), START(2, 0.5, -2), ZERO_AT(2, 5, 4))                        \
    ROW(gaussian, gaussian, SIZE(3, 15), START(3, 0.4, 1, 0), .known = {{3, 15, 1.127932769619e-8}})                  \
    ROW(gulf, gulf, TERMS(3, 99, 100), START(3, 5, 2.5, 0.15), ZERO_AT(3, 50, 25, 1.5))                               \
    ROW(helical_valley, helical_valley, SIZE(3, 3), START(3, -1, 0, 0), ZERO_AT(3, 1, 0, 0))                          \
    ROW(jennrich_sampson, jennrich_sampson, TERMS(2, 10, 100), START(2, 0.3, 0.4),                                    \
        .known = {{2, 10, 124.3621823556148}})                                                                        \
    ROW(kowalik_osborne, kowalik_osborne, SIZE(4, 11), START(4, 0.25, 0.39, 0.415, 0.39),                             \
        .known = {{4, 11, 3.075056038492e-4}})                                                                        \
    ROW(linear_full_rank, linear_full_rank, VARIABLES(10, 1, 1), .m = 20, .m_min = 1, .m_max = ANY, START(1, 1),      \
        .minimum_by = full_rank_minimum)                                                                              \
    ROW(linear_rank_1, linear_rank_1, VARIABLES(10, 1, 1), .m = 20, .m_min = 1, .m_max = ANY, START(1, 1),            \
        .minimum_by = rank_1_minimum)                                                                                 \
    ROW(linear_rank_1_zeros, linear_rank_1_zeros, VARIABLES(10, 3, 1), .m = 20, .m_min = 3, .m_max = ANY,             \
        START(1, 1), .minimum_by = rank_1_zeros_minimum)                                                              \
    ROW(meyer, meyer, SIZE(3, 16), START(3, 0.02, 4000, 250), .known = {{3, 16, 87.9458551706978}})                   \
    ROW(osborne_1, osborne_1, SIZE(5, 33), START(5, 0.5, 1.5, -1, 0.01, 0.02),                                        \
        .known = {{5, 33, 5.464894697483164e-5}})                                                                     \
    ROW(osborne_2, osborne_2, SIZE(11, 65), START(11, 1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5),               \
        .known = {{11, 65, 4.013773629354778e-2}})                                                                    \
    ROW(penalty_1, penalty_1, VARIABLES(10, 1, 1), .m_per_n = 1, .m_more = 1, .start_at = count_up,                   \
        .minimum_by = penalty_1_minimum)                                                                              \
    ROW(penalty_2, penalty_2, VARIABLES(10, 1, 1), .m_per_n = 2, START(1, 0.5),                                       \
        .known = {{4, 8, 9.376293007355447e-6}, {10, 20, 2.936605374567459e-4}})                                      \
    ROW(powell_badly_scaled, powell_badly_scaled, SIZE(2, 2), START(2, 0, 1), .zero = true)                           \
    ROW(powell_singular, powell_singular, SIZE(4, 4), START(4, 3, -1, 0, 1), ZERO_AT(1, 0))                           \
    ROW(rosenbrock, rosenbrock, SIZE(2, 2), START(2, -1.2, 1), ZERO_AT(1, 1))                                         \
    ROW(trigonometric, trigonometric, VARIABLES(10, 1, 1), .m_per_n = 1, .start_at = share, ZERO_AT(1, 0))            \
    ROW(variably_dimensioned, variably_dimensioned, VARIABLES(10, 1, 1), .m_per_n = 1, .m_more = 2,                   \
        .start_at = count_down, ZERO_AT(1, 1))                                                                        \
    ROW(watson, watson, .n = 6, .n_min = 2, .n_max = 31, .n_step = 1, .m = 31, .m_min = 31, .m_max = 31,              \
        START(1, 0),                                                                                                  \
        .known = {{6, 31, 2.287670053552417e-3}, {9, 31, 1.399760138104464e-6}, {12, 31, 4.722381105e-10}})           \
    ROW(wood, wood, SIZE(4, 6), START(2, -3, -1), ZERO_AT(1, 1))

#define NAME(NAME_, ...) #NAME_,
#define STRUCT(NAME_, RESIDUAL, ...) {.name = #NAME_, .residual = (RESIDUAL), __VA_ARGS__},

static const char *const names[] = {FUNCTIONS(NAME) NULL};
static const function functions[] = {FUNCTIONS(STRUCT)};

static const dh_param params[] = {
    {.name = "function", .doc = "which of them", .standard = 0, .max = 34, .scale = DH_CHOICE, .choices = names},
    {.name = "m", .doc = "number of residuals, where it is free; 0: the standard one",
     .standard = 0, .max = ANY, .scale = DH_INTEGER},
    {.name = "n", .doc = "number of variables, where it is free; 0: the standard one",
     .standard = 0, .max = ANY, .scale = DH_INTEGER},
    {.name = "start_scale", .doc = "the start is the standard one times this (paper: 1, 10, 100)",
     .standard = 1, .min = 0, .max = 1e100, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static const function *chosen(const dh_instance *self)
{
    return &functions[(size_t)self->param[FUNCTION]];
}

static mgh_size size_of(const dh_instance *self)
{
    const function *f = chosen(self);
    const size_t n = self->param[N] != 0 ? (size_t)self->param[N] : f->n, m = (size_t)self->param[M];
    const size_t standard = f->m_max == 0 ? f->m_per_n * n + f->m_more : f->m > n ? f->m : n;
    return (mgh_size){n, m ? m : standard};
}

/* m given where it is not free is allowed when it is right. */
static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const function *f = chosen(self);
    const mgh_size size = size_of(self);
    const size_t bound = f->m_per_n * size.n + f->m_more;
    const size_t low = f->m_max == 0 ? bound : f->m_min > size.n ? f->m_min : size.n;
    const size_t high = f->m_max == 0 ? bound : f->m_max;
    if (size.n < f->n_min || size.n > f->n_max || (size.n - f->n_min) % f->n_step) {
        if (f->n_min == f->n_max)
            snprintf(refusal, refusal_size, "%s has n = %zu, got %zu", f->name, f->n_min, size.n);
        else
            snprintf(refusal, refusal_size, "%s has n = %zu, %zu, ... %zu, got %zu", f->name, f->n_min,
                     f->n_min + f->n_step, f->n_max, size.n);
        return 0;
    }
    if (size.m >= low && size.m <= high)
        return size.n;
    if (low == high)
        snprintf(refusal, refusal_size, "%s with n = %zu has m = %zu, got %zu", f->name, size.n, low, size.m);
    else
        snprintf(refusal, refusal_size, "%s with n = %zu has m = %zu ... %zu, got %zu", f->name, size.n, low, high,
                 size.m);
    return 0;
}

/* One row of the Jacobian. */
static size_t scratch_size(const dh_instance *self)
{
    return size_of(self).n;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    const function *f = chosen(self);
    const size_t n = size_of(self).n;
    const double scale = self->param[START_SCALE];
    for (size_t j = 0; j < n; j++)
        x[j] = scale * (f->start_at ? f->start_at((double)n, (double)(j + 1)) : f->start[j % f->period]);
    for (size_t j = 0; j < n && f->residual == watson && scale != 1; j++)
        x[j] = scale;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const function *f = chosen(self);
    const mgh_size size = size_of(self);
    double *d = self->scratch, sum = 0;
    for (size_t j = 0; gradient && j < size.n; j++)
        gradient[j] = 0;
    for (size_t i = 1; i <= size.m; i++) {
        memset(d, 0, size.n * sizeof *d);
        const double r = f->residual(size, i, x, d);
        sum += r * r;
        for (size_t j = 0; gradient && j < size.n; j++)
            gradient[j] += 2 * r * d[j];
    }
    return sum;
}

/* 0 for m = n in {1, ..., 7, 9}: the nodes of Chebyshev's quadrature are real for no other n. */
static bool chebyshev_works(const function *f, mgh_size size)
{
    return f->residual == chebyquad && size.m == size.n && (size.n < 8 || size.n == 9);
}

static double optimum(const dh_instance *self, double *x_star)
{
    const function *f = chosen(self);
    const mgh_size size = size_of(self);
    if (f->minimum_by)
        return f->minimum_by(size, x_star);
    for (size_t j = 0; x_star && f->minimum_period && j < size.n; j++)
        x_star[j] = f->minimum[j % f->minimum_period];
    if (f->zero || chebyshev_works(f, size))
        return 0;
    for (size_t k = 0; k < 3; k++)
        if (f->known[k].n == size.n && f->known[k].m == size.m)
            return f->known[k].f;
    return (double)NAN;
}

/* The smallest around the start and, where it is known, the minimiser, and as much again. */
static void box(const dh_instance *self, double box[4])
{
    const function *f = chosen(self);
    for (size_t i = 0; i < 2; i++) {
        const double a = f->start_at ? f->start_at(2, (double)i + 1) : f->start[i % f->period];
        const double b = f->minimum_period ? f->minimum[i % f->minimum_period] : a, room = fmax(1, fabs(b - a) / 2);
        box[2 * i] = fmin(a, b) - room;
        box[2 * i + 1] = fmax(a, b) + room;
    }
}

DH_PROBLEM(.name = "mgh", .doc = "The 35 least-squares problems of More, Garbow and Hillstrom",
           .source = "More, Garbow & Hillstrom 1981, doi:10.1145/355934.355936", DH_PARAMS(params), .dim = dim,
           .scratch_size = scratch_size, .start = start, .evaluate = evaluate, .optimum = optimum,
           .certificate = "no residual, closed form, or best known: More, Garbow & Hillstrom 1981", .box = box)
