/* Exact tests on paired differences: two methods on the same seeds, or new results against old ones; and one on values
 * that are no pairs.
 *
 * A difference is a number; +-infinity where only one of the two reached its target, which is larger than any number
 * and ties with every other infinity; 0 where neither did. NaN is an error: leave out pairs that are not there. */
#ifndef DH_SUMMARY_PAIRED_H
#define DH_SUMMARY_PAIRED_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/* p-values of one test, each in (0, 1]. */
typedef struct dh_p_values {
    double greater; /* against "the differences are no larger than 0" */
    double less;    /* against "the differences are no smaller than 0" */
    double both;    /* twice the smaller one, at most 1 */
} dh_p_values;

typedef struct dh_signed_rank {
    size_t count, zeros; /* differences; those that are 0 */
    double plus, minus;  /* sums of the ranks of the positive and of the negative differences */
    dh_p_values p;
    bool exact; /* else the normal approximation: more than 256 differences */
} dh_signed_rank;

/* Wilcoxon's signed-rank test of difference [count]. Equal sizes share the mean of their ranks; zeros are ranked and
 * then left out, as Pratt does. The null distribution is that of the ranks at hand, ties included. Of count 0 or of
 * zeros alone every p is 1. */
int dh_signed_rank_test(const double *difference, size_t count, dh_arena *arena, dh_signed_rank *ret,
                        dh_error *error);

/* The same test of difference [measures][count], several measures of the same pairs, as one: each measure is ranked by
 * itself and a pair's signed ranks are added up, so `plus` and `minus` are of these sums and `zeros` are pairs whose
 * sum is 0. Its null hypothesis is that the two sides of each pair may be exchanged, all measures at once; how the
 * measures depend on each other does not matter. */
int dh_joint_rank_test(const double *const *difference, size_t measures, size_t count, dh_arena *arena,
                       dh_signed_rank *ret, dh_error *error);

/* The sign test of so many positive and negative differences; for two columns of yes and no, McNemar's exact test. */
dh_p_values dh_sign_test(size_t plus, size_t minus);

/* The exact rank-sum test of count (<= 100) values on each side that are no pairs: `greater` against "new is no larger
 * than old". No NaN. */
int dh_rank_sum_test(const double *old, const double *new, size_t count, dh_arena *arena, dh_p_values *ret,
                     dh_error *error);

/* Values a side without which none of so many one-sided rank-sum tests, adjusted by Holm, can fall to alpha. */
size_t dh_rank_sum_needed(size_t tests, double alpha);

/* Pairs without which none of so many one-sided tests, adjusted by Holm, can fall to alpha: the least n with tests /
 * 2^n
 * <= alpha. For two-sided tests ask for twice as many. */
size_t dh_pairs_needed(size_t tests, double alpha);

typedef struct dh_shift {
    double estimate;  /* median of all (d_i + d_j) / 2, i <= j; NaN of no difference */
    double low, high; /* infinite where so few differences cannot give an interval of that level */
    double level;     /* what the interval really has, at least what was asked for */
} dh_shift;

/* The Hodges-Lehmann estimate of the shift of difference [count <= 4000] with its interval from the signed-rank test.
 * For a bound on one side at 1 - alpha ask for the level 1 - 2 alpha. The mean of +infinity and -infinity counts as
 * 0. */
int dh_shift_estimate(const double *difference, size_t count, double level, dh_arena *arena, dh_shift *ret,
                      dh_error *error);

/* adjusted [count]: Holm's p-values for a family of tests, in the same order; NaN is no test and stays NaN. */
int dh_holm_adjust(const double *p, size_t count, dh_arena *arena, double *adjusted, dh_error *error);

#endif
