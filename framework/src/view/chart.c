#include "view/chart.h"

#include "base/text.h"
#include "view/contour.h"
#include "view/convergence.h"
#include "view/heatmap.h"
#include "view/rows.h"
#include "view/sensitivity.h"
#include "view/surface.h"
#include "view/theme.h"

#include <stdio.h>
#include <string.h>

const dh_chart dh_charts[] = {
    {"contour",
     "problems in two dimensions from above: contour lines and the path of each method, a picture a problem",
     dh_contour_draw, dh_terrains_any},
    {"convergence",
     "cost against what was spent: median and quartiles over seeds, a panel a problem, a line a method",
     dh_convergence_draw, NULL},
    {"final", "what the runs of each method delivered, a point a run, a picture a problem", dh_final_draw, NULL},
    {"heatmap",
     "what runs delivered over the learning rate and another hyperparameter, or the two that --over names; lost in "
     "grey",
     dh_heatmap_draw, dh_heatmap_suits},
    {"ledger", "where the seconds of a step go, problem or optimizer, a picture a problem", dh_ledger_draw, NULL},
    {"schedule", "the learning rate in force against steps, a line for each that differs", dh_schedule_draw, NULL},
    {"sensitivity",
     "what runs delivered against the learning rate, or what --over names: median and quartiles, in grey where runs "
     "were lost",
     dh_sensitivity_draw, dh_sensitivity_suits},
    {"speed", "seconds a step of each method, a picture a problem", dh_speed_draw, NULL},
    {"surface", "problems in two dimensions as landscapes, and the path of each method on them, a picture a problem",
     dh_surface_draw, dh_terrains_any},
};
const size_t dh_chart_count = sizeof dh_charts / sizeof *dh_charts;

enum { MOST_NAMES = 32 };

/* Index of name; -1 with an error that lists what there is. */
static int choose(const char *what, const char *name, const char *const *names, size_t count, dh_error *error)
{
    char list[512] = "", shown[80];
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(names[i], name))
            return (int)i;
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names[i]);
    }
    const char *near = dh_nearest(name, names, count);
    return dh_fail(error, DH_ERROR_INPUT, "\"%s\" is no %s: expected one of %s%s%s%s",
                   dh_printable(shown, sizeof shown, name), what, list, near ? " (did you mean " : "",
                   near ? near : "", near ? "?)" : "");
}

int dh_chart_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_pictures *ret, dh_error *error)
{
    const char *chart[MOST_NAMES], *format[MOST_NAMES];
    for (size_t i = 0; i < dh_chart_count; i++)
        chart[i] = dh_charts[i].name;
    for (size_t i = 0; i < dh_format_count; i++)
        format[i] = dh_formats[i].name;
    int which = choose("chart", options->chart, chart, dh_chart_count, error);
    if (which < 0 || choose("format", options->format, format, dh_format_count, error) < 0)
        return -1;
    return dh_charts[which].draw(results, count, options, arena, ret, error);
}
