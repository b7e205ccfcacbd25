/* ECDFs and profiles, laid out as columns. */
#include "summary/curve.h"
#include "summary/ecdf.h"
#include "summary/profile.h"
#include "summary/tables.h"

#include <math.h>
#include <stdlib.h>

/* The steps of one line and what it is called. */
typedef struct line {
    const char *problem, *method;
    dh_steps steps;
} line;

static int lay_out(const line *lines, size_t count, const char *x_name, const char *x_doc, dh_arena *arena,
                   dh_table *ret, dh_error *error)
{
    size_t rows = 0, row = 0;
    for (size_t i = 0; i < count; i++)
        rows += lines[i].steps.points;
    dh_table_init(ret, arena, rows);
    bool problems = count && lines->problem;
    if ((problems && !dh_table_add(ret, "problem", DH_TEXT, "")) || !dh_table_add(ret, "method", DH_TEXT, "") ||
        !dh_table_add(ret, x_name, DH_REAL, x_doc) ||
        !dh_table_add(ret, "share", DH_REAL, "what was reached by there"))
        return dh_fail_memory(error);
    dh_column *column = ret->column + (problems ? 1 : 0);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < lines[i].steps.points; k++, row++) {
            if (problems)
                ret->column->text[row] = lines[i].problem;
            column[0].text[row] = lines[i].method;
            column[1].real[row] = lines[i].steps.x[k];
            column[2].real[row] = lines[i].steps.share[k];
        }
    return 0;
}

int dh_ecdf_table(const dh_contests *contests, dh_arena *arena, dh_table *ret, dh_error *error)
{
    line *lines = DH_NEW(arena, line, contests->count * contests->methods);
    size_t count = 0;
    if (!lines)
        return dh_fail_memory(error);
    for (size_t p = 0; p < contests->count; p++)
        for (size_t m = 0; m < contests->methods; m++, count++) {
            double area;
            const dh_contest *contest = &contests->contest[p];
            lines[count] = (line){.problem = contest->problem, .method = contests->method[m]};
            if (dh_ecdf_make(contests, contest, m, arena, &lines[count].steps, &area, error))
                return -1;
        }
    return lay_out(lines, count, "x", "what was spent", arena, ret, error);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *cost, size_t seeds, double *scratch)
{
    size_t used = 0;
    for (size_t s = 0; s < seeds; s++)
        if (!isnan(cost[s]))
            scratch[used++] = cost[s];
    qsort(scratch, used, sizeof *scratch, compare_doubles);
    return used ? dh_quantile(scratch, used, 0.5) : NAN;
}

/* [methods][seeds] */
static double *costs(const dh_contests *contests, const dh_contest *contest, dh_goal target, dh_arena *arena)
{
    double *cost = DH_NEW(arena, double, contests->methods * contest->seeds);
    if (cost)
        dh_contest_costs(contests, contest, target, cost);
    return cost;
}

/* Lines of column m of value [rows][methods]. */
static int draw(const dh_contests *contests, const double *value, size_t rows, const char *x, const char *doc,
                dh_arena *arena, dh_table *ret, dh_error *error)
{
    line *lines = DH_NEW(arena, line, contests->methods);
    double *column = DH_NEW(arena, double, rows);
    if (!lines || !column)
        return dh_fail_memory(error);
    for (size_t m = 0; m < contests->methods; m++) {
        for (size_t i = 0; i < rows; i++)
            column[i] = value[i * contests->methods + m];
        lines[m].method = contests->method[m];
        if (dh_steps_make(column, rows, arena, &lines[m].steps, error))
            return -1;
    }
    return lay_out(lines, contests->methods, x, doc, arena, ret, error);
}

int dh_profile_table(const dh_contests *contests, dh_goal target, size_t reference, dh_arena *arena, dh_table *ret,
                     dh_error *error)
{
    size_t n = contests->methods;
    double *middle = DH_NEW(arena, double, contests->count *n), *ratio = DH_NEW(arena, double, contests->count *n);
    if (!middle || !ratio)
        return dh_fail_memory(error);
    for (size_t p = 0; p < contests->count; p++) {
        size_t seeds = contests->contest[p].seeds;
        double *cost = costs(contests, &contests->contest[p], target, arena), *scratch = DH_NEW(arena, double, seeds);
        if (!cost || !scratch)
            return dh_fail_memory(error);
        for (size_t m = 0; m < n; m++)
            middle[p * n + m] = median(cost + m * seeds, seeds, scratch);
    }
    dh_profile_ratios(middle, contests->count, n, reference, ratio);
    return draw(contests, ratio, contests->count, "ratio", "cost over that of the yardstick", arena, ret, error);
}

int dh_data_profile_table(const dh_contests *contests, dh_goal target, dh_arena *arena, dh_table *ret,
                          dh_error *error)
{
    size_t n = contests->methods, rows = 0, row = 0;
    for (size_t p = 0; p < contests->count; p++)
        rows += contests->contest[p].seeds;
    double *value = DH_NEW(arena, double, rows *n);
    if (!value)
        return dh_fail_memory(error);
    for (size_t p = 0; p < contests->count; p++) {
        size_t seeds = contests->contest[p].seeds;
        double *cost = costs(contests, &contests->contest[p], target, arena);
        if (!cost)
            return dh_fail_memory(error);
        for (size_t s = 0; s < seeds; s++, row++)
            for (size_t m = 0; m < n; m++)
                value[row * n + m] = cost[m * seeds + s];
    }
    return draw(contests, value, rows, "x", "what was spent", arena, ret, error);
}
