/* Where a function on a grid crosses a level: loops around all that is at or above it. */
#ifndef DH_VIEW_ISOLINE_H
#define DH_VIEW_ISOLINE_H

#include "base/arena.h"

#include <stdbool.h>

typedef struct dh_vertex {
    double x, y; /* in cells, 0 ... side - 1 */
} dh_vertex;

/* Closed: the last vertex is joined to the first. What is above lies to the left, so loops around it turn to the left
 * and loops around holes in it to the right. Where it reaches the edge of the grid, the loop follows the edge. */
typedef struct dh_loop {
    size_t count;
    dh_vertex *at; /* [count] */
} dh_loop;

typedef struct dh_loops {
    size_t count;
    dh_loop *loop; /* [count] */
} dh_loops;

/* value [side][side], side >= 2, rows along y; NaN counts as above. -1: memory is out. */
int dh_loops_trace(const double *value, size_t side, double level, dh_arena *arena, dh_loops *ret);

/* Whether the piece from a to b follows the edge of the grid. */
bool dh_on_edge(dh_vertex a, dh_vertex b, size_t side);

/* Drops vertices of a line that lie within `tolerance` of what stays (Douglas and Peucker 1973, Cartographica 10(2),
 * 112-122); the ends stay. Returns how many are left, at the front. `keep` [count] is scratch. */
size_t dh_line_thin(dh_vertex *at, size_t count, double tolerance, bool *keep);

#endif
