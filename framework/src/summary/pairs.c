#include "summary/pairs.h"

#include "summary/curve.h"
#include "summary/names.h"
#include "summary/sample.h"
#include "summary/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* at [traces->count]; -1: memory is out */
static int collect(const dh_traces *traces, const char *x, const char *y, dh_point *at, size_t *ret_count,
                   dh_arena *arena)
{
    const char **problem = DH_NEW(arena, const char *, traces->count + 1),
               **method = DH_NEW(arena, const char *, traces->count + 1);
    size_t problems = 0, methods = 0;
    *ret_count = 0;
    if (!problem || !method)
        return -1;
    for (size_t i = 0; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        const char *cx = dh_sensitivity_column(t->results, x), *cy = dh_sensitivity_column(t->results, y);
        double vx = cx ? dh_run_number(t, cx) : NAN, vy = cy ? dh_run_number(t, cy) : NAN;
        if (!isfinite(vx) || !isfinite(vy))
            continue;
        const char *label = dh_label_without(t->method, dh_sensitivity_word(cx), arena);
        label = label ? dh_label_without(label, dh_sensitivity_word(cy), arena) : NULL;
        if (!label)
            return -1;
        at[(*ret_count)++] = (dh_point){dh_name_index(t->problem, problem, &problems, 0),
                                        dh_name_index(label, method, &methods, 0),
                                        i,
                                        vx,
                                        vy,
                                        t,
                                        label};
    }
    return 0;
}

/* The different values in rising order, in place; returns their number. */
static size_t distinct(double *v, size_t count)
{
    size_t kept = 0;
    qsort(v, count, sizeof *v, compare_doubles);
    for (size_t i = 0; i < count; i++)
        if (!i || v[i] != v[i - 1])
            v[kept++] = v[i];
    return kept;
}

static size_t index_of(const double *v, size_t count, double value)
{
    size_t i = 0;
    while (i < count && v[i] != value)
        i++;
    return i;
}

/* at [count]: the runs of one method on one problem. 1: a table; 0: not two values of each; -1: memory is out */
static int make_pair(const dh_point *at, size_t count, bool larger_is_better, dh_pair *p, dh_arena *arena)
{
    double worst = larger_is_better ? -INFINITY : INFINITY, *value = DH_NEW(arena, double, count);
    *p = (dh_pair){.problem = at->trace->problem,
                   .method = at->label,
                   .gap = at->trace->gap,
                   .best_seen = at->trace->best_seen,
                   .x = DH_NEW(arena, double, count),
                   .y = DH_NEW(arena, double, count),
                   .best = worst};
    if (!value || !p->x || !p->y)
        return -1;
    for (size_t i = 0; i < count; i++) {
        p->x[i] = at[i].x;
        p->y[i] = at[i].y;
    }
    p->columns = distinct(p->x, count);
    p->rows = distinct(p->y, count);
    if (p->columns < 2 || p->rows < 2)
        return 0;
    p->cell = DH_NEW(arena, dh_cell, p->columns * p->rows);
    if (!p->cell)
        return -1;
    for (size_t i = 0; i < p->columns * p->rows; i++)
        p->cell[i].median = NAN;
    for (size_t from = 0, to; from < count; from = to) {
        dh_cell *c =
            &p->cell[index_of(p->y, p->rows, at[from].y) * p->columns + index_of(p->x, p->columns, at[from].x)];
        for (to = from; to < count && at[to].x == at[from].x && at[to].y == at[from].y; to++) {
            double v = dh_number_final(at[to].trace);
            c->lost += !isfinite(v);
            value[c->runs++] = isfinite(v) ? v : worst;
        }
        qsort(value, c->runs, sizeof *value, compare_doubles);
        c->median = dh_quantile(value, c->runs, 0.5);
        p->best = larger_is_better ? fmax(p->best, c->median) : fmin(p->best, c->median);
    }
    return 1;
}

static int make(const dh_traces *traces, const char *x, const char *y, dh_arena *arena, dh_pairs *ret)
{
    size_t count;
    dh_point *at = DH_NEW(arena, dh_point, traces->count + 1);
    *ret = (dh_pairs){.x_name = dh_sensitivity_word(x),
                      .y_name = dh_sensitivity_word(y),
                      .pair = DH_NEW(arena, dh_pair, traces->count + 1)};
    if (!at || !ret->pair || collect(traces, x, y, at, &count, arena))
        return -1;
    qsort(at, count, sizeof *at, dh_point_compare);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && at[to].panel == at[from].panel && at[to].method == at[from].method;)
            to++;
        int made = make_pair(at + from, to - from, traces->larger_is_better, &ret->pair[ret->count], arena);
        if (made < 0)
            return -1;
        ret->count += (size_t)made;
    }
    return 0;
}

static bool is_candidate(const dh_column *column, const char *x)
{
    const char *word = dh_sensitivity_word(column->name);
    return dh_is_hyperparameter(column) && strcmp(word, x) && strcmp(column->name, x) &&
           (word != column->name || !strcmp(word, "batch") || !strcmp(word, "lr"));
}

int dh_pairs_make(const dh_traces *traces, const char *x, const char *y, dh_arena *arena, dh_pairs *ret,
                  dh_error *error)
{
    const dh_table *runs = traces->count ? &traces->trace[0].results->runs : NULL;
    *ret = (dh_pairs){0};
    if (y && make(traces, x, y, arena, ret))
        return dh_fail_memory(error);
    for (size_t i = 0; !y && runs && i < runs->count && !ret->count; i++)
        if (is_candidate(&runs->column[i], x) && make(traces, x, runs->column[i].name, arena, ret))
            return dh_fail_memory(error);
    if (ret->count)
        return 0;
    return y ? dh_fail(error, DH_ERROR_INPUT, "no method was run at two values of %s and two of %s", x, y)
             : dh_fail(error, DH_ERROR_INPUT, "no method was run at two values of %s and of another hyperparameter",
                       x);
}
