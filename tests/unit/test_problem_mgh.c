/* The 35 functions of `mgh`: slopes, starts, minima, sizes, and the same bits from every compiler. Their values are
 * held to a second transcription of the paper, and to its table of minima, by tests/system/mgh.py. */
#include "suite.h"

#include "base/hash.h"
#include "subject.h"

enum { FUNCTIONS = 35 };

/* Function number k (in the order of the names) at sizes n and m, 0 for the standard ones. */
static void choose(subject *s, size_t k, size_t n, size_t m)
{
    char why[256];
    make(s, named("mgh"), 0);
    s->param[param_of(s, "function")] = (double)k;
    s->param[param_of(s, "n")] = (double)n;
    s->param[param_of(s, "m")] = (double)m;
    s->dim = s->problem->dim(&s->self, why, sizeof why);
    CU_ASSERT_FATAL(s->dim > 0);
    s->self.scratch = numbers(s, s->problem->scratch_size(&s->self));
    s->x = numbers(s, s->dim);
    s->v = numbers(s, s->dim);
    s->g = numbers(s, s->dim);
    s->problem->start(&s->self, &s->random.lent, s->x);
}

static const char *name_of(const subject *s)
{
    return s->problem->params[0].choices[(size_t)s->param[0]];
}

static size_t called(const char *name)
{
    size_t k = 0;
    while (strcmp(named("mgh")->params[0].choices[k], name))
        k++;
    return k;
}

static double slope(subject *s, size_t j, double h)
{
    const double kept = s->x[j];
    s->x[j] = kept + h;
    const double up = f(s, s->x, &s->full, NULL);
    s->x[j] = kept - h;
    const double down = f(s, s->x, &s->full, NULL);
    s->x[j] = kept;
    return (up - down) / (2 * h);
}

/* Of sixth order in h (Richardson). */
static double sharp_slope(subject *s, size_t j, double h)
{
    const double a = slope(s, j, h), b = slope(s, j, h / 2), c = slope(s, j, h / 4);
    return (16 * (4 * c - b) / 3 - (4 * b - a) / 3) / 15;
}

/* Each coordinate on its own scale: they differ by five powers of ten in one x. */
static void check_slopes(subject *s)
{
    const double at = f(s, s->x, &s->full, s->g);
    double scale = fabs(at);
    for (size_t j = 0; j < s->dim; j++)
        scale = fmax(scale, fabs(s->g[j]) * fmax(0.1, fabs(s->x[j])));
    for (size_t j = 0; j < s->dim; j++) {
        const double unit = fmax(0.1, fabs(s->x[j])), d = sharp_slope(s, j, unit / 1024);
        if (!(fabs(d - s->g[j]) * unit <= 1e-9 * scale))
            fprintf(stderr, "%s: df/dx[%zu] %.17g by difference, %.17g in the gradient\n", name_of(s), j, d, s->g[j]);
        CU_ASSERT(fabs(d - s->g[j]) * unit <= 1e-9 * scale);
    }
}

/* At the start, and near it: there too, where the start has zeros. */
static void test_slopes(void)
{
    for (size_t k = 0; k < FUNCTIONS; k++) {
        subject s;
        choose(&s, k, 0, 0);
        check_slopes(&s);
        for (size_t j = 0; j < s.dim; j++)
            s.x[j] += 0.05 * s.v[j] * fmax(0.2, fabs(s.x[j]));
        check_slopes(&s);
        finish(&s);
    }
}

static void test_sizes(void)
{
    static const struct {
        const char *name;
        size_t n, m;
    } other[] = {
        {"biggs_exp6", 0, 17},
        {"brown_almost_linear", 3, 0},
        {"broyden_banded", 2, 0},
        {"broyden_banded", 23, 23},
        {"chebyquad", 1, 0},
        {"chebyquad", 7, 19},
        {"discrete_boundary_value", 1, 0},
        {"extended_powell_singular", 8, 8},
        {"extended_rosenbrock", 6, 6},
        {"gulf", 3, 10},
        {"linear_full_rank", 30, 0},
        {"linear_rank_1_zeros", 3, 3},
        {"penalty_1", 4, 5},
        {"penalty_2", 4, 8},
        {"trigonometric", 1, 1},
        {"variably_dimensioned", 5, 7},
        {"watson", 31, 31},
    };
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        subject s;
        choose(&s, called(other[i].name), other[i].n, other[i].m);
        check_slopes(&s);
        finish(&s);
    }
}

