/* Old against new for the cells that changed: a panel a cell, the worst first, cost against steps. A baseline in text
 * keeps the costs of a few rows of each history (0, 1, 4, 16, ... and the last one): its line goes through these, at
 * the steps of the same rows of the new runs. */
#include "check_out.h"

#include "summary/curve.h"
#include "view/convergence.h"
#include "view/theme.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PANELS = 24, POINTS = 400 };

typedef struct drawing {
    const dh_judged *judged;
    dh_curves old, new; /* old: of a results file; no panels: a text */
    dh_traces traces;   /* the new ones */
    dh_arena *arena;
    dh_error *error;
} drawing;

static bool is_drawn(const dh_judged *d, const dh_judgement *c)
{
    return c->old < d->old->cells && c->new < d->new->cells && c->verdict != DH_SAME;
}

static bool changed(const dh_judged *d, const dh_trace *trace)
{
    for (size_t i = 0; i < d->cells; i++)
        if (is_drawn(d, &d->cell[i]) && !strcmp(d->cell[i].method, trace->method) &&
            !strcmp(d->cell[i].problem, trace->problem))
            return true;
    return false;
}

static int read_curves(drawing *d, dh_results *results, dh_traces *traces, dh_curves *ret)
{
    dh_traces all;
    if (dh_traces_read(&results, 1, DH_AXIS_STEP, NULL, NULL, d->arena, &all, d->error))
        return -1;
    *traces = (dh_traces){.trace = DH_NEW(d->arena, dh_trace, all.count)};
    if (!traces->trace)
        return dh_fail_memory(d->error);
    for (size_t i = 0; i < all.count; i++)
        if (changed(d->judged, &all.trace[i]))
            traces->trace[traces->count++] = all.trace[i];
    return traces->count ? dh_curves_make(traces, DH_SCALE_AUTO, POINTS, d->arena, ret, d->error) : 0;
}

/* The panel of a problem and in it the curve of a method. */
static bool find(const dh_curves *curves, const dh_judgement *c, dh_panel *panel, dh_curve *curve)
{
    for (size_t p = 0; p < curves->panels; p++)
        for (size_t m = 0; m < curves->methods; m++)
            if (!strcmp(curves->panel[p].problem, c->problem) && !strcmp(curves->method[m], c->method) &&
                curves->panel[p].curve[m].runs) {
                *panel = curves->panel[p];
                *curve = curves->panel[p].curve[m];
                return true;
            }
    return false;
}

/* ---- the line of a text ---- */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What a run cost in probe k of so many that all have; the last one is its last row. */
static double probe_of(const dh_base_run *run, size_t k, size_t probes)
{
    const double cost = run->probe[k + 1 == probes ? run->probes - 1 : k];
    return isfinite(cost) ? cost : INFINITY;
}

static double step_of(const dh_trace *trace, const dh_cell *cell, size_t k, size_t probes)
{
    const size_t row = k ? (size_t)1 << 2 * (k - 1) : 0;
    return k + 1 == probes ? (double)cell->run[0].steps : trace->x[row < trace->rows ? row : trace->rows - 1];
}

static const dh_trace *trace_of(const dh_traces *traces, const dh_judgement *c)
{
    size_t i = 0;
    while (strcmp(traces->trace[i].method, c->method) || strcmp(traces->trace[i].problem, c->problem))
        i++; /* there is one: it made the new curve */
    return &traces->trace[i];
}

