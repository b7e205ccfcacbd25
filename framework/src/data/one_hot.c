#include "data/one_hot.h"

#include <string.h>

#define MOST_VALUES (UINT64_C(1) << 27) /* 1 GiB */

typedef struct column {
    double *number;          /* [rows] of each row's label; NULL: the feature stays as it is */
    const char *const *name; /* [width] labels */
    size_t width;            /* columns that come out */
} column;

static int number_labels(const dh_rows *rows, const dh_coded *coded, size_t count, dh_arena *arena, column *columns,
                         dh_error *error)
{
    for (size_t j = 0; j < rows->features; j++)
        columns[j].width = 1;
    for (size_t i = 0; i < count; i++) {
        column *c = &columns[coded[i].feature];
        c->number = DH_NEW(arena, double, rows->rows);
        if (!c->number)
            return dh_fail_memory(error);
        if (dh_label_number(coded[i].label, rows->rows, arena, c->number, &c->name, &c->width, error))
            return -1;
    }
    return 0;
}

static int name_columns(dh_rows *rows, const column *columns, size_t width, dh_arena *arena, dh_error *error)
{
    const char **name = DH_NEW(arena, const char *, width);
    bool good = name;
    for (size_t j = 0, at = 0; good && j < rows->features; j++) {
        const char *base = rows->feature ? rows->feature[j] : dh_arena_format(arena, "%zu", j + 1);
        good = base;
        for (size_t c = 0; good && c < columns[j].width; c++, at++) {
            name[at] = columns[j].number ? dh_arena_format(arena, "%s=%s", base, columns[j].name[c]) : base;
            good = name[at];
        }
    }
    rows->feature = name;
    return good ? 0 : dh_fail_memory(error);
}

int dh_one_hot(dh_rows *rows, const dh_coded *coded, size_t count, dh_arena *arena, dh_error *error)
{
    if (!count)
        return 0;
    column *columns = DH_NEW(arena, column, rows->features);
    size_t width = 0, values;
    if (!columns)
        return dh_fail_memory(error);
    if (number_labels(rows, coded, count, arena, columns, error))
        return -1;
    for (size_t j = 0; j < rows->features; j++)
        width += columns[j].width;
    if (__builtin_mul_overflow(width, rows->rows, &values) || values > MOST_VALUES)
        return dh_fail(error, DH_ERROR_INPUT, "one_hot: %zu rows of %zu columns are too many (at most 2^27 values)",
                       rows->rows, width);
    double *x = DH_NEW(arena, double, values);
    if (!x)
        return dh_fail_memory(error);
    for (size_t i = 0; i < rows->rows; i++) {
        double *to = x + i * width;
        for (size_t j = 0; j < rows->features; to += columns[j++].width) {
            if (columns[j].number)
                to[(size_t)columns[j].number[i]] = 1;
            else
                *to = rows->x[i * rows->features + j];
        }
    }
    if (name_columns(rows, columns, width, arena, error))
        return -1;
    rows->x = x;
    rows->features = width;
    return 0;
}
