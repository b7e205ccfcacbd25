/* Sums over vectors of length n, in order. */
#ifndef DH_PLUGINS_VECTOR_H
#define DH_PLUGINS_VECTOR_H

#include <math.h>
#include <stddef.h>

static inline double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static inline double norm(const double *a, size_t n)
{
    return sqrt(dot(a, a, n));
}

/* a += factor b */
static inline void add(double *a, double factor, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] += factor * b[i];
}

#endif
