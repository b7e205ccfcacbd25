/* The decompositions of kernel/decompose.h against GSL's. */
#include "suite.h"

#include "base/random.h"
#include "kernel/decompose.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 12, ROWS = 60 };

/* rows x k numbers; `grade` shrinks column j by grade^-j, `rank` < k makes the others sums of the first ones. */
static void make(double *x, size_t rows, size_t k, double grade, size_t rank, uint64_t seed)
{
    dh_stream random;
    dh_stream_init(&random, 2385, "decompose", "", seed, "test");
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < k; j++)
            x[i * k + j] = j < rank ? dh_stream_normal(&random) * pow(grade, -(double)j)
                                    : x[i * k + j % rank] * 0.75 - x[i * k] * 0.375;
}

/* R from batches of rows of x. */
static void update(double *a, const double *x, size_t rows, size_t k, size_t batch)
{
    memset(a, 0, k * k * sizeof *a);
    for (size_t i = 0; i < rows; i += batch) {
        size_t some = rows - i < batch ? rows - i : batch;
        memcpy(a + k * k, x + i * k, some * k * sizeof *a);
        dh_qr_update(a, k, some);
    }
}

static void test_qr(void)
{
    double x[ROWS * MOST], a[(MOST + ROWS) * MOST], copy[ROWS * MOST], tau[MOST];
    for (size_t k = 1; k <= MOST; k++)
        for (size_t batch = 1; batch <= ROWS; batch += 7) {
            make(x, ROWS, k, 1, k, k * 100 + batch);
            update(a, x, ROWS, k, batch);
            memcpy(copy, x, sizeof copy);
            gsl_matrix_view A = gsl_matrix_view_array(copy, ROWS, k);
            gsl_vector_view t = gsl_vector_view_array(tau, k);
            gsl_linalg_QR_decomp(&A.matrix, &t.vector);
            for (size_t i = 0; i < k; i++) { /* rows are equal up to their sign */
                double sign = copysign(1, a[i * k + i]) * copysign(1, copy[i * k + i]);
                for (size_t j = 0; j < k; j++)
                    CU_ASSERT(fabs(a[i * k + j] - (j < i ? 0 : sign * copy[i * k + j])) <= 1e-13);
            }
        }
}

static int descending(const void *a, const void *b)
{
    return (*(const double *)a < *(const double *)b) - (*(const double *)a > *(const double *)b);
}

static void singular_values(const double *w, size_t n, double *s)
{
    for (size_t i = 0; i < n; i++) {
        s[i] = 0;
        for (size_t k = 0; k < n; k++)
            s[i] += w[i * n + k] * w[i * n + k];
        s[i] = sqrt(s[i]);
    }
    qsort(s, n, sizeof *s, descending);
}

/* Values to their own size even when they span 12 decades; W = A V; V orthogonal. */
static void check_svd(size_t n, double grade, size_t rank, uint64_t seed)
{
    double a[MOST * MOST], w[MOST * MOST], v[MOST * MOST], other[MOST * MOST], V[MOST * MOST], s[MOST], expected[MOST];
    make(a, n, n, grade, rank, seed);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w[j * n + i] = other[i * n + j] = a[i * n + j];
    dh_svd_columns(w, v, n);
    singular_values(w, n, s);
    gsl_matrix_view A = gsl_matrix_view_array(other, n, n), Q = gsl_matrix_view_array(V, n, n);
    gsl_vector_view S = gsl_vector_view_array(expected, n);
    gsl_linalg_SV_decomp_jacobi(&A.matrix, &Q.matrix, &S.vector);
    for (size_t i = 0; i < n; i++)
        CU_ASSERT(fabs(s[i] - expected[i]) <= 1e-13 * expected[i] + (i < rank ? 0 : 1e-14 * expected[0]));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double product = 0, inner = 0;
            for (size_t k = 0; k < n; k++) {
                product += a[i * n + k] * v[j * n + k];
                inner += v[i * n + k] * v[j * n + k];
            }
            CU_ASSERT(fabs(product - w[j * n + i]) <= 1e-13 * expected[0]);
            CU_ASSERT(fabs(inner - (i == j)) <= 1e-14 * (double)n);
        }
}

static void test_svd(void)
{
    for (size_t n = 1; n <= MOST; n++) {
        check_svd(n, 1, n, n);
        check_svd(n, 10, n, 50 + n);
        check_svd(n, 1, n / 2 + 1, 100 + n);
    }
}

/* Of A'A: the square of A's largest singular value, never below it. */
static void check_bound(size_t n, double grade, size_t rank, uint64_t seed)
{
    double a[MOST * MOST], gram[MOST * MOST] = {0}, w[MOST * MOST], v[MOST * MOST], s[MOST], room[MOST];
    make(a, n, n, grade, rank, seed);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            w[j * n + i] = a[i * n + j];
            for (size_t k = 0; k < n; k++)
                gram[i * n + j] += a[k * n + i] * a[k * n + j];
        }
    dh_svd_columns(w, v, n);
    singular_values(w, n, s);
    const double bound = dh_eigenvalue_bound(gram, n, room), share = bound / (s[0] * s[0]);
    CU_ASSERT(share > 1 - 1e-15 && share < 1 + 1e-13 * (double)n);
}

