/* One pass over a batch: predictions, losses and slopes of 8 rows at a time, then slope times row added up.
 *
 *     z_p = w0 + x_p . w       L = sum loss(z_p, y_p)       G_j = sum dloss/dz(z_p, y_p) x_pj
 *
 * For H v the slope is d2loss/dz2 times x_p . v. Compiled once per CPU level, each time with every loss inlined
 * and DH_PASS the name of the table of passes. The order of sums, stated in linear.h, does not depend on the level.
 */
#include "kernel/pass.h"

#include "kernel/loss.h"
#include "kernel/rows.h"

/* Predictions under way at once, as registers allow. */
#if defined __AVX512F__
enum { ROWS = 8 };
#elif defined __AVX2__
enum { ROWS = 4 };
#else
enum { ROWS = 2 };
#endif

#define ALWAYS DH_KERNEL_INLINE
#define NEVER static __attribute__((noinline)) /* off the fast path: keeps the code small */

typedef dh_losses loss_at(const dh_linear *model, dh_lanes z, dh_lanes y);

typedef struct sums {
    dh_lanes loss, slope;
} sums;

/* Up to 8 rows: adds their losses and slopes and returns the slopes. u: x . v, for H v. */
ALWAYS dh_lanes settle(const dh_pass *pass, loss_at *at, dh_pass_kind kind, dh_lanes z, dh_lanes u, dh_lanes y, size_t rows,
                       sums *to)
{
    dh_losses l = at(pass->model, z, y);
    dh_lanes slope = kind == DH_PASS_HVP ? dh_lanes_times(l.bend, u) : l.slope;
    if (rows < DH_LANES) {
        l.loss = dh_lanes_first(l.loss, rows);
        slope = dh_lanes_first(slope, rows);
    }
    to->loss = dh_lanes_add(to->loss, l.loss);
    to->slope = dh_lanes_add(to->slope, slope);
    return slope;
}

ALWAYS void join(sums *to, const sums *part)
{
    to->loss = dh_lanes_add(to->loss, part->loss);
    to->slope = dh_lanes_add(to->slope, part->slope);
}

ALWAYS void finish(dh_pass *pass, const sums *total)
{
    pass->loss = dh_lanes_sum(total->loss);
    pass->slope = dh_lanes_sum(total->slope);
}

ALWAYS dh_lanes targets(const dh_pass *pass, size_t position, size_t rows)
{
    const double *y = pass->data->y;
    if (!pass->batch->index && rows == DH_LANES)
        return dh_lanes_load(y + pass->batch->first + position);
    double some[DH_LANES] = {0};
    for (size_t k = 0; k < rows; k++)
        some[k] = y[dh_row_at(pass->batch, position + k)];
    return dh_lanes_load(some);
}

ALWAYS size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- Few columns: lanes are rows ---------------------------------------------------------------------------- */

NEVER void copy_tile(const dh_pass *pass, size_t position, size_t rows, double *room)
{
    size_t columns = pass->data->features;
    memset(room, 0, columns * DH_LANES * sizeof *room);
    for (size_t k = 0; k < rows; k++)
        for (size_t j = 0; j < columns; j++)
            room[j * DH_LANES + k] = pass->data->x[dh_row_at(pass->batch, position + k) * columns + j];
}

/* Columns of 8 rows: in place where a tile holds just these rows, else copied to `room`. */
ALWAYS const double *tile(const dh_pass *pass, size_t columns, size_t position, size_t rows, double *room)
{
    const dh_batch *batch = pass->batch;
    if (!batch->index && rows == DH_LANES && batch->first % DH_LANES == 0)
        return pass->tiles + (batch->first + position) * columns;
    copy_tile(pass, position, rows, room);
    return room;
}

ALWAYS dh_lanes term(const double *x, const double *w, size_t j)
{
    return dh_lanes_scale(dh_lanes_load(x + j * DH_LANES), w[j]);
}

/* The tree over columns; with one or two, only the sign of a zero could tell that absent ones are left out. */
ALWAYS dh_lanes tile_dot(const double *x, const double *w, size_t columns)
{
    if (columns == 1)
        return term(x, w, 0);
    if (columns == 2)
        return dh_lanes_add(term(x, w, 0), term(x, w, 1));
    dh_lanes t[DH_LANES];
    for (size_t j = 0; j < DH_LANES; j++)
        t[j] = j < columns ? term(x, w, j) : (dh_lanes){0};
    for (size_t half = DH_LANES / 2; half > 0; half /= 2)
        for (size_t j = 0; j < half; j++)
            t[j] = dh_lanes_add(t[j], t[j + half]);
    return t[0];
}

