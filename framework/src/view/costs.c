/* From results to contests. */
#include "view/costs.h"

#include "summary/apart.h"
#include "summary/best.h"
#include "summary/compare.h"
#include "view/gnuplot.h"

#include <string.h>

static const double TAU = 1e-3; /* as of `compare` */

dh_axis dh_costs_axis(const dh_chart_options *options)
{
    return options->axis_given || options->axis != DH_AXIS_STEP ? options->axis : DH_AXIS_GRADIENTS;
}

dh_goal dh_costs_target(const dh_chart_options *options)
{
    bool asked = options->target.absolute || options->target.value > 0;
    return asked ? options->target : (dh_goal){false, TAU};
}

static int tell_apart(dh_results *const *results, size_t count, dh_arena *arena, dh_traces *traces, dh_error *error)
{
    const char **name = DH_NEW(arena, const char *, count + 1);
    bool told;
    for (size_t i = 0; name && i < count; i++)
        name[i] = results[i]->path;
    return name ? dh_traces_tell_apart(traces, name, arena, &told, error) : dh_fail_memory(error);
}

int dh_costs_read(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_contests *ret, dh_error *error)
{
    dh_traces traces;
    if (dh_traces_read(results, count, dh_costs_axis(options), options->y, options->best_of, arena, &traces, error) ||
        tell_apart(results, count, arena, &traces, error))
        return -1;
    if (!traces.count)
        return dh_fail(error, DH_ERROR_INPUT, "%s: no runs to draw", count ? results[0]->path : "no file");
    if (options->best_of && dh_traces_keep_best(&traces, arena, error))
        return -1;
    return dh_contests_make(&traces, arena, ret, error);
}

int dh_costs_reference(const dh_contests *contests, const char *name, size_t *ret, dh_error *error)
{
    for (size_t i = 0; name && i < contests->count; i++)
        for (size_t k = 0; k < contests->methods * contests->contest[i].seeds; k++) {
            const dh_trace *trace = contests->contest[i].trace[k];
            if (trace && trace->group && !strcmp(trace->group, name))
                return dh_compare_reference(contests, trace->method, ret, error);
        }
    return dh_compare_reference(contests, name, ret, error);
}

/* As many problems as that. */
static int suit(dh_results *const *results, size_t count, size_t problems, bool *ret, dh_error *error)
{
    dh_arena arena = {0};
    dh_contests contests = {0};
    const dh_chart_options options = {0};
    const int failed = dh_chart_answer(dh_costs_read(results, count, &options, &arena, &contests, error), ret, error);
    *ret = *ret && contests.count >= problems;
    dh_arena_finish(&arena);
    return failed;
}

int dh_costs_suit(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    return suit(results, count, 1, ret, error);
}

int dh_costs_suit_problems(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    return suit(results, count, 2, ret, error);
}

const char *dh_costs_target_text(const dh_chart_options *options, const dh_contests *contests, dh_arena *arena)
{
    dh_goal target = dh_costs_target(options);
    size_t seen = 0;
    for (size_t i = 0; i < contests->count; i++)
        seen += contests->contest[i].floor == DH_FLOOR_BEST_SEEN;
    if (!target.absolute)
        return dh_arena_format(arena, "f* + %g (f₀ − f*)%s", target.value,
                               !seen                     ? ""
                               : seen == contests->count ? " with the best value seen as f*"
                                                         : " with the best value seen as f* where none is known");
    char *text =
        dh_arena_format(arena, "%s %g", options->y && strcmp(options->y, "gap") ? options->y : "cost", target.value);
    for (char *p = text; p && *p; p++)
        if (*p == '_')
            *p = ' ';
    return text;
}

const char *dh_costs_stem(const dh_chart_options *options, dh_arena *arena)
{
    bool axis = options->axis_given || options->axis != DH_AXIS_STEP;
    bool target = options->target.absolute || options->target.value > 0;
    const char *by = axis ? dh_arena_format(arena, "-by-%s", dh_axis_name(options->axis)) : "";
    const char *to = !target ? ""
                             : dh_arena_format(arena, "-%s-%g", options->target.absolute ? "cost" : "target",
                                               options->target.value);
    bool against = options->reference && !strcmp(options->chart, "profile");
    const char *whom = against ? dh_gnuplot_file_name(arena, options->reference) : "";
    return by && to && whom ? dh_arena_format(arena, "%s%s%s%s", by, to, against ? "-against-" : "", whom) : NULL;
}

void dh_costs_seeds(const dh_contests *contests, size_t *ret_least, size_t *ret_most)
{
    *ret_least = SIZE_MAX;
    *ret_most = 0;
    for (size_t i = 0; i < contests->count; i++) {
        size_t seeds = contests->contest[i].seeds;
        *ret_least = seeds < *ret_least ? seeds : *ret_least;
        *ret_most = seeds > *ret_most ? seeds : *ret_most;
    }
}

const char *dh_costs_seeds_text(const dh_contests *contests, dh_arena *arena)
{
    size_t least, most;
    dh_costs_seeds(contests, &least, &most);
    return least == most ? dh_arena_format(arena, "%zu seed%s", most, most == 1 ? "" : "s")
                         : dh_arena_format(arena, "%zu to %zu seeds", least, most);
}

const char *dh_costs_title(dh_results *const *results, const dh_chart_options *options, const dh_contests *contests)
{
    return options->title ? options->title : contests->count > 1 ? results[0]->study : contests->contest[0].problem;
}
