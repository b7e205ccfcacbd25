/* The methods over all problems: mean ranks (blocks are problems; with one problem, its seeds), Friedman's and
 * Nemenyi's tests on them, signed-rank tests with Holm, and scores. */
#include "summary/standing.h"

#include "summary/profile.h"

#include <math.h>
#include <stdlib.h>

static bool stands(const dh_comparison *c, size_t method)
{
    for (size_t i = 0; i < c->contests->count; i++) {
        const dh_contest *contest = &c->contests->contest[i];
        size_t runs = 0;
        for (size_t s = 0; s < contest->seeds; s++)
            runs += contest->trace[method * contest->seeds + s] != NULL;
        if (c->by_seed ? runs < contest->seeds : !runs)
            return false;
    }
    return true;
}

static int find_who(dh_standing_work *w, dh_error *error)
{
    dh_comparison *c = w->c;
    w->who = DH_NEW(w->arena, size_t, c->contests->methods);
    if (!w->who)
        return dh_fail_memory(error);
    c->by_seed = c->contests->count == 1;
    for (size_t m = 0; m < c->contests->methods; m++)
        if (stands(c, m))
            w->who[w->count++] = m;
    for (size_t i = 0; i < c->contests->count; i++)
        w->most = w->board[i].seeds > w->most ? w->board[i].seeds : w->most;
    bool fixed = true;
    for (size_t i = 0; i < w->count; i++)
        fixed &= w->board->fixed[w->who[i]];
    c->blocks = !c->by_seed ? c->contests->count : fixed ? 1 : w->board->seeds;
    return 0;
}

static int fill_values(dh_standing_work *w, dh_error *error)
{
    const dh_comparison *c = w->c;
    w->value = DH_NEW(w->arena, double, c->blocks * w->count);
    double *scratch = DH_NEW(w->arena, double, w->most);
    if (!w->value || !scratch)
        return dh_fail_memory(error);
    for (size_t b = 0; b < c->blocks; b++)
        for (size_t i = 0; i < w->count; i++)
            w->value[b * w->count + i] =
                c->by_seed ? dh_board_run(w->board, w->who[i], b)
                           : dh_board_value(&w->board[b], w->who[i], NULL, w->board[b].seeds, scratch);
    return 0;
}

/* ---- tests and scores ---- */

/* Whether differences may be averaged over the blocks. */
static bool comparable(const dh_standing_work *w)
{
    for (size_t i = 0; i < w->c->contests->count; i++)
        if (!w->board[i].factor && !w->c->by_seed)
            return false;
    return true;
}

static int test(const dh_standing_work *w, size_t own, size_t other, double *scratch, double *p, dh_shift *effect,
                dh_error *error)
{
    for (size_t b = 0; b < w->c->blocks; b++) {
        const dh_board *board = &w->board[w->c->by_seed ? 0 : b];
        scratch[b] = dh_board_difference(w->value[b * w->count + own], w->value[b * w->count + other], board->factor,
                                         board->least);
    }
    return dh_board_test(scratch, w->c->blocks, w->c->options.level, w->board->factor, p, effect, error);
}

/* Over the standings as they are sorted; place [count] of each in w->who. */
static int test_all(const dh_standing_work *w, const size_t *place, dh_error *error)
{
    dh_comparison *c = w->c;
    double *p = DH_NEW(w->arena, double, w->count), *adjusted = DH_NEW(w->arena, double, w->count);
    double *scratch = DH_NEW(w->arena, double, c->blocks);
    if (!p || !adjusted || !scratch)
        return dh_fail_memory(error);
    size_t against = w->count;
    for (size_t i = 0; i < w->count; i++) {
        p[i] = NAN;
        if (c->standing[i].method == c->against)
            against = place[i];
    }
    for (size_t i = 0; i < w->count && against < w->count && comparable(w); i++)
        if (place[i] != against && test(w, place[i], against, scratch, &p[i], &c->standing[i].effect, error))
            return -1;
    if (dh_holm_adjust(p, w->count, w->arena, adjusted, error))
        return -1;
    for (size_t i = 0; i < w->count; i++) {
        c->standing[i].p = p[i];
        c->standing[i].adjusted = adjusted[i];
    }
    return 0;
}

