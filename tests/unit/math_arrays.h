/* Loops over arrays of the branch-free functions of <downhill/math.h>, for compilers to vectorise: math_arrays.c,
 * compiled once for each CPU level. */
#ifndef DH_TESTS_MATH_ARRAYS_H
#define DH_TESTS_MATH_ARRAYS_H

#include <stddef.h>

/* Sorted. */
#define MATH_ARRAYS(X) X(exp) X(expm1) X(log) X(log1p) X(log1pexp) X(sigmoid) X(tanh)

#define MATH_ARRAYS_ONE_(NAME) +1
enum { MATH_ARRAYS_COUNT = 0 MATH_ARRAYS(MATH_ARRAYS_ONE_) };

/* y[i] = f(x[i]); x and y do not overlap. */
typedef void math_array(size_t count, const double *restrict x, double *restrict y);

/* [MATH_ARRAYS_COUNT] by level: x86-64, with AVX2, with AVX-512. */
extern math_array *const math_arrays_base[], *const math_arrays_avx2[], *const math_arrays_avx512[];

#endif
