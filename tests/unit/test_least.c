/* Least squares by GSL (run/least.h) against numbers worked out by hand. */
#include "suite.h"

#include "base/random.h"
#include "run/least.h"

#include <math.h>
#include <string.h>

/* A table of rows (a_i, b_i) as a problem: memory holds it, param[0] how many, param[1] dim. */
static size_t table(const dh_instance *self, size_t first, size_t count, double *row)
{
    const size_t k = (size_t)self->param[1] + 1;
    if (count)
        memcpy(row, self->memory + first * k, count * k * sizeof *row);
    return (size_t)self->param[0];
}

static dh_least solve(const double *rows, size_t count, size_t dim, dh_arena *arena)
{
    const double param[] = {(double)count, (double)dim};
    const dh_instance self = {.size = sizeof self, .param = param, .memory = rows};
    dh_least l;
    CU_ASSERT_EQUAL_FATAL(dh_least_squares(&self, table, dim, arena, &l), 0);
    return l;
}

/* A line through (0, 1), (1, 2), (2, 4): 5/6 + 3/2 t, with errors 1/6, -1/3, 1/6. A'A is (3 3; 3 5). */
static void test_line(void)
{
    dh_arena arena = {0};
    static const double rows[] = {1, 0, 1, 1, 1, 2, 1, 2, 4};
    dh_least l = solve(rows, 3, 2, &arena);
    CHECK_CLOSE(l.optimum, 1 / 12., 1e-14);
    CHECK_CLOSE(l.x[0], 5 / 6., 1e-14);
    CHECK_CLOSE(l.x[1], 1.5, 1e-14);
    CHECK_CLOSE(l.mu, 4 - sqrt(10), 1e-14);
    CHECK_CLOSE(l.L, 4 + sqrt(10), 1e-14);
    l = solve(rows, 1, 2, &arena); /* one row for two columns: the shortest x of x0 = 1 */
    CU_ASSERT(l.optimum < 1e-30 && l.mu == 0);
    CHECK_CLOSE(l.L, 1, 1e-15);
    CHECK_CLOSE(l.x[0], 1, 1e-15);
    CU_ASSERT_EQUAL(l.x[1], 0);
    dh_arena_finish(&arena);
}

static void test_edges(void)
{
    dh_arena arena = {0};
    static const double zeros[] = {0, 0, 2.385, 0, 0, -1};
    dh_least l = solve(zeros, 2, 2, &arena);
    CHECK_CLOSE(l.optimum, (2.385 * 2.385 + 1) / 2, 1e-15);
    CU_ASSERT(l.mu == 0 && l.L == 0 && l.x[0] == 0 && l.x[1] == 0);
    l = solve(zeros, 0, 2, &arena);
    CU_ASSERT(l.optimum == 0 && l.mu == 0 && l.L == 0);
    l = solve(zeros + 1, 1, 1, &arena); /* 0 x = 2.385 */
    CHECK_CLOSE(l.optimum, 2.385 * 2.385 / 2, 1e-15);
    l = solve((const double[]){INFINITY, 1, NAN, 2}, 2, 1, &arena); /* ends, and promises nothing */
    CU_ASSERT(!(l.optimum <= 2.5));
    dh_arena_finish(&arena);
}

/* Many rows, in several turns: (w'x0 + noise) with orthogonal columns, (-1)^(i >> j), each of square 1024. Some are there twice: then
 * the minimum stays, mu is 0, and each of the two has half the weight. */
static void test_orthogonal(void)
{
    enum { ROWS = 1024, ONCE = 5 };
    static double rows[ROWS * (ONCE + 4)];
    for (size_t twice = 0; twice <= 3; twice++) {
        dh_arena arena = {0};
        dh_stream random;
        double part[ONCE] = {0}, square = 0;
        const size_t n = ONCE + twice;
        dh_stream_init(&random, 2385, "least", "", twice, "test");
        for (size_t i = 0; i < ROWS; i++) {
            double *row = rows + i * (n + 1), b = row[n] = dh_stream_normal(&random);
            square += b * b;
            for (size_t j = 0; j < n; j++)
                row[j] = i >> 2 * (j % ONCE) & 1 ? -1 : 1;
            for (size_t j = 0; j < ONCE; j++)
                part[j] += row[j] * b / ROWS;
        }
        for (size_t j = 0; j < ONCE; j++)
            square -= ROWS * part[j] * part[j];
        dh_least l = solve(rows, ROWS, n, &arena);
        CHECK_CLOSE(l.optimum, square / 2, 1e-13);
        CHECK_CLOSE(l.L, twice ? 2 * ROWS : ROWS, 1e-13);
        CU_ASSERT(twice ? l.mu == 0 : fabs(l.mu / ROWS - 1) < 1e-13);
        for (size_t j = 0; j < n; j++)
            CU_ASSERT(fabs(l.x[j] * (j % ONCE < twice ? 2 : 1) - part[j % ONCE]) < 1e-14);
        dh_arena_finish(&arena);
    }
}

SUITE("least", {"a line through three points", test_line}, {"no rows, no columns, no numbers", test_edges},
      {"orthogonal columns", test_orthogonal})
