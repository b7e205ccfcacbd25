/* From the table of summary/table_tuning.c to curves; the papers are cited in summary/tuning.c. */
#include "view/tuning.h"

#include "summary/apart.h"
#include "summary/contest.h"
#include "summary/names.h"
#include "summary/tables.h"
#include "view/convergence.h"
#include "view/costs.h"

#include <math.h>
#include <string.h>

enum { MOST_BANDS = 4, LONG = 8 };

static int read_groups(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                       dh_traces *ret, dh_error *error)
{
    const char **name = DH_NEW(arena, const char *, count + 1);
    bool told;
    for (size_t i = 0; name && i < count; i++)
        name[i] = results[i]->path;
    if (!name)
        return dh_fail_memory(error);
    if (dh_traces_read(results, count, DH_AXIS_STEP, options->y, options->best_of ? options->best_of : "optimizer",
                       arena, ret, error) ||
        dh_traces_tell_apart(ret, name, arena, &told, error))
        return -1;
    return ret->count ? 0
                      : dh_fail(error, DH_ERROR_INPUT, "%s: no runs to draw", count ? results[0]->path : "no file");
}

/* Rows `from` ... `from` + trials of the table. A mean is not known while k trials may all be lost ones. */
static int make_curve(const dh_table *table, size_t from, size_t trials, bool mean, double sign, dh_arena *arena,
                      dh_curve *ret, dh_error *error)
{
    enum { K = 3, MEAN, LOW, MEDIAN, HIGH }; /* columns */
    const dh_column *c = table->column;
    double *room = DH_NEW(arena, double, 4 * trials);
    if (!room)
        return dh_fail_memory(error);
    double *x = room, *middle = room + trials, *low = room + 2 * trials, *high = room + 3 * trials;
    for (size_t i = 0; i < trials; i++) {
        x[i] = (double)c[K].whole[from + i];
        middle[i] = sign * c[mean ? MEAN : MEDIAN].real[from + i];
        low[i] = sign * c[sign < 0 ? HIGH : LOW].real[from + i];
        high[i] = sign * c[sign < 0 ? LOW : HIGH].real[from + i];
    }
    ret->runs = trials;
    ret->points = trials;
    ret->x = x;
    ret->median = middle;
    ret->low = low;
    ret->high = high;
    ret->final = middle[trials - 1];
    return 0;
}

/* A setting that ends above this was not worth trying; means that lean on such are off the axis. */
static double highest_start(const dh_contest *contest, size_t methods)
{
    double highest = 0;
    for (size_t i = 0; i < methods * contest->seeds; i++) {
        const dh_trace *t = contest->trace[i];
        if (t && t->rows && isfinite(t->y[0]))
            highest = fmax(highest, t->y[0]);
    }
    return highest;
}

static int fill_panel(const dh_table *table, const dh_contest *contest, size_t methods, bool mean, dh_curves *curves,
                      dh_panel *panel, dh_arena *arena, dh_error *error)
{
    enum { PROBLEM, GROUP, TRIALS };
    const dh_column *c = table->column;
    double sign = curves->larger_is_better ? -1 : 1;
    *panel = (dh_panel){.problem = contest->problem,
                        .gap = contest->gap,
                        .resolution = contest->resolution,
                        .first = 1,
                        .last = 1,
                        .seeds = contest->seeds,
                        .curve = DH_NEW(arena, dh_curve, table->rows + 1)};
    if (!panel->curve)
        return dh_fail_memory(error);
    panel->ceiling = highest_start(contest, methods);
    for (size_t i = 0; i < table->rows; i++)
        panel->curve[i] = (dh_curve){.method = i, .final = sign * INFINITY};
    for (size_t i = 0; i < table->rows; i += (size_t)c[TRIALS].whole[i]) {
        if (strcmp(c[PROBLEM].text[i], contest->problem))
            continue;
        size_t trials = (size_t)c[TRIALS].whole[i],
               m = dh_name_index(c[GROUP].text[i], curves->method, &curves->methods, 0);
        if (make_curve(table, i, trials, mean, sign, arena, &panel->curve[m], error))
            return -1;
        panel->last = fmax(panel->last, (double)trials);
    }
    return 0;
}

