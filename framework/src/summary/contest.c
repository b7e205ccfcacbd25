/* Targets are those of More & Wild (2009), "Benchmarking derivative-free optimization algorithms", SIAM Journal on
 * Optimization 20(1), 172-191, equation 2.2: f(x) <= f_L + tau (f0 - f_L), with the certified minimum for f_L, or as
 * there the best value seen where none is known. */
#include "summary/contest.h"

#include "summary/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where a trace stands. */
typedef struct place {
    size_t contest, method;
} place;

static void find_places(const dh_traces *traces, const char **problem, size_t *problems, dh_contests *ret, place *at)
{
    place last = {0};
    for (size_t i = 0; i < traces->count; i++) {
        last.contest = dh_name_index(traces->trace[i].problem, problem, problems, last.contest);
        last.method = dh_name_index(traces->trace[i].method, ret->method, &ret->methods, last.method);
        at[i] = last;
    }
}

static int compare_seeds(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t find_seed(const dh_contest *contest, int64_t seed)
{
    const int64_t *at = bsearch(&seed, contest->seed, contest->seeds, sizeof seed, compare_seeds);
    return (size_t)(at - contest->seed);
}

static int collect_seeds(const dh_traces *traces, const place *at, size_t index, dh_contest *contest, dh_arena *arena,
                         dh_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < traces->count; i++)
        count += at[i].contest == index;
    int64_t *seed = DH_NEW(arena, int64_t, count);
    if (!seed)
        return dh_fail_memory(error);
    count = 0;
    for (size_t i = 0; i < traces->count; i++)
        if (at[i].contest == index)
            seed[count++] = traces->trace[i].seed;
    qsort(seed, count, sizeof *seed, compare_seeds);
    for (size_t i = 0; i < count; i++)
        if (!i || seed[i] != seed[i - 1])
            seed[contest->seeds++] = seed[i];
    contest->seed = seed;
    return 0;
}

static int place_traces(const dh_traces *traces, const place *at, size_t index, dh_contest *contest, dh_error *error)
{
    for (size_t i = 0; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        if (at[i].contest != index)
            continue;
        const dh_trace **slot = &contest->trace[at[i].method * contest->seeds + find_seed(contest, t->seed)];
        if (*slot)
            return dh_fail(error, DH_ERROR_INPUT,
                           "problem \"%s\", method \"%s\": two different runs with seed %lld: expected one (was the "
                           "study or a plugin changed between the files?)",
                           t->problem, t->method, (long long)t->seed);
        *slot = t;
    }
    return 0;
}

static int measure(dh_contest *contest, size_t methods, bool larger_is_better, dh_error *error)
{
    const dh_trace *head = NULL;
    double best = INFINITY;
    contest->first = INFINITY;
    for (size_t i = 0; i < methods * contest->seeds; i++) {
        const dh_trace *t = contest->trace[i];
        if (!t)
            continue;
        head = head ? head : t;
        if (t->gap != head->gap || t->best_seen != head->best_seen)
            return dh_fail(error, DH_ERROR_INPUT,
                           "problem \"%s\": f* is known in one file and not in another: expected the same in all",
                           t->problem);
        for (size_t row = 0; row < t->rows; row++) {
            double y = larger_is_better ? -t->y[row] : t->y[row];
            best = isfinite(y) ? fmin(best, y) : best;
            contest->first = t->x[row] > 0 ? fmin(contest->first, t->x[row]) : contest->first;
        }
        contest->last = fmax(contest->last, dh_trace_spent(t));
    }
    contest->gap = head->gap;
    contest->floor = head->gap && !head->best_seen ? DH_FLOOR_CERTIFIED : DH_FLOOR_BEST_SEEN;
    contest->best = isinf(best) ? NAN : head->gap ? 0 : larger_is_better ? -best : best;
    contest->resolution = head->gap ? ldexp(fabs(head->f_star), -52) : 0;
    return 0;
}

static int make_contest(const dh_traces *traces, const place *at, size_t index, const char *problem,
                        const dh_contests *all, dh_contest *ret, dh_arena *arena, dh_error *error)
{
    *ret = (dh_contest){.problem = problem};
    if (collect_seeds(traces, at, index, ret, arena, error))
        return -1;
    ret->trace = DH_NEW(arena, const dh_trace *, all->methods * ret->seeds);
    if (!ret->trace)
        return dh_fail_memory(error);
    return place_traces(traces, at, index, ret, error) || measure(ret, all->methods, all->larger_is_better, error)
               ? -1
               : 0;
}

int dh_contests_make(const dh_traces *traces, dh_arena *arena, dh_contests *ret, dh_error *error)
{
    size_t count = traces->count, problems = 0;
    *ret = (dh_contests){.larger_is_better = traces->larger_is_better, .method = DH_NEW(arena, const char *, count)};
    const char **problem = DH_NEW(arena, const char *, count);
    place *at = DH_NEW(arena, place, count);
    if (!ret->method || !problem || !at)
        return dh_fail_memory(error);
    find_places(traces, problem, &problems, ret, at);
    ret->contest = DH_NEW(arena, dh_contest, problems);
    if (!ret->contest)
        return dh_fail_memory(error);
    for (size_t i = 0; i < problems; i++) {
        dh_contest *next = &ret->contest[ret->count];
        if (make_contest(traces, at, i, problem[i], ret, next, arena, error))
            return -1;
        *(isfinite(next->best) ? &ret->count : &ret->left_out) += 1;
    }
    if (!ret->count)
        return dh_fail(error, DH_ERROR_INPUT, "no run of %zu has a finite value of what is to be compared", count);
    return 0;
}

size_t dh_trace_reach(const dh_trace *trace, const dh_contest *contest, dh_goal target, bool larger_is_better)
{
    if (!trace->rows)
        return 0;
    double goal = target.absolute ? target.value - (trace->gap ? trace->f_star : 0)
                                  : contest->best + target.value * (trace->y[0] - contest->best);
    if (!isfinite(goal))
        return trace->rows;
    for (size_t row = 0; row < trace->rows; row++)
        if (larger_is_better ? trace->y[row] >= goal : trace->y[row] <= goal)
            return row;
    return trace->rows;
}

void dh_contest_costs(const dh_contests *all, const dh_contest *contest, dh_goal target, double *cost)
{
    for (size_t i = 0; i < all->methods * contest->seeds; i++) {
        const dh_trace *t = contest->trace[i];
        size_t row = t ? dh_trace_reach(t, contest, target, all->larger_is_better) : 0;
        cost[i] = !t ? NAN : row < t->rows ? t->x[row] : INFINITY;
    }
}

double dh_trace_spent(const dh_trace *trace)
{
    return trace->rows ? trace->x[trace->rows - 1] : 0;
}

double dh_trace_final(const dh_trace *trace, bool larger_is_better)
{
    bool delivered = trace->status == DH_FINISHED || trace->status == DH_TARGET_REACHED;
    double y = trace->rows ? trace->y[trace->rows - 1] : NAN;
    if (!delivered || !isfinite(y))
        return INFINITY;
    return larger_is_better ? -y : y;
}
