/* The interior point method of kernel/interior.h against minima worked out by hand. */
#include "suite.h"

#include "base/random.h"
#include "kernel/interior.h"
#include "kernel/twice.h"

#include <math.h>
#include <string.h>

enum { ROOM = 4000 };

static void hinge(const double *shape, double y, double *target, double *low, double *high)
{
    (void)shape;
    *target = 2 * y - 1;
    *low = y > 0 ? -1 : 0;
    *high = *low + 1;
}

/* shape: low, high */
static void pinball(const double *shape, double y, double *target, double *low, double *high)
{
    *target = y;
    *low = shape[0];
    *high = shape[1];
}

/* f(w), from the formula of the header. */
static double cost(const dh_interior *p, const double *w)
{
    const dh_dataset *d = p->data;
    double sum = 0, square = 0, target, low, high;
    for (size_t i = 0; i < d->samples; i++) {
        double e = p->intercept ? w[0] : 0;
        for (size_t j = 0; j < d->features; j++)
            e += d->x[i * d->features + j] * w[j + (size_t)p->intercept];
        p->interval(p->shape, d->y[i], &target, &low, &high);
        e -= target;
        double s = p->width > 0 ? fmin(fmax(e / p->width, low), high) : e > 0 ? high : low;
        sum += s * e - p->width * s * s / 2;
    }
    for (size_t j = 0; j < d->features; j++)
        square += w[j + (size_t)p->intercept] * w[j + (size_t)p->intercept];
    return sum / (double)d->samples + p->l2 * square / 2;
}

/* Solves, and compares with f* (NaN: unknown). At w + (1, 1, ...)/8 the bound is the distance. */
static void check(const dh_interior *p, double expected, double *w)
{
    static double room[ROOM];
    double other[8], bound;
    const size_t dim = p->data->features + (size_t)p->intercept;
    CU_ASSERT_FATAL(dh_interior_size(p) > 0 && dh_interior_size(p) <= ROOM);
    for (size_t i = 0; i < ROOM; i++)
        room[i] = (double)NAN;
    bound = dh_interior_solve(p, w, NULL, room);
    CU_ASSERT(bound >= 0 && bound <= 1e-14);
    const double f = cost(p, w);
    CU_ASSERT(isnan(expected) || fabs(f - expected) <= 1e-14 * fabs(expected));
    for (size_t j = 0; j < dim; j++)
        other[j] = w[j] + 0.125;
    bound = dh_interior_gap(p, other, room);
    const double beside = bound - (cost(p, other) - f); /* never less but for rounding */
    CU_ASSERT(beside >= -1e-15 * (f + bound) && beside <= 1e-12 * (f + bound));
}

static dh_dataset make(size_t samples, size_t features, const double *x, const double *y)
{
    return (dh_dataset){.size = sizeof(dh_dataset), .samples = samples, .features = features, .x = x, .y = y};
}

/* Rows 1 and -1 of the two classes: f(w) = max(0, 1 - w) + l2/2 w^2, with its minimum at min(1, 1 / l2). */
static void test_two_points(void)
{
    static const double x[] = {1, -1}, y[] = {1, 0};
    double w[2];
    dh_dataset d = make(2, 1, x, y);
    for (int intercept = 0; intercept < 2; intercept++) {
        dh_interior p = {&d, intercept, 0.25, 0, hinge, NULL};
        check(&p, 0.125, w);
        CHECK_CLOSE(w[intercept], 1, 1e-13);
        p.l2 = 2.385;
        check(&p, 1 - 1 / (2 * 2.385), w);
        CHECK_CLOSE(w[intercept], 1 / 2.385, 1e-13);
        p.l2 = 0;
        check(&p, 0, w);
        CU_ASSERT(w[intercept] >= 1);
    }
}

/* Nothing but an intercept: the median of 0, 1, 2, 4, 9 is 2; of 0, 0, 0, 9 with Huber's loss up to 1 the mean is 1/3. */
static void test_location(void)
{
    static const double y[] = {0, 1, 2, 4, 9, 0, 0, 0, 9}, half[] = {-0.5, 0.5}, one[] = {-1, 1}, low[] = {-0.25, 0.75}, none;
    double w[1];
    dh_dataset d = make(5, 0, &none, y), e = make(4, 0, &none, y + 5);
    for (int l2 = 0; l2 < 2; l2++) { /* by the rows, by a penalty on nothing */
        dh_interior p = {&d, 1, l2, 0, pinball, half};
        check(&p, 1.2, w);
        CHECK_CLOSE(w[0], 2, 1e-13);
        p.shape = low; /* the quantile 1/4 */
        check(&p, (0.75 * 1 + 0.25 * (1 + 3 + 8)) / 5, w);
        CHECK_CLOSE(w[0], 1, 1e-13);
        p = (dh_interior){&e, 1, l2, 1, pinball, one};
        check(&p, (3 * 0.5 / 9 + (9 - 1 / 3. - 0.5)) / 4, w);
        CHECK_CLOSE(w[0], 1 / 3., 1e-13);
    }
}

