/* What tuning brings: the best of k settings, for every k, a line an optimizer (or what --best-of names). */
#ifndef DH_VIEW_TUNING_H
#define DH_VIEW_TUNING_H

#include "view/chart.h"

int dh_tuning_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                   dh_pictures *ret, dh_error *error);

/* Some optimizer has several settings. */
int dh_tuning_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error);

#endif
