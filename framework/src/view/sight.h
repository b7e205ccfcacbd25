/* What can be seen of a landscape: gnuplot draws lines over surfaces that should hide them. */
#ifndef DH_VIEW_SIGHT_H
#define DH_VIEW_SIGHT_H

#include "view/trail.h"

/* Heights over a square grid, seen from far away as gnuplot's "set view tilt, turn, ,stretch" does: all three axes
 * are scaled to -1 ... 1, the heights then by stretch. */
typedef struct dh_sight {
    const dh_terrain *terrain;
    const double *height; /* [side][side] */
    size_t side;
    double low, high; /* of the height axis */
    int tilt, turn;   /* degrees, multiples of 15 */
    double stretch;
} dh_sight;

/* The surface's height at a point of the box, between the grid's. */
double dh_sight_height(const dh_sight *sight, double x1, double x2);

/* Does nothing of the surface stand between the spot, which lies on it, and the eye? */
bool dh_sight_sees(const dh_sight *sight, dh_spot spot);

/* Sets tilt and turn: the first pair among `count` of them from which most spots of the trails are seen, or nearly
 * so. */
void dh_sight_choose(dh_sight *sight, const dh_trail *trail, size_t trails, const int (*pair)[2], size_t count);

#endif
