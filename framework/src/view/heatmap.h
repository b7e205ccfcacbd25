/* Heatmap: what runs delivered over two hyperparameters, a table a method, a picture a problem; lost in grey. */
#ifndef DH_VIEW_HEATMAP_H
#define DH_VIEW_HEATMAP_H

#include "view/chart.h"

int dh_heatmap_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error);
int dh_heatmap_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error);

#endif
