/* Parts of a table of coloured cells with a number in each. */
#ifndef DH_VIEW_CELLS_H
#define DH_VIEW_CELLS_H

#include "base/buffer.h"

/* at: 0, the best and dark, to 1. "#RRGGBB" */
void dh_cell_colour(double at, char out[8]);

/* Two digits in at most seven characters: 0.012, 3.4e-7 */
void dh_cell_number(double v, char out[16]);

/* Appends the tics of axis 'x' or 'y', whose cells are called at [count]. step: pixels from one to the next, 0 for
 * characters. Where labels would touch, x's are turned, and some left out. */
void dh_cell_tics(const double *at, size_t count, char axis, double step, dh_buffer *out);

#endif