/* An end of the interval far nearer to 0 than its length keeps its digits. f(w) is |w - 1| / 2^300 for w up to -1. */
static void test_lopsided(void)
{
    static const double y[] = {-1, 1}, shape[] = {-0x1p-300, 1}, none;
    double w[1];
    dh_dataset d = make(2, 0, &none, y);
    for (int l2 = 0; l2 < 2; l2++) {
        dh_interior p = {&d, 1, l2, 0, pinball, shape};
        check(&p, 0x1p-300, w);
        CHECK_CLOSE(w[0], -1, 1e-13);
    }
}

/* Rows drawn at random; sparse ones have the bits of dense ones. */
static void test_random(void)
{
    enum { ROWS = 40, FEATURES = 5 };
    double x[ROWS * FEATURES], y[ROWS], value[ROWS * FEATURES], w[6], v[6];
    uint64_t start[ROWS + 1] = {0};
    uint32_t column[ROWS * FEATURES];
    static double room[ROOM];
    static const double shape[] = {-0.3, 0.7};
    dh_stream random;
    dh_stream_init(&random, 2385, "interior", "", 1, "test");
    for (size_t i = 0; i < ROWS; i++) {
        y[i] = dh_stream_normal(&random) > 0;
        start[i + 1] = start[i];
        for (size_t j = 0; j < FEATURES; j++) {
            const double a = dh_stream_normal(&random);
            x[i * FEATURES + j] = a > 0.5 ? a : 0;
            if (a > 0.5) {
                value[start[i + 1]] = a;
                column[start[i + 1]++] = (uint32_t)j;
            }
        }
    }
    dh_dataset dense = make(ROWS, FEATURES, x, y), sparse = make(ROWS, FEATURES, NULL, y);
    sparse.row_start = start;
    sparse.column = column;
    sparse.value = value;
    for (int k = 0; k < 12; k++) {
        dh_interior p = {&dense, k % 2, (double[]){0, 0.0385, 1e-4}[k % 3], k / 4 * 0.25, k % 4 < 2 ? hinge : pinball, shape};
        check(&p, (double)NAN, w);
        p.data = &sparse;
        dh_interior_solve(&p, v, NULL, room);
        CU_ASSERT(!memcmp(v, w, (FEATURES + (size_t)p.intercept) * sizeof *w));
    }
}

/* Two classes on a line, 0 | 1 | 0 | 1: whatever w is, f is at least 1. One weight for two columns, of which the second is that much of the first, and none
 * for one of zeros, is as good; but of halves it is not known that nothing better lies far away. */
static void test_dependent(void)
{
    static const double y[] = {0, 1, 0, 1}, much[] = {0, 1, -3, 0.5};
    static double room[ROOM];
    for (size_t k = 0; k < 4; k++) {
        const double x[] = {-2, -2 * much[k], 0, 0, 1, much[k], 2, 2 * much[k]};
        double w[3];
        dh_dataset d = make(4, 2, x, y);
        dh_interior p = {&d, 1, 0, 0, hinge, NULL};
        const double bound = dh_interior_solve(&p, w, NULL, room);
        CU_ASSERT(much[k] == 0.5 ? bound > 0.1 : bound <= 1e-14);
        CU_ASSERT(much[k] != 0 || w[2] == 0);
        CHECK_CLOSE(cost(&p, w), 0.625, 1e-14);
    }
}

