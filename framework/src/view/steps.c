/* From the tables of summary/table_steps.c to curves of shares; the papers are cited in summary/profile.c. A line
 * begins at 0 and goes on to the end of the axis: a method that never got there is a line at the bottom. Lines are
 * ranked by the area under them on the axis as it is drawn. */
#include "view/steps.h"

#include "summary/ecdf.h"
#include "summary/tables.h"
#include "view/convergence.h"
#include "view/costs.h"
#include "view/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns of a table, without the problem's. */
typedef struct lines {
    const dh_table *table;
    const char *const *problem; /* [rows] or NULL */
    const char *const *method;
    const double *x, *share;
    size_t next; /* first row that is not taken */
} lines;

static lines open_table(const dh_table *table, bool problems)
{
    const dh_column *c = table->column;
    lines ret = {.table = table, .problem = problems ? (const char *const *)c->text : NULL};
    c += problems;
    ret.method = (const char *const *)c[0].text;
    ret.x = c[1].real;
    ret.share = c[2].real;
    return ret;
}

/* Takes the rows of a method on a problem, which are next if they are there at all. */
static dh_steps take(lines *from, const char *problem, const char *method)
{
    size_t start = from->next, i = start;
    while (i < from->table->rows && from->method[i] == method && (!from->problem || from->problem[i] == problem))
        i++;
    from->next = i;
    return (dh_steps){i - start, from->x + start, from->share + start};
}

/* A step at 0 of a log axis stands at its lower end. */
static int make_curve(const dh_steps *steps, size_t runs, size_t method, const dh_panel *panel, dh_arena *arena,
                      dh_curve *ret, dh_error *error)
{
    size_t n = steps->points;
    double *x = DH_NEW(arena, double, n + 2), *y = DH_NEW(arena, double, n + 2);
    double low = panel->log_x ? panel->first : 0;
    if (!x || !y)
        return dh_fail_memory(error);
    x[0] = low;
    for (size_t i = 0; i < n; i++) {
        x[i + 1] = fmax(steps->x[i], low);
        y[i + 1] = steps->share[i];
    }
    x[n + 1] = panel->last;
    y[n + 1] = y[n];
    *ret = (dh_curve){.method = method, .runs = runs, .points = n + 2, .x = x, .median = y, .low = y, .high = y};
    ret->final = -dh_steps_area(steps, low, panel->last, panel->log_x);
    return 0;
}

static bool wants_log(const dh_chart_options *options, double first, double last)
{
    return options->x_scale != DH_SCALE_LINEAR && isfinite(first) && last > first;
}

static dh_curves *begin(const dh_contests *contests, size_t panels, dh_arena *arena)
{
    dh_curves *c = DH_NEW(arena, dh_curves, 1);
    dh_panel *panel = DH_NEW(arena, dh_panel, panels);
    if (!c || !panel)
        return NULL;
    *c = (dh_curves){.share = true,
                     .order = "by the area under them",
                     .methods = contests->methods,
                     .method = contests->method,
                     .panels = panels,
                     .panel = panel};
    for (size_t i = 0; i < panels; i++) {
        panel[i].curve = DH_NEW(arena, dh_curve, contests->methods);
        if (!panel[i].curve)
            return NULL;
        for (size_t m = 0; m < contests->methods; m++)
            panel[i].curve[m] = (dh_curve){.method = m, .final = INFINITY};
    }
    return c;
}

static size_t runs_of(const dh_contest *contest, size_t method)
{
    size_t runs = 0;
    for (size_t s = 0; s < contest->seeds; s++)
        runs += contest->trace[method * contest->seeds + s] != NULL;
    return runs;
}

static size_t all_runs(const dh_contests *contests, size_t method)
{
    size_t runs = 0;
    for (size_t i = 0; i < contests->count; i++)
        runs += runs_of(&contests->contest[i], method);
    return runs;
}

static int draw(dh_results *const *results, const dh_chart_options *options, const dh_contests *contests,
                const dh_curves *curves, dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    return dh_convergence_draw_curves(curves, dh_costs_title(results, options, contests), options, arena, ret, error);
}

