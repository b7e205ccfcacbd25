/* What runs delivered, sorted so that groups and methods are ranges. */
#include "summary/outcomes.h"

#include "summary/contest.h"
#include "summary/curve.h"
#include "summary/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const dh_outcome *p = a, *q = b;
    if (p->problem != q->problem)
        return p->problem < q->problem ? -1 : 1;
    if (p->group != q->group)
        return p->group < q->group ? -1 : 1;
    if (p->method != q->method)
        return p->method < q->method ? -1 : 1;
    return (p->index > q->index) - (p->index < q->index);
}

int dh_outcomes_make(const dh_traces *traces, dh_arena *arena, dh_outcomes *ret, dh_error *error)
{
    size_t n = traces->count;
    const char **name = DH_NEW(arena, const char *, 3 * n);
    *ret = (dh_outcomes){.count = n, .outcome = DH_NEW(arena, dh_outcome, n)};
    if (!name || !ret->outcome)
        return dh_fail_memory(error);
    dh_outcome last = {0};
    for (size_t i = 0; i < n; i++) {
        const dh_trace *t = &traces->trace[i];
        last.problem = dh_name_index(t->problem, name, &ret->problems, last.problem);
        last.group = dh_name_index(t->group ? t->group : "", name + n, &ret->groups, last.group);
        last.method = dh_name_index(t->method, name + 2 * n, &ret->methods, last.method);
        last.final = dh_trace_final(t, traces->larger_is_better);
        last.lost = t->status != DH_FINISHED && t->status != DH_TARGET_REACHED;
        last.stable = last.final < INFINITY && last.final <= (traces->larger_is_better ? -t->y[0] : t->y[0]);
        last.trace = t;
        last.index = i;
        ret->outcome[i] = last;
    }
    qsort(ret->outcome, n, sizeof *ret->outcome, compare);
    return 0;
}

size_t dh_outcomes_end(const dh_outcomes *all, size_t from, int level)
{
    const dh_outcome *head = &all->outcome[from];
    size_t to = from;
    while (to < all->count && all->outcome[to].problem == head->problem &&
           (level < 1 || all->outcome[to].group == head->group) &&
           (level < 2 || all->outcome[to].method == head->method))
        to++;
    return to;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double dh_outcomes_quantile(const dh_outcome *outcome, size_t count, double q, double *scratch)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = outcome[i].final;
    qsort(scratch, count, sizeof *scratch, compare_doubles);
    return count ? dh_quantile(scratch, count, q) : NAN;
}
