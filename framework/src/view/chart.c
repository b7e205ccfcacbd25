#include "view/chart.h"

#include "base/text.h"
#include "view/contour.h"
#include "view/convergence.h"
#include "view/costs.h"
#include "view/critical.h"
#include "view/heatmap.h"
#include "view/rows.h"
#include "view/sensitivity.h"
#include "view/steps.h"
#include "view/surface.h"
#include "view/theme.h"
#include "view/tuning.h"

#include <stdio.h>
#include <string.h>

static int on_terrain(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    (void)error;
    *ret = dh_terrains_any(results, count);
    return 0;
}

const dh_chart dh_charts[] = {
    {"contour",
     "problems in two dimensions from above: contour lines and the path of each method, a picture a problem",
     dh_contour_draw, on_terrain},
    {"convergence",
     "cost against what was spent: median and quartiles over seeds, a panel a problem, a line a method",
     dh_convergence_draw, NULL},
    {"critical_difference",
     "mean ranks of the methods over problems (over seeds where there is one problem), and which are not told apart",
     dh_critical_draw, dh_critical_suits},
    {"data_profile", "the share of all runs, over problems and seeds, that reached the target against what was spent",
     dh_data_profile_draw, dh_costs_suit},
    {"ecdf", "the share of many targets that was reached against what was spent, a panel a problem and one of all",
     dh_ecdf_draw, dh_costs_suit},
    {"final", "what the runs of each method delivered, a point a run, a picture a problem", dh_final_draw, NULL},
    {"heatmap",
     "what runs delivered over the learning rate and another hyperparameter, or the two that --over names; lost in "
     "grey",
     dh_heatmap_draw, dh_heatmap_suits},
    {"ledger", "where the seconds of a step go, problem or optimizer, a picture a problem", dh_ledger_draw, NULL},
    {"profile", "the share of problems on which a method's cost to the target is within a factor of the least cost",
     dh_profile_draw, dh_costs_suit_problems},
    {"schedule", "the learning rate in force against steps, a line for each that differs", dh_schedule_draw, NULL},
    {"sensitivity",
     "what runs delivered against the learning rate, or what --over names: median and quartiles, in grey where runs "
     "were lost",
     dh_sensitivity_draw, dh_sensitivity_suits},
    {"speed", "seconds a step of each method, a picture a problem", dh_speed_draw, NULL},
    {"surface", "problems in two dimensions as landscapes, and the path of each method on them, a picture a problem",
     dh_surface_draw, on_terrain},
    {"time_to_target", "what the runs of each method spent until they reached the target, a picture a problem",
     dh_time_to_target_draw, dh_costs_suit},
    {"tuning", "the best of k settings of each optimizer, for every k, a panel a problem", dh_tuning_draw,
     dh_tuning_suits},
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

/* Sizes that were not asked for otherwise. */
static dh_chart_options sized(const dh_chart_options *options)
{
    dh_chart_options own = *options;
    if (dh_format_find(options->format)->text || options->size == DH_SIZE_SCREEN) {
        own.size = DH_SIZE_SCREEN;
        return own;
    }
    bool slide = options->size == DH_SIZE_SLIDE;
    if (!own.width)
        own.width = slide ? DH_SLIDE_WIDTH : DH_COLUMN_WIDTH;
    if (!own.height && slide)
        own.height = DH_SLIDE_HEIGHT;
    return own;
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
    dh_chart_options own = sized(options);
    return dh_charts[which].draw(results, count, &own, arena, ret, error);
}
