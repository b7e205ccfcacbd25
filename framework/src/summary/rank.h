/* Which methods did best. */
#ifndef DH_SUMMARY_RANK_H
#define DH_SUMMARY_RANK_H

#include "summary/curve.h"

/* order [methods], best first: by the mean over panels of the rank of the final median among the methods, ties
 * sharing the mean of their ranks (Friedman 1937, JASA 32(200), 675-701). A method that was not tried on a problem
 * ties there with those that lost most of their runs. Equal means stay in order of appearance. */
int dh_rank_methods(const dh_curves *curves, dh_arena *arena, size_t *order, dh_error *error);

#endif
