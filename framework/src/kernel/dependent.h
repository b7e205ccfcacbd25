/* Columns of rows that other columns determine exactly, such as the last one of a group that says one of several labels, beside an intercept. Weights may
 * be moved from such a column to the others without changing any prediction, so a minimum without a penalty need not be held there. For
 * minima that plugins know; no run asks. */
#ifndef DH_KERNEL_DEPENDENT_H
#define DH_KERNEL_DEPENDENT_H

#include <downhill/problem.h>

/* Doubles of room for a matrix [k][k] and what comes besides. */
size_t dh_dependent_room(size_t k);

/* mark [k] = 1 for each column of (1, x_i) (of x_i, without an intercept; k of them) that is a sum of whole multiples of columns before it which are
 * not marked, else 0: over the training rows of which `weight` is not 0, without rounding. A column that depends on others only but for
 * rounding, or by fractions, is not marked. weight [samples] is 0 or 1. Returns how many there are. */
size_t dh_dependent(const dh_dataset *data, int intercept, const double *weight, double *mark, double *room);

/* Rows and columns of H [k][k] that are marked become 0, on its diagonal and below. */
void dh_leave_out(double *H, size_t k, const double *mark);

#endif
