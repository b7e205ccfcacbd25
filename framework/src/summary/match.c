/* The methods on one problem: costs with intervals, ranks, and exact paired tests on common seeds, adjusted by Holm
 * over the problem. Where the others are tested against the best, the best was found by the same runs: then the
 * p-values are somewhat too small, and a reference that was named beforehand is better. */
#include "summary/board.h"
#include "summary/curve.h"
#include "summary/ecdf.h"
#include "summary/ert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct work {
    const dh_contests *all;
    const dh_board *board;
    const dh_compare_options *options;
    dh_bootstrap bootstrap;
    double *scratch;      /* [seeds] */
    size_t *have, *drawn; /* [seeds] the seeds that the method has; those of a resample */
    size_t method;
} work;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* of what is there; NaN of nothing */
static double median(const double *value, size_t count, double *scratch)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(value[i]))
            scratch[used++] = value[i];
    qsort(scratch, used, sizeof *scratch, compare_doubles);
    return used ? dh_quantile(scratch, used, 0.5) : NAN;
}

static double resampled(const void *data, const size_t *pick, size_t count)
{
    const work *w = data;
    for (size_t i = 0; i < count; i++)
        w->drawn[i] = w->have[pick[i]];
    return dh_board_value(w->board, w->method, w->drawn, count, w->scratch);
}

/* Keyed by problem and method, so that an interval stays when others join. */
static dh_interval interval_of(work *w, const dh_contest *contest, size_t runs)
{
    dh_stream stream;
    dh_stream_init(&stream, 0, contest->problem, w->all->method[w->method], 0, "summary");
    return dh_bootstrap_interval(&w->bootstrap, &stream, resampled, w, runs);
}

static int fill_entry(work *w, const dh_contest *contest, dh_entry *e, dh_error *error)
{
    size_t seeds = contest->seeds, from = e->method * seeds;
    const dh_board *b = w->board;
    for (size_t s = 0; s < seeds; s++) {
        const dh_trace *t = contest->trace[from + s];
        w->have[e->runs] = s;
        e->runs += t != NULL;
        e->lost += t && t->status != DH_FINISHED && t->status != DH_TARGET_REACHED;
        e->solved += b->cost[from + s] < INFINITY;
    }
    w->method = e->method;
    e->value = dh_board_value(b, e->method, NULL, seeds, w->scratch);
    e->interval = interval_of(w, contest, e->runs);
    e->cost = median(b->cost + from, seeds, w->scratch);
    e->final = median(b->final + from, seeds, w->scratch);
    e->p = e->adjusted = NAN;
    dh_arena scratch = {0};
    dh_steps steps;
    int failed = dh_ecdf_make(w->all, contest, e->method, &scratch, &steps, &e->area, error);
    dh_arena_finish(&scratch);
    return failed;
}

static int by_number(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b)
{
    const dh_entry *p = a, *q = b;
    int order = by_number(p->value, q->value);
    order = order ? order : by_number((double)q->solved, (double)p->solved);
    order = order ? order : by_number(p->cost, q->cost);
    order = order ? order : by_number(p->final, q->final);
    order = order ? order : by_number(q->area, p->area);
    return order ? order : by_number((double)p->method, (double)q->method);
}

static int rank_entries(dh_match *match, dh_arena *arena, dh_error *error)
{
    size_t count = match->entries, *order = DH_NEW(arena, size_t, count);
    double *value = DH_NEW(arena, double, count), *rank = DH_NEW(arena, double, count);
    if (!order || !value || !rank)
        return dh_fail_memory(error);
    qsort(match->entry, count, sizeof *match->entry, compare_entries);
    for (size_t i = 0; i < count; i++)
        value[i] = match->entry[i].value;
    dh_rank_values(value, count, order, rank);
    for (size_t i = 0; i < count; i++)
        match->entry[i].rank = rank[i];
    return 0;
}

static int test_entries(work *w, dh_match *match, dh_arena *arena, dh_error *error)
{
    double *p = DH_NEW(arena, double, match->entries), *adjusted = DH_NEW(arena, double, match->entries);
    if (!p || !adjusted)
        return dh_fail_memory(error);
    for (size_t i = 0; i < match->entries; i++) {
        dh_entry *e = &match->entry[i];
        p[i] = NAN;
        if (e->method == match->against)
            continue;
        e->pairs = dh_board_pair(w->board, e->method, match->against, w->scratch);
        if (dh_board_test(w->scratch, e->pairs, w->options->level, w->board->factor, &p[i], &e->effect, error))
            return -1;
    }
    if (dh_holm_adjust(p, match->entries, arena, adjusted, error))
        return -1;
    for (size_t i = 0; i < match->entries; i++) {
        match->entry[i].p = p[i];
        match->entry[i].adjusted = adjusted[i];
    }
    return 0;
}

static bool tried(const dh_contest *contest, size_t method)
{
    for (size_t s = 0; s < contest->seeds; s++)
        if (contest->trace[method * contest->seeds + s])
            return true;
    return false;
}

/* The reference where it has runs here; else the best, unless even that reached nothing. */
static size_t opponent(const dh_match *match, size_t reference, size_t none)
{
    if (reference < none)
        return tried(match->contest, reference) ? reference : none;
    return match->entries && match->entry[0].value < INFINITY ? match->entry[0].method : none;
}

static int begin(work *w, dh_arena *arena, dh_error *error)
{
    size_t seeds = w->board->seeds;
    w->scratch = DH_NEW(arena, double, seeds);
    w->have = DH_NEW(arena, size_t, seeds);
    w->drawn = DH_NEW(arena, size_t, seeds);
    if (!w->scratch || !w->have || !w->drawn)
        return dh_fail_memory(error);
    return dh_bootstrap_init(&w->bootstrap, seeds, w->options->resamples, w->options->level, arena, error);
}

int dh_match_make(const dh_contests *all, const dh_contest *contest, const dh_board *board, size_t reference,
                  const dh_compare_options *options, dh_arena *arena, dh_match *ret, dh_error *error)
{
    work w = {.all = all, .board = board, .options = options};
    *ret = (dh_match){.contest = contest,
                      .factor = board->factor,
                      .entry = DH_NEW(arena, dh_entry, all->methods),
                      .least = SIZE_MAX};
    if (!ret->entry)
        return dh_fail_memory(error);
    if (begin(&w, arena, error))
        return -1;
    for (size_t m = 0; m < all->methods; m++) {
        dh_entry *e = &ret->entry[ret->entries];
        if (!tried(contest, m))
            continue;
        e->method = m;
        if (fill_entry(&w, contest, e, error))
            return -1;
        ret->least = e->runs < ret->least ? e->runs : ret->least;
        ret->most = e->runs > ret->most ? e->runs : ret->most;
        ret->fixed += board->fixed[m];
        ret->entries++;
    }
    if (rank_entries(ret, arena, error))
        return -1;
    ret->against = opponent(ret, reference, all->methods);
    return ret->against < all->methods ? test_entries(&w, ret, arena, error) : 0;
}
