/* Sums of outer products of rows (kernel/gram.h) against plain loops, bit for bit; and columns that others determine (kernel/dependent.h), known by
 * how they were made. */
#include "suite.h"

#include "base/random.h"
#include "kernel/dependent.h"
#include "kernel/gram.h"

#include <string.h>

enum { ROWS = 70, COLUMNS = 21, ROOM = 4000 };

static double x[ROWS * COLUMNS], value[ROWS * COLUMNS], weight[ROWS], room[ROOM];
static uint64_t start[ROWS + 1];
static uint32_t column[ROWS * COLUMNS];

static double at(size_t i, size_t a, size_t columns, int intercept)
{
    return intercept && !a ? 1 : x[i * columns + a - (size_t)intercept];
}

/* The same rows, dense and sparse. */
static dh_dataset rows_of(size_t rows, size_t columns, int sparse)
{
    dh_dataset d = {.size = sizeof d, .samples = rows, .features = columns, .x = sparse ? NULL : x};
    size_t count = 0;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++)
            if (x[i * columns + j] != 0) {
                value[count] = x[i * columns + j];
                column[count++] = (uint32_t)j;
            }
        start[i + 1] = count;
    }
    d.row_start = sparse ? start : NULL;
    d.column = sparse ? column : NULL;
    d.value = sparse ? value : NULL;
    return d;
}

static void test_gram(void)
{
    dh_stream random;
    dh_stream_init(&random, 2385, "gram", "", 1, "test");
    for (int turn = 0; turn < 200; turn++) {
        const size_t rows = 1 + dh_stream_below(&random, ROWS), columns = 1 + dh_stream_below(&random, COLUMNS);
        const int intercept = turn % 2;
        const size_t k = columns + (size_t)intercept;
        double H[(COLUMNS + 1) * (COLUMNS + 1)], right[(COLUMNS + 1) * (COLUMNS + 1)] = {0};
        CU_ASSERT_FATAL(dh_gram_room(k) <= ROOM);
        for (size_t i = 0; i < rows * columns; i++)
            x[i] = dh_stream_below(&random, 3) ? dh_stream_normal(&random) : 0;
        for (size_t i = 0; i < rows; i++)
            weight[i] = dh_stream_below(&random, 4) ? dh_stream_normal(&random) : 0;
        for (size_t i = 0; i < rows; i++)
            for (size_t a = 0; a < k && weight[i] != 0; a++)
                for (size_t b = 0; b <= a; b++)
                    right[a * k + b] += weight[i] * at(i, a, columns, intercept) * at(i, b, columns, intercept);
        for (int sparse = 0; sparse < 2; sparse++) {
            const dh_dataset d = rows_of(rows, columns, sparse);
            int same = 1;
            dh_gram(&d, intercept, weight, H, room);
            for (size_t a = 0; a < k; a++)
                same = same && !memcmp(H + a * k, right + a * k, (a + 1) * sizeof *H);
            CU_ASSERT(same);
        }
    }
}

/* Columns of (1, x): two groups of labels, a number, a column of zeros, three times the number less a label, half of it, and the number again
 * but for one digit. */
static void test_dependent(void)
{
    enum { K = 11, ROWS_HERE = 40 };
    static const double beside[K] = {0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, alone[K - 1] = {0, 0, 0, 0, 1, 1, 0, 0, 1, 0};
    dh_stream random;
    dh_stream_init(&random, 2385, "dependent", "", 1, "test");
    for (size_t i = 0; i < ROWS_HERE; i++) {
        double *to = x + i * (K - 1);
        const size_t first = dh_stream_below(&random, 2), second = dh_stream_below(&random, 3);
        const double number = (double)dh_stream_below(&random, 1000) / 8;
        const double row[K - 1] = {first == 0, first == 1, second == 0, second == 1, second == 2, 0,
                                   number,     number * 0.5, number * 3 - (first == 1), number + (i == 7) * 0x1p-30};
        memcpy(to, row, sizeof row);
        weight[i] = 1;
    }
    for (int sparse = 0; sparse < 2; sparse++) {
        const dh_dataset d = rows_of(ROWS_HERE, K - 1, sparse);
        double mark[K];
        CU_ASSERT_FATAL(dh_dependent_room(K) <= ROOM);
        CU_ASSERT_EQUAL(dh_dependent(&d, 1, weight, mark, room), 4);
        CU_ASSERT(!memcmp(mark, beside, sizeof beside));
        CU_ASSERT_EQUAL(dh_dependent(&d, 0, weight, mark, room), 3);
        CU_ASSERT(!memcmp(mark, alone, sizeof alone));
        weight[7] = 0; /* without that row the last column is the number itself */
        CU_ASSERT_EQUAL(dh_dependent(&d, 1, weight, mark, room), 5);
        CU_ASSERT(mark[K - 1] == 1);
        weight[7] = 1;
    }
}

/* Rows and columns go, on the diagonal and below. */
static void test_left_out(void)
{
    double H[9] = {1, -1, -1, 2, 3, -1, 4, 5, 6};
    static const double expected[9] = {1, -1, -1, 0, 0, -1, 4, 0, 6};
    dh_leave_out(H, 3, (const double[]){0, 1, 0});
    CU_ASSERT(!memcmp(H, expected, sizeof H));
}

SUITE("gram", {"outer products", test_gram}, {"columns that others determine", test_dependent}, {"left out", test_left_out})
