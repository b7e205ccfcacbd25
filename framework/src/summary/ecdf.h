/* Runtime ECDFs: the share of targets that a method has reached, over targets and seeds, against what was spent. */
#ifndef DH_SUMMARY_ECDF_H
#define DH_SUMMARY_ECDF_H

#include "summary/contest.h"
#include "summary/profile.h"

/* The targets: tau = 10^(-1/5), 10^(-2/5) ... 10^-7. */
enum { DH_ECDF_TARGETS = 35 };
double dh_ecdf_tau(size_t i);

/* Over all targets and the method's seeds on this problem, and the area under it in log x between the contest's first
 * and last x: 0 to 1. It ranks by speed and by depth alike. It depends on no other method while all have the same
 * budget; where best values stand in for f*, it does. Of a method without runs: no points, area NaN. */
int dh_ecdf_make(const dh_contests *all, const dh_contest *contest, size_t method, dh_arena *arena, dh_steps *ret,
                 double *ret_area, dh_error *error);

#endif