ALWAYS void few_block(dh_pass *pass, loss_at *at, dh_pass_kind kind, size_t columns, size_t begin, size_t end,
                      sums *to, dh_lanes *sum)
{
    sums part = {0};
    dh_lanes column[DH_LANES - 1];
    double room[DH_LANES * (DH_LANES - 1)];
    for (size_t j = 0; j < columns; j++)
        column[j] = (dh_lanes){0};
    for (size_t p = begin; p < end; p += DH_LANES) {
        size_t rows = smaller(end - p, DH_LANES);
        const double *x = tile(pass, columns, p, rows, room);
        dh_lanes z = dh_lanes_shift(tile_dot(x, pass->w, columns), pass->w0), u = {0};
        if (kind == DH_PASS_HVP)
            u = dh_lanes_shift(tile_dot(x, pass->v, columns), pass->v0);
        dh_lanes slope = settle(pass, at, kind, z, u, targets(pass, p, rows), rows, &part);
        for (size_t j = 0; j < columns; j++)
            column[j] = dh_lanes_add(column[j], dh_lanes_times(slope, dh_lanes_load(x + j * DH_LANES)));
    }
    join(to, &part);
    for (size_t j = 0; j < columns; j++)
        sum[j] = dh_lanes_add(sum[j], column[j]);
}

ALWAYS void few(dh_pass *pass, loss_at *at, dh_pass_kind kind, size_t columns)
{
    sums total = {0};
    dh_lanes sum[DH_LANES - 1];
    size_t count = pass->batch->count;
    for (size_t j = 0; j < columns; j++)
        sum[j] = (dh_lanes){0};
    for (size_t p = 0; p < count; p += DH_BLOCK)
        few_block(pass, at, kind, columns, p, smaller(count, p + DH_BLOCK), &total, sum);
    finish(pass, &total);
    for (size_t j = 0; j < columns; j++)
        pass->sum[j] = dh_lanes_sum(sum[j]);
}

/* The commonest sizes with their loops unrolled. */
ALWAYS void few_any(dh_pass *pass, loss_at *at, dh_pass_kind kind)
{
    if (pass->data->features == 1)
        few(pass, at, kind, 1);
    else if (pass->data->features == 2)
        few(pass, at, kind, 2);
    else
        few(pass, at, kind, pass->data->features);
}

/* ---- Many columns: lanes are columns ------------------------------------------------------------------------ */

/* Addresses of rows, one by one. */
NEVER void find_rows(const dh_pass *pass, size_t position, size_t rows, const double **x)
{
    size_t columns = pass->data->features, padded = pass->padded;
    for (size_t k = 0; k < DH_LANES; k++) {
        x[k] = pass->row;
        if (k >= rows)
            continue;
        size_t row = dh_row_at(pass->batch, position + k);
        x[k] = pass->data->x + row * columns;
        if (row >= pass->safe) {
            double *copy = pass->row + (1 + k) * padded;
            memcpy(copy, x[k], columns * sizeof *copy);
            memset(copy + columns, 0, (padded - columns) * sizeof *copy);
            x[k] = copy;
        }
    }
}

/* Addresses of 8 rows, each readable up to `padded`. What lies behind its last column is another row's: masked or
 * unused. */
ALWAYS void rows_at(const dh_pass *pass, size_t position, size_t rows, const double **x)
{
    size_t columns = pass->data->features, row = pass->batch->first + position;
    if (pass->batch->index || rows < DH_LANES || row + DH_LANES > pass->safe)
        find_rows(pass, position, rows, x);
    else
        for (size_t k = 0; k < DH_LANES; k++)
            x[k] = pass->data->x + (row + k) * columns;
}

/* x[r] . w for `many` rows, still in lanes. The last 8 columns are masked: 0 times another row's infinity is not 0.
 */
ALWAYS void dot_rows(const double *const *x, const double *w, size_t columns, int many, dh_lanes *sum)
{
    size_t last = (columns - 1) / DH_LANES * DH_LANES;
    dh_lanes s[ROWS];
    for (int r = 0; r < many; r++)
        s[r] = (dh_lanes){0};
    for (size_t j = 0; j < last; j += DH_LANES) {
        dh_lanes v = dh_lanes_load(w + j);
        for (int r = 0; r < many; r++)
            s[r] = dh_lanes_add(s[r], dh_lanes_times(dh_lanes_load(x[r] + j), v));
    }
    dh_lanes v = dh_lanes_load(w + last);
    for (int r = 0; r < many; r++) {
        dh_lanes tail = dh_lanes_first(dh_lanes_load(x[r] + last), columns - last);
        sum[r] = dh_lanes_add(s[r], dh_lanes_times(tail, v));
    }
}

