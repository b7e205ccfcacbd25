/* Which choice explains how much: main effects of a factorial design, SS_factor / SS_total with SS_factor = sum over
 * its levels of n_level (mean_level - mean)^2 (Fisher 1925, "Statistical Methods for Research Workers", chapter 8),
 * of ranks instead of values (Conover & Iman 1981, The American Statistician 35(3), 124-129). Interactions are what
 * the methods explain beyond the main effects; the rest is what seeds do to one method and not to another. In a fully
 * crossed design the parts are orthogonal. */
#include "summary/friedman.h"
#include "summary/outcomes.h"
#include "summary/tables.h"

#include <math.h>
#include <string.h>

static const char *const choice[] = {"optimizer", "schedule", "lr", "batch", "seed"};
enum { CHOICES = sizeof choice / sizeof *choice, PARTS = CHOICES + 2 };
enum { PROBLEM, FACTOR, LEVELS, SHARE, CROSSED, COLUMNS };

typedef struct work {
    const dh_outcome *outcome; /* [count] of one problem */
    size_t count;
    double *rank;            /* [count] */
    size_t *index;           /* [count] of the traces */
    size_t *code[CHOICES];   /* [count] */
    size_t levels[CHOICES];  /* 0: no such column */
    size_t *example, *tally; /* [traces] */
    double *sum;             /* [traces] */
} work;

/* sum over levels of n (mean - middle)^2; code(i) < levels */
static double between(work *w, const size_t *code, size_t levels)
{
    double middle = (double)(w->count + 1) / 2, total = 0;
    for (size_t i = 0; i < levels; i++) {
        w->sum[i] = 0;
        w->tally[i] = 0;
    }
    for (size_t i = 0; i < w->count; i++) {
        w->sum[code[i]] += w->rank[i] - middle;
        w->tally[code[i]]++;
    }
    for (size_t i = 0; i < levels; i++)
        total += w->tally[i] ? w->sum[i] * w->sum[i] / (double)w->tally[i] : 0;
    return total;
}

static double total(const work *w)
{
    double middle = (double)(w->count + 1) / 2, sum = 0;
    for (size_t i = 0; i < w->count; i++)
        sum += (w->rank[i] - middle) * (w->rank[i] - middle);
    return sum;
}

/* Every pair of levels as often as their own numbers ask for. */
static bool crossed(work *w, size_t a, size_t b)
{
    for (size_t level = 0; level < w->levels[a]; level++) {
        size_t own = 0;
        for (size_t i = 0; i < w->levels[b]; i++)
            w->tally[i] = 0;
        for (size_t i = 0; i < w->count; i++)
            if (w->code[a][i] == level) {
                w->tally[w->code[b][i]]++;
                own++;
            }
        for (size_t i = 0; i < w->levels[b]; i++)
            if (w->tally[i] * w->levels[b] != own)
                return false;
    }
    return true;
}

static bool all_crossed(work *w)
{
    for (size_t a = 0; a < CHOICES; a++)
        for (size_t b = 0; b < CHOICES; b++)
            if (a != b && w->levels[a] > 1 && w->levels[b] > 1 && !crossed(w, a, b))
                return false;
    return true;
}

static void find_levels(work *w, const dh_factors *factors)
{
    for (size_t i = 0; i < w->count; i++)
        w->index[i] = w->outcome[i].index;
    for (size_t c = 0; c < CHOICES; c++) {
        w->levels[c] = 0;
        for (size_t f = 0; f < factors->count; f++)
            if (!strcmp(factors->factor[f].name, choice[c]))
                w->levels[c] = dh_factor_levels(&factors->factor[f], w->index, w->count, w->code[c], w->example);
    }
}

/* methods of the problem numbered from 0: code [count] */
static size_t number_methods(const work *w, size_t *code)
{
    size_t methods = 0;
    for (size_t i = 0; i < w->count; i++) {
        methods +=
            i && (w->outcome[i].method != w->outcome[i - 1].method || w->outcome[i].group != w->outcome[i - 1].group);
        code[i] = methods;
    }
    return methods + 1;
}

