/* The minimum of a convex problem, with a proof of how near it is. */
#ifndef DH_RUN_CERTIFY_H
#define DH_RUN_CERTIFY_H

#include "run/oracle.h"

#include "base/arena.h"

#define DH_CERTIFIED 1e-12 /* of |f|: as near f must be proven to be */

/* Minimises the exact objective of an engine whose problem has `gap` and `hvp`, from the origin. 0: *ret = f at the point
 * reached and *ret_gap <= DH_CERTIFIED |*ret|, by which f* may be smaller, beside rounding; both NaN when that was not reached. -1: memory is
 * out. The same bits everywhere: the work is bounded by counts, not by time. */
int dh_certify(const dh_engine *engine, size_t dim, dh_arena *arena, double *ret, double *ret_gap);

#endif
