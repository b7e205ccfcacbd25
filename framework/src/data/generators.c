/* Each draws row after row where it can, so that fewer samples are the first of more, and draws noise even where it is 0, so that
 * all noises come with the same rows. */
#include "data/generators.h"

#include <downhill/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct table {
    double *x, *y; /* [rows][features], [rows] */
} table;

static int allocate(const dh_dataset_spec *spec, size_t features, bool target, dh_arena *arena, dh_rows *ret, table *t,
                    dh_error *error)
{
    *ret = (dh_rows){.rows = spec->samples, .features = features, .target = target ? "y" : ""};
    ret->x = t->x = DH_NEW(arena, double, spec->samples * features);
    ret->y = t->y = target ? DH_NEW(arena, double, spec->samples) : NULL;
    return t->x && (!target || t->y) ? 0 : dh_fail_memory(error);
}

static double *draw(dh_stream *stream, size_t count, dh_arena *arena)
{
    double *x = DH_NEW(arena, double, count);
    for (size_t i = 0; x && i < count; i++)
        x[i] = dh_stream_normal(stream);
    return x;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += a[j] * b[j];
    return sum;
}

/* "0", "1", ... */
static int name_classes(dh_rows *rows, size_t classes, dh_arena *arena, dh_error *error)
{
    const char **name = DH_NEW(arena, const char *, classes);
    bool good = name;
    for (size_t c = 0; good && c < classes; c++)
        good = (name[c] = dh_arena_format(arena, "%zu", c));
    rows->class_name = name;
    rows->classes = classes;
    return good ? 0 : dh_fail_memory(error);
}

int dh_label_sides(dh_rows *rows, dh_arena *arena, dh_error *error)
{
    double *y = DH_NEW(arena, double, rows->rows);
    if (!y)
        return dh_fail_memory(error);
    for (size_t i = 0; i < rows->rows; i++)
        y[i] = rows->y[i] > 0;
    rows->y = y;
    return name_classes(rows, 2, arena, error);
}

int dh_make_blobs(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const size_t n = spec->file.features, k = spec->classes;
    table t;
    if (k > spec->samples)
        return dh_fail(error, DH_ERROR_INPUT, "classes: expected at most one for each sample, got %zu for %zu samples", k,
                       (size_t)spec->samples);
    const double *centre = draw(stream, k * n, arena);
    if (!centre)
        return dh_fail_memory(error);
    if (allocate(spec, n, true, arena, ret, &t, error))
        return -1;
    for (size_t i = 0; i < ret->rows; i++) {
        const size_t c = i % k;
        t.y[i] = (double)c;
        for (size_t j = 0; j < n; j++)
            t.x[i * n + j] = spec->spread * centre[c * n + j] + spec->noise * dh_stream_normal(stream);
    }
    return name_classes(ret, k, arena, error);
}

int dh_make_line(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    static const char *const feature[] = {"x"};
    table t;
    if (allocate(spec, 1, true, arena, ret, &t, error))
        return -1;
    ret->feature = feature;
    for (size_t i = 0; i < ret->rows; i++) {
        t.x[i] = 2 * dh_stream_uniform(stream);
        t.y[i] = 4 + 3 * t.x[i] + spec->noise * dh_stream_normal(stream);
    }
    return 0;
}

/* Makes columns [count][rows] orthonormal, and orthogonal to (1, ..., 1) where `centred`: Gram-Schmidt, twice (L. Giraud,
 * J. Langou & M. Rozloznik 2005, doi:10.1016/j.camwa.2005.08.009: twice is enough). */
static void orthonormalise(double *column, size_t count, size_t rows, bool centred)
{
    for (size_t j = 0; j < count; j++) {
        double *a = column + j * rows;
        for (int pass = 0; pass < 2; pass++) {
            double mean = 0;
            for (size_t i = 0; centred && i < rows; i++)
                mean += a[i] / (double)rows;
            for (size_t i = 0; i < rows; i++)
                a[i] -= mean;
            for (size_t k = 0; k < j; k++) {
                const double *b = column + k * rows, share = dot(a, b, rows);
                for (size_t i = 0; i < rows; i++)
                    a[i] -= share * b[i];
            }
        }
        const double length = sqrt(dot(a, a, rows));
        for (size_t i = 0; i < rows; i++)
            a[i] /= length;
    }
}

/* X = sqrt(m) Q D V' with Q'Q = V'V = 1, Q'1 = 0, and D^2 log-spaced from 1/condition to 1: X'X/m has just these eigenvalues,
 * and a constant column joins them with eigenvalue 1. */