static int make_line(const drawing *d, const dh_judgement *c, dh_curve *ret)
{
    const dh_cell *cell = &d->judged->old->cell[c->old];
    const dh_trace *trace = trace_of(&d->traces, c);
    size_t probes = DH_PROBES;
    for (size_t i = 0; i < cell->runs; i++)
        probes = cell->run[i].probes < probes ? cell->run[i].probes : probes;
    double *x = DH_NEW(d->arena, double, 4 * DH_PROBES), *y = DH_NEW(d->arena, double, cell->runs);
    double *low = x + DH_PROBES, *median = low + DH_PROBES, *high = median + DH_PROBES;
    if (!x || !y)
        return dh_fail_memory(d->error);
    for (size_t k = 0; k < probes; k++) {
        for (size_t i = 0; i < cell->runs; i++)
            y[i] = probe_of(&cell->run[i], k, probes) - (trace->gap ? trace->f_star : 0);
        qsort(y, cell->runs, sizeof *y, compare);
        x[k] = step_of(trace, cell, k, probes);
        low[k] = dh_quantile(y, cell->runs, 0.25);
        median[k] = dh_quantile(y, cell->runs, 0.5);
        high[k] = dh_quantile(y, cell->runs, 0.75);
    }
    *ret = (dh_curve){.runs = probes ? cell->runs : 0,
                      .points = probes,
                      .x = x,
                      .median = median,
                      .low = low,
                      .high = high,
                      .final = probes ? median[probes - 1] : INFINITY};
    return 0;
}

/* ---- panels ---- */

static int make_panel(const drawing *d, const dh_judgement *c, dh_curves *ret)
{
    dh_panel panel, before;
    dh_curve *pair = DH_NEW(d->arena, dh_curve, 2);
    if (!pair)
        return dh_fail_memory(d->error);
    if (!find(&d->new, c, &panel, &pair[1]))
        return 0; /* all its runs were lost before their first row */
    if (d->old.panels && find(&d->old, c, &before, &pair[0])) {
        panel.first = fmin(panel.first, before.first);
        panel.last = fmax(panel.last, before.last);
        panel.seeds = before.seeds > panel.seeds ? before.seeds : panel.seeds;
    } else if (make_line(d, c, &pair[0])) {
        return -1;
    }
    pair[0].method = 0;
    pair[1].method = 1;
    panel.curve = pair;
    panel.problem = dh_arena_format(d->arena, "%s on %s: %s", c->method, c->problem, dh_verdict_name(c->verdict));
    ret->panel[ret->panels++] = panel;
    return panel.problem ? 0 : dh_fail_memory(d->error);
}

static int make_panels(const drawing *d, dh_curves *ret)
{
    for (size_t v = DH_VERDICTS; v-- > DH_SAME + 1;)
        for (size_t i = 0; i < d->judged->cells && ret->panels < MOST_PANELS; i++)
            if (d->judged->cell[i].verdict == (dh_verdict)v && is_drawn(d->judged, &d->judged->cell[i]) &&
                make_panel(d, &d->judged->cell[i], ret))
                return -1;
    return 0;
}

int dh_check_chart(const dh_check_how *how, dh_results *old, dh_results *new, const dh_chart_options *options,
                   dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    static const char *method[] = {"old", "new"};
    drawing d = {.judged = how->judged, .arena = arena, .error = error};
    dh_traces before;
    *ret = (dh_pictures){0};
    if (!dh_format_find(options->format))
        return dh_fail(error, DH_ERROR_INPUT, "--format: expected svg, png, pdf, tex or dumb, got '%s'",
                       options->format);
    if (read_curves(&d, new, &d.traces, &d.new) || (old && read_curves(&d, old, &before, &d.old)))
        return -1;
    dh_curves curves = {.methods = 2, .method = method, .panel = DH_NEW(arena, dh_panel, MOST_PANELS)};
    if (!curves.panel)
        return dh_fail_memory(error);
    if (make_panels(&d, &curves))
        return -1;
    if (!curves.panels)
        return 0;
    dh_chart_options look = *options;
    for (size_t i = 0; i < curves.panels; i++)
        look.y_scale =
            curves.panel[i].gap ? DH_SCALE_LOG : look.y_scale; /* where a few per cent at the end are seen */
    return dh_convergence_draw_curves(&curves, "What changed since the baseline", &look, arena, ret, error);
}
