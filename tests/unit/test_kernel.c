/* The linear kernel against a plain scalar loop that follows the order of sums stated in kernel/linear.h: equal bits,
 * on every CPU level that this machine has. */
#include "suite.h"

#include "kernel/loss.h"
#include "kernel/vector.h"
#include "kernel_twin.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 270 };

/* Exactly as long as asked, so that the sanitizer sees a read beyond the end. */
static double *aligned(size_t count)
{
    void *at = NULL;
    return posix_memalign(&at, 64, count * sizeof(double)) ? NULL : at;
}

static int same(const double *a, const double *b, size_t count)
{
    return !memcmp(a, b, count * sizeof *a);
}

static int levels(void)
{
    return dh_linear_level() + 1;
}

/* With a penalty: the plain loop's loss and gradient with the penalty's added. */
static int agrees_penalised(int level, const fixture *f, const dh_batch *batch, double loss, const double *gradient)
{
    const double l2 = 0.2385, *w = f->w + (f->model.intercept != 0);
    const size_t shift = f->model.intercept != 0, columns = f->data.features;
    double want[MOST_COLUMNS + 1], total = loss + 0.5 * l2 * dh_dot(columns, w, w);
    memcpy(want, gradient, (columns + shift) * sizeof *want);
    for (size_t j = 0; j < columns; j++)
        want[shift + j] += l2 * w[j];
    const double got = dh_linear_penalised_at(level, &f->model, l2, f->w, batch, f->gradient);
    return same(&got, &total, 1) && same(f->gradient, want, columns + shift);
}

/* Every level's loss with and without gradient, gradient and H v have the bits of the plain loop. */
static int agrees(fixture *f, const dh_batch *batch)
{
    const size_t dim = fixture_dim(f);
    double gradient[MOST_COLUMNS + 1], product[MOST_COLUMNS + 1], *g = f->gradient;
    const double want = twin_evaluate(&f->model, f->w, batch, NULL, gradient);
    twin_evaluate(&f->model, f->w, batch, f->v, product);
    int good = 1;
    for (int level = 0; level < levels() && good; level++) {
        const double loss = dh_linear_evaluate_at(level, &f->model, f->w, batch, g);
        good &= same(&loss, &want, 1) && same(g, gradient, dim);
        const double alone = dh_linear_evaluate_at(level, &f->model, f->w, batch, NULL);
        dh_linear_hvp_at(level, &f->model, f->w, batch, f->v, g);
        good &= same(&alone, &want, 1) && same(g, product, dim);
        good &= agrees_penalised(level, f, batch, want, gradient);
        if (!good)
            fprintf(stderr, "level %d: %zu rows, %zu columns, loss %d, %s: %.17g is not %.17g\n", level, batch->count,
                    f->data.features, (int)f->model.loss, f->data.x ? "dense" : "sparse", loss, want);
    }
    return good;
}

static dh_batch some_batch(fixture *f)
{
    size_t rows = f->data.samples + f->data.test_samples;
    dh_batch batch = {.size = sizeof batch, .first = dh_stream_below(&f->random, rows)};
    switch (dh_stream_below(&f->random, 4)) {
    case 0:
        batch.first = 0;
        batch.count = f->data.samples;
        break;
    case 1:
        batch.count = 1 + dh_stream_below(&f->random, rows - batch.first);
        break;
    case 2:
        batch.first = f->data.samples - (f->data.test_samples == 0);
        batch.count = rows - batch.first;
        break;
    default:
        batch.index = f->index;
        batch.count = 1 + dh_stream_below(&f->random, rows);
    }
    return batch;
}

static void test_plain(void)
{
    int good = 1;
    for (uint64_t seed = 0; seed < 400 && good; seed++) {
        fixture f;
        size_t rows = 1 + seed * 7919 % 200, columns = 1 + seed % COLUMNS;
        fixture_make(&f, seed, seed % 2, rows, columns, (dh_loss)(seed / 3 % DH_LOSS_COUNT), seed % 3 != 0, seed % 5 == 4);
        dh_batch batch = some_batch(&f);
        good = agrees(&f, &batch);
        fixture_finish(&f);
    }
    CU_ASSERT(good);
}

