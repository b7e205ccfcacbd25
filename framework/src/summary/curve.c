/* Medians and quartiles of censored step functions; the rules stand in curve.h. That a lost run counts as the worst
 * value, so that order statistics stay exact as long as they do not lean on it, is how Hansen et al. (2021), "COCO: a
 * platform for comparing continuous optimizers in a black-box setting", Optimization Methods and Software 36(1),
 * 114-144, treat right-censored runs. */
#include "summary/curve.h"

#include "summary/bootstrap.h"
#include "summary/grid.h"
#include "summary/names.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RESAMPLES = 500 }; /* for each point of a band */

double dh_quantile(const double *sorted, size_t n, double q)
{
    double at = q * (double)(n - 1), below = floor(at);
    size_t i = (size_t)below;
    if (at == below || sorted[i] == sorted[i + 1])
        return sorted[i]; /* 0 times infinity is no number */
    if (isinf(sorted[i]))
        return sorted[i];
    return isinf(sorted[i + 1]) ? sorted[i + 1] : gsl_stats_quantile_from_sorted_data(sorted, 1, n, q);
}

/* One run on its way along the grid. */
typedef struct cursor {
    const dh_trace *trace;
    size_t next; /* first row not yet passed */
    bool kept;   /* delivered what it had at its end */
} cursor;

typedef struct member {
    size_t panel, method, order;
    const dh_trace *trace;
} member;

static bool delivered(dh_status status)
{
    return status == DH_FINISHED || status == DH_TARGET_REACHED;
}

