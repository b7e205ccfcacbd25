/* Eigenvalues and eigenvectors of symmetric matrices by the GNU Scientific Library, in memory of the caller's. */
#ifndef DH_PLUGINS_EIGEN_H
#define DH_PLUGINS_EIGEN_H

#include "matrix.h"

#include <gsl/gsl_eigen.h>

enum { EIGEN_SPACE = 4 };

/* A = V diag(values) V^T: eigenvector k in column k of V [n][n], in no special order. Spoils A; space [4 n]. A is
 * scaled to entries of size 1 first, since the library's iteration may not end on subnormal numbers. */
static inline void eigen(double *A, double *values, double *V, double *space, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n * n; i++)
        most = fmax(most, fabs(A[i]));
    const double scale = most > 0 && isfinite(most) ? most : 1;
    for (size_t i = 0; i < n * n; i++)
        A[i] /= scale;
    gsl_matrix_view a = gsl_matrix_view_array(A, n, n), v = gsl_matrix_view_array(V, n, n);
    gsl_vector_view e = gsl_vector_view_array(values, n);
    gsl_eigen_symmv_workspace work = {n, space, space + n, space + 2 * n, space + 3 * n};
    gsl_eigen_symmv(&a.matrix, &e.vector, &v.matrix, &work);
    for (size_t i = 0; i < n; i++)
        values[i] *= scale;
}

#endif
