/* Critical difference diagram: mean ranks of the methods on a line, and bars over those that are not told apart. */
#ifndef DH_VIEW_CRITICAL_H
#define DH_VIEW_CRITICAL_H

#include "view/chart.h"

int dh_critical_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                     dh_pictures *ret, dh_error *error);

/* At least two methods ran everywhere, over two blocks or more. */
int dh_critical_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error);

#endif
