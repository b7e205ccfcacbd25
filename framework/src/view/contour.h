/* Contour: from above, the function of a problem in two dimensions in bands between its contour lines, and the paths
 * over them. */
#ifndef DH_VIEW_CONTOUR_H
#define DH_VIEW_CONTOUR_H

#include "view/scene.h"

int dh_contour_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error);

dh_scene_write dh_contour_write;

#endif
