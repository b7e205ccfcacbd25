/* Sensitivity: what runs delivered against a hyperparameter, the learning rate unless another is named; a panel a
 * problem, a line a method, in grey above where runs were lost. Schedule: the rate in force against steps, a line for
 * each that differs. */
#ifndef DH_VIEW_SENSITIVITY_H
#define DH_VIEW_SENSITIVITY_H

#include "view/chart.h"

int dh_sensitivity_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                        dh_pictures *ret, dh_error *error);
int dh_schedule_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                     dh_pictures *ret, dh_error *error);

/* Some method was run at two learning rates. */
int dh_sensitivity_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error);

#endif
