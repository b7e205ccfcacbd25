/* The x at which a curve is drawn. */
#ifndef DH_SUMMARY_GRID_H
#define DH_SUMMARY_GRID_H

#include "summary/trace.h"

/* *ret [*ret_count], rising: x values of rows of the traces, at most `most` (>= 8) of them, the first and the last
 * among them; the others are the first in each of equally wide cells of x or of log x. All of them when they are few
 * enough. */
int dh_grid_make(const dh_trace *const *trace, size_t count, bool log, size_t most, dh_arena *arena,
                 const double **ret, size_t *ret_count, dh_error *error);

#endif
