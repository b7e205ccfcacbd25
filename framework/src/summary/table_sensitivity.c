/* What each value of a hyperparameter brought. That the width of the range that works, and not only the best value,
 * tells methods apart: Sivaprasad et al. (2020), "Optimizer benchmarking needs to account for hyperparameter tuning",
 * ICML, arXiv:1910.11758; Asi & Duchi (2019), PNAS 116(46), 22924-22930. */
#include "summary/outcomes.h"
#include "summary/tables.h"

#include <math.h>
#include <string.h>

enum { PROBLEM, GROUP, PARAMETER, VALUE, NUMBER, SETTINGS, STABLE, RUNS, LOST, BEST, LOW, MEDIAN, HIGH, COLUMNS };

static const dh_column columns[COLUMNS] = {
    {"problem", "", DH_TEXT},
    {"group", "", DH_TEXT},
    {"parameter", "", DH_TEXT},
    {"value", "", DH_TEXT},
    {"number", "the value, where it is a number", DH_REAL},
    {"settings", "methods with it", DH_WHOLE},
    {"stable", "of these, whose runs all ended, no worse than they began", DH_WHOLE},
    {"runs", "", DH_WHOLE},
    {"lost", "runs that did not end", DH_WHOLE},
    {"best", "median of the best setting", DH_REAL},
    {"low", "lower quartile over runs", DH_REAL},
    {"median", "median over runs", DH_REAL},
    {"high", "upper quartile over runs", DH_REAL},
};

typedef struct work {
    const dh_outcomes *all;
    const dh_factors *factors;
    size_t *index, *code, *example;
    dh_outcome *chosen;
    double *scratch;
    dh_table *table; /* NULL while rows are counted */
    size_t row;
} work;

/* One row of outcomes [count] of one group, sorted by method. */
static void put(work *w, const dh_outcome *outcome, size_t count, const char *parameter, const char *value,
                double number)
{
    size_t row = w->row++;
    if (!w->table)
        return;
    dh_column *c = w->table->column;
    c[PROBLEM].text[row] = outcome->trace->problem;
    c[GROUP].text[row] = outcome->trace->group ? outcome->trace->group : "";
    c[PARAMETER].text[row] = parameter;
    c[VALUE].text[row] = value;
    c[NUMBER].real[row] = number;
    c[RUNS].whole[row] = (int64_t)count;
    c[BEST].real[row] = INFINITY;
    for (size_t from = 0, to; from < count; from = to) {
        bool stable = true;
        for (to = from; to < count && outcome[to].method == outcome[from].method; to++) {
            stable &= outcome[to].stable;
            c[LOST].whole[row] += outcome[to].lost;
        }
        c[SETTINGS].whole[row]++;
        c[STABLE].whole[row] += stable;
        c[BEST].real[row] = fmin(c[BEST].real[row], dh_outcomes_quantile(outcome + from, to - from, 0.5, w->scratch));
    }
    c[LOW].real[row] = dh_outcomes_quantile(outcome, count, 0.25, w->scratch);
    c[MEDIAN].real[row] = dh_outcomes_quantile(outcome, count, 0.5, w->scratch);
    c[HIGH].real[row] = dh_outcomes_quantile(outcome, count, 0.75, w->scratch);
}

/* The levels of one factor among outcomes [count] of a group, where there is a choice. */
static void put_factor(work *w, const dh_factor *factor, const dh_outcome *outcome, size_t count)
{
    size_t levels = dh_factor_levels(factor, w->index, count, w->code, w->example);
    size_t values = 0; /* but those of runs that have no such parameter */
    for (size_t level = 0; level < levels; level++)
        values += *factor->text[w->example[level]] != 0;
    for (size_t level = 0; values > 1 && level < levels; level++) {
        size_t used = 0, at = w->example[level];
        for (size_t i = 0; i < count; i++)
            if (w->code[i] == level)
                w->chosen[used++] = outcome[i];
        put(w, w->chosen, used, factor->name, factor->text[at], factor->number[at]);
    }
}

static void put_all(work *w)
{
    w->row = 0;
    for (size_t from = 0, to; from < w->all->count; from = to) {
        to = dh_outcomes_end(w->all, from, 1);
        for (size_t i = from; i < to; i++)
            w->index[i - from] = w->all->outcome[i].index;
        put(w, w->all->outcome + from, to - from, "all", "", NAN);
        for (size_t f = 0; f < w->factors->count; f++)
            if (strcmp(w->factors->factor[f].name, "seed"))
                put_factor(w, &w->factors->factor[f], w->all->outcome + from, to - from);
    }
}

int dh_sensitivity_table(const dh_traces *traces, const dh_factors *factors, dh_arena *arena, dh_table *ret,
                         dh_error *error)
{
    dh_outcomes all;
    size_t n = traces->count;
    if (dh_outcomes_make(traces, arena, &all, error))
        return -1;
    work w = {.all = &all, .factors = factors, .index = DH_NEW(arena, size_t, n)};
    w.code = DH_NEW(arena, size_t, n);
    w.example = DH_NEW(arena, size_t, n);
    w.chosen = DH_NEW(arena, dh_outcome, n);
    w.scratch = DH_NEW(arena, double, n);
    if (!w.index || !w.code || !w.example || !w.chosen || !w.scratch)
        return dh_fail_memory(error);
    put_all(&w);
    dh_table_init(ret, arena, w.row);
    for (size_t i = 0; i < COLUMNS; i++)
        if (!dh_table_add(ret, columns[i].name, columns[i].type, columns[i].doc))
            return dh_fail_memory(error);
    w.table = ret;
    put_all(&w);
    return 0;
}
