/* Distributions of costs: runtime ECDFs, performance profiles, data profiles, and the scores that are areas under
 * them. */
#ifndef DH_SUMMARY_PROFILE_H
#define DH_SUMMARY_PROFILE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/* A rising step function, ready to plot: the share is share[i] from x[i] on, 0 before x[0]. */
typedef struct dh_steps {
    size_t points;
    const double *x, *share; /* [points] x rising, without repeats; share in (0, 1] */
} dh_steps;

/* The share of `count` values that are at most x. +infinity (not reached) counts among the count, NaN (no run) does
 * not. */
int dh_steps_make(const double *value, size_t count, dh_arena *arena, dh_steps *ret, dh_error *error);

/* The mean of the share over x from low to high, in x or in log x: 0 to 1. */
double dh_steps_area(const dh_steps *steps, double low, double high, bool log);

/* ratio [problems][methods]: cost over the least cost of any method on the problem (Dolan and More), or, with
 * reference < methods, over that method's cost. +infinity where the target was not reached; 0 where only the
 * reference did not. The share of problems with ratio <= r against r is the performance profile: dh_steps_make of a
 * column. With the least cost as the yardstick the profile of a method changes when others join, and so may the order
 * of two methods (Gould and Scott 2016); against a fixed reference it does not. */
void dh_profile_ratios(const double *cost, size_t problems, size_t methods, size_t reference, double *ratio);

/* Scores of one method over its ratios [problems]. */
#define DH_ALGOPERF_VERSION "algoperf-0.6"
#define DH_REFERENCE_SCORE_VERSION "reference-1"
enum { DH_SCORE_MOST = 4 }; /* the ratio beyond which a problem counts as not solved */

/* Version algoperf-0.6: the mean over problems of (4 - r) / (4 - 1), 0 for r > 4; ratios to the least cost. 1 is the
 * best. Changes when a competitor joins. */
double dh_algoperf_score(const double *ratio, size_t problems, size_t stride);

/* Version reference-1: the same area over log r from 1/4 to 4; ratios to the reference, which has 1/2 if it solves
 * everything. Four times as fast everywhere, or faster: 1. Does not change when a competitor joins. */
double dh_reference_score(const double *ratio, size_t problems, size_t stride);

#endif