/* Counts where a loop begins, ends or has a rest, at the first and at the last rows, as a range and as a list that ends with
 * its array. All memory lies against pages without access. */
static bool agrees_at(fixture *f, size_t count)
{
    const size_t rows = f->data.samples + f->data.test_samples;
    dh_batch batch = {.size = sizeof batch, .first = rows - count, .count = count};
    bool good = agrees(f, &batch);
    batch.first = 0;
    good &= agrees(f, &batch);
    batch.index = f->index + ROWS - count;
    return good & agrees(f, &batch);
}

/* The largest first: they leave their marks in the scratch space. */
static void test_edges(void)
{
    static const size_t counts[] = {1025, 1024, 1023, 520, 513, 512, 511, 65, 64, 63, 33, 32, 31};
    static const size_t columns[] = {1, 2, 3, 7, 8, 9, 16, 17, 39};
    const size_t shapes = 2 * sizeof columns / sizeof *columns;
    bool good = true;
    for (size_t i = 0; i < 2 * shapes * DH_LOSS_COUNT; i++) {
        fixture f;
        const dh_loss loss = (dh_loss)(i / shapes / 2);
        fixture_make(&f, 6000 + i, i / shapes % 2, 1025 + i % 3, columns[i % shapes / 2], loss, i % 5 != 0, i % 2);
        for (size_t k = 0; k < sizeof counts / sizeof *counts && good; k++)
            if ((i + k) % 4 == 0) /* each by some shapes: the plain loop is slow */
                good = agrees_at(&f, counts[k]);
        for (size_t count = 21; count-- > 1 && good;)
            good = agrees_at(&f, count);
        fixture_finish(&f);
    }
    CU_ASSERT(good);
}

/* No rows: their mean is no number, and no memory but the gradient is touched. */
static void test_none(void)
{
    for (size_t i = 0; i < 18; i++) {
        fixture f;
        fixture_make(&f, 7000 + i, i % 2, 11, i < 9 ? 3 : 11, DH_LOSS_LOGISTIC, 1, i % 3 == 2);
        const dh_batch range = {.size = sizeof range, .first = 11}, list = {.size = sizeof list, .index = f.index + ROWS};
        for (int level = 0; level < levels(); level++) {
            CU_ASSERT(isnan(dh_linear_evaluate_at(level, &f.model, f.w, &range, f.gradient)) && isnan(f.gradient[1]));
            CU_ASSERT(isnan(dh_linear_evaluate_at(level, &f.model, f.w, &list, NULL)));
        }
        fixture_finish(&f);
    }
}

/* Whether the kernel refuses to read a byte there. */
static bool no_access(const void *at)
{
    int ends[2];
    if (pipe(ends))
        return false;
    const bool refused = write(ends[1], at, 1) != 1 && errno == EFAULT;
    close(ends[0]);
    close(ends[1]);
    return refused;
}

/* A read or write beyond either end of such memory ends the program. */
static void test_guard(void)
{
    for (int front = 0; front < 2; front++) {
        fixture f;
        fixture_make(&f, 8000, front, 5, 3, DH_LOSS_SQUARED, 1, false);
        const char *behind = (const char *)(front ? f.w : f.w + fixture_dim(&f)) - front;
        CU_ASSERT(no_access(behind) && !no_access((const char *)f.w) && !no_access((const char *)(f.w + fixture_dim(&f)) - 1));
        fixture_finish(&f);
    }
}

/* More than two blocks of 512 rows, in each layout. */
static void test_blocks(void)
{
    static const size_t columns[] = {1, 2, 5, 8, 13};
    for (size_t i = 0; i < 2 * sizeof columns / sizeof *columns; i++) {
        fixture f;
        fixture_make(&f, 1000 + i, false, ROWS, columns[i / 2], DH_LOSS_LOGISTIC, 1, (int)(i % 2));
        dh_batch batch = {.size = sizeof batch, .count = f.data.samples},
                 list = {.size = sizeof list, .index = f.index, .count = ROWS};
        CU_ASSERT(agrees(&f, &batch) && agrees(&f, &list));
        fixture_finish(&f);
    }
}

