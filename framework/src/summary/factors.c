/* The label columns of results files as factors with levels. */
#include "summary/factors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 256 };

/* Labels that are no choice, or name one that other labels describe. Sorted. */
static const char *const no_factor[] = {"budget",         "dataset", "id",      "method", "phase", "problem",
                                        "problem_plugin", "run",     "samples", "trial"};

static int compare_names(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

static bool varies(const char *name)
{
    return strncmp(name, "problem_", 8) &&
           !bsearch(name, no_factor, sizeof no_factor / sizeof *no_factor, sizeof *no_factor, compare_names);
}

/* Labels come first; what the runs brought begins with their status. */
static size_t list_names(dh_results *const *results, size_t count, const char **name)
{
    size_t found = 0;
    for (size_t f = 0; f < count; f++) {
        const dh_table *runs = &results[f]->runs;
        for (size_t c = 0; c < runs->count && strcmp(runs->column[c].name, "status"); c++) {
            size_t i = 0;
            while (i < found && strcmp(name[i], runs->column[c].name))
                i++;
            if (i == found && found < MOST && varies(runs->column[c].name))
                name[found++] = runs->column[c].name;
        }
    }
    return found;
}

static const char *spell(const dh_column *column, size_t row, double *number, dh_arena *arena)
{
    *number = NAN;
    if (!column)
        return "";
    switch (column->type) {
    case DH_TEXT:
        return column->text[row];
    case DH_WHOLE:
        *number = (double)column->whole[row];
        break;
    case DH_FLAG:
        *number = column->flag[row];
        break;
    case DH_REAL:
        *number = column->real[row];
    }
    return isnan(*number) ? "" : dh_arena_format(arena, "%.12g", *number);
}

static int read_factor(dh_results *const *results, size_t count, const dh_traces *traces, dh_factor *ret,
                       dh_arena *arena, dh_error *error)
{
    double *number = DH_NEW(arena, double, traces->count);
    const dh_column **column = DH_NEW(arena, const dh_column *, count);
    ret->text = DH_NEW(arena, const char *, traces->count);
    if (!number || !column || !ret->text)
        return dh_fail_memory(error);
    for (size_t f = 0; f < count; f++)
        column[f] = dh_table_find(&results[f]->runs, ret->name);
    for (size_t i = 0; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        ret->text[i] = spell(column[t->file], t->row, &number[i], arena);
        if (!ret->text[i])
            return dh_fail_memory(error);
    }
    ret->number = number;
    return 0;
}

int dh_factors_read(dh_results *const *results, size_t count, const dh_traces *traces, dh_arena *arena,
                    dh_factors *ret, dh_error *error)
{
    const char *name[MOST];
    ret->count = list_names(results, count, name);
    ret->factor = DH_NEW(arena, dh_factor, ret->count);
    if (!ret->factor)
        return dh_fail_memory(error);
    for (size_t i = 0; i < ret->count; i++) {
        ret->factor[i].name = name[i];
        if (read_factor(results, count, traces, &ret->factor[i], arena, error))
            return -1;
    }
    return 0;
}

/* Does the value of trace a come before that of b? */
static bool before(const dh_factor *factor, size_t a, size_t b)
{
    return factor->number[a] < factor->number[b] || (!isnan(factor->number[a]) && isnan(factor->number[b]));
}

size_t dh_factor_levels(const dh_factor *factor, const size_t *index, size_t count, size_t *code, size_t *example)
{
    size_t levels = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < levels && strcmp(factor->text[example[at]], factor->text[index[i]]))
            at++;
        if (at < levels)
            continue;
        for (at = levels++; at && before(factor, index[i], example[at - 1]); at--)
            example[at] = example[at - 1];
        example[at] = index[i];
    }
    for (size_t i = 0; i < count; i++)
        for (code[i] = 0; strcmp(factor->text[example[code[i]]], factor->text[index[i]]);)
            code[i]++;
    return levels;
}
