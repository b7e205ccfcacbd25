/* Sums of products with twice the digits, by operations whose rounding is known exactly. Not for numbers near the
 * ends of the range. */
#ifndef DH_KERNEL_TWICE_H
#define DH_KERNEL_TWICE_H

#include <stddef.h>

/* What the rounding of a b took off it (T. J. Dekker 1971, "A floating-point technique for extending the available
 * precision", doi:10.1007/BF01397083, (5.7)). */
static inline double dh_lost_product(double a, double b)
{
    const double wide = 0x1p27 + 1, a_high = wide * a - (wide * a - a), b_high = wide * b - (wide * b - b),
                 a_low = a - a_high, b_low = b - b_high;
    return a_low * b_low - (a * b - a_high * b_high - a_low * b_high - a_high * b_low);
}

/* What the rounding of a + b took off it (D. E. Knuth 1997, "The art of computer programming", volume 2,
 * section 4.2.2, theorem B). */
static inline double dh_lost_sum(double a, double b)
{
    const double sum = a + b, back = sum - a;
    return (a - (sum - back)) + (b - back);
}

/* sum + rest += s row, with twice the digits (T. Ogita, S. M. Rump & S. Oishi 2005, "Accurate sum and dot product",
 * doi:10.1137/030601818, algorithm 5.3). */
static inline void dh_add_twice(size_t n, double s, const double *row, double *sum, double *rest)
{
    for (size_t j = 0; j < n; j++) {
        rest[j] += dh_lost_sum(sum[j], s * row[j]) + dh_lost_product(s, row[j]);
        sum[j] += s * row[j];
    }
}

/* start + a . b */
static inline double dh_dot_twice(size_t n, double start, const double *a, const double *b)
{
    double sum = start, rest = 0;
    for (size_t j = 0; j < n; j++) {
        rest += dh_lost_sum(sum, a[j] * b[j]) + dh_lost_product(a[j], b[j]);
        sum += a[j] * b[j];
    }
    return sum + rest;
}

#endif
