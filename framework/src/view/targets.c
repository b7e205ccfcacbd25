/* Time to target: what each run spent until it reached the target, a point a run; one that did not is an open circle
 * at what it had spent, which is a lower bound (censored). The bar is the expected cost when runs that fail are
 * started again (summary/ert.h), the box its bootstrap interval. */
#include "summary/compare.h"
#include "view/costs.h"
#include "view/page.h"
#include "view/rows.h"

#include <math.h>

enum { RESAMPLES = 1000 };

static int fill_sample(const dh_contests *all, const dh_contest *contest, const dh_entry *entry, const double *cost,
                       dh_arena *arena, dh_sample *ret, dh_error *error)
{
    const dh_trace **trace = contest->trace + entry->method * contest->seeds;
    *ret = (dh_sample){.method = all->method[entry->method],
                       .runs = entry->runs,
                       .lost = entry->runs - entry->solved,
                       .low = entry->interval.low,
                       .median = entry->value,
                       .high = entry->interval.high,
                       .value = DH_NEW(arena, double, contest->seeds + 1),
                       .bound = DH_NEW(arena, double, contest->seeds + 1)};
    if (!ret->value || !ret->bound)
        return dh_fail_memory(error);
    for (size_t s = 0; s < contest->seeds; s++) {
        if (!trace[s])
            continue;
        ret->settings = trace[s]->settings;
        if (isfinite(cost[s]))
            ret->value[ret->count++] = cost[s];
        else
            ret->bound[ret->bounds++] = dh_trace_spent(trace[s]);
    }
    return 0;
}

static int fill_panel(const dh_contests *all, const dh_match *match, dh_goal target, dh_arena *arena,
                      dh_sample_panel *ret, dh_error *error)
{
    const dh_contest *contest = match->contest;
    double *cost = DH_NEW(arena, double, all->methods * contest->seeds);
    *ret = (dh_sample_panel){.problem = contest->problem,
                             .gap = true, /* 0 is what a start at the target costs */
                             .seeds = contest->seeds,
                             .count = match->entries,
                             .sample = DH_NEW(arena, dh_sample, match->entries + 1)};
    if (!cost || !ret->sample)
        return dh_fail_memory(error);
    dh_contest_costs(all, contest, target, cost);
    for (size_t i = 0; i < match->entries; i++) {
        const dh_entry *entry = &match->entry[i];
        if (fill_sample(all, contest, entry, cost + entry->method * contest->seeds, arena, &ret->sample[i], error))
            return -1;
    }
    return 0;
}

int dh_time_to_target_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                           dh_pictures *ret, dh_error *error)
{
    dh_contests all;
    dh_comparison c;
    dh_compare_options how = {.target = dh_costs_target(options), .level = 0.95, .resamples = RESAMPLES};
    if (dh_costs_read(results, count, options, arena, &all, error) || dh_compare(&all, &how, arena, &c, error))
        return -1;
    dh_samples samples = {.panel = DH_NEW(arena, dh_sample_panel, all.count)};
    const char *target = dh_costs_target_text(options, &all, arena);
    dh_rows_look look = {.what = target ? dh_arena_format(arena, "cost to reach %s", target) : NULL,
                         .x_label = dh_axis_label(dh_costs_axis(options)),
                         .order = "best first",
                         .marks =
                             "a point a run, ○: had not reached it when it ended; bar: expected cost with restarts "
                             "(ERT), box: its 95 % interval",
                         .expected = true,
                         .scale = options->x_scale,
                         .more = dh_costs_stem(options, arena)};
    if (!samples.panel || !look.what || !look.more)
        return dh_fail_memory(error);
    for (; samples.panels < all.count; samples.panels++)
        if (fill_panel(&all, &c.match[samples.panels], how.target, arena, &samples.panel[samples.panels], error))
            return -1;
    return dh_rows_draw(&samples, &look, options, arena, ret, error);
}