/* "3 problems", "1 problem" */
static const char *counted(size_t n, const char *what, dh_arena *arena)
{
    return dh_arena_format(arena, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

/* One panel from a table without problems. */
static int draw_one(dh_results *const *results, const dh_chart_options *options, const dh_contests *contests,
                    dh_curves *curves, const dh_table *table, dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    lines from = open_table(table, false);
    dh_panel *panel = curves->panel;
    size_t most;
    panel->problem = "";
    dh_costs_seeds(contests, &panel->seeds, &most);
    panel->log_x = wants_log(options, panel->first, panel->last);
    for (size_t m = 0; m < contests->methods; m++) {
        dh_steps steps = take(&from, NULL, contests->method[m]);
        size_t runs = all_runs(contests, m);
        if (runs && make_curve(&steps, runs, m, panel, arena, &panel->curve[m], error))
            return -1;
    }
    return draw(results, options, contests, curves, arena, ret, error);
}

/* What the axis of a profile spans: all ratios, and 1. */
static void span_ratios(const dh_table *table, dh_panel *panel)
{
    const double *ratio = open_table(table, false).x;
    panel->first = 1;
    panel->last = 2;
    for (size_t i = 0; i < table->rows; i++) {
        panel->first = ratio[i] > 0 ? fmin(panel->first, ratio[i] / 1.1) : panel->first;
        panel->last = fmax(panel->last, 1.1 * ratio[i]);
    }
}

/* Against the least cost, or pairwise, against that of one method: then a line does not depend on who else takes
 * part, which Gould and Scott (2016) show of profiles against the least. */
static int describe_profile(const dh_chart_options *options, const dh_contests *contests, size_t reference,
                            dh_curves *curves, dh_arena *arena, dh_error *error)
{
    bool pairs = reference < contests->methods;
    const char *target = dh_costs_target_text(options, contests, arena),
               *seeds = dh_costs_seeds_text(contests, arena);
    const char *problems = counted(contests->count, "problem", arena);
    const char *unit = pairs ? dh_arena_format(arena, "that of %s", contests->method[reference]) : "the least";
    if (!target || !seeds || !problems || !unit)
        return dh_fail_memory(error);
    curves->y_label = "share of problems solved";
    curves->x_label = dh_arena_format(arena, "cost over %s%s; cost: %s", unit, pairs ? "" : " cost of any method",
                                      dh_axis_label(dh_costs_axis(options)));
    curves->centre = dh_arena_format(
        arena, "performance profile over %s: where the median cost of %s to reach %s is within a factor of %s",
        problems, seeds, target, unit);
    return curves->x_label && curves->centre ? 0 : dh_fail_memory(error);
}

int dh_profile_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error)
{
    dh_contests contests;
    dh_table table;
    size_t reference;
    if (dh_costs_read(results, count, options, arena, &contests, error) ||
        dh_costs_reference(&contests, options->reference, &reference, error) ||
        dh_profile_table(&contests, dh_costs_target(options), reference, arena, &table, error))
        return -1;
    dh_curves *curves = begin(&contests, 1, arena);
    if (!curves)
        return dh_fail_memory(error);
    if (describe_profile(options, &contests, reference, curves, arena, error))
        return -1;
    span_ratios(&table, curves->panel);
    return draw_one(results, options, &contests, curves, &table, arena, ret, error);
}

static void widen(const dh_contest *contest, dh_panel *panel)
{
    panel->first = fmin(panel->first, contest->first);
    panel->last = fmax(panel->last, contest->last);
}

int dh_data_profile_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                         dh_pictures *ret, dh_error *error)
{
    dh_contests contests;
    dh_table table;
    if (dh_costs_read(results, count, options, arena, &contests, error) ||
        dh_data_profile_table(&contests, dh_costs_target(options), arena, &table, error))
        return -1;
    dh_curves *curves = begin(&contests, 1, arena);
    const char *target = dh_costs_target_text(options, &contests, arena),
               *seeds = dh_costs_seeds_text(&contests, arena);
    const char *problems = counted(contests.count, "problem", arena);
    if (!curves || !target || !seeds || !problems)
        return dh_fail_memory(error);
    curves->y_label = "share of runs that reached the target";
    curves->x_label = dh_axis_label(dh_costs_axis(options));
    curves->centre =
        dh_arena_format(arena, "data profile over %s x %s: runs that reached %s", problems, seeds, target);
    if (!curves->centre)
        return dh_fail_memory(error);
    curves->panel->first = INFINITY;
    for (size_t i = 0; i < contests.count; i++)
        widen(&contests.contest[i], curves->panel);
    return draw_one(results, options, &contests, curves, &table, arena, ret, error);
}

/* ---- ecdf ---- */

typedef struct step {
    double x, rise;
} step;