/* More columns than Newton's equations may have, all but the first of zeros: the minimum of that one alone. */
static void test_wide(void)
{
    enum { ROWS = 12, COLUMNS = 1100 };
    static double x[ROWS * COLUMNS], y[ROWS], one[ROWS], value[ROWS], w[COLUMNS + 1], room[ROWS * (ROWS + 17) + 7 * (COLUMNS + 1)];
    static uint64_t start[ROWS + 1];
    static uint32_t column[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        value[i] = one[i] = x[i * COLUMNS] = (double)i - 4.25;
        y[i] = i > 5 || i == 2;
        start[i + 1] = i + 1;
    }
    dh_dataset narrow = make(ROWS, 1, one, y), dense = make(ROWS, COLUMNS, x, y), sparse = make(ROWS, COLUMNS, NULL, y);
    sparse.row_start = start;
    sparse.column = column;
    sparse.value = value;
    for (int k = 0; k < 4; k++) {
        dh_interior p = {&narrow, k % 2, k < 2 ? 0.0385 : 1e-5, 0, hinge, NULL};
        double v[2];
        check(&p, (double)NAN, v);
        const double expected = cost(&p, v);
        p.data = k / 2 ? &sparse : &dense;
        CU_ASSERT_EQUAL_FATAL(dh_interior_size(&p), sizeof room / sizeof *room - 7 * (size_t)(1 - p.intercept));
        const double bound = dh_interior_solve(&p, w, NULL, room);
        CU_ASSERT(bound >= 0 && bound <= 1e-14);
        p.data = &dense;
        CHECK_CLOSE(cost(&p, w), expected, 1e-14);
        CU_ASSERT(w[COLUMNS - 1] == 0);
    }
    y[2] = 0; /* now a point parts them */
    dh_interior p = {&dense, 1, 0, 0, hinge, NULL};
    CU_ASSERT(dh_interior_solve(&p, w, NULL, room) == 0 && cost(&p, w) == 0);
    p.width = 0.5; /* Newton's method can do that */
    CU_ASSERT_EQUAL(dh_interior_size(&p), 0);
}

/* Where squares of the pull, and its products with rows, are too small for a number, nothing is proven by them. */
static void test_tiny(void)
{
    static const double x[] = {1e-299, 1, -2e-299, 1}, y[] = {2, 3}, shape[] = {-5e-171, 5e-171};
    static const double row[] = {2}, target[] = {1.5e51}, large[] = {-1e136, 1e136};
    static double room[ROOM];
    double w[2];
    dh_dataset d = make(2, 2, x, y), e = make(1, 1, row, target);
    dh_interior p = {&d, 0, 0, 0, pinball, shape}, q = {&e, 0, 3e-293, 1, pinball, large};
    const double bound = dh_interior_solve(&p, w, NULL, room);
    CU_ASSERT(bound >= cost(&p, w) * (1 - 1e-15)); /* w = (-1e299, 7) / 3 gives 0 */
    w[0] = 1e51;
    CU_ASSERT(dh_interior_gap(&q, w, room) >= cost(&q, w) - 3e-293 / 2 * 7.5e50 * 7.5e50 * (1 + 1e-12));
}

static void test_twice(void)
{
    const double a[] = {0x1p60, 1 + 0x1p-30, -0x1p60}, b[] = {1, 1 - 0x1p-30, 1};
    double sum[3] = {0}, rest[3] = {0};
    CU_ASSERT(dh_dot_twice(3, 3, a, b) == 4);
    dh_add_twice(3, 1 + 0x1p-30, a, sum, rest);
    dh_add_twice(3, -1, a, sum, rest);
    CU_ASSERT(sum[0] + rest[0] == 0x1p30 && sum[1] + rest[1] == 0x1p-30 + 0x1p-60);
}

static void test_limits(void)
{
    static const double x[] = {1, (double)NAN}, y[] = {1, 0};
    static double room[ROOM];
    double w[2] = {2.385, 2.385};
    dh_dataset d = make(2, 1, x, y);
    dh_interior p = {&d, 1, (double)NAN, 0, hinge, NULL};
    CU_ASSERT_EQUAL(dh_interior_size(&p), 0);
    p.l2 = 0.1;
    CU_ASSERT(isinf(dh_interior_solve(&p, w, NULL, room)) && w[0] == 2.385 && isinf(dh_interior_gap(&p, w, room)));
    d.features = 1024;
    d.samples = 2049;
    CU_ASSERT_EQUAL(dh_interior_size(&p), 0);
    d.features = 1000;
    d.samples = 60000;
    CU_ASSERT_EQUAL(dh_interior_size(&p), 0);
    d.features = 100;
    d.samples = 200000;
    CU_ASSERT(dh_interior_size(&p) > 0);
    p.width = 1; /* Newton's method is faster there */
    CU_ASSERT_EQUAL(dh_interior_size(&p), 0);
    p.l2 = 0; /* and proves nothing */
    CU_ASSERT(dh_interior_size(&p) > 0);
}

SUITE("interior", {"two points", test_two_points}, {"places", test_location}, {"a steep and a flat side", test_lopsided}, {"random rows, dense and sparse", test_random},
      {"columns that depend on one another", test_dependent}, {"more columns than rows", test_wide}, {"too small for squares", test_tiny}, {"twice the digits", test_twice},
      {"what it refuses", test_limits})
