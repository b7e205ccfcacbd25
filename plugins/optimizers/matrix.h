/* Products of matrices, stored row by row. Results do not overlap their factors. */
#ifndef DH_PLUGINS_MATRIX_H
#define DH_PLUGINS_MATRIX_H

#include <downhill/optimizer.h>
#include <math.h>

/* out [n][m] = A B, where A[i][l] = a[i * row + l * column] (so A may be a transposed matrix) and b is [k][m]. */
static inline void multiply(double *out, const double *a, size_t row, size_t column, const double *b, size_t n,
                            size_t k, size_t m)
{
    memset(out, 0, n * m * sizeof *out);
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < k; l++) {
            const double factor = a[i * row + l * column];
            for (size_t j = 0; j < m; j++)
                out[i * m + j] += factor * b[l * m + j];
        }
}

/* out [n][m] = A B^T, a [n][k], b [m][k]. */
static inline void multiply_transposed(double *out, const double *a, const double *b, size_t n, size_t k, size_t m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++)
                sum += a[i * k + l] * b[j * k + l];
            out[i * m + j] = sum;
        }
}

static inline size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Rows and columns that a method keeps a matrix for: longer than 1 and no longer than `most`. */
static inline size_t kept_side(size_t side, double most)
{
    return side > 1 && (double)side <= most ? side : 0;
}

#endif
