/* A run's path, clipped to the box in which it is drawn. */
#ifndef DH_VIEW_TRAIL_H
#define DH_VIEW_TRAIL_H

#include "view/relief.h"

typedef struct dh_spot {
    double x1, x2, height;
    bool joined; /* by a line to the spot before it */
} dh_spot;

typedef enum dh_trail_end {
    DH_TRAIL_NOWHERE, /* it was never in the box */
    DH_TRAIL_ARRIVED, /* the run ended as it should, in the box */
    DH_TRAIL_LOST,    /* it was lost there, or left the box for good: `end` is where */
} dh_trail_end;

typedef struct dh_trail {
    size_t count;
    dh_spot *spot; /* [count] */
    bool begins;   /* the first row is in the box */
    dh_spot start, end;
    dh_trail_end ended;
    size_t dots;
    dh_spot *dot; /* [dots] where it was every so many steps, first and last row left out */
} dh_trail;

/* every: steps between two dots; 0: none. A row that is not finite ends the path. -1: memory is out. */
int dh_trail_make(const dh_terrain *terrain, const dh_relief *relief, const dh_path *path, uint64_t every,
                  dh_arena *arena, dh_trail *ret);

/* 1, 2 or 5 times a power of ten, so that the longest path has at most a dozen dots; 0: paths are too short for any.
 */
uint64_t dh_trail_every(const dh_terrain *terrain);

#endif
