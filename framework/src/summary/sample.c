#include "summary/sample.h"

#include "summary/curve.h"
#include "summary/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double dh_run_number(const dh_trace *t, const char *name)
{
    const dh_column *column = t->results ? dh_table_find(&t->results->runs, name) : NULL;
    if (!column || column->type == DH_TEXT)
        return NAN;
    return column->type == DH_REAL   ? column->real[t->row]
           : column->type == DH_FLAG ? column->flag[t->row]
                                     : (double)column->whole[t->row];
}

double dh_number_final(const dh_trace *t)
{
    bool good = t->status == DH_FINISHED || t->status == DH_TARGET_REACHED;
    return good && t->rows ? t->y[t->rows - 1] : NAN;
}

static double a_step(const dh_trace *t, double seconds)
{
    double steps = dh_run_number(t, "steps");
    return steps > 0 ? seconds / steps : NAN;
}

double dh_number_oracle_step(const dh_trace *t)
{
    return a_step(t, dh_run_number(t, "oracle_seconds"));
}

double dh_number_optimizer_step(const dh_trace *t)
{
    return a_step(t, dh_run_number(t, "optimizer_seconds"));
}

double dh_number_step(const dh_trace *t)
{
    return dh_number_oracle_step(t) + dh_number_optimizer_step(t);
}

/* ---- grouping ---- */

typedef struct member {
    size_t panel, sample, order;
} member;

static int compare_members(const void *a, const void *b)
{
    const member *p = a, *q = b;
    if (p->panel != q->panel)
        return p->panel < q->panel ? -1 : 1;
    if (p->sample != q->sample)
        return p->sample < q->sample ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int compare_seeds(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool better(const dh_sample *a, const dh_sample *b, bool larger_is_better)
{
    return larger_is_better ? a->median > b->median : a->median < b->median;
}

/* By insertion: equals stay in order of appearance, which qsort does not promise. */
static void sort_samples(dh_sample_panel *p, bool larger_is_better)
{
    for (size_t i = 1; i < p->count; i++) {
        dh_sample s = p->sample[i];
        size_t k = i;
        for (; k && better(&s, &p->sample[k - 1], larger_is_better); k--)
            p->sample[k] = p->sample[k - 1];
        p->sample[k] = s;
    }
}

static int fill(dh_sample *s, const dh_traces *traces, const member *m, size_t count, dh_number *number,
                dh_number *other, double worst, dh_arena *arena)
{
    double *all = DH_NEW(arena, double, count);
    s->value = DH_NEW(arena, double, count);
    s->other = other ? DH_NEW(arena, double, count) : NULL;
    if (!all || !s->value || (other && !s->other))
        return -1;
    s->method = traces->trace[m->order].method;
    s->settings = traces->trace[m->order].settings;
    s->runs = count;
    for (size_t k = 0; k < count; k++) {
        const dh_trace *t = &traces->trace[m[k].order];
        double v = number(t);
        all[k] = isfinite(v) ? v : worst;
        if (!isfinite(v)) {
            s->lost++;
            continue;
        }
        s->value[s->count] = v;
        if (other)
            s->other[s->count] = other(t);
        s->count++;
    }
    qsort(all, count, sizeof *all, compare_doubles);
    s->low = dh_quantile(all, count, 0.25);
    s->median = dh_quantile(all, count, 0.5);
    s->high = dh_quantile(all, count, 0.75);
    for (size_t k = 0; other && k < s->count; k++)
        all[k] = s->other[k];
    if (other && s->count)
        qsort(all, s->count, sizeof *all, compare_doubles);
    s->other_median = other && s->count ? dh_quantile(all, s->count, 0.5) : NAN;
    return 0;
}

static int make_panel(dh_sample_panel *p, const dh_traces *traces, const member *m, size_t count, dh_number *number,
                      dh_number *other, dh_arena *arena, dh_error *error)
{
    const dh_trace *head = &traces->trace[m->order];
    int64_t *seed = DH_NEW(arena, int64_t, count);
    p->sample = DH_NEW(arena, dh_sample, count);
    if (!p->sample || !seed)
        return dh_fail_memory(error);
    p->problem = head->problem;
    p->gap = head->gap;
    p->best_seen = head->best_seen;
    p->resolution = head->gap ? ldexp(fabs(head->f_star), -52) : 0;
    for (size_t i = 0; i < count; i++)
        seed[i] = traces->trace[m[i].order].seed;
    qsort(seed, count, sizeof *seed, compare_seeds);
    for (size_t i = 0; i < count; i++)
        p->seeds += !i || seed[i] != seed[i - 1];
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && m[to].sample == m[from].sample;)
            to++;
        if (fill(&p->sample[p->count++], traces, m + from, to - from, number, other,
                 traces->larger_is_better ? -INFINITY : INFINITY, arena))
            return dh_fail_memory(error);
    }
    sort_samples(p, traces->larger_is_better);
    return 0;
}

int dh_samples_make(const dh_traces *traces, dh_number *number, dh_number *other, dh_arena *arena, dh_samples *ret,
                    dh_error *error)
{
    size_t n = traces->count, problems = 0, methods = 0, panel = 0, method = 0;
    member *m = DH_NEW(arena, member, n + 1);
    const char **problem = DH_NEW(arena, const char *, n + 1), **name = DH_NEW(arena, const char *, n + 1);
    *ret = (dh_samples){.larger_is_better = traces->larger_is_better, .panel = DH_NEW(arena, dh_sample_panel, n + 1)};
    if (!m || !problem || !name || !ret->panel)
        return dh_fail_memory(error);
    for (size_t i = 0; i < n; i++) {
        panel = dh_name_index(traces->trace[i].problem, problem, &problems, panel);
        method = dh_name_index(traces->trace[i].method, name, &methods, method);
        m[i] = (member){panel, method, i};
    }
    qsort(m, n, sizeof *m, compare_members);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && m[to].panel == m[from].panel;)
            to++;
        if (make_panel(&ret->panel[ret->panels++], traces, m + from, to - from, number, other, arena, error))
            return -1;
    }
    return 0;
}
