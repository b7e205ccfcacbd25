/* Rows as readers leave them, changed as a whole: labels numbered, files joined, zeros filled in or left out. */
#include "data/rows.h"

#include "base/text.h"
#include "data/label.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- labels ---- */

typedef struct distinct {
    double value[DH_MOST_CLASSES]; /* [count], ascending */
    size_t count;
} distinct;

/* Where the value stands or belongs. */
static size_t search(const distinct *d, double value)
{
    size_t low = 0, high = d->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (d->value[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int collect(const dh_rows *rows, distinct *d, dh_error *error)
{
    for (size_t i = 0; i < rows->rows; i++) {
        const double value = rows->y[i];
        if (!isfinite(value))
            return dh_fail(error, DH_ERROR_INPUT, "the target of data row %zu: expected a label, got %g", i + 1, value);
        const size_t at = search(d, value);
        if (at < d->count && d->value[at] == value)
            continue;
        if (d->count == DH_MOST_CLASSES)
            return dh_fail(error, DH_ERROR_INPUT, "expected at most %d labels in the target, got more (is it a number to be "
                                                  "predicted?)", DH_MOST_CLASSES);
        memmove(d->value + at + 1, d->value + at, (d->count - at) * sizeof value);
        d->value[at] = value;
        d->count++;
    }
    return 0;
}

static int number_values(dh_rows *rows, const distinct *d, dh_arena *arena, dh_error *error)
{
    double *y = DH_NEW(arena, double, rows->rows);
    const char **name = DH_NEW(arena, const char *, d->count);
    if (!y || !name)
        return dh_fail_memory(error);
    for (size_t i = 0; i < rows->rows; i++)
        y[i] = (double)search(d, rows->y[i]);
    for (size_t c = 0; c < d->count; c++)
        if (!(name[c] = dh_arena_format(arena, "%.17g", d->value[c] + 0.0)))
            return dh_fail_memory(error);
    rows->y = y;
    rows->classes = d->count;
    rows->class_name = name;
    return 0;
}

int dh_rows_label(dh_rows *rows, dh_arena *arena, dh_error *error)
{
    if (!rows->y || rows->classes)
        return 0;
    distinct *d = malloc(sizeof *d);
    if (!d)
        return dh_fail_memory(error);
    d->count = 0;
    int result = collect(rows, d, error) || number_values(rows, d, arena, error) ? -1 : 0;
    free(d);
    return result;
}

/* Numbers the rows' labels anew, by the text that text[class] gives each; NULL keeps its name. */
static int number_names(dh_rows *rows, const char *const *text, dh_arena *arena, dh_error *error)
{
    dh_label *label = DH_NEW(arena, dh_label, rows->rows);
    double *y = DH_NEW(arena, double, rows->rows);
    if (!label || !y)
        return dh_fail_memory(error);
    for (size_t i = 0; i < rows->rows; i++) {
        const size_t class = (size_t)rows->y[i];
        const char *name = text && text[class] ? text[class] : rows->class_name[class];
        label[i] = (dh_label){name, strlen(name)};
    }
    rows->y = y;
    return dh_label_number(label, rows->rows, arena, y, &rows->class_name, &rows->classes, error);
}

/* ---- zeros ---- */

int dh_rows_to_dense(dh_rows *rows, dh_arena *arena, dh_error *error)
{
    if (rows->x)
        return 0;
    double *x = DH_NEW(arena, double, rows->rows * rows->features);
    size_t values;
    if (!x || __builtin_mul_overflow(rows->rows, rows->features, &values))
        return dh_fail(error, DH_ERROR_INPUT, "%zu rows of %zu features do not fit into memory; leave them sparse", rows->rows,
                       rows->features);
    for (size_t i = 0; i < rows->rows; i++)
        for (uint64_t k = rows->row_start[i]; k < rows->row_start[i + 1]; k++)
            x[i * rows->features + rows->column[k]] = rows->value[k];
    rows->x = x;
    rows->row_start = NULL;
    rows->column = NULL;
    rows->value = NULL;
    return 0;
}

int dh_rows_to_sparse(dh_rows *rows, dh_arena *arena, dh_error *error)
{
    if (!rows->x)
        return 0;
    const size_t places = rows->rows * rows->features;
    uint64_t count = 0;
    for (size_t k = 0; k < places; k++)
        count += rows->x[k] != 0;
    uint64_t *start = DH_NEW(arena, uint64_t, rows->rows + 1);
    uint32_t *column = DH_NEW(arena, uint32_t, count + 1);
    double *value = DH_NEW(arena, double, count + 1);
    if (!start || !column || !value)
        return dh_fail_memory(error);
    count = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        for (size_t j = 0; j < rows->features; j++)
            if (rows->x[i * rows->features + j] != 0) {
                column[count] = (uint32_t)j;
                value[count++] = rows->x[i * rows->features + j];
            }
        start[i + 1] = count;
    }
    rows->x = NULL;
    rows->row_start = start;
    rows->column = column;
    rows->value = value;
    return 0;
}

/* ---- two files ---- */

static const void *chain(dh_arena *arena, const void *a, size_t first, const void *b, size_t second, size_t item)
{
    char *both = dh_arena_alloc(arena, first + second + 1, item);
    if (both && first)
        memcpy(both, a, first * item);
    if (both && second)
        memcpy(both + first * item, b, second * item);
    return both;
}

static int check_join(const dh_rows *a, const dh_rows *b, dh_error *error)
{
    if (!a->y != !b->y)
        return dh_fail(error, DH_ERROR_INPUT, "expected a target in both the training and the test file, got one in only one");
    if (a->x && a->features != b->features)
        return dh_fail(error, DH_ERROR_INPUT, "expected %zu features in the test file, as in the training file, got %zu", a->features,
                       b->features);
    for (size_t j = 0; j < a->features && a->feature && b->feature; j++)
        if (strcmp(a->feature[j], b->feature[j])) {
            char here[64], there[64];
            return dh_fail(error, DH_ERROR_INPUT, "feature %zu is '%s' in the training file and '%s' in the test file", j + 1,
                           dh_printable(here, sizeof here, a->feature[j]), dh_printable(there, sizeof there, b->feature[j]));
        }
    return 0;
}

static int join_sparse(const dh_rows *a, const dh_rows *b, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const uint64_t first = a->row_start[a->rows], second = b->row_start[b->rows];
    uint64_t *start = DH_NEW(arena, uint64_t, a->rows + b->rows + 1);
    ret->column = chain(arena, a->column, first, b->column, second, sizeof *a->column);
    ret->value = chain(arena, a->value, first, b->value, second, sizeof *a->value);
    if (!start || !ret->column || !ret->value)
        return dh_fail_memory(error);
    memcpy(start, a->row_start, (a->rows + 1) * sizeof *start);
    for (size_t i = 1; i <= b->rows; i++)
        start[a->rows + i] = first + b->row_start[i];
    ret->row_start = start;
    ret->features = a->features > b->features ? a->features : b->features;
    return 0;
}

/* Labels of both under one numbering: the second's names stand behind the first's. */
static int join_labels(const dh_rows *a, const dh_rows *b, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const char **name = DH_NEW(arena, const char *, a->classes + b->classes);
    double *y = DH_NEW(arena, double, ret->rows);
    if (!name || !y)
        return dh_fail_memory(error);
    for (size_t c = 0; c < a->classes + b->classes; c++)
        name[c] = c < a->classes ? a->class_name[c] : b->class_name[c - a->classes];
    for (size_t i = 0; i < ret->rows; i++)
        y[i] = i < a->rows ? a->y[i] : b->y[i - a->rows] + (double)a->classes;
    ret->y = y;
    ret->class_name = name;
    ret->classes = a->classes + b->classes;
    return number_names(ret, NULL, arena, error);
}

int dh_rows_join(const dh_rows *train, const dh_rows *test, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    dh_rows a = *train, b = *test;
    if (check_join(&a, &b, error))
        return -1;
    if (!a.classes != !b.classes && (dh_rows_label(&a, arena, error) || dh_rows_label(&b, arena, error)))
        return -1;
    *ret = a;
    ret->rows = a.rows + b.rows;
    ret->test = b.rows;
    if (a.x && !(ret->x = chain(arena, a.x, a.rows * a.features, b.x, b.rows * b.features, sizeof *a.x)))
        return dh_fail_memory(error);
    if (!a.x && join_sparse(&a, &b, arena, ret, error))
        return -1;
    if (a.classes)
        return join_labels(&a, &b, arena, ret, error);
    if (a.y && !(ret->y = chain(arena, a.y, a.rows, b.y, b.rows, sizeof *a.y)))
        return dh_fail_memory(error);
    return 0;
}

/* ---- other labels ---- */

static int find_texts(const dh_rows *rows, size_t count, const char *const *from, const char *const *to, const char **text,
                      dh_error *error)
{
    for (size_t i = 0; i < count; i++) {
        size_t c = 0;
        while (c < rows->classes && strcmp(rows->class_name[c], from[i]))
            c++;
        if (c < rows->classes) {
            text[c] = to[i];
        } else if (strcmp(from[i], "*")) {
            char got[64];
            const char *near = dh_nearest(from[i], rows->class_name, rows->classes);
            return dh_fail(error, DH_ERROR_INPUT, "label_map: no row has the label '%s'%s%s%s",
                           dh_printable(got, sizeof got, from[i]), near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
    }
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < rows->classes && !strcmp(from[i], "*"); c++)
            text[c] = text[c] ? text[c] : to[i];
    return 0;
}

/* Leaves out the rows whose label is to become "". */
static int drop_rows(dh_rows *rows, const char *const *text, dh_arena *arena, dh_error *error)
{
    const size_t n = rows->features, first_test = rows->rows - rows->test;
    double *x = rows->x ? DH_NEW(arena, double, rows->rows * n) : NULL, *y = DH_NEW(arena, double, rows->rows);
    double *value = rows->x ? NULL : DH_NEW(arena, double, rows->row_start[rows->rows] + 1);
    uint32_t *column = rows->x ? NULL : DH_NEW(arena, uint32_t, rows->row_start[rows->rows] + 1);
    uint64_t *start = rows->x ? NULL : DH_NEW(arena, uint64_t, rows->rows + 1);
    if (!y || (rows->x ? !x : !value || !column || !start))
        return dh_fail_memory(error);
    size_t kept = 0, test = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        const char *name = text[(size_t)rows->y[i]];
        if (name && !*name)
            continue;
        if (x) {
            memcpy(x + kept * n, rows->x + i * n, n * sizeof *x);
        } else {
            const uint64_t count = rows->row_start[i + 1] - rows->row_start[i];
            memcpy(value + start[kept], rows->value + rows->row_start[i], count * sizeof *value);
            memcpy(column + start[kept], rows->column + rows->row_start[i], count * sizeof *column);
            start[kept + 1] = start[kept] + count;
        }
        y[kept++] = rows->y[i];
        test += i >= first_test;
    }
    *rows = (dh_rows){.rows = kept, .features = n, .x = x, .row_start = start, .column = column, .value = value, .y = y,
                      .test = test, .feature = rows->feature, .target = rows->target, .classes = rows->classes,
                      .class_name = rows->class_name};
    return kept ? 0 : dh_fail(error, DH_ERROR_INPUT, "label_map: it leaves out every row");
}

int dh_rows_relabel(dh_rows *rows, size_t count, const char *const *from, const char *const *to, dh_arena *arena,
                    dh_error *error)
{
    if (!count)
        return 0;
    if (!rows->classes)
        return dh_fail(error, DH_ERROR_INPUT, "label_map: expected a target of class labels; this one holds numbers, or is none");
    const char **text = DH_NEW(arena, const char *, rows->classes);
    if (!text)
        return dh_fail_memory(error);
    return find_texts(rows, count, from, to, text, error) || drop_rows(rows, text, arena, error) ||
                   number_names(rows, text, arena, error)
               ? -1
               : 0;
}