static int compare(const void *a, const void *b)
{
    const step *p = a, *q = b;
    return p->x != q->x ? (p->x < q->x ? -1 : 1) : (p->rise > q->rise) - (p->rise < q->rise);
}

/* The mean of the method's curves over all problems. */
static int average(const lines *from, const char *method, size_t problems, dh_arena *arena, dh_steps *ret,
                   dh_error *error)
{
    size_t rows = from->table->rows, n = 0, points = 0;
    step *all = DH_NEW(arena, step, rows + 1);
    double *x = DH_NEW(arena, double, rows + 1), *share = DH_NEW(arena, double, rows + 1), sum = 0;
    if (!all || !x || !share)
        return dh_fail_memory(error);
    for (size_t i = 0; i < rows; i++)
        if (from->method[i] == method) {
            bool goes_on = n && i && from->method[i - 1] == method && from->problem[i - 1] == from->problem[i];
            all[n++] = (step){from->x[i], from->share[i] - (goes_on ? from->share[i - 1] : 0)};
        }
    qsort(all, n, sizeof *all, compare);
    for (size_t i = 0; i < n; i++) {
        points += !i || all[i].x != x[points - 1];
        sum += all[i].rise;
        x[points - 1] = all[i].x;
        share[points - 1] = fmin(sum / (double)problems, 1);
    }
    *ret = (dh_steps){points, x, share};
    return 0;
}

/* A method that was not tried on every problem has no line there. */
static int fill_all(const lines *from, const dh_contests *contests, const dh_chart_options *options, dh_panel *panel,
                    dh_arena *arena, dh_error *error)
{
    size_t most;
    panel->problem = dh_arena_format(arena, "all %zu problems", contests->count);
    panel->first = INFINITY;
    for (size_t i = 0; i < contests->count; i++)
        widen(&contests->contest[i], panel);
    dh_costs_seeds(contests, &panel->seeds, &most);
    panel->log_x = wants_log(options, panel->first, panel->last);
    for (size_t m = 0; m < contests->methods; m++) {
        size_t tried = 0;
        dh_steps steps;
        for (size_t i = 0; i < contests->count; i++)
            tried += runs_of(&contests->contest[i], m) > 0;
        if (tried == contests->count &&
            (average(from, contests->method[m], tried, arena, &steps, error) ||
             make_curve(&steps, all_runs(contests, m), m, panel, arena, &panel->curve[m], error)))
            return -1;
    }
    return panel->problem ? 0 : dh_fail_memory(error);
}

int dh_ecdf_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                 dh_pictures *ret, dh_error *error)
{
    dh_contests contests;
    dh_table table;
    dh_chart_options own = *options;
    own.target = (dh_goal){0}; /* there are many */
    if (dh_costs_read(results, count, options, arena, &contests, error) ||
        dh_ecdf_table(&contests, arena, &table, error))
        return -1;
    bool several = contests.count > 1;
    dh_curves *curves = begin(&contests, contests.count + several, arena);
    const char *seeds = dh_costs_seeds_text(&contests, arena);
    if (!curves || !seeds)
        return dh_fail_memory(error);
    curves->y_label = "share of targets reached";
    curves->x_label = dh_axis_label(dh_costs_axis(options));
    curves->centre =
        dh_arena_format(arena, "runtime ECDF: share of %d targets f* + τ (f₀ − f*), τ = %.2g to %.0e, x %s",
                        DH_ECDF_TARGETS, dh_ecdf_tau(0), dh_ecdf_tau(DH_ECDF_TARGETS - 1), seeds);
    if (!curves->centre)
        return dh_fail_memory(error);
    lines from = open_table(&table, true);
    for (size_t i = 0; i < contests.count; i++) {
        const dh_contest *contest = &contests.contest[i];
        dh_panel *panel = &curves->panel[i + several];
        panel->problem = contest->problem;
        panel->first = contest->first;
        panel->last = contest->last;
        panel->seeds = contest->seeds;
        panel->log_x = wants_log(options, contest->first, contest->last);
        for (size_t m = 0; m < contests.methods; m++) {
            dh_steps steps = take(&from, contest->problem, contests.method[m]);
            size_t runs = runs_of(contest, m);
            if (runs && make_curve(&steps, runs, m, panel, arena, &panel->curve[m], error))
                return -1;
        }
    }
    if (several && fill_all(&from, &contests, options, curves->panel, arena, error))
        return -1;
    return draw(results, &own, &contests, curves, arena, ret, error);
}