/* One row, and a few, with columns enough for wide registers. */
static void test_wide_rows(void)
{
    static const size_t columns[] = {95, 103, 140, 255, 256, 257, 263, 270};
    for (size_t i = 0; i < 2 * sizeof columns / sizeof *columns; i++)
        for (size_t loss = 0; loss < DH_LOSS_COUNT; loss++) {
            fixture f;
            fixture_make(&f, 9000 + i, i % 2, 9, columns[i / 2], (dh_loss)loss, loss != 1, false);
            for (size_t count = 1; count < 3; count++)
                CU_ASSERT(agrees_at(&f, count));
            fixture_finish(&f);
        }
}

/* Zeros of either sign in a row, in w and in both products: -0 is left where the plain loop leaves it, that is nowhere. */
static void test_zeros(void)
{
    static const double some[] = {0.0, -0.0, -0.0, 1.0, -1.0};
    for (size_t i = 0; i < 80; i++) {
        fixture f;
        fixture_make(&f, 6000 + i, false, 5, 1 + i % 20, i % 4 < 2 ? DH_LOSS_SQUARED : DH_LOSS_LOGISTIC, i % 2, 0);
        double *x = (double *)f.data.x;
        for (size_t k = 0; k < f.data.samples * f.data.features; k++)
            x[k] = some[dh_stream_below(&f.random, i < 40 ? 3 : 5)];
        for (size_t j = 0; j < fixture_dim(&f); j++)
            f.w[j] = some[dh_stream_below(&f.random, i < 40 ? 3 : 5)];
        for (dh_batch one = {.size = sizeof one, .count = 1}; one.first < f.data.samples; one.first++)
            CU_ASSERT(agrees(&f, &one));
        fixture_finish(&f);
    }
}

/* The shorter way to log(1 + e) has the bits of the long one, also next to the places where it turns. */
static void test_log1p(void)
{
    const double turn = 0x1.6a09e667f3bcdp+0 - 1;
    dh_stream random;
    dh_stream_init(&random, 0, "", "", 0, "test");
    int good = 1;
    for (int i = 0; i < 20000; i++) {
        const double at[] = {i * 0x1p-53, 1 - i * 0x1p-53, turn + (i - 10000) * 0x1p-53, dh_exp(-0.04 * i),
                             (double)dh_stream_below(&random, (uint64_t)1 << 53) * 0x1p-53};
        for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
            const double want = dh_log1p(at[k]), got = dh_log1p_below_1(at[k]);
            good &= same(&want, &got, 1);
        }
    }
    CU_ASSERT(good);
}

/* The index list that spells a range gives the range's bits. */
static void test_index(void)
{
    static const size_t columns[] = {1, 3, 7, 8, 9, 24, 31};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        fixture f;
        fixture_make(&f, 2000 + i, false, 613, columns[i], DH_LOSS_SQUARED, 1, 0);
        dh_batch range = {.size = sizeof range, .first = 3, .count = 451}, list = range;
        for (size_t k = 0; k < range.count; k++)
            f.index[k] = (uint32_t)(range.first + k);
        list.index = f.index;
        double a[COLUMNS + 1], b[COLUMNS + 1];
        double from_range = dh_linear_evaluate(&f.model, f.w, &range, a);
        double from_list = dh_linear_evaluate(&f.model, f.w, &list, b);
        CU_ASSERT(same(&from_range, &from_list, 1) && same(a, b, columns[i] + 1));
        fixture_finish(&f);
    }
}

/* An infinity in a row outside the batch, or in the padding's neighbour, must not leak in as 0 * infinity. */
static void test_neighbours(void)
{
    static const size_t columns[] = {1, 2, 6, 11};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        fixture f;
        fixture_make(&f, 3000 + i, false, 45, columns[i], DH_LOSS_SQUARED, 1, 0);
        double *x = (double *)f.data.x;
        for (size_t j = 0; j < columns[i]; j++)
            x[13 * columns[i] + j] = INFINITY;
        dh_linear_tiles(&f.data, (double *)f.model.tiles);
        dh_batch before = {.size = sizeof before, .count = 13}, with = {.size = sizeof with, .count = 14};
        double g[COLUMNS + 1];
        CU_ASSERT(isfinite(dh_linear_evaluate(&f.model, f.w, &before, g)) && isfinite(g[columns[i]]));
        CU_ASSERT(!isfinite(dh_linear_evaluate(&f.model, f.w, &with, g)) && !isfinite(g[columns[i]]));
        fixture_finish(&f);
    }
}

