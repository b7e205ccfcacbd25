/* The linear kernel against a plain scalar loop that follows the order of sums stated in kernel/linear.h: equal bits,
 * on every CPU level that this machine has. */
#include "suite.h"

#include "base/arena.h"
#include "base/random.h"
#include "kernel/linear.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <stdlib.h>

enum { COLUMNS = 40, ROWS = 1300, LANES = 8, BLOCK = 512 };

/* ---- The plain loop ----------------------------------------------------------------------------------------- */

static double tree(const double *a)
{
    return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

/* A loss of the test's own: (z - y)^4 and shape[0] z. */
static void quartic(const double *shape, const double *z, const double *y, double *loss, double *slope, double *bend)
{
    for (int i = 0; i < LANES; i++) {
        double e = z[i] - y[i];
        loss[i] = e * e * (e * e) + shape[0] * z[i];
        slope[i] = 4 * e * (e * e) + shape[0];
        bend[i] = 12 * (e * e);
    }
}

static const double quartic_shape[1] = {0.385};

static void sample(dh_loss loss, double z, double y, double *value, double *slope, double *bend)
{
    double e = z - y, s = 2 * y - 1, t = s * z, x = dh_exp(-fabs(t)), share = 1 / (1 + x);
    *bend = 0;
    switch (loss) {
    case DH_LOSS_ABSOLUTE:
        *value = fabs(e);
        *slope = e > 0 ? 1 : e < 0 ? -1 : 0;
        return;
    case DH_LOSS_CUSTOM:
        *value = e * e * (e * e) + quartic_shape[0] * z;
        *slope = 4 * e * (e * e) + quartic_shape[0];
        *bend = 12 * (e * e);
        return;
    case DH_LOSS_LOGISTIC:
        *value = (t < 0 ? -t : 0) + dh_log1p(x);
        *slope = -s * ((t < 0 ? 1 : x) * share);
        *bend = x * share * share;
        return;
    case DH_LOSS_SQUARED:
        *value = 0.5 * e * e;
        *slope = e;
        *bend = 1;
        return;
    default:
        *value = (z > 0) != (y > 0.5);
        *slope = 0;
    }
}

/* Value of column j in row i, dense or sparse, and in which lane it is summed; columns that are not stored: lane -1.
 */
static double plain_dot(const dh_dataset *data, size_t i, const double *w)
{
    double lane[LANES] = {0};
    if (data->x)
        for (size_t j = 0; j < data->features; j++)
            lane[j % LANES] += data->x[i * data->features + j] * w[j];
    else
        for (size_t k = data->row_start[i]; k < data->row_start[i + 1]; k++)
            lane[(k - data->row_start[i]) % LANES] += data->value[k] * w[data->column[k]];
    return tree(lane);
}

typedef struct plain {
    double loss, gradient[COLUMNS + 1];
} plain;

/* Sum over positions of slope times column j, as a block of the dense layouts takes it; j == -1: slopes alone. */
static void plain_column(const dh_dataset *data, const size_t *row, const double *slope, size_t begin, size_t end,
                         long j, double *lane, double *sum)
{
    double part[LANES] = {0}, block = 0;
    for (size_t p = begin; p < end; p += LANES) {
        double term[LANES] = {0};
        for (size_t k = 0; k < LANES && p + k < end; k++) {
            term[k] = j < 0 ? slope[p + k] : slope[p + k] * data->x[row[p + k] * data->features + (size_t)j];
            part[k] += term[k];
        }
        block += tree(term);
    }
    for (int k = 0; k < LANES; k++)
        lane[k] += part[k];
    *sum += block;
}

static double plain_sum(const dh_dataset *data, const size_t *row, const double *slope, size_t count, long j)
{
    double lane[LANES] = {0}, sum = 0;
    for (size_t p = 0; p < count; p += BLOCK)
        plain_column(data, row, slope, p, p + BLOCK < count ? p + BLOCK : count, j, lane, &sum);
    return j < 0 || data->features < LANES ? tree(lane) : sum;
}

static plain plain_evaluate(const dh_linear *model, const double *w, const dh_batch *batch, const double *v)
{
    const dh_dataset *data = model->data;
    size_t m = batch->count, shift = model->intercept != 0, *row = calloc(m, sizeof *row);
    double *slope = calloc(m, sizeof *slope), *value = calloc(m, sizeof *value), bend;
    plain out = {0};
    for (size_t p = 0; p < m; p++) {
        row[p] = batch->index ? batch->index[p] : batch->first + p;
        double z = plain_dot(data, row[p], w + shift) + (shift ? w[0] : 0);
        sample(model->loss, z, data->y[row[p]], &value[p], &slope[p], &bend);
        if (v)
            slope[p] = bend * (plain_dot(data, row[p], v + shift) + (shift ? v[0] : 0));
    }
    out.loss = plain_sum(data, row, value, m, -1) / (double)m;
    if (shift)
        out.gradient[0] = plain_sum(data, row, slope, m, -1) / (double)m;
    for (size_t j = 0; j < data->features && data->x; j++)
        out.gradient[shift + j] = plain_sum(data, row, slope, m, (long)j) / (double)m;
    for (size_t p = 0; p < m && !data->x; p++)
        for (size_t k = data->row_start[row[p]]; k < data->row_start[row[p] + 1]; k++)
            out.gradient[shift + data->column[k]] += slope[p] * data->value[k];
    for (size_t j = 0; j < data->features && !data->x; j++)
        out.gradient[shift + j] /= (double)m;
    free(row);
    free(slope);
    free(value);
    return out;
}

/* ---- Random models ------------------------------------------------------------------------------------------ */

typedef struct fixture {
    dh_arena arena;
    dh_stream random;
    dh_dataset data;
    dh_linear model;
    double w[COLUMNS + 1], v[COLUMNS + 1];
    uint32_t index[ROWS];
} fixture;

/* Exactly as long as asked, so that the sanitizer sees a read beyond the end. */
static double *aligned(size_t count)
{
    void *at = NULL;
    return posix_memalign(&at, 64, count * sizeof(double)) ? NULL : at;
}

static void fill(fixture *f, double *at, size_t count, double scale)
{
    for (size_t i = 0; i < count; i++)
        at[i] = scale * dh_stream_normal(&f->random);
}

/* Keeps about a third of the values; some rows stay empty. */
static void make_sparse(fixture *f, const double *x, size_t rows, size_t columns)
{
    uint64_t *start = DH_NEW(&f->arena, uint64_t, rows + 1);
    uint32_t *column = DH_NEW(&f->arena, uint32_t, rows * columns);
    double *value = DH_NEW(&f->arena, double, rows *columns);
    size_t n = 0;
    for (size_t i = 0; i < rows; i++) {
        uint64_t keep = dh_stream_below(&f->random, 5) ? 3 : 1000;
        for (size_t j = 0; j < columns; j++)
            if (!dh_stream_below(&f->random, keep))
                column[n] = (uint32_t)j, value[n++] = x[i * columns + j];
        start[i + 1] = n;
    }
    f->data.x = NULL;
    f->data.row_start = start;
    f->data.column = column;
    f->data.value = value;
}

static void make(fixture *f, uint64_t seed, size_t rows, size_t columns, dh_loss loss, int intercept, int sparse)
{
    *f = (fixture){
        .data = {.size = sizeof f->data, .samples = rows - rows / 4, .test_samples = rows / 4, .features = columns}};
    dh_stream_init(&f->random, 2385, "kernel", "", seed, "init");
    double *x = aligned(rows * columns), *y = DH_NEW(&f->arena, double, rows);
    fill(f, x, rows * columns, 1.385);
    fill(f, y, rows, 2.385);
    for (size_t i = 0; i < rows && loss != DH_LOSS_SQUARED && loss != DH_LOSS_ABSOLUTE; i++)
        y[i] = y[i] > 0.3;
    f->data.x = x;
    f->data.y = y;
    fill(f, f->w, COLUMNS + 1, 0.7385);
    fill(f, f->v, COLUMNS + 1, 1.7385);
    for (size_t i = 0; i < ROWS; i++)
        f->index[i] = (uint32_t)dh_stream_below(&f->random, f->data.samples);
    if (sparse) {
        make_sparse(f, x, rows, columns);
        free(x);
    }
    double *tiles = DH_NEW(&f->arena, double, dh_linear_tiles_size(&f->data) + 1);
    double *scratch = DH_NEW(&f->arena, double, dh_linear_scratch_size(&f->data) + 8);
    for (size_t i = 0; i < dh_linear_scratch_size(&f->data); i++)
        scratch[i] = NAN; /* contents are undefined by contract */
    dh_linear_tiles(&f->data, tiles);
    f->model = (dh_linear){.data = &f->data,
                           .tiles = dh_linear_tiles_size(&f->data) ? tiles : NULL,
                           .scratch = scratch,
                           .loss = loss,
                           .custom = quartic,
                           .shape = quartic_shape,
                           .intercept = intercept};
}

static void unmake(fixture *f)
{
    free((double *)f->data.x);
    dh_arena_finish(&f->arena);
}

static int same(const double *a, const double *b, size_t count)
{
    return !memcmp(a, b, count * sizeof *a);
}

static int levels(void)
{
    return dh_linear_level() + 1;
}

/* Every level's loss with and without gradient, gradient and H v have the bits of the plain loop. */
static int agrees(fixture *f, const dh_batch *batch)
{
    size_t dim = f->data.features + (f->model.intercept != 0);
    plain want = plain_evaluate(&f->model, f->w, batch, NULL), bent = plain_evaluate(&f->model, f->w, batch, f->v);
    int good = 1;
    for (int level = 0; level < levels(); level++) {
        double g[COLUMNS + 1], hv[COLUMNS + 1];
        double loss = dh_linear_evaluate_at(level, &f->model, f->w, batch, g);
        double alone = dh_linear_evaluate_at(level, &f->model, f->w, batch, NULL);
        dh_linear_hvp_at(level, &f->model, f->w, batch, f->v, hv);
        good &= same(&loss, &want.loss, 1) && same(&alone, &want.loss, 1) && same(g, want.gradient, dim) &&
                same(hv, bent.gradient, dim);
        if (!good) {
            fprintf(stderr, "level %d: %zu rows, %zu columns, loss %d: %.17g is not %.17g\n", level, batch->count,
                    f->data.features, (int)f->model.loss, loss, want.loss);
            break;
        }
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
        make(&f, seed, rows, columns, (dh_loss)(seed / 3 % DH_LOSS_COUNT), seed % 3 != 0, seed % 5 == 4);
        dh_batch batch = some_batch(&f);
        good = agrees(&f, &batch);
        unmake(&f);
    }
    CU_ASSERT(good);
}

/* More than two blocks of 512 rows, in each layout. */
static void test_blocks(void)
{
    static const size_t columns[] = {1, 2, 5, 8, 13};
    for (size_t i = 0; i < 2 * sizeof columns / sizeof *columns; i++) {
        fixture f;
        make(&f, 1000 + i, ROWS, columns[i / 2], DH_LOSS_LOGISTIC, 1, (int)(i % 2));
        dh_batch batch = {.size = sizeof batch, .count = f.data.samples},
                 list = {.size = sizeof list, .index = f.index, .count = ROWS};
        CU_ASSERT(agrees(&f, &batch) && agrees(&f, &list));
        unmake(&f);
    }
}

/* The index list that spells a range gives the range's bits. */
static void test_index(void)
{
    static const size_t columns[] = {1, 3, 7, 8, 9, 24, 31};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        fixture f;
        make(&f, 2000 + i, 613, columns[i], DH_LOSS_SQUARED, 1, 0);
        dh_batch range = {.size = sizeof range, .first = 3, .count = 451}, list = range;
        for (size_t k = 0; k < range.count; k++)
            f.index[k] = (uint32_t)(range.first + k);
        list.index = f.index;
        double a[COLUMNS + 1], b[COLUMNS + 1];
        double from_range = dh_linear_evaluate(&f.model, f.w, &range, a);
        double from_list = dh_linear_evaluate(&f.model, f.w, &list, b);
        CU_ASSERT(same(&from_range, &from_list, 1) && same(a, b, columns[i] + 1));
        unmake(&f);
    }
}