/* cost [problems][count]: medians; area [count]: mean */
static void collect(const dh_standing_work *w, double *cost, double *area)
{
    size_t problems = w->c->contests->count;
    for (size_t p = 0; p < problems; p++)
        for (size_t e = 0; e < w->c->match[p].entries; e++)
            for (size_t i = 0; i < w->count; i++) {
                const dh_entry *entry = &w->c->match[p].entry[e];
                if (entry->method != w->who[i])
                    continue;
                cost[p * w->count + i] = entry->cost;
                area[i] += entry->area / (double)problems;
            }
}

static int score(const dh_standing_work *w, dh_standing *standing, dh_error *error)
{
    size_t problems = w->c->contests->count, n = w->count, reference = n;
    double *cost = DH_NEW(w->arena, double, problems *n), *ratio = DH_NEW(w->arena, double, problems *n);
    double *area = DH_NEW(w->arena, double, n);
    if (!cost || !ratio || !area)
        return dh_fail_memory(error);
    collect(w, cost, area);
    for (size_t i = 0; i < n; i++)
        reference = w->who[i] == w->reference ? i : reference;
    dh_profile_ratios(cost, problems, n, n, ratio);
    for (size_t i = 0; i < n; i++) {
        standing[i].area = area[i];
        standing[i].algoperf = dh_algoperf_score(ratio + i, problems, n);
    }
    dh_profile_ratios(cost, problems, n, reference, ratio);
    for (size_t i = 0; i < n; i++)
        standing[i].reference = reference < n ? dh_reference_score(ratio + i, problems, n) : NAN;
    return 0;
}

/* ---- the order ---- */

static int compare_standings(const void *a, const void *b)
{
    const dh_standing *p = a, *q = b;
    if (p->rank != q->rank)
        return p->rank < q->rank ? -1 : 1;
    if (p->area != q->area)
        return p->area > q->area ? -1 : 1;
    return (p->method > q->method) - (p->method < q->method);
}

static int group(const dh_standing_work *w, dh_error *error)
{
    dh_comparison *c = w->c;
    double *sorted = DH_NEW(w->arena, double, w->count);
    c->group = DH_NEW(w->arena, dh_group, w->count);
    if (!sorted || !c->group)
        return dh_fail_memory(error);
    for (size_t i = 0; i < w->count; i++)
        sorted[i] = c->standing[i].rank;
    c->difference = dh_critical_difference(w->count, c->blocks, 1 - c->options.level);
    c->groups = dh_groups_find(sorted, w->count, c->difference, c->group);
    return 0;
}

/* Sorts them, and keeps where each stood among w->who. */
static int sort(const dh_standing_work *w, size_t *place, dh_error *error)
{
    dh_standing *s = w->c->standing;
    size_t *at = DH_NEW(w->arena, size_t, w->c->contests->methods);
    if (!at)
        return dh_fail_memory(error);
    for (size_t i = 0; i < w->count; i++)
        at[s[i].method] = i;
    qsort(s, w->count, sizeof *s, compare_standings);
    for (size_t i = 0; i < w->count; i++)
        place[i] = at[s[i].method];
    return 0;
}

static int fill(dh_standing_work *w, dh_error *error)
{
    dh_comparison *c = w->c;
    dh_interval *interval = DH_NEW(w->arena, dh_interval, w->count);
    double *first = DH_NEW(w->arena, double, w->count);
    size_t *place = DH_NEW(w->arena, size_t, w->count);
    c->standing = DH_NEW(w->arena, dh_standing, w->count);
    if (!interval || !first || !place || !c->standing)
        return dh_fail_memory(error);
    if (dh_friedman_test(w->value, c->blocks, w->count, w->arena, &c->friedman, error) ||
        dh_standings_resample(w, interval, first, error))
        return -1;
    c->standings = w->count;
    for (size_t i = 0; i < w->count; i++)
        c->standing[i] = (dh_standing){
            .method = w->who[i], .rank = c->friedman.rank[i], .interval = interval[i], .first = first[i]};
    if (score(w, c->standing, error) || sort(w, place, error))
        return -1;
    c->against = w->reference < c->contests->methods ? w->reference : c->standing->method;
    return test_all(w, place, error) || group(w, error) ? -1 : 0;
}

int dh_standings_make(const dh_board *board, size_t reference, dh_arena *arena, dh_comparison *ret, dh_error *error)
{
    dh_standing_work w = {.board = board, .arena = arena, .c = ret, .reference = reference};
    ret->against = ret->contests->methods;
    if (find_who(&w, error))
        return -1;
    if (!w.count)
        return 0;
    return fill_values(&w, error) || fill(&w, error) ? -1 : 0;
}
