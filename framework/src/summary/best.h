/* Of many settings of a method the best on each problem. */
#ifndef DH_SUMMARY_BEST_H
#define DH_SUMMARY_BEST_H

#include "summary/trace.h"

/* Keeps, on each problem and for each dh_trace.group, the runs of the one method whose final median is best (as in
 * curve.h, so lost runs count as the worst; the first of equals). A group for which that is one and the same method on
 * all problems keeps that method's label; the others are labelled by the group. The runs were already seen when the
 * choice was made: what is left looks better than it would on new seeds. */
int dh_traces_keep_best(dh_traces *traces, dh_arena *arena, dh_error *error);

#endif
