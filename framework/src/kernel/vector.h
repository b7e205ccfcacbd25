/* Sums over plain arrays: element i goes to lane i mod 8, the lanes are summed by the tree of kernel/linear.h. */
#ifndef DH_KERNEL_VECTOR_H
#define DH_KERNEL_VECTOR_H

#include <stddef.h>

double dh_dot(size_t count, const double *a, const double *b);

/* Length of the vector of |a_i| + |more_i| (NULL: 0), also where squares are too small or too large for a number. NaN of NaN. */
double dh_length(size_t count, const double *a, const double *more);

/* y += scale * x; the two do not overlap. */
void dh_add_scaled(size_t count, double scale, const double *restrict x, double *restrict y);

/* Mean of x, and the sum of (x - mean)^2. count >= 1. */
void dh_moments(size_t count, const double *x, double *mean, double *squares);

#endif
