#include "kernel_twin.h"

#include <downhill/math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- The plain loop ----------------------------------------------------------------------------------------- */

double twin_tree(const double *a)
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
    return twin_tree(lane);
}

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
        block += twin_tree(term);
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
    return j < 0 || data->features < LANES ? twin_tree(lane) : sum;
}

double twin_evaluate(const dh_linear *model, const double *w, const dh_batch *batch, const double *v, double *out)
{
    const dh_dataset *data = model->data;
    size_t m = batch->count, shift = model->intercept != 0, *row = calloc(m, sizeof *row);
    double *slope = calloc(m, sizeof *slope), *value = calloc(m, sizeof *value), bend;
    for (size_t j = 0; j < data->features + shift; j++)
        out[j] = 0;
    for (size_t p = 0; p < m; p++) {
        row[p] = batch->index ? batch->index[p] : batch->first + p;
        double z = plain_dot(data, row[p], w + shift) + (shift ? w[0] : 0);
        sample(model->loss, z, data->y[row[p]], &value[p], &slope[p], &bend);
        if (v)
            slope[p] = bend * (plain_dot(data, row[p], v + shift) + (shift ? v[0] : 0));
    }
    const double loss = plain_sum(data, row, value, m, -1) / (double)m;
    if (shift)
        out[0] = plain_sum(data, row, slope, m, -1) / (double)m;
    for (size_t j = 0; j < data->features && data->x; j++)
        out[shift + j] = plain_sum(data, row, slope, m, (long)j) / (double)m;
    for (size_t p = 0; p < m && !data->x; p++)
        for (size_t k = data->row_start[row[p]]; k < data->row_start[row[p] + 1]; k++)
            out[shift + data->column[k]] += slope[p] * data->value[k];
    for (size_t j = 0; j < data->features && !data->x; j++)
        out[shift + j] /= (double)m;
    free(row);
    free(slope);
    free(value);
    return loss;
}

/* ---- Random models ------------------------------------------------------------------------------------------ */

/* Room for `bytes`, between two pages without access and against one of them. */
static void *guarded(fixture *f, size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), inside = (bytes + page - 1) / page * page,
                 size = inside + 2 * page;
    char *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED || f->mappings == MAPPINGS ||
        (inside && mprotect(at + page, inside, PROT_READ | PROT_WRITE)))
        abort();
    f->mapping[f->mappings++] = (struct mapping){at, size};
    return at + page + (f->front ? 0 : inside - bytes);
}

static double *doubles(fixture *f, size_t count)
{
    return guarded(f, count * sizeof(double));
}

void fixture_fill(fixture *f, double *at, size_t count, double scale)
{
    for (size_t i = 0; i < count; i++)
        at[i] = scale * dh_stream_normal(&f->random);
}

static double *normal(fixture *f, size_t count, double scale)
{
    double *at = doubles(f, count);
    fixture_fill(f, at, count, scale);
    return at;
}

size_t fixture_dim(const fixture *f)
{
    return f->data.features + (f->model.intercept != 0);
}

/* Into arrays with room for all values; the data get those that are kept. */
static void make_sparse(fixture *f, const double *x, size_t rows, size_t columns)
{
    uint64_t *start = guarded(f, (rows + 1) * sizeof *start);
    uint32_t *all = calloc(rows * columns, sizeof *all);
    double *values = calloc(rows * columns, sizeof *values);
    size_t n = 0;
    for (size_t i = 0; i < rows; i++) {
        start[i] = n;
        uint64_t keep = dh_stream_below(&f->random, 5) ? 3 : 1000;
        for (size_t j = 0; j < columns; j++)
            if (!dh_stream_below(&f->random, keep))
                all[n] = (uint32_t)j, values[n++] = x[i * columns + j];
    }
    start[rows] = n;
    f->data.x = NULL;
    f->data.row_start = start;
    f->data.column = memcpy(guarded(f, n * sizeof *all), all, n * sizeof *all);
    f->data.value = memcpy(doubles(f, n), values, n * sizeof *values);
    free(all);
    free(values);
}

static void make_data(fixture *f, size_t rows, size_t columns, dh_loss loss, bool sparse)
{
    f->data = (dh_dataset){
        .size = sizeof f->data, .samples = rows - rows / 4, .test_samples = rows / 4, .features = columns};
    double *x = normal(f, rows * columns, 1.385), *y = normal(f, rows, 2.385);
    for (size_t i = 0; i < rows && loss != DH_LOSS_SQUARED && loss != DH_LOSS_ABSOLUTE; i++)
        y[i] = y[i] > 0.3;
    f->data.x = x;
    f->data.y = y;
    if (sparse)
        make_sparse(f, x, rows, columns);
}

static void make_room(fixture *f)
{
    const size_t size = dh_linear_scratch_size(&f->data), tiles_size = dh_linear_tiles_size(&f->data);
    double *tiles = tiles_size ? doubles(f, tiles_size) : NULL, *scratch = doubles(f, size);
    for (size_t i = 0; i < size; i++)
        scratch[i] = NAN; /* contents are undefined by contract */
    dh_linear_tiles(&f->data, tiles);
    f->model.tiles = tiles;
    f->model.scratch = scratch;
}

void fixture_make(fixture *f, uint64_t seed, bool front, size_t rows, size_t columns, dh_loss loss, int intercept,
                  bool sparse)
{
    *f = (fixture){.front = front};
    dh_stream_init(&f->random, 2385, "kernel", "", seed, "init");
    make_data(f, rows, columns, loss, sparse);
    f->model = (dh_linear){
        .data = &f->data, .loss = loss, .custom = quartic, .shape = quartic_shape, .intercept = intercept};
    make_room(f);
    f->w = normal(f, fixture_dim(f), 0.7385);
    f->v = normal(f, fixture_dim(f), 1.7385);
    f->gradient = doubles(f, fixture_dim(f));
    f->index = guarded(f, ROWS * sizeof *f->index);
    for (size_t i = 0; i < ROWS; i++)
        f->index[i] = (uint32_t)dh_stream_below(&f->random, f->data.samples);
}

void fixture_finish(fixture *f)
{
    while (f->mappings--)
        munmap(f->mapping[f->mappings].at, f->mapping[f->mappings].size);
}
