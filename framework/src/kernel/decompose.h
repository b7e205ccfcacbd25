/* Decompositions of small dense matrices, for minima that plugins know and for bounds on curvature. GSL has the
 * first two, and the tests compare; but a plugin that loads GSL costs every run's process as much time again as all
 * the rest. */
#ifndef DH_KERNEL_DECOMPOSE_H
#define DH_KERNEL_DECOMPOSE_H

#include <stddef.h>

/* R of a QR decomposition, more rows at a time, by Householder reflections. a [k + rows][k]: an upper triangle R,
 * zeros at first, then new rows. Afterwards R'R is what it was plus the new rows' part, and the new rows are spoilt.
 * (G. H. Golub & C. F. Van Loan 2013, "Matrix computations", 4th edition, algorithms 5.1.1 and 5.2.1.) */
void dh_qr_update(double *a, size_t k, size_t rows);

/* Singular values, by one-sided Jacobi rotations. w [n][n] holds the columns of a matrix, one after the other;
 * afterwards the columns are s_i u_i, orthogonal to rounding, in no order. v [n][n]: the columns of V. (J. Demmel &
 * K. Veselic 1992, "Jacobi's method is more accurate than QR", doi:10.1137/0613074, algorithm 4.1.) */
void dh_svd_columns(double *w, double *v, size_t n);

/* Cholesky's factor L of a symmetric matrix a [n][n], of which only what lies below the diagonal and on it is read
 * and becomes L, a = L L'. 0: a is not positive definite. (Golub & Van Loan, algorithm 4.2.1, row by row.) Then x
 * [n] = a^-1 x. */
int dh_cholesky(double *a, size_t n);
void dh_cholesky_solve(const double *L, size_t n, double *x);

/* The same of a matrix that may be singular but for rounding: where the rows before determine a row so nearly that
 * its pivot has no digits, it becomes infinite, and dh_cholesky_solve leaves 0 there. (S. J. Wright 1999, "Modified
 * Cholesky factorizations in interior-point algorithms for linear programming", doi:10.1137/S1052623496304712.) */
void dh_cholesky_singular(double *a, size_t n);

/* From below, the least eigenvalue of a symmetric matrix a [n][n] without negative ones, which was computed with
 * errors of at most `error` of its trace: half of 1 / trace(a^-1), or 0 where errors may be a quarter of what is
 * told. Rows of zeros are left out. Only what lies below the diagonal and on it is read, and spoilt; so is x [n]. */
double dh_least_eigenvalue(double *a, size_t n, double error, double *x);

/* The largest eigenvalue of a symmetric matrix a [n][n] without negative ones, from above: s such that Cholesky's
 * factorisation of s I - a succeeds, found by bisection to 2^-44 of s, and its rounding error, at most n (n + 1)
 * 2^-53 s, added (N. J. Higham 2002, "Accuracy and stability of numerical algorithms", theorem 10.3). Spoils what
 * lies below a's diagonal, and diagonal [n]. */
double dh_eigenvalue_bound(double *a, size_t n, double *diagonal);

#endif
