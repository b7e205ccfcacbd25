/* Sums over plain arrays in the order of kernel/lanes.h: element i goes to lane i mod 8. */
#ifndef DH_KERNEL_VECTOR_H
#define DH_KERNEL_VECTOR_H

#include <stddef.h>

double dh_dot(size_t count, const double *a, const double *b);

/* y += scale * x; the two do not overlap. */
void dh_add_scaled(size_t count, double scale, const double *restrict x, double *restrict y);

#endif