/* Margins far beyond the range of exp. */
static void test_margins(void)
{
    for (size_t columns = 1; columns < 20; columns += 9) {
        fixture f;
        fixture_make(&f, 4000 + columns, false, 77, columns, DH_LOSS_LOGISTIC, 1, 0);
        for (size_t j = 0; j <= columns; j++)
            f.w[j] *= 1e6;
        dh_batch batch = {.size = sizeof batch, .count = f.data.samples}, one = {.size = sizeof one, .count = 1};
        for (; one.first < 20; one.first++)
            CU_ASSERT(agrees(&f, &one));
        double g[COLUMNS + 1], loss = dh_linear_evaluate(&f.model, f.w, &batch, g);
        CU_ASSERT(isfinite(loss) && loss > 1e3 && isfinite(g[columns]) && fabs(g[columns]) > 1e-3);
        CU_ASSERT(agrees(&f, &batch));
        fixture_finish(&f);
    }
}

/* 100,000 equal rows: a plain running sum is off by 1e-12 or more, as every error has the same sign. */
static void test_error(void)
{
    static double x[100000], y[100000];
    for (size_t i = 0; i < 100000; i++)
        x[i] = 0.1385, y[i] = 0.73;
    dh_dataset data = {.size = sizeof data, .samples = 100000, .features = 1, .x = x, .y = y};
    double *tiles = aligned(dh_linear_tiles_size(&data)), w[2] = {0.2385, 1.37}, g[2];
    dh_linear_tiles(&data, tiles);
    dh_linear model = {.data = &data, .tiles = tiles, .loss = DH_LOSS_SQUARED, .intercept = 1};
    dh_batch batch = {.size = sizeof batch, .count = 100000};
    double loss = dh_linear_evaluate(&model, w, &batch, g), e = (0.1385 * 1.37 + 0.2385) - 0.73;
    CHECK_CLOSE(loss, 0.5 * e * e, 2e-14);
    CHECK_CLOSE(g[0], e, 2e-14);
    CHECK_CLOSE(g[1], e * 0.1385, 2e-14);
    free(tiles);
}

static void test_dot(void)
{
    double a[COLUMNS], b[COLUMNS], y[COLUMNS], z[COLUMNS];
    fixture f;
    fixture_make(&f, 5000, false, 8, 8, DH_LOSS_SQUARED, 0, 0);
    for (size_t n = 1; n <= COLUMNS; n++) {
        double lane[LANES] = {0};
        fixture_fill(&f, a, n, 1.385);
        fixture_fill(&f, b, n, 2.385);
        fixture_fill(&f, y, n, 0.385);
        for (size_t i = 0; i < n; i++) {
            lane[i % LANES] += a[i] * b[i];
            z[i] = y[i] + 0.7385 * a[i];
        }
        double got = dh_dot(n, a, b), want = twin_tree(lane);
        dh_add_scaled(n, 0.7385, a, y);
        CU_ASSERT(same(&got, &want, 1) && same(y, z, n));
    }
    fixture_finish(&f);
}

SUITE("kernel", {"every level has the bits of the plain loop", test_plain}, {"nothing beyond the ends of its memory is readable", test_guard},
      {"counts around 8 and 512, up to the ends of all memory", test_edges}, {"no rows", test_none},
      {"blocks of 512 rows", test_blocks},
      {"one row of many columns", test_wide_rows},
      {"zeros of either sign", test_zeros}, {"log(1 + e) from 0 to 1", test_log1p},
      {"an index list has the bits of its range", test_index},
      {"rows outside the batch do not leak in", test_neighbours}, {"huge margins", test_margins},
      {"errors do not grow with the rows", test_error}, {"dot and scaled sum", test_dot})
