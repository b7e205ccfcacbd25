#include "summary/sensitivity.h"

#include "base/text.h"
#include "store/schema.h"
#include "summary/names.h"
#include "summary/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 256 };
static const char *const owner[] = {"", "optimizer_", "schedule_"};

/* Not what a run spent or reached: optimizer_seconds is none of an optimizer's parameters. */
bool dh_is_hyperparameter(const dh_column *column)
{
    return (column->type == DH_REAL || column->type == DH_WHOLE) && !dh_schema_reserved(column->name);
}

const char *dh_sensitivity_column(const dh_results *file, const char *over)
{
    for (size_t i = 0; i < file->runs.count; i++)
        for (size_t k = 0; k < sizeof owner / sizeof *owner; k++) {
            const dh_column *column = &file->runs.column[i];
            size_t length = strlen(owner[k]);
            if (dh_is_hyperparameter(column) && !strncmp(column->name, owner[k], length) &&
                !strcmp(column->name + length, over))
                return column->name;
        }
    return NULL;
}

const char *dh_sensitivity_word(const char *column)
{
    for (size_t k = 1; k < sizeof owner / sizeof *owner; k++)
        if (!strncmp(column, owner[k], strlen(owner[k])))
            return column + strlen(owner[k]);
    return column;
}

const char *dh_label_without(const char *label, const char *name, dh_arena *arena)
{
    size_t length = strlen(name), used = 0;
    char *out = DH_NEW(arena, char, strlen(label) + 1);
    for (const char *at = label; out && *at;) {
        size_t n = strcspn(at, " ");
        if (n && !(n > length && at[length] == '=' && !memcmp(at, name, length))) {
            if (used)
                out[used++] = ' ';
            memcpy(out + used, at, n);
            used += n;
        }
        at += n + strspn(at + n, " ");
    }
    return out && !used ? label : out;
}

/* ---- runs in order: problem, method, value ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int fail_column(const dh_traces *traces, const char *over, dh_error *error)
{
    const char *name[MOST_NAMES];
    size_t count = 0;
    const dh_table *runs = &traces->trace[0].results->runs;
    for (size_t i = 0; i < runs->count && count < MOST_NAMES; i++)
        if (dh_is_hyperparameter(&runs->column[i]))
            name[count++] = dh_sensitivity_word(runs->column[i].name);
    char shown[80];
    const char *near = dh_nearest(over, name, count);
    return dh_fail(error, DH_ERROR_INPUT, "%s: no run has a hyperparameter \"%s\"%s%s%s",
                   traces->trace[0].results->path, dh_printable(shown, sizeof shown, over),
                   near ? ": did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* Fills at [traces->count] with the runs that have a value; *ret_count of them. */
static int collect(const dh_traces *traces, const char *over, dh_point *at, const char **problem, dh_curves *ret,
                   size_t *ret_count, dh_arena *arena, dh_error *error)
{
    bool known = false;
    *ret_count = 0;
    for (size_t i = 0; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        const char *column = dh_sensitivity_column(t->results, over);
        double x = column ? dh_run_number(t, column) : NAN;
        known = known || column;
        if (!isfinite(x))
            continue;
        const char *label = dh_label_without(t->method, dh_sensitivity_word(column), arena);
        if (!label)
            return dh_fail_memory(error);
        size_t panel = dh_name_index(t->problem, problem, &ret->panels, 0);
        at[(*ret_count)++] = (dh_point){.panel = panel,
                                        .method = dh_name_index(label, ret->method, &ret->methods, 0),
                                        .order = i,
                                        .x = x,
                                        .trace = t};
    }
    return known ? 0 : fail_column(traces, over, error);
}

/* Leaves out methods that have one value everywhere; those that stay are numbered anew. */
static size_t keep_varied(dh_point *at, size_t count, dh_curves *curves, bool *varied, size_t *number)
{
    for (size_t i = 1; i < count; i++)
        if (at[i].panel == at[i - 1].panel && at[i].method == at[i - 1].method && at[i].x != at[i - 1].x)
            varied[at[i].method] = true;
    size_t methods = 0, kept = 0;
    for (size_t i = 0; i < curves->methods; i++)
        if (varied[i]) {
            curves->method[methods] = curves->method[i];
            number[i] = methods++;
        }
    curves->methods = methods;
    for (size_t i = 0; i < count; i++)
        if (varied[at[i].method]) {
            at[kept] = at[i];
            at[kept].method = number[at[i].method];
            kept++;
        }
    return kept;
}

/* ---- curves ---- */

