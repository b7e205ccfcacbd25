/* What the charts of costs share: the runs as contests, the target, and what is said of both. */
#ifndef DH_VIEW_COSTS_H
#define DH_VIEW_COSTS_H

#include "view/chart.h"

/* options->axis, or passes over the data where none was asked for: that is the unit of Moré and Wild's profiles, and
 * no method gets calls of the oracle for nothing. */
dh_axis dh_costs_axis(const dh_chart_options *options);
dh_goal dh_costs_target(const dh_chart_options *options);

/* Runs of one method in several files count as several methods (summary/apart.h). An error when there is nothing to
 * compare. All in the arena. */
int dh_costs_read(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                  dh_contests *ret, dh_error *error);

/* With the result of dh_costs_read there is something to draw: a finite value. */
int dh_costs_suit(dh_results *const *results, size_t count, bool *ret, dh_error *error);
/* The same, and more than one problem. */
int dh_costs_suit_problems(dh_results *const *results, size_t count, bool *ret, dh_error *error);

/* Index of a method by its name or by its group's; contests->methods for NULL; an error that names the nearest. */
int dh_costs_reference(const dh_contests *contests, const char *name, size_t *ret, dh_error *error);

/* "f* + 0.001 (f0 − f*), f*: best seen", "test accuracy 0.95"; NULL: memory is out */
const char *dh_costs_target_text(const dh_chart_options *options, const dh_contests *contests, dh_arena *arena);

/* What was asked for, for a file name: "-by-seconds-target-0.01"; "" */
const char *dh_costs_stem(const dh_chart_options *options, dh_arena *arena);

/* Fewest seeds of a problem, and most. */
void dh_costs_seeds(const dh_contests *contests, size_t *ret_least, size_t *ret_most);
/* "1 seed", "3 to 10 seeds"; NULL: memory is out */
const char *dh_costs_seeds_text(const dh_contests *contests, dh_arena *arena);

/* The study's name, or the problem's when there is one; options->title before both. */
const char *dh_costs_title(dh_results *const *results, const dh_chart_options *options, const dh_contests *contests);

#endif