static double value_at(cursor *run, double x, double worst)
{
    const dh_trace *t = run->trace;
    while (run->next < t->rows && t->x[run->next] <= x)
        run->next++;
    if (!run->next || (run->next == t->rows && !run->kept && x > t->x[t->rows - 1]))
        return worst;
    double y = t->y[run->next - 1];
    return isfinite(y) ? y : worst;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorted values of all runs at x. */
static void values_at(cursor *run, size_t runs, double x, double worst, double *value)
{
    for (size_t k = 0; k < runs; k++)
        value[k] = value_at(&run[k], x, worst);
    qsort(value, runs, sizeof *value, compare_doubles);
}

static void fill_quantiles(const dh_curve *curve, cursor *run, const dh_band *band, double worst, double *value,
                           double *const out[3])
{
    const double q[] = {band->low, 0.5, band->high};
    for (size_t i = 0; i < curve->points; i++) {
        values_at(run, curve->runs, curve->x[i], worst, value);
        for (int k = 0; k < 3; k++)
            out[k][i] = dh_quantile(value, curve->runs, q[k]);
    }
}

/* Every point draws the same runs, so that the ends of the band are as smooth as the curves are. */
static int fill_mean(const dh_curve *curve, const char *problem, const char *method, cursor *run, const dh_band *band,
                     double worst, double *value, double *const out[3], dh_error *error)
{
    dh_arena scratch = {0};
    dh_bootstrap bootstrap;
    dh_stream stream;
    if (dh_bootstrap_init(&bootstrap, curve->runs, RESAMPLES, band->level, &scratch, error))
        return -1;
    dh_stream_init(&stream, 0, problem, method, 0, "summary curve");
    for (size_t i = 0; i < curve->points; i++) {
        double sum = 0;
        for (size_t k = 0; k < curve->runs; k++)
            sum += value[k] = value_at(&run[k], curve->x[i], worst);
        dh_stream_seek(&stream, 0);
        dh_interval at = dh_bootstrap_mean(&bootstrap, &stream, value, curve->runs);
        out[0][i] = at.low;
        out[1][i] = sum / (double)curve->runs;
        out[2][i] = at.high;
    }
    dh_arena_finish(&scratch);
    return 0;
}

static int fill(dh_curve *curve, const dh_trace *head, cursor *run, const dh_band *band, double worst,
                dh_arena *arena, dh_error *error)
{
    double *value = DH_NEW(arena, double, curve->runs), *room = DH_NEW(arena, double, 3 * curve->points);
    if (!value || !room)
        return dh_fail_memory(error);
    double *const out[] = {room, room + curve->points, room + 2 * curve->points};
    if (!band->mean)
        fill_quantiles(curve, run, band, worst, value, out);
    else if (fill_mean(curve, head->problem, head->method, run, band, worst, value, out, error))
        return -1;
    curve->low = out[0];
    curve->median = out[1];
    curve->high = out[2];
    values_at(run, curve->runs, INFINITY, worst, value);
    curve->final = dh_quantile(value, curve->runs, 0.5);
    return 0;
}

static int mark_lost(dh_curve *curve, const member *members, dh_arena *arena, dh_error *error)
{
    double *x = DH_NEW(arena, double, curve->runs), *y = DH_NEW(arena, double, curve->runs);
    if (!x || !y)
        return dh_fail_memory(error);
    for (size_t k = 0; k < curve->runs; k++) {
        const dh_trace *t = members[k].trace;
        curve->ended[t->status]++;
        size_t row = t->rows;
        while (row && !isfinite(t->y[row - 1]))
            row--;
        if (delivered(t->status) || !row)
            continue;
        x[curve->lost] = t->x[row - 1];
        y[curve->lost++] = t->y[row - 1];
    }
    curve->lost_x = x;
    curve->lost_y = y;
    return 0;
}

/* members [count]: the runs of one method on one problem */
static int make_curve(dh_curve *curve, const member *members, size_t count, const dh_panel *panel,
                      const dh_band *band, double worst, size_t most, dh_arena *arena, dh_error *error)
{
    cursor *run = DH_NEW(arena, cursor, count);
    const dh_trace **trace = DH_NEW(arena, const dh_trace *, count);
    if (!run || !trace)
        return dh_fail_memory(error);
    for (size_t k = 0; k < count; k++) {
        trace[k] = members[k].trace;
        run[k] = (cursor){.trace = trace[k], .kept = delivered(trace[k]->status)};
    }
    curve->runs = count;
    curve->settings = trace[0]->settings;
    if (dh_grid_make(trace, count, panel->log_x, most, arena, &curve->x, &curve->points, error))
        return -1;
    return fill(curve, trace[0], run, band, worst, arena, error) || mark_lost(curve, members, arena, error) ? -1 : 0;
}

static int compare_members(const void *a, const void *b)
{
    const member *p = a, *q = b;
    if (p->panel != q->panel)
        return p->panel < q->panel ? -1 : 1;
    if (p->method != q->method)
        return p->method < q->method ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

/* The runs sorted by panel and method; the names in order of appearance. */
static void group(const dh_traces *traces, member *members, const char **problem, dh_curves *ret)
{
    size_t panel = 0, method = 0;
    for (size_t i = 0; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        panel = dh_name_index(t->problem, problem, &ret->panels, panel);
        method = dh_name_index(t->method, ret->method, &ret->methods, method);
        members[i] = (member){.panel = panel, .method = method, .order = i, .trace = t};
    }
    qsort(members, traces->count, sizeof *members, compare_members);
}

static int compare_seeds(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int count_seeds(dh_panel *panel, const member *members, size_t count, dh_arena *arena, dh_error *error)
{
    int64_t *seed = DH_NEW(arena, int64_t, count);
    if (!seed)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        seed[i] = members[i].trace->seed;
    qsort(seed, count, sizeof *seed, compare_seeds);
    for (size_t i = 0; i < count; i++)
        panel->seeds += !i || seed[i] != seed[i - 1];
    return 0;
}

static int describe_panel(dh_panel *panel, const member *members, size_t count, dh_scale scale, dh_error *error)
{
    const dh_trace *head = members->trace;
    panel->gap = head->gap;
    panel->best_seen = head->best_seen;
    panel->resolution = head->gap ? ldexp(fabs(head->f_star), -52) : 0;
    panel->first = INFINITY;
    for (size_t i = 0; i < count; i++) {
        const dh_trace *t = members[i].trace;
        if (t->gap != head->gap || t->best_seen != head->best_seen)
            return dh_fail(error, DH_ERROR_INPUT,
                           "problem \"%s\": f* is known in one file and not in another: expected the "
                           "same in all, or a chart of cost",
                           t->problem);
        size_t row = 0;
        while (row < t->rows && !(t->x[row] > 0))
            row++;
        if (row < t->rows)
            panel->first = fmin(panel->first, t->x[row]);
        if (t->rows)
            panel->last = fmax(panel->last, t->x[t->rows - 1]);
    }
    panel->log_x = isfinite(panel->first) &&
                   (scale == DH_SCALE_LOG || (scale == DH_SCALE_AUTO && panel->last >= 50 * panel->first));
    return 0;
}

static int make_panel(dh_panel *panel, const member *members, size_t count, const dh_curves *curves,
                      const dh_band *band, dh_scale scale, size_t most, dh_arena *arena, dh_error *error)
{
    double worst = curves->larger_is_better ? -INFINITY : INFINITY;
    panel->curve = DH_NEW(arena, dh_curve, curves->methods);
    if (!panel->curve)
        return dh_fail_memory(error);
    if (describe_panel(panel, members, count, scale, error) || count_seeds(panel, members, count, arena, error))
        return -1;
    for (size_t i = 0; i < curves->methods; i++)
        panel->curve[i] = (dh_curve){.method = i, .final = worst};
    for (size_t from = 0, to; from < count; from = to) {
        size_t method = members[from].method;
        for (to = from; to < count && members[to].method == method;)
            to++;
        if (make_curve(&panel->curve[method], members + from, to - from, panel, band, worst, most, arena, error))
            return -1;
    }
    return 0;
}

int dh_curves_make(const dh_traces *traces, dh_scale scale, size_t most, dh_arena *arena, dh_curves *ret,
                   dh_error *error)
{
    const dh_band quartiles = {.low = 0.25, .high = 0.75};
    return dh_curves_make_band(traces, scale, most, &quartiles, arena, ret, error);
}

int dh_curves_make_band(const dh_traces *traces, dh_scale scale, size_t most, const dh_band *band, dh_arena *arena,
                        dh_curves *ret, dh_error *error)
{
    size_t count = traces->count;
    *ret = (dh_curves){.larger_is_better = traces->larger_is_better, .method = DH_NEW(arena, const char *, count)};
    member *members = DH_NEW(arena, member, count);
    const char **problem = DH_NEW(arena, const char *, count);
    if (!members || !problem || !ret->method)
        return dh_fail_memory(error);
    group(traces, members, problem, ret);
    ret->panel = DH_NEW(arena, dh_panel, ret->panels);
    if (!ret->panel)
        return dh_fail_memory(error);
    for (size_t from = 0, to; from < count; from = to) {
        size_t panel = members[from].panel;
        for (to = from; to < count && members[to].panel == panel;)
            to++;
        ret->panel[panel].problem = problem[panel];
        if (make_panel(&ret->panel[panel], members + from, to - from, ret, band, scale, most, arena, error))
            return -1;
    }
    return 0;
}