/* at [count]: the runs of one method on one problem */
static int make_curve(dh_curve *c, const dh_point *at, size_t count, double worst, dh_arena *arena)
{
    double *x = DH_NEW(arena, double, 5 * count + 1), *median = x + count, *low = median + count, *high = low + count,
           *value = high + count;
    double *lost_x = DH_NEW(arena, double, 2 * count + 1), *lost_y = lost_x ? lost_x + count : NULL;
    if (!x || !lost_x)
        return -1;
    c->runs = count;
    c->x = x, c->median = median, c->low = low, c->high = high, c->lost_x = lost_x, c->lost_y = lost_y;
    for (size_t from = 0, to; from < count; from = to) {
        bool lost = false;
        for (to = from; to < count && at[to].x == at[from].x; to++) {
            double v = dh_number_final(at[to].trace);
            value[to - from] = isfinite(v) ? v : worst;
            lost = lost || !isfinite(v);
            c->ended[at[to].trace->status]++;
        }
        qsort(value, to - from, sizeof *value, compare_doubles);
        x[c->points] = at[from].x;
        low[c->points] = dh_quantile(value, to - from, 0.25);
        median[c->points] = dh_quantile(value, to - from, 0.5);
        high[c->points] = dh_quantile(value, to - from, 0.75);
        if (isinf(median[c->points]))
            low[c->points] = high[c->points] = NAN;
        if (worst > 0 ? median[c->points] < c->final : median[c->points] > c->final)
            c->final = median[c->points];
        c->points++;
        if (lost) {
            lost_x[c->lost] = at[from].x;
            lost_y[c->lost++] = worst;
        }
    }
    return 0;
}

/* Runs that are this many times worse than at their start, but not lost: how much worse tells nothing more, and what
 * the others did would vanish at the foot of the axis. */
static const double WORTH = 1e3;

static int describe(dh_panel *p, const dh_point *at, size_t count, dh_scale scale, dh_arena *arena)
{
    const dh_trace *head = at->trace;
    int64_t *seed = DH_NEW(arena, int64_t, count);
    if (!seed)
        return -1;
    p->problem = head->problem;
    p->gap = head->gap;
    p->best_seen = head->best_seen;
    p->resolution = head->gap ? ldexp(fabs(head->f_star), -52) : 0;
    p->first = INFINITY;
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < p->seeds && seed[k] != at[i].trace->seed)
            k++;
        if (k == p->seeds)
            seed[p->seeds++] = at[i].trace->seed;
        p->first = at[i].x > 0 ? fmin(p->first, at[i].x) : p->first;
        p->last = fmax(p->last, at[i].x);
        const dh_trace *t = at[i].trace;
        if (t->rows && isfinite(t->y[0]) && t->y[0] > 0)
            p->ceiling = fmax(p->ceiling, WORTH * t->y[0]);
    }
    p->log_x = isfinite(p->first) && (scale == DH_SCALE_LOG || (scale == DH_SCALE_AUTO && p->last >= 8 * p->first));
    return 0;
}

static int make_panel(dh_panel *p, const dh_point *at, size_t count, const dh_curves *curves, dh_scale scale,
                      dh_arena *arena)
{
    double worst = curves->larger_is_better ? -INFINITY : INFINITY;
    p->curve = DH_NEW(arena, dh_curve, curves->methods);
    if (!p->curve || describe(p, at, count, scale, arena))
        return -1;
    for (size_t i = 0; i < curves->methods; i++)
        p->curve[i] = (dh_curve){.method = i, .final = worst};
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && at[to].method == at[from].method;)
            to++;
        if (make_curve(&p->curve[at[from].method], at + from, to - from, worst, arena))
            return -1;
    }
    return 0;
}

int dh_sensitivity_make(const dh_traces *traces, const char *over, dh_scale scale, dh_arena *arena, dh_curves *ret,
                        dh_error *error)
{
    size_t n = traces->count + 1, count;
    dh_point *at = DH_NEW(arena, dh_point, n);
    const char **problem = DH_NEW(arena, const char *, n);
    bool *varied = DH_NEW(arena, bool, n);
    size_t *number = DH_NEW(arena, size_t, n);
    *ret = (dh_curves){.larger_is_better = traces->larger_is_better,
                       .method = DH_NEW(arena, const char *, n),
                       .x_label = over,
                       .lost_on_edge = true};
    if (!at || !problem || !varied || !number || !ret->method)
        return dh_fail_memory(error);
    if (collect(traces, over, at, problem, ret, &count, arena, error))
        return -1;
    qsort(at, count, sizeof *at, dh_point_compare);
    count = keep_varied(at, count, ret, varied, number);
    if (!count)
        return dh_fail(error, DH_ERROR_INPUT, "no method was run at two values of %s", over);
    ret->panel = DH_NEW(arena, dh_panel, ret->panels);
    ret->panels = 0; /* counted anew: a problem may have lost all its methods */
    if (!ret->panel)
        return dh_fail_memory(error);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && at[to].panel == at[from].panel;)
            to++;
        if (make_panel(&ret->panel[ret->panels++], at + from, to - from, ret, scale, arena))
            return dh_fail_memory(error);
    }
    return 0;
}