static void test_refusals(void)
{
    static const struct {
        const char *name, *why;
        size_t n, m;
    } bad[] = {
        {"bard", "bard has n = 3, got 4", 4, 0},
        {"bard", "bard with n = 3 has m = 15, got 14", 0, 14},
        {"extended_powell_singular", "extended_powell_singular has n = 4, 8, ... 1000, got 10", 10, 0},
        {"extended_rosenbrock", "extended_rosenbrock has n = 2, 4, ... 1000, got 7", 7, 0},
        {"gulf", "gulf with n = 3 has m = 3 ... 100, got 101", 0, 101},
        {"linear_full_rank", "linear_full_rank with n = 10 has m = 10 ... 1000, got 9", 0, 9},
        {"penalty_2", "penalty_2 with n = 4 has m = 8, got 9", 4, 9},
        {"watson", "watson has n = 2, 3, ... 31, got 32", 32, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char why[256] = "";
        subject s;
        make(&s, named("mgh"), 0);
        s.param[0] = (double)called(bad[i].name);
        s.param[param_of(&s, "n")] = (double)bad[i].n;
        s.param[param_of(&s, "m")] = (double)bad[i].m;
        CU_ASSERT_EQUAL(s.problem->dim(&s.self, why, sizeof why), 0);
        CU_ASSERT_STRING_EQUAL(why, bad[i].why);
        finish(&s);
    }
}

/* Where a minimiser is told, f has the value told and no slope. Coordinates of 1e6 and 1e-6 in one x are why slopes
 * are measured along each one's own length. Everything known lies below the start. */
static void test_minima(void)
{
    size_t known = 0, told = 0;
    for (size_t k = 0; k < FUNCTIONS; k++) {
        subject s;
        choose(&s, k, 0, 0);
        s.v[0] = (double)NAN;
        const double best = s.problem->optimum(&s.self, s.v), from = f(&s, s.x, &s.full, NULL);
        CU_ASSERT(best == s.problem->optimum(&s.self, NULL));
        CU_ASSERT(best >= 0 && best < from);
        known += !isnan(best);
        if (!isnan(s.v[0])) {
            told++;
            CU_ASSERT(fabs(f(&s, s.v, &s.full, s.g) - best) <= 1e-14 * (1 + best));
            for (size_t j = 0; j < s.dim; j++)
                CU_ASSERT(fabs(s.g[j]) * fmax(1e-9, fabs(s.v[j])) <= 1e-12 * (1 + best));
        }
        finish(&s);
    }
    CU_ASSERT_EQUAL(known, FUNCTIONS);
    CU_ASSERT_EQUAL(told, 19);
}

/* 10 and 100 times as far, but for watson, which starts at the origin. */
static void test_starts(void)
{
    for (size_t k = 0; k < FUNCTIONS; k++) {
        subject s;
        choose(&s, k, 0, 0);
        for (double by = 10; by <= 100; by *= 10) {
            s.param[param_of(&s, "start_scale")] = by;
            s.problem->start(&s.self, &s.random.lent, s.v);
            for (size_t j = 0; j < s.dim; j++)
                CU_ASSERT(s.v[j] == (strcmp(name_of(&s), "watson") ? by * s.x[j] : by));
        }
        finish(&s);
    }
}

static void test_bits(void)
{
    uint64_t sum = 0;
    for (size_t k = 0; k < FUNCTIONS; k++) {
        subject s;
        choose(&s, k, 0, 0);
        for (size_t j = 0; j < s.dim; j++)
            s.x[j] *= 0.99385;
        const double loss = f(&s, s.x, &s.full, s.g), best = s.problem->optimum(&s.self, NULL);
        sum = sum * 31 + dh_checksum(&loss, sizeof loss);
        sum = sum * 31 + dh_checksum(&best, sizeof best);
        sum = sum * 31 + dh_checksum(s.g, s.dim * sizeof *s.g);
        finish(&s);
    }
    const uint64_t known = 0x36985fc1d6d5e7fau;
    if (sum != known)
        fprintf(stderr, "0x%016llx\n", (unsigned long long)sum);
    CU_ASSERT_EQUAL(sum, known);
}

SUITE("problem_mgh", {"gradients are slopes", test_slopes}, {"other sizes", test_sizes},
      {"sizes that do not fit", test_refusals}, {"minima", test_minima}, {"starts", test_starts},
      {"the same bits from every compiler", test_bits})