/* From main memory one row after the other: 8 rows read side by side halve its throughput, which hides what they
 * gain. */
ALWAYS dh_lanes dot(const dh_pass *pass, const double *const *x, const double *w, size_t rows)
{
    dh_lanes a[DH_LANES];
    size_t columns = pass->data->features;
    for (size_t r = rows; r < DH_LANES; r++)
        a[r] = (dh_lanes){0};
    if (pass->stream || rows < DH_LANES)
        for (size_t r = 0; r < rows; r++)
            dot_rows(x + r, w, columns, 1, a + r);
    else
        for (size_t r = 0; r < DH_LANES; r += ROWS)
            dot_rows(x + r, w, columns, ROWS, a + r);
    return dh_lanes_sums(a);
}

/* part += slope times row, 8 rows summed by the tree. */
ALWAYS void add_rows(const double *const *x, const double *slope, size_t padded, double *part)
{
#define TERM(K) (slope[K] * *(const dh_vec_loose *)(x[K] + j))
    for (size_t j = 0; j < padded; j += DH_WIDTH)
        *(dh_vec_loose *)(part + j) +=
            ((TERM(0) + TERM(4)) + (TERM(2) + TERM(6))) + ((TERM(1) + TERM(5)) + (TERM(3) + TERM(7)));
#undef TERM
}

ALWAYS void add_row(const double *x, double slope, size_t padded, double *part)
{
    for (size_t j = 0; j < padded; j += DH_WIDTH)
        *(dh_vec_loose *)(part + j) += slope * *(const dh_vec_loose *)(x + j);
}

ALWAYS void many_block(dh_pass *pass, loss_at *at, dh_pass_kind kind, size_t begin, size_t end, sums *to)
{
    sums part = {0};
    size_t padded = pass->padded;
    memset(pass->part, 0, padded * sizeof *pass->part);
    for (size_t p = begin; p < end; p += DH_LANES) {
        size_t rows = smaller(end - p, DH_LANES);
        const double *x[DH_LANES];
        rows_at(pass, p, rows, x);
        dh_lanes z = dh_lanes_shift(dot(pass, x, pass->w, rows), pass->w0), u = {0};
        if (kind == DH_PASS_HVP)
            u = dh_lanes_shift(dot(pass, x, pass->v, rows), pass->v0);
        dh_lanes s = settle(pass, at, kind, z, u, targets(pass, p, rows), rows, &part);
        double slope[DH_LANES];
        memcpy(slope, &s, sizeof slope);
        if (kind != DH_PASS_LOSS && rows == 1)
            add_row(x[0], slope[0], padded, pass->part);
        else if (kind != DH_PASS_LOSS)
            add_rows(x, slope, padded, pass->part);
    }
    join(to, &part);
    for (size_t j = 0; j < padded; j += DH_WIDTH)
        *(dh_vec_loose *)(pass->sum + j) += *(dh_vec_loose *)(pass->part + j);
}

ALWAYS void many(dh_pass *pass, loss_at *at, dh_pass_kind kind)
{
    sums total = {0};
    size_t count = pass->batch->count;
    memset(pass->row, 0, pass->padded * sizeof *pass->row);
    memset(pass->sum, 0, pass->padded * sizeof *pass->sum);
    for (size_t p = 0; p < count; p += DH_BLOCK)
        many_block(pass, at, kind, p, smaller(count, p + DH_BLOCK), &total);
    finish(pass, &total);
}

/* ---- Sparse rows -------------------------------------------------------------------------------------------- */

enum { AHEAD = 128 }; /* stored values between reading and having brought into the cache: the processor itself stops at pages */
enum { SECOND = 1024 }; /* values of a row, of 8 such rows, that the second cache holds beside all else */

ALWAYS void prefetch(const void *array, size_t bytes)
{
    __builtin_prefetch((const void *)((uintptr_t)array + bytes)); /* perhaps beyond its end: that does no harm */
}

ALWAYS void prefetch_second(const void *array, size_t bytes)
{
    __builtin_prefetch((const void *)((uintptr_t)array + bytes), 0, 2);
}

