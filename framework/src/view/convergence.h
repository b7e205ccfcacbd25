/* Convergence: a panel for each problem, a line for each method: the median over seeds with a band between the
 * quartiles, and a cross where a run was lost. */
#ifndef DH_VIEW_CONVERGENCE_H
#define DH_VIEW_CONVERGENCE_H

#include "view/chart.h"

int dh_convergence_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                        dh_pictures *ret, dh_error *error);

/* The same from curves that are there. `title` stands over several panels; options->format is valid. */
int dh_convergence_draw_curves(const dh_curves *curves, const char *title, const dh_chart_options *options,
                               dh_arena *arena, dh_pictures *ret, dh_error *error);

#endif
