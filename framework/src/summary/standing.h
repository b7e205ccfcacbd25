/* What standing.c and standing_draw.c share. */
#ifndef DH_SUMMARY_STANDING_H
#define DH_SUMMARY_STANDING_H

#include "summary/board.h"

typedef struct dh_standing_work {
    const dh_board *board;
    dh_arena *arena;
    dh_comparison *c;
    size_t count, reference; /* methods that stand; the reference among contests->method */
    size_t *who;             /* [count] their methods */
    double *value;           /* [blocks][count] */
    size_t most;             /* seeds of a problem */
} dh_standing_work;

/* How sure mean ranks are: their intervals, and the share of resamples in which a method's is the best. interval and
 * first [count], first zeroed. */
int dh_standings_resample(const dh_standing_work *work, dh_interval *interval, double *first, dh_error *error);

#endif
