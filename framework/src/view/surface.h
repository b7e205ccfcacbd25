/* Surface: the function of a problem in two dimensions as a landscape, and the paths on it. */
#ifndef DH_VIEW_SURFACE_H
#define DH_VIEW_SURFACE_H

#include "view/scene.h"

int dh_surface_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error);

dh_scene_write dh_surface_write;

#endif
