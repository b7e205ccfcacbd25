/* From results to rows: final, ledger, speed. */
#include "summary/best.h"
#include "view/rows.h"

#include <string.h>

static int read_runs(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                     dh_traces *ret, dh_error *error)
{
    if (dh_traces_read(results, count, DH_AXIS_STEP, options->y, options->best_of, arena, ret, error))
        return -1;
    if (!ret->count)
        return dh_fail(error, DH_ERROR_INPUT, "%s: no runs to draw", count ? results[0]->path : "no file");
    return options->best_of ? dh_traces_keep_best(ret, arena, error) : 0;
}

/* "final cost", "final test accuracy"; of gaps "final cost − f*" where all problems have them */
static const char *final_name(const dh_samples *samples, const dh_chart_options *options, dh_arena *arena)
{
    bool gap = true, seen = false;
    for (size_t i = 0; i < samples->panels; i++) {
        gap = gap && samples->panel[i].gap;
        seen = seen || samples->panel[i].best_seen;
    }
    if (gap)
        return dh_arena_format(arena, "final %s%s", dh_gap_name(false, !strcmp(options->format, "dumb")),
                               seen ? ", f*: the best seen where none is known" : "");
    char *name = dh_arena_format(arena, "final %s", options->y && strcmp(options->y, "gap") ? options->y : "cost");
    for (char *p = name; p && *p; p++)
        if (*p == '_')
            *p = ' ';
    return name;
}

int dh_final_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_samples samples;
    if (read_runs(results, count, options, arena, &traces, error) ||
        dh_samples_make(&traces, dh_number_final, NULL, arena, &samples, error))
        return -1;
    dh_rows_look look = {
        .what = final_name(&samples, options, arena), .order = "best first", .scale = options->y_scale};
    return look.what ? dh_rows_draw(&samples, &look, options, arena, ret, error) : dh_fail_memory(error);
}

/* Both from seconds, whatever y is; but y chooses with --best-of. */
static int draw_seconds(dh_results *const *results, size_t count, const dh_rows_look *look, dh_number *other,
                        const dh_chart_options *options, dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_samples samples;
    if (read_runs(results, count, options, arena, &traces, error))
        return -1;
    traces.larger_is_better = false;
    for (size_t i = 0; i < traces.count; i++)
        traces.trace[i].gap = false;
    if (dh_samples_make(&traces, dh_number_step, other, arena, &samples, error))
        return -1;
    return dh_rows_draw(&samples, look, options, arena, ret, error);
}

int dh_ledger_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                   dh_pictures *ret, dh_error *error)
{
    const dh_rows_look look = {.what = "where the seconds of a step go",
                               .x_label = "percent of a step; on the right: its length",
                               .order = "fastest first",
                               .shares = true,
                               .part = {"problem (loss and gradients)", "optimizer"}};
    return draw_seconds(results, count, &look, dh_number_optimizer_step, options, arena, ret, error);
}

int dh_speed_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_pictures *ret, dh_error *error)
{
    const dh_rows_look look = {.what = "seconds a step, of problem and optimizer",
                               .x_label = "seconds a step",
                               .order = "fastest first",
                               .scale = options->y_scale};
    return draw_seconds(results, count, &look, NULL, options, arena, ret, error);
}
