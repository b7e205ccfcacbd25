/* One array of numbers of any width and byte order as doubles. */
#include "data/array.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int fail(const dh_array *a, const char *what, dh_error *error)
{
    return dh_fail(error, DH_ERROR_INPUT, "%s: %s", a->name, what);
}

int dh_array_shape(const dh_array *a, size_t *ret_rows, size_t *ret_columns, dh_error *error)
{
    uint64_t columns = 1, total;
    for (size_t d = 1; d < a->dimensions; d++)
        if (__builtin_mul_overflow(columns, a->dimension[d], &columns))
            return fail(a, "its shape has more values than can be counted", error);
    if (__builtin_mul_overflow(columns, a->dimension[0], &total) || total > SIZE_MAX / sizeof(double))
        return fail(a, "its shape has more values than can be counted", error);
    if (!total)
        return fail(a, "expected rows and features, got an array without values", error);
    if (a->dimension[0] > UINT32_MAX)
        return fail(a, "expected at most 4294967295 rows, got more", error);
    *ret_rows = a->dimension[0];
    *ret_columns = columns;
    return 0;
}

static uint64_t bits_at(const dh_array *a, const unsigned char *at)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < a->item; i++)
        bits = bits << 8 | at[a->big ? i : a->item - 1 - i];
    return bits;
}

static double real_of(const dh_array *a, uint64_t bits)
{
    double wide;
    float narrow;
    const uint32_t half = (uint32_t)bits;
    if (a->item == 8) {
        memcpy(&wide, &bits, sizeof wide);
        return wide;
    }
    memcpy(&narrow, &half, sizeof narrow);
    return (double)narrow;
}

static bool is_exact(uint64_t size)
{
    return size <= UINT64_C(1) << 53;
}

/* false: an integer beyond 2^53 */
static bool number_at(const dh_array *a, const unsigned char *at, double *ret)
{
    uint64_t bits = a->item == 1 ? *at : bits_at(a, at);
    const unsigned spare = 64 - 8 * (unsigned)a->item;
    if (a->kind == DH_ITEM_FLOAT) {
        *ret = real_of(a, bits);
        return true;
    }
    const int64_t value = (int64_t)(bits << spare) >> spare;
    const bool negative = a->kind == DH_ITEM_SIGNED && value < 0;
    const uint64_t size = negative ? 0 - (uint64_t)value : bits;
    *ret = negative ? -(double)size : (double)size;
    return is_exact(size);
}

/* In the order of the rows, whatever that of the file. */
static int convert(const dh_array *a, double *x, size_t rows, size_t columns, dh_error *error)
{
    const size_t row_step = a->fortran ? 1 : columns, column_step = a->fortran ? rows : 1;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            if (!number_at(a, a->data + (i * row_step + j * column_step) * a->item, &x[i * columns + j]))
                return dh_fail(error, DH_ERROR_INPUT, "%s: row %zu, column %zu: expected a number up to 2^53, got a larger one",
                               a->name, i + 1, j + 1);
    return 0;
}

/* *ret = columns: no target */
static int find_target(const dh_array *a, size_t columns, const dh_read_options *o, size_t *ret, dh_error *error)
{
    const bool table = a->dimensions == 2 && o->format != DH_FORMAT_IDX;
    uint64_t number;
    char got[64];
    *ret = columns;
    if (!o->target && table)
        *ret = columns - 1;
    else if (o->target && strcmp(o->target, "none")) {
        if (!dh_parse_u64(o->target, &number) || number < 1 || number > columns)
            return dh_fail(error, DH_ERROR_INPUT, "%s: target: expected a number from 1 to %zu or none, got '%s'", a->name, columns,
                           dh_printable(got, sizeof got, o->target));
        *ret = number - 1;
    }
    if (columns == 1 && *ret < columns)
        return fail(a, "expected features besides the target, got one column (target: none makes it a feature)", error);
    return 0;
}

static int check_values(const dh_array *a, const double *x, size_t rows, size_t columns, size_t target,
                        const dh_read_options *o, dh_error *error)
{
    for (size_t k = 0; k < rows * columns; k++)
        if (!isfinite(x[k]) && (!o->missing || k % columns == target))
            return dh_fail(error, DH_ERROR_INPUT, "%s: row %zu, column %zu: expected a finite number, got %g", a->name,
                           k / columns + 1, k % columns + 1, x[k]);
    return 0;
}

int dh_array_finish(const dh_array *a, double *x, size_t rows, size_t columns, const dh_read_options *o, dh_arena *arena,
                    dh_rows *ret, dh_error *error)
{
    size_t target;
    *ret = (dh_rows){.rows = rows, .features = columns, .x = x, .target = ""};
    if (find_target(a, columns, o, &target, error) || check_values(a, x, rows, columns, target, o, error))
        return -1;
    if (target == columns)
        return 0;
    double *y = DH_NEW(arena, double, rows);
    if (!y)
        return dh_fail_memory(error);
    for (size_t i = 0; i < rows; i++) { /* closes the gaps that the target leaves, front to back */
        double *row = x + i * columns, *to = x + i * (columns - 1);
        y[i] = row[target];
        memmove(to, row, target * sizeof *x);
        memmove(to + target, row + target + 1, (columns - 1 - target) * sizeof *x);
    }
    ret->features = columns - 1;
    ret->y = y;
    return 0;
}

int dh_array_read(const dh_array *a, const dh_read_options *options, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    size_t rows, columns;
    if (dh_array_shape(a, &rows, &columns, error))
        return -1;
    if (a->bytes / a->item != rows * columns || a->bytes % a->item)
        return dh_fail(error, DH_ERROR_INPUT, "%s: expected %zu values of %zu bytes after the header, as its shape says, got %zu bytes",
                       a->name, rows * columns, a->item, a->bytes);
    double *x = DH_NEW(arena, double, rows * columns);
    if (!x)
        return dh_fail_memory(error);
    return convert(a, x, rows, columns, error) || dh_array_finish(a, x, rows, columns, options, arena, ret, error) ? -1 : 0;
}
