#include "view/sensitivity.h"

#include "summary/sensitivity.h"
#include "view/convergence.h"
#include "view/legend.h"

#include <math.h>
#include <string.h>

enum { POINTS = 400 };

static const char *title_of(const dh_curves *curves, dh_results *const *results, const dh_chart_options *options)
{
    return options->title ? options->title : curves->panels > 1 ? results[0]->study : curves->panel[0].problem;
}

static int read_runs(dh_results *const *results, size_t count, const char *y, dh_arena *arena, dh_traces *ret,
                     dh_error *error)
{
    if (dh_traces_read(results, count, DH_AXIS_STEP, y, NULL, arena, ret, error))
        return -1;
    return ret->count ? 0
                      : dh_fail(error, DH_ERROR_INPUT, "%s: no runs to draw", count ? results[0]->path : "no file");
}

/* --best-of has no part in it: of one setting there is no curve. */
int dh_sensitivity_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                        dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_curves curves;
    dh_chart_options own = *options;
    own.best_of = NULL;
    own.axis = DH_AXIS_STEP;
    own.band = (dh_band){0};
    if (read_runs(results, count, options->y, arena, &traces, error) ||
        dh_sensitivity_make(&traces, options->over ? options->over : "lr", options->x_scale, arena, &curves, error))
        return -1;
    return dh_convergence_draw_curves(&curves, title_of(&curves, results, options), &own, arena, ret, error);
}

/* With names of their own, two settings of an optimizer are two methods to the chart. */
static int makes_curves(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    dh_arena arena = {0};
    dh_traces traces;
    dh_curves curves;
    const int failed = read_runs(results, count, NULL, &arena, &traces, error) ||
                       dh_sensitivity_make(&traces, "lr", DH_SCALE_AUTO, &arena, &curves, error);
    dh_arena_finish(&arena);
    return dh_chart_answer(failed, ret, error);
}

int dh_sensitivity_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    *ret = false;
    for (size_t i = 0; i < count; i++) {
        const dh_table *runs = &results[i]->runs;
        const dh_column *lr = dh_table_find(runs, "lr"), *optimizer = dh_table_find(runs, "optimizer");
        if (!lr || !optimizer || lr->type != DH_REAL || optimizer->type != DH_TEXT)
            continue;
        for (size_t k = 1; k < runs->rows; k++)
            if (lr->real[k] != lr->real[k - 1] && !strcmp(optimizer->text[k], optimizer->text[k - 1]))
                return makes_curves(results, count, ret, error);
    }
    return 0;
}

/* ---- schedule ---- */

static bool same_numbers(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(a[i] == b[i]) && !(isnan(a[i]) && isnan(b[i])))
            return false;
    return true;
}

static bool same_rates(const dh_curves *curves, size_t a, size_t b)
{
    for (size_t p = 0; p < curves->panels; p++) {
        const dh_curve *c = &curves->panel[p].curve[a], *d = &curves->panel[p].curve[b];
        if (c->points != d->points || !same_numbers(c->x, d->x, c->points) ||
            !same_numbers(c->median, d->median, c->points))
            return false;
    }
    return true;
}

/* Of methods with the same rates one stays, with the words that their labels share. */
static int merge(dh_curves *curves, dh_arena *arena, dh_error *error)
{
    size_t n = curves->methods, kept = 0;
    bool *gone = DH_NEW(arena, bool, n + 1);
    const char **label = DH_NEW(arena, const char *, n + 1);
    if (!gone || !label)
        return dh_fail_memory(error);
    for (size_t i = 0; i < n; i++) {
        size_t count = 0;
        for (size_t k = i; k < n && !gone[i]; k++)
            if (k == i || (!gone[k] && same_rates(curves, i, k))) {
                label[count++] = curves->method[k];
                gone[k] = k != i;
            }
        if (gone[i])
            continue;
        const char *shared = count > 1 ? dh_label_shared(label, count, arena) : label[0];
        curves->method[kept] =
            shared && !*shared ? dh_arena_format(arena, "%s and %zu more", label[0], count - 1) : shared;
        if (!curves->method[kept])
            return dh_fail_memory(error);
        for (size_t p = 0; p < curves->panels; p++) {
            curves->panel[p].curve[kept] = curves->panel[p].curve[i];
            curves->panel[p].curve[kept].method = kept;
        }
        kept++;
    }
    curves->methods = kept;
    return 0;
}

