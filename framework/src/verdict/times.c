/* Seconds a step, and whether they grew: exact rank-sum test over processes (summary/rank_sum.c), Holm over cells. */
#include "verdict/times.h"

#include "summary/curve.h"
#include "summary/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *value, size_t count)
{
    qsort(value, count, sizeof *value, compare);
    return dh_quantile(value, count, 0.5);
}

/* ---- one process ---- */

typedef struct columns {
    const dh_column *method, *problem, *steps, *oracle, *optimizer;
} columns;

static int find_columns(const dh_results *results, columns *ret, dh_error *error)
{
    const struct {
        const char *name;
        dh_column_type type;
        const dh_column **at;
    } wanted[] = {{"method", DH_TEXT, &ret->method},
                  {"optimizer_seconds", DH_REAL, &ret->optimizer},
                  {"oracle_seconds", DH_REAL, &ret->oracle},
                  {"problem", DH_TEXT, &ret->problem},
                  {"steps", DH_WHOLE, &ret->steps}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].at = dh_table_find(&results->runs, wanted[i].name);
        if (!*wanted[i].at || (*wanted[i].at)->type != wanted[i].type)
            return dh_fail(error, DH_ERROR_INPUT, "%s: /runs/%s: expected such a column", results->path,
                           wanted[i].name);
    }
    return 0;
}

static bool same_cell(const columns *c, size_t i, size_t k)
{
    return !strcmp(c->method->text[i], c->method->text[k]) && !strcmp(c->problem->text[i], c->problem->text[k]);
}

static bool is_first(const columns *c, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (same_cell(c, i, row))
            return false;
    return true;
}

/* NaN: no step of the cell took time. */
static double pace_of(const columns *c, size_t first, size_t rows, double *room)
{
    size_t count = 0;
    for (size_t i = first; i < rows; i++) {
        const double seconds = c->oracle->real[i] + c->optimizer->real[i];
        if (same_cell(c, i, first) && c->steps->whole[i] > 0 && seconds > 0)
            room[count++] = seconds / (double)c->steps->whole[i];
    }
    return count ? median(room, count) : NAN;
}

int dh_paces_measure(dh_results *results, dh_arena *arena, dh_paces *ret, dh_error *error)
{
    const size_t rows = results->runs.rows;
    double *room = DH_NEW(arena, double, rows);
    columns c;
    *ret = (dh_paces){.pace = DH_NEW(arena, dh_pace, rows), .cpu = "unknown"};
    if (!room || !ret->pace)
        return dh_fail_memory(error);
    if (find_columns(results, &c, error))
        return -1;
    for (size_t i = 0; i < results->attribute_count; i++)
        if (!strcmp(results->attribute[i].name, "cpu"))
            ret->cpu = results->attribute[i].text;
    for (size_t i = 0; i < rows; i++) {
        const double pace = is_first(&c, i) ? pace_of(&c, i, rows, room) : NAN;
        if (!isnan(pace))
            ret->pace[ret->count++] = (dh_pace){c.method->text[i], c.problem->text[i], pace};
    }
    return 0;
}

/* ---- both builds ---- */

static double find(const dh_paces *paces, const dh_pace *cell)
{
    for (size_t i = 0; i < paces->count; i++)
        if (!strcmp(paces->pace[i].method, cell->method) && !strcmp(paces->pace[i].problem, cell->problem))
            return paces->pace[i].seconds;
    return NAN;
}

/* Room for a cell, filled where every process has it. */
static int add_cell(const dh_paces *old, const dh_paces *new, size_t processes, const dh_pace *pace, dh_arena *arena,
                    dh_timed *ret)
{
    dh_time_cell *cell = &ret->cell[ret->cells];
    double *room = DH_NEW(arena, double, 2 * processes);
    if (!room)
        return -1;
    *cell = (dh_time_cell){.method = pace->method, .problem = pace->problem, .old = room, .new = room + processes};
    bool whole = true;
    for (size_t i = 0; i < processes; i++) {
        cell->old[i] = find(&old[i], pace);
        cell->new[i] = find(&new[i], pace);
        whole = whole && !isnan(cell->old[i]) && !isnan(cell->new[i]);
    }
    ret->cells += whole;
    ret->missing += !whole;
    return 0;
}

static bool same_machine(const dh_paces *old, const dh_paces *new, size_t processes)
{
    for (size_t i = 0; i < processes; i++)
        if (strcmp(old[i].cpu, old[0].cpu) || strcmp(new[i].cpu, old[0].cpu))
            return false;
    return true;
}

static void decide(dh_time_cell *cell, size_t processes, double alpha, double margin)
{
    cell->old_seconds = median(cell->old, processes);
    cell->new_seconds = median(cell->new, processes);
    const double ratio = cell->new_seconds / cell->old_seconds;
    cell->verdict = cell->p < alpha && ratio > 1 + margin            ? DH_TIME_SLOWER
                    : cell->less < alpha && ratio < 1 / (1 + margin) ? DH_TIME_FASTER
                                                                     : DH_TIME_SAME;
}

static int test_cells(dh_timed *t, double alpha, double margin, dh_arena *arena, dh_error *error)
{
    double *p = DH_NEW(arena, double, 4 * t->cells), *less = p + t->cells, *adjusted = less + t->cells;
    if (!p)
        return dh_fail_memory(error);
    for (size_t i = 0; i < t->cells; i++) {
        dh_p_values got;
        if (dh_rank_sum_test(t->cell[i].old, t->cell[i].new, t->processes, arena, &got, error))
            return -1;
        p[i] = got.greater;
        less[i] = got.less;
    }
    if (dh_holm_adjust(p, t->cells, arena, adjusted, error) ||
        dh_holm_adjust(less, t->cells, arena, adjusted + t->cells, error))
        return -1;
    for (size_t i = 0; i < t->cells; i++) {
        t->cell[i].p = adjusted[i];
        t->cell[i].less = adjusted[t->cells + i];
        decide(&t->cell[i], t->processes, alpha, margin);
    }
    return 0;
}

int dh_times_judge(const dh_paces *old, const dh_paces *new, size_t processes, double alpha, double margin,
                   dh_arena *arena, dh_timed *ret, dh_error *error)
{
    *ret = (dh_timed){.processes = processes,
                      .cell = DH_NEW(arena, dh_time_cell, new[0].count),
                      .machine_differs = !same_machine(old, new, processes),
                      .old_cpu = old[0].cpu,
                      .new_cpu = new[0].cpu};
    if (!ret->cell)
        return dh_fail_memory(error);
    if (ret->machine_differs)
        return 0;
    for (size_t i = 0; i < new[0].count; i++)
        if (add_cell(old, new, processes, &new[0].pace[i], arena, ret))
            return dh_fail_memory(error);
    ret->needed = ret->cells ? dh_rank_sum_needed(ret->cells, alpha) : 0;
    return test_cells(ret, alpha, margin, arena, error);
}