static void put(dh_table *t, size_t *row, const work *w, const char *factor, size_t levels, double share, bool whole)
{
    dh_column *c = t->column;
    c[PROBLEM].text[*row] = w->outcome->trace->problem;
    c[FACTOR].text[*row] = factor;
    c[LEVELS].whole[*row] = (int64_t)levels;
    c[SHARE].real[*row] = share;
    c[CROSSED].flag[*row] = whole;
    ++*row;
}

static void put_problem(work *w, size_t *order, double *value, dh_table *t, size_t *row)
{
    for (size_t i = 0; i < w->count; i++)
        value[i] = w->outcome[i].final;
    dh_rank_values(value, w->count, order, w->rank);
    double whole = total(w), mains = 0, seeds = 0;
    bool even = all_crossed(w);
    for (size_t c = 0; c < CHOICES; c++) {
        if (w->levels[c] < 2)
            continue;
        double part = between(w, w->code[c], w->levels[c]);
        *(strcmp(choice[c], "seed") ? &mains : &seeds) += part;
        put(t, row, w, choice[c], w->levels[c], whole > 0 ? part / whole : NAN, even);
    }
    size_t methods = number_methods(w, order);
    double settings = between(w, order, methods);
    put(t, row, w, "interactions", methods, whole > 0 ? (settings - mains) / whole : NAN, even);
    put(t, row, w, "rest", w->count, whole > 0 ? (whole - settings - seeds) / whole : NAN, even);
}

static int begin(work *w, size_t traces, dh_arena *arena, dh_error *error)
{
    *w = (work){.rank = DH_NEW(arena, double, traces), .index = DH_NEW(arena, size_t, traces)};
    w->example = DH_NEW(arena, size_t, traces);
    w->tally = DH_NEW(arena, size_t, traces);
    w->sum = DH_NEW(arena, double, traces);
    bool failed = !w->rank || !w->index || !w->example || !w->tally || !w->sum;
    for (size_t c = 0; c < CHOICES; c++) {
        w->code[c] = DH_NEW(arena, size_t, traces);
        failed |= !w->code[c];
    }
    return failed ? dh_fail_memory(error) : 0;
}

static int add_columns(dh_table *t, dh_error *error)
{
    static const dh_column column[COLUMNS] = {
        {"problem", "", DH_TEXT},
        {"factor", "", DH_TEXT},
        {"levels", "values that it took; methods, runs", DH_WHOLE},
        {"share", "of the variance of the ranks of what was delivered", DH_REAL},
        {"crossed", "1: every value met every other one, and the shares do not overlap", DH_FLAG},
    };
    for (size_t i = 0; i < COLUMNS; i++)
        if (!dh_table_add(t, column[i].name, column[i].type, column[i].doc))
            return dh_fail_memory(error);
    return 0;
}

static size_t count_rows(work *w, const dh_outcomes *all, const dh_factors *factors)
{
    size_t rows = 0;
    for (size_t from = 0, to; from < all->count; from = to) {
        to = dh_outcomes_end(all, from, 0);
        w->outcome = all->outcome + from;
        w->count = to - from;
        find_levels(w, factors);
        for (size_t c = 0; c < CHOICES; c++)
            rows += w->levels[c] > 1;
        rows += 2;
    }
    return rows;
}

int dh_variance_table(const dh_traces *traces, const dh_factors *factors, dh_arena *arena, dh_table *ret,
                      dh_error *error)
{
    dh_outcomes all;
    work w;
    size_t *order = DH_NEW(arena, size_t, traces->count), row = 0;
    double *value = DH_NEW(arena, double, traces->count);
    if (!order || !value)
        return dh_fail_memory(error);
    if (dh_outcomes_make(traces, arena, &all, error) || begin(&w, traces->count, arena, error))
        return -1;
    dh_table_init(ret, arena, count_rows(&w, &all, factors));
    if (add_columns(ret, error))
        return -1;
    for (size_t from = 0, to; from < all.count; from = to) {
        to = dh_outcomes_end(&all, from, 0);
        w.outcome = all.outcome + from;
        w.count = to - from;
        find_levels(&w, factors);
        put_problem(&w, order, value, ret, &row);
    }
    return 0;
}