static int make_curves(const dh_traces *traces, const dh_contests *contests, bool mean, dh_arena *arena,
                       dh_curves *ret, dh_error *error)
{
    dh_table table;
    if (dh_tuning_table(traces, arena, &table, error))
        return -1;
    *ret = (dh_curves){.larger_is_better = traces->larger_is_better,
                       .x_label = "settings tried, k",
                       .from_first = true,
                       .method = DH_NEW(arena, const char *, table.rows + 1),
                       .panel = DH_NEW(arena, dh_panel, contests->count)};
    if (!ret->method || !ret->panel)
        return dh_fail_memory(error);
    for (; ret->panels < contests->count; ret->panels++)
        if (fill_panel(&table, &contests->contest[ret->panels], contests->methods, mean, ret,
                       &ret->panel[ret->panels], arena, error))
            return -1;
    return 0;
}

/* Bands of many lines, all as wide as the settings at hand, hide one another. */
static void drop_bands(dh_curves *curves)
{
    for (size_t p = 0; p < curves->panels; p++)
        for (size_t m = 0; m < curves->methods; m++)
            curves->panel[p].curve[m].low = curves->panel[p].curve[m].high = curves->panel[p].curve[m].median;
}

/* The mean is what Dodge et al. call the expected best; --band with quantiles asks for the median, which is finite as
 * soon as half of the draws hold a setting that was not lost. */
int dh_tuning_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                   dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_contests contests;
    dh_curves curves;
    dh_chart_options own = *options;
    bool mean = options->band.mean || !(options->band.high > 0);
    if (read_groups(results, count, options, arena, &traces, error) ||
        dh_contests_make(&traces, arena, &contests, error) ||
        make_curves(&traces, &contests, mean, arena, &curves, error))
        return -1;
    own.axis = DH_AXIS_STEP;
    own.axis_given = false;
    own.over = options->best_of; /* for the file's name */
    own.best_of = NULL;
    for (size_t p = 0; p < curves.panels; p++)
        curves.panel[p].log_x =
            options->x_scale == DH_SCALE_LOG || (options->x_scale == DH_SCALE_AUTO && curves.panel[p].last >= LONG);
    bool bands = curves.methods <= MOST_BANDS;
    if (!bands)
        drop_bands(&curves);
    const char *seeds = dh_costs_seeds_text(&contests, arena);
    if (!seeds)
        return dh_fail_memory(error);
    curves.centre =
        dh_arena_format(arena, "%s best of k settings drawn from those tried (each: the median of its %s)%s%s",
                        mean ? "expected" : "median", seeds, bands ? ", band: quartiles" : "",
                        mean ? "; no line where all k may be lost ones" : "");
    if (!curves.centre)
        return dh_fail_memory(error);
    const char *title = options->title      ? options->title
                        : curves.panels > 1 ? results[0]->study
                                            : curves.panel[0].problem;
    return dh_convergence_draw_curves(&curves, title, &own, arena, ret, error);
}

int dh_tuning_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    (void)error;
    *ret = true;
    for (size_t i = 0; i < count; i++) {
        const dh_table *runs = &results[i]->runs;
        const dh_column *method = dh_table_find(runs, "method"), *optimizer = dh_table_find(runs, "optimizer");
        if (!method || !optimizer || method->type != DH_TEXT || optimizer->type != DH_TEXT)
            continue;
        for (size_t k = 1; k < runs->rows; k++)
            if (strcmp(method->text[k], method->text[k - 1]) && !strcmp(optimizer->text[k], optimizer->text[k - 1]))
                return 0;
    }
    *ret = false;
    return 0;
}
