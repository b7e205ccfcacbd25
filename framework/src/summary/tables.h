/* Tables of plain columns, ready to be plotted or printed. All live in the arena. */
#ifndef DH_SUMMARY_TABLES_H
#define DH_SUMMARY_TABLES_H

#include "base/table.h"
#include "summary/contest.h"
#include "summary/factors.h"

/* Runtime ECDFs (ecdf.h): problem method x share, one row a step. */
int dh_ecdf_table(const dh_contests *contests, dh_arena *arena, dh_table *ret, dh_error *error);

/* Performance profiles over problems: method ratio share, one row a step. The cost of a method on a problem is the
 * median over its seeds; the yardstick is the least cost of any method, or with a reference (a method's index, else
 * contests->methods) its. */
int dh_profile_table(const dh_contests *contests, dh_goal target, size_t reference, dh_arena *arena, dh_table *ret,
                     dh_error *error);

/* Data profiles of More and Wild over problems x seeds: method x share; x as the traces have it, passes over the data
 * for their units of a problem's size. */
int dh_data_profile_table(const dh_contests *contests, dh_goal target, dh_arena *arena, dh_table *ret,
                          dh_error *error);

/* The best of k settings of a group (tuning.h; traces with a group): problem group trials k mean low median high. A
 * trial is a method; it brought the median over its seeds of what they delivered (-y of a score). */
int dh_tuning_table(const dh_traces *traces, dh_arena *arena, dh_table *ret, dh_error *error);

/* What each value of each hyperparameter brought, of every group by itself: problem group parameter value number
 * settings stable runs lost best low median high. stable: settings (methods) all of whose runs ended and no worse
 * than they began; best: the best setting's median; then quartiles over runs, lost ones at +infinity. The first row
 * of a group has the parameter "all". */
int dh_sensitivity_table(const dh_traces *traces, const dh_factors *factors, dh_arena *arena, dh_table *ret,
                         dh_error *error);

/* Which choice explains how much of the variance: problem factor levels share. Factors are optimizer, schedule, lr,
 * batch and seed where they vary, "interactions" of all but the seed, and "rest". What is shared out is the variance
 * of the ranks of what runs delivered, so that lost runs (tied last) take part. The parts add up to 1; where the
 * factors are not fully crossed they overlap, "interactions" or "rest" may be negative, and crossed is 0. */
int dh_variance_table(const dh_traces *traces, const dh_factors *factors, dh_arena *arena, dh_table *ret,
                      dh_error *error);

#endif