/* Of A'A + I, against GSL's factor and solution. */
static void test_cholesky(void)
{
    double a[MOST * MOST], gram[MOST * MOST], copy[MOST * MOST], x[MOST], y[MOST];
    for (size_t n = 1; n <= MOST; n++) {
        make(a, n, n, 1, n, 300 + n);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                gram[i * n + j] = i == j;
                for (size_t k = 0; k < n; k++)
                    gram[i * n + j] += a[k * n + i] * a[k * n + j];
            }
        memcpy(copy, gram, sizeof gram);
        memcpy(x, a, n * sizeof *x);
        memcpy(y, a, n * sizeof *y);
        gsl_matrix_view A = gsl_matrix_view_array(copy, n, n);
        gsl_vector_view b = gsl_vector_view_array(y, n);
        gsl_linalg_cholesky_decomp1(&A.matrix);
        gsl_linalg_cholesky_svx(&A.matrix, &b.vector);
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++)
                gram[i * n + j] = (double)NAN; /* nobody looks there */
        CU_ASSERT_EQUAL_FATAL(dh_cholesky(gram, n), 1);
        dh_cholesky_solve(gram, n, x);
        for (size_t i = 0; i < n; i++) {
            CU_ASSERT(fabs(x[i] - y[i]) <= 1e-13);
            for (size_t j = 0; j <= i; j++)
                CU_ASSERT(fabs(gram[i * n + j] - copy[i * n + j]) <= 1e-13);
        }
        gram[n * n - 1] = -2.385;
        CU_ASSERT_EQUAL(dh_cholesky(gram, n), 0);
    }
}

/* Rows 1, 2 and 3 of rank 2: the third is left out, and with it 0 the equations hold. Without rounding to hide: a row of zeros. */
static void test_singular(void)
{
    double a[9] = {4, 0, 0, 2, 2, 0, 6, 3, 9.5}, zero[4] = {0, 0, 0, 9}, x[3] = {8, 8, 13}, y[2] = {0, 18};
    a[8] = 6 * 6 / 4. + (3 - 6 * 2 / 4.) * (3 - 6 * 2 / 4.); /* what the rows before make of it */
    dh_cholesky_singular(a, 3);
    CU_ASSERT(isinf(a[8]));
    dh_cholesky_solve(a, 3, x);
    CU_ASSERT(fabs(x[0]) <= 1e-15 && fabs(x[1] - 4) <= 1e-14 && x[2] == 0);
    dh_cholesky_singular(zero, 2);
    dh_cholesky_solve(zero, 2, y);
    CU_ASSERT(y[0] == 0 && fabs(y[1] - 2) <= 1e-15);
}

/* Of A'A, against A's singular values: never more than the least, and no less than the n-th part of its half. */
static void test_least_eigenvalue(void)
{
    double a[MOST * MOST], gram[MOST * MOST], w[MOST * MOST], v[MOST * MOST], s[MOST], x[MOST];
    double apart[9] = {2.385, 0, 0, 0, 0, 0, 0, 0, 9}, tiny[4] = {1, 0, 0, 1e-14};
    for (size_t n = 1; n <= MOST; n++) {
        make(a, n, n, 1, n, 400 + n);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                w[j * n + i] = a[i * n + j];
                gram[i * n + j] = 0;
                for (size_t k = 0; k < n; k++)
                    gram[i * n + j] += a[k * n + i] * a[k * n + j];
            }
        dh_svd_columns(w, v, n);
        singular_values(w, n, s);
        const double least = s[n - 1] * s[n - 1], bound = dh_least_eigenvalue(gram, n, 0, x);
        CU_ASSERT(bound <= least && bound >= least / (2.1 * (double)n));
    }
    CHECK_CLOSE(dh_least_eigenvalue(apart, 3, 0, x), 0.5 / (1 / 2.385 + 1 / 11.385 + 1 / 9.), 1e-14);
    CU_ASSERT(dh_least_eigenvalue(tiny, 2, 0x1p-52, x) > 4.9e-15);
    tiny[0] = 1, tiny[2] = 0, tiny[3] = 1e-14;
    CU_ASSERT(dh_least_eigenvalue(tiny, 2, 0x1p-46, x) == 0); /* rounding may have made that */
    tiny[0] = 0x1p-1070, tiny[2] = 0, tiny[3] = 0x1p-1070;
    CU_ASSERT(dh_least_eigenvalue(tiny, 2, 0x1p-52, x) == 0); /* too small for its digits */
    gram[0] = 1, gram[2] = 2, gram[3] = 1;
    CU_ASSERT(dh_least_eigenvalue(gram, 2, 0, x) == 0); /* not even positive */
}

static void test_bound(void)
{
    double none[4] = {0}, equal[9] = {2.385, 0, 0, 0, 2.385, 0, 0, 0, 2.385}, room[3];
    CU_ASSERT(dh_eigenvalue_bound(none, 2, room) == 0);
    CHECK_CLOSE(dh_eigenvalue_bound(equal, 3, room), 2.385, 1e-13);
    for (size_t n = 1; n <= MOST; n++) {
        check_bound(n, 1, n, n);
        check_bound(n, 10, n, 50 + n);
        check_bound(n, 1, n / 2 + 1, 100 + n);
    }
}

SUITE("decompose", {"a bound on eigenvalues", test_bound}, {"Cholesky", test_cholesky}, {"the least eigenvalue", test_least_eigenvalue},
      {"of a singular matrix", test_singular}, {"QR", test_qr}, {"singular values", test_svd})