/* Rates have no better or worse, and zeros lie on the edge of a log axis: there is one when the highest rates of the
 * methods are far apart, and not because a schedule ends near 0. */
static dh_scale describe(dh_curves *curves)
{
    double lowest = INFINITY, highest = 0;
    for (size_t p = 0; p < curves->panels; p++)
        for (size_t i = 0; i < curves->methods; i++) {
            double peak = 0;
            dh_curve *c = &curves->panel[p].curve[i];
            for (size_t k = 0; k < c->points; k++)
                peak = isfinite(c->median[k]) ? fmax(peak, c->median[k]) : peak;
            c->final = 0; /* none is better: the first are told apart */
            lowest = peak > 0 ? fmin(lowest, peak) : lowest;
            highest = fmax(highest, peak);
        }
    for (size_t p = 0; p < curves->panels; p++) {
        curves->panel[p].quantity = true;
        curves->panel[p].resolution = isfinite(lowest) ? lowest * 1e-3 : 0;
    }
    return highest > 31.6 * lowest ? DH_SCALE_LOG : DH_SCALE_LINEAR;
}

/* Of each method on each problem the longest run, the first of equals: rates seldom depend on the seed, and those of
 * a run that was lost are a part of the others'. That it was lost is no matter here. */
static void keep_longest(dh_traces *traces)
{
    size_t kept = 0;
    for (size_t i = 0; i < traces->count; i++) {
        dh_trace *t = &traces->trace[i];
        size_t k = kept;
        while (k &&
               (strcmp(traces->trace[k - 1].method, t->method) || strcmp(traces->trace[k - 1].problem, t->problem)))
            k--;
        t->status = DH_FINISHED;
        if (!k)
            traces->trace[kept++] = *t;
        else if (t->rows > traces->trace[k - 1].rows)
            traces->trace[k - 1] = *t;
    }
    traces->count = kept;
}

/* "the longest run of each method, of 10 seeds"; NULL: memory is out */
static const char *say_longest(const dh_traces *traces, dh_arena *arena)
{
    int64_t *seen = DH_NEW(arena, int64_t, traces->count + 1);
    size_t seeds = 0;
    for (size_t i = 0; seen && i < traces->count; i++) {
        size_t k = 0;
        while (k < seeds && seen[k] != traces->trace[i].seed)
            k++;
        seen[k] = traces->trace[i].seed;
        seeds += k == seeds;
    }
    return seen
               ? dh_arena_format(arena, "the longest run of each method, of %zu seed%s", seeds, seeds == 1 ? "" : "s")
               : NULL;
}

int dh_schedule_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                     dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_curves curves;
    dh_chart_options own = *options;
    if (read_runs(results, count, "rate", arena, &traces, error))
        return -1;
    const char *centre = say_longest(&traces, arena);
    keep_longest(&traces);
    dh_scale scale = options->x_scale == DH_SCALE_AUTO ? DH_SCALE_LINEAR : options->x_scale;
    if (dh_curves_make(&traces, scale, POINTS, arena, &curves, error) || merge(&curves, arena, error))
        return -1;
    dh_scale found = describe(&curves);
    own.y_scale = options->y_scale == DH_SCALE_AUTO ? found : options->y_scale;
    own.y = NULL;
    own.best_of = NULL;
    own.axis = DH_AXIS_STEP;
    own.band = (dh_band){0};
    curves.y_label = "learning rate";
    curves.centre = centre;
    if (!centre)
        return dh_fail_memory(error);
    return dh_convergence_draw_curves(&curves, title_of(&curves, results, options), &own, arena, ret, error);
}