ALWAYS double sparse_dot(const dh_dataset *data, size_t row, const double *w)
{
    const size_t begin = data->row_start[row], end = data->row_start[row + 1], whole = begin + (end - begin) / DH_LANES * DH_LANES;
    const double *value = data->value;
    const uint32_t *column = data->column;
    double lane[DH_LANES];
    dh_lanes sum = {0};
    for (size_t k = begin; k < whole; k += DH_LANES) {
        prefetch(value, (k + AHEAD) * sizeof *value);
        prefetch(column, (k + AHEAD) * sizeof *column);
        sum = dh_lanes_add(sum, dh_lanes_times(dh_lanes_load(value + k), dh_lanes_gather(w, column + k)));
    }
    memcpy(lane, &sum, sizeof lane);
    for (size_t k = whole; k < end; k++)
        lane[k - whole] += value[k] * w[column[k]];
    return dh_lanes_sum(dh_lanes_load(lane));
}

/* Predictions of up to 8 rows. */
NEVER dh_lanes sparse_dots(const dh_pass *pass, size_t position, size_t rows, const double *w, double w0)
{
    double z[DH_LANES] = {0};
    for (size_t k = 0; k < rows; k++)
        z[k] = sparse_dot(pass->data, dh_row_at(pass->batch, position + k), w) + w0;
    return dh_lanes_load(z);
}

/* Where the row begins that has this one's place in the next 8; behind the last ones, any row. */
ALWAYS size_t next_row(const dh_pass *pass, size_t position)
{
    const size_t next = position + DH_LANES;
    return pass->data->row_start[next < pass->batch->count ? dh_row_at(pass->batch, next) : 0];
}

/* Adding up keeps the nearest cache busy, and memory idle: meanwhile the next 8 rows are brought into the second one, long rows not
 * to their ends. */
NEVER void sparse_add(const dh_pass *pass, size_t position, size_t rows, dh_lanes slope)
{
    const dh_dataset *data = pass->data;
    const double *value = data->value;
    const uint32_t *column = data->column;
    double *sum = pass->sum, s[DH_LANES];
    memcpy(s, &slope, sizeof s);
    for (size_t p = 0; p < rows; p++) {
        const size_t row = dh_row_at(pass->batch, position + p), end = data->row_start[row + 1];
        size_t k = data->row_start[row], next = next_row(pass, position + p);
        const size_t far = next + SECOND;
        for (; k + DH_LANES <= end; k += DH_LANES, next += DH_LANES) {
            if (next < far) {
                prefetch_second(value, next * sizeof *value);
                prefetch_second(column, next * sizeof *column);
            }
            for (size_t i = 0; i < DH_LANES; i++)
                sum[column[k + i]] += s[p] * value[k + i];
        }
        for (; k < end; k++)
            sum[column[k]] += s[p] * value[k];
    }
}

ALWAYS void sparse_block(dh_pass *pass, loss_at *at, dh_pass_kind kind, size_t begin, size_t end, sums *to)
{
    sums part = {0};
    for (size_t p = begin; p < end; p += DH_LANES) {
        size_t rows = smaller(end - p, DH_LANES);
        dh_lanes z = sparse_dots(pass, p, rows, pass->w, pass->w0), u = {0};
        if (kind == DH_PASS_HVP)
            u = sparse_dots(pass, p, rows, pass->v, pass->v0);
        dh_lanes slope = settle(pass, at, kind, z, u, targets(pass, p, rows), rows, &part);
        if (kind != DH_PASS_LOSS)
            sparse_add(pass, p, rows, slope);
    }
    join(to, &part);
}

ALWAYS void sparse(dh_pass *pass, loss_at *at, dh_pass_kind kind)
{
    sums total = {0};
    size_t count = pass->batch->count;
    if (kind != DH_PASS_LOSS)
        memset(pass->sum, 0, pass->data->features * sizeof *pass->sum);
    for (size_t p = 0; p < count; p += DH_BLOCK)
        sparse_block(pass, at, kind, p, smaller(count, p + DH_BLOCK), &total);
    finish(pass, &total);
}

/* ---- Every loss --------------------------------------------------------------------------------------------- */

ALWAYS void layout(dh_pass *pass, loss_at *at)
{
    if (!pass->data->x)
        sparse(pass, at, pass->kind);
    else if (pass->tiles)
        few_any(pass, at, pass->kind);
    else
        many(pass, at, pass->kind);
}

#define INSTANCE(NAME, CODE)              \
    static void run_##NAME(dh_pass *pass) \
    {                                     \
        layout(pass, dh_loss_##NAME);     \
    }
DH_LOSSES(INSTANCE)

#define ENTRY(NAME, CODE) [DH_LOSS_##CODE] = run_##NAME,
dh_pass_run *const DH_PASS[DH_LOSS_COUNT] = {DH_LOSSES(ENTRY)};
