/* What the signed-rank test and its interval share. */
#ifndef DH_SUMMARY_SIGNED_RANK_H
#define DH_SUMMARY_SIGNED_RANK_H

#include "base/arena.h"

enum { DH_MOST_EXACT = 256 }; /* differences with an exact null distribution */

/* chance [sum of twice + 1], in the arena: the law of the sum of those twice [count] that a fair coin each picks.
 * NULL when memory is out. */
double *dh_signed_rank_null(const size_t *twice, size_t count, size_t *ret_most, dh_arena *arena);

#endif
