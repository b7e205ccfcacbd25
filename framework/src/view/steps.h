/* Distributions of costs as rising steps, a line a method: performance profiles, data profiles, runtime ECDFs. */
#ifndef DH_VIEW_STEPS_H
#define DH_VIEW_STEPS_H

#include "view/chart.h"

int dh_profile_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error);
int dh_data_profile_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                         dh_pictures *ret, dh_error *error);

/* A panel a problem, and one of all problems where there are several. */
int dh_ecdf_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                 dh_pictures *ret, dh_error *error);

#endif