int dh_make_linear(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const size_t n = spec->file.features, m = spec->samples;
    table t;
    if (n >= m || (double)m * (double)n * (double)n > 1e11)
        return dh_fail(error, DH_ERROR_INPUT, "features: expected fewer than samples and samples * features^2 up to 1e11, got %zu of "
                       "%zu samples", n, m);
    double *q = draw(stream, m * n, arena), *v = draw(stream, n * n, arena);
    const double *w = draw(stream, n, arena);
    if (!q || !v || !w)
        return dh_fail_memory(error);
    if (allocate(spec, n, true, arena, ret, &t, error))
        return -1;
    orthonormalise(q, n, m, true);
    orthonormalise(v, n, n, false);
    for (size_t k = 0; k < n; k++) {
        const double eigenvalue = dh_exp(-dh_log(spec->condition) * (n > 1 ? (double)k / (double)(n - 1) : 0));
        const double size = sqrt((double)m * eigenvalue);
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < n; j++)
                t.x[i * n + j] += size * q[k * m + i] * v[k * n + j];
    }
    for (size_t i = 0; i < m; i++)
        t.y[i] = dot(t.x + i * n, w, n) + spec->noise * dh_stream_normal(stream);
    return 0;
}

int dh_make_logistic(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const size_t n = spec->file.features;
    table t;
    double *w = draw(stream, n, arena);
    if (!w)
        return dh_fail_memory(error);
    if (allocate(spec, n, true, arena, ret, &t, error))
        return -1;
    const double length = sqrt(dot(w, w, n));
    for (size_t j = 0; j < n; j++)
        w[j] /= length;
    for (size_t i = 0; i < ret->rows; i++) {
        double *x = t.x + i * n;
        for (size_t j = 0; j < n; j++)
            x[j] = dh_stream_normal(stream);
        const bool positive = dot(x, w, n) > 0;
        for (size_t j = 0; j < n; j++)
            x[j] += (positive ? spec->margin : -spec->margin) * w[j];
        t.y[i] = positive != (dh_stream_uniform(stream) < spec->flip);
    }
    return name_classes(ret, 2, arena, error);
}

int dh_make_low_rank(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const size_t n = spec->file.features, r = spec->rank;
    table t;
    if (r > n || r > spec->samples)
        return dh_fail(error, DH_ERROR_INPUT, "rank: expected at most the number of samples and of features, got %zu", r);
    const double *v = draw(stream, n * r, arena);
    double *u = DH_NEW(arena, double, r);
    if (!u || !v)
        return dh_fail_memory(error);
    if (allocate(spec, n, false, arena, ret, &t, error))
        return -1;
    for (size_t i = 0; i < ret->rows; i++) {
        for (size_t k = 0; k < r; k++)
            u[k] = dh_stream_normal(stream);
        for (size_t j = 0; j < n; j++)
            t.x[i * n + j] = dot(u, v + j * r, r) / sqrt((double)r) + spec->noise * dh_stream_normal(stream);
    }
    return 0;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* `count` different columns below n, ascending: R. W. Floyd's sampling (J. Bentley & B. Floyd 1987, doi:10.1145/30401.315746), with
 * mark [n] false before and after. */
static void choose(dh_stream *stream, size_t n, size_t count, bool *mark, uint32_t *column)
{
    for (size_t k = 0; k < count; k++) {
        const size_t last = n - count + k, drawn = dh_stream_below(stream, last + 1), taken = mark[drawn] ? last : drawn;
        mark[taken] = true;
        column[k] = (uint32_t)taken;
    }
    for (size_t k = 0; k < count; k++)
        mark[column[k]] = false;
    qsort(column, count, sizeof *column, ascending);
}

int dh_make_sparse(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error)
{
    const size_t n = spec->file.features, m = spec->samples;
    const size_t each = (size_t)fmax(1, floor(spec->density * (double)n + 0.5));
    uint64_t *start = DH_NEW(arena, uint64_t, m + 1);
    uint32_t *column = DH_NEW(arena, uint32_t, m * each);
    double *value = DH_NEW(arena, double, m * each), *y = DH_NEW(arena, double, m);
    bool *mark = DH_NEW(arena, bool, n);
    const double *w = draw(stream, n, arena);
    if (!start || !column || !value || !y || !mark || !w)
        return dh_fail_memory(error);
    for (size_t i = 0; i < m; i++) {
        const size_t begin = i * each;
        choose(stream, n, each, mark, column + begin);
        for (size_t k = begin; k < begin + each; k++) {
            value[k] = dh_stream_normal(stream);
            y[i] += value[k] * w[column[k]];
        }
        y[i] += spec->noise * dh_stream_normal(stream);
        start[i + 1] = begin + each;
    }
    *ret = (dh_rows){.rows = m, .features = n, .row_start = start, .column = column, .value = value, .y = y, .target = "y"};
    return 0;
}
