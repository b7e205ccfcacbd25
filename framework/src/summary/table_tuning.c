/* Tuning curves of every group on every problem, laid out as columns. */
#include "summary/outcomes.h"
#include "summary/tables.h"
#include "summary/tuning.h"

enum { PROBLEM, GROUP, TRIALS, K, MEAN, LOW, MEDIAN, HIGH, COLUMNS };

static int add_columns(dh_table *t, dh_error *error)
{
    static const dh_column column[COLUMNS] = {
        {"problem", "", DH_TEXT},
        {"group", "", DH_TEXT},
        {"trials", "settings that were tried", DH_WHOLE},
        {"k", "settings drawn from them", DH_WHOLE},
        {"mean", "expected best of k", DH_REAL},
        {"low", "its lower quartile", DH_REAL},
        {"median", "its median", DH_REAL},
        {"high", "its upper quartile", DH_REAL},
    };
    for (size_t i = 0; i < COLUMNS; i++)
        if (!dh_table_add(t, column[i].name, column[i].type, column[i].doc))
            return dh_fail_memory(error);
    return 0;
}

static void put_curve(dh_table *t, size_t row, const dh_trace *head, const dh_tuning *curve)
{
    dh_column *c = t->column;
    for (size_t k = 0; k < curve->trials; k++, row++) {
        c[PROBLEM].text[row] = head->problem;
        c[GROUP].text[row] = head->group ? head->group : "";
        c[TRIALS].whole[row] = (int64_t)curve->trials;
        c[K].whole[row] = (int64_t)k + 1;
        c[MEAN].real[row] = curve->mean[k];
        c[LOW].real[row] = curve->low[k];
        c[MEDIAN].real[row] = curve->median[k];
        c[HIGH].real[row] = curve->high[k];
    }
}

int dh_tuning_table(const dh_traces *traces, dh_arena *arena, dh_table *ret, dh_error *error)
{
    dh_outcomes all;
    if (dh_outcomes_make(traces, arena, &all, error))
        return -1;
    double *value = DH_NEW(arena, double, all.count), *scratch = DH_NEW(arena, double, all.count);
    if (!value || !scratch)
        return dh_fail_memory(error);
    size_t rows = 0, row = 0;
    for (size_t i = 0; i < all.count; i = dh_outcomes_end(&all, i, 2))
        rows++;
    dh_table_init(ret, arena, rows);
    if (add_columns(ret, error))
        return -1;
    for (size_t from = 0, to; from < all.count; from = to) {
        size_t trials = 0;
        to = dh_outcomes_end(&all, from, 1);
        for (size_t i = from, end; i < to; i = end) {
            end = dh_outcomes_end(&all, i, 2);
            value[trials++] = dh_outcomes_quantile(&all.outcome[i], end - i, 0.5, scratch);
        }
        dh_tuning curve;
        if (dh_tuning_curve(value, trials, arena, &curve, error))
            return -1;
        put_curve(ret, row, all.outcome[from].trace, &curve);
        row += trials;
    }
    return 0;
}