/* An infinity in a row outside the batch, or in the padding's neighbour, must not leak in as 0 * infinity. */
static void test_neighbours(void)
{
    static const size_t columns[] = {1, 2, 6, 11};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        fixture f;
        make(&f, 3000 + i, 45, columns[i], DH_LOSS_SQUARED, 1, 0);
        double *x = (double *)f.data.x;
        for (size_t j = 0; j < columns[i]; j++)
            x[13 * columns[i] + j] = INFINITY;
        dh_linear_tiles(&f.data, (double *)f.model.tiles);
        dh_batch before = {.size = sizeof before, .count = 13}, with = {.size = sizeof with, .count = 14};
        double g[COLUMNS + 1];
        CU_ASSERT(isfinite(dh_linear_evaluate(&f.model, f.w, &before, g)) && isfinite(g[columns[i]]));
        CU_ASSERT(!isfinite(dh_linear_evaluate(&f.model, f.w, &with, g)) && !isfinite(g[columns[i]]));
        unmake(&f);
    }
}

/* Margins far beyond the range of exp. */
static void test_margins(void)
{
    for (size_t columns = 1; columns < 20; columns += 9) {
        fixture f;
        make(&f, 4000 + columns, 77, columns, DH_LOSS_LOGISTIC, 1, 0);
        for (size_t j = 0; j <= columns; j++)
            f.w[j] *= 1e6;
        dh_batch batch = {.size = sizeof batch, .count = f.data.samples};
        double g[COLUMNS + 1], loss = dh_linear_evaluate(&f.model, f.w, &batch, g);
        CU_ASSERT(isfinite(loss) && loss > 1e3 && isfinite(g[columns]) && fabs(g[columns]) > 1e-3);
        CU_ASSERT(agrees(&f, &batch));
        unmake(&f);
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
    make(&f, 5000, 8, 8, DH_LOSS_SQUARED, 0, 0);
    for (size_t n = 1; n <= COLUMNS; n++) {
        double lane[LANES] = {0};
        fill(&f, a, n, 1.385);
        fill(&f, b, n, 2.385);
        fill(&f, y, n, 0.385);
        for (size_t i = 0; i < n; i++) {
            lane[i % LANES] += a[i] * b[i];
            z[i] = y[i] + 0.7385 * a[i];
        }
        double got = dh_dot(n, a, b), want = tree(lane);
        dh_add_scaled(n, 0.7385, a, y);
        CU_ASSERT(same(&got, &want, 1) && same(y, z, n));
    }
    unmake(&f);
}

SUITE("kernel", {"every level has the bits of the plain loop", test_plain}, {"blocks of 512 rows", test_blocks},
      {"an index list has the bits of its range", test_index},
      {"rows outside the batch do not leak in", test_neighbours}, {"huge margins", test_margins},
      {"errors do not grow with the rows", test_error}, {"dot and scaled sum", test_dot})
