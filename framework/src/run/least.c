/* f(x) = 1/2 |A x - b|^2, solved by GSL's QR. The rows of (A b) come a few at a time, and R of the QR decomposition of all of them is
 * kept: gsl_linalg_QR_UR_decomp, which annihilates rows below a triangle (E. Elmroth & F. G. Gustavson 2000, "Applying recursion to serial
 * and parallel QR factorization leads to better performance", doi:10.1147/rd.444.0605). With
 *
 *     R = ( U c )        U = P diag(s) V'        gsl_linalg_SV_decomp
 *         ( 0 r )
 *
 * f* = 1/2 [r^2 + |c - sum p_j (p_j . c)|^2], x* = sum v_j (p_j . c) / s_j, both over s_j > 0; mu and L are the squares of the least and the
 * greatest s_j. G. H. Golub & C. F. Van Loan 2013, "Matrix computations", 4th edition, sections 5.3.3 and 5.5.1. Householder's reflections
 * are stable: all this is exact for columns that differ by a multiple of 2^-52 of their length, which grows with the rows (N. J. Higham
 * 2002, "Accuracy and stability of numerical algorithms", theorem 20.3); s_j up to max(rows, columns) 2^-52 of the greatest is 0.
 * (gsl_linalg_SV_decomp_jacobi of GSL 2.7.1 told 0.47 for a least value of 0.32, of 506 columns, and no error.) */
#include "run/least.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

enum { ROWS = 256 }; /* at a time */

typedef struct equations {
    size_t n, rows;     /* columns and rows of A */
    gsl_matrix R, room; /* [n + 1][n + 1] each */
    double *row;        /* [ROWS][n + 1] */
    gsl_vector s, work; /* [n] each */
    double *x;          /* [n] */
} equations;

static int make_room(equations *m, size_t n, dh_arena *arena)
{
    const size_t k = n + 1;
    double *at = DH_NEW(arena, double, (2 * k + ROWS + 3) * k);
    if (!at)
        return -1;
    m->n = n;
    m->R = gsl_matrix_view_array(at, k, k).matrix;
    m->room = gsl_matrix_view_array(at + k * k, k, k).matrix;
    m->row = at + 2 * k * k;
    m->s = gsl_vector_view_array(m->row + ROWS * k, n).vector;
    m->work = gsl_vector_view_array(m->row + (ROWS + 1) * k, n).vector;
    m->x = m->row + (ROWS + 2) * k;
    return 0;
}

static int triangle(equations *m, const dh_instance *instance, dh_squares *squares)
{
    m->rows = squares(instance, 0, 0, NULL);
    for (size_t first = 0; first < m->rows; first += ROWS) {
        const size_t count = m->rows - first < ROWS ? m->rows - first : ROWS;
        squares(instance, first, count, m->row);
        gsl_matrix_view some = gsl_matrix_view_array(m->row, count, m->n + 1);
        if (gsl_linalg_QR_UR_decomp(&m->R, &some.matrix, &m->room))
            return GSL_EFAILED;
    }
    for (size_t i = 0; i <= m->n; i++) /* what GSL leaves below the diagonal is no part of R */
        for (size_t j = 0; j < i; j++)
            gsl_matrix_set(&m->R, i, j, 0);
    return GSL_SUCCESS;
}

/* Shares out c among the singular vectors p; what none of them reaches is left in it. */
static void share(equations *m, dh_least *ret)
{
    const size_t n = m->n;
    const double r = gsl_matrix_get(&m->R, n, n), most = gsl_vector_get(&m->s, 0);
    gsl_vector_view c = gsl_matrix_subcolumn(&m->R, n, 0, n), x = gsl_vector_view_array(m->x, n);
    const double none = (double)(m->rows > n ? m->rows : n) * 0x1p-52 * most;
    double least = most, missed = 0, part = 0;
    for (size_t j = 0; j < n; j++) {
        gsl_vector_view p = gsl_matrix_subcolumn(&m->R, j, 0, n), v = gsl_matrix_subcolumn(&m->room, j, 0, n);
        const double s = gsl_vector_get(&m->s, j);
        if (!(s > none)) {
            least = 0;
            continue;
        }
        least = fmin(least, s);
        gsl_blas_ddot(&p.vector, &c.vector, &part);
        gsl_blas_daxpy(-part, &p.vector, &c.vector);
        gsl_blas_daxpy(part / s, &v.vector, &x.vector);
    }
    gsl_blas_ddot(&c.vector, &c.vector, &missed);
    *ret = (dh_least){(r * r + missed) / 2, m->x, least * least, most * most};
}

int dh_least_squares(const dh_instance *instance, dh_squares *squares, size_t dim, dh_arena *arena, dh_least *ret)
{
    equations m;
    if (make_room(&m, dim, arena))
        return -1;
    gsl_set_error_handler_off(); /* in a process of its own */
    gsl_matrix_view U = gsl_matrix_submatrix(&m.R, 0, 0, dim, dim), V = gsl_matrix_submatrix(&m.room, 0, 0, dim, dim);
    *ret = (dh_least){NAN, m.x, NAN, NAN};
    if (!triangle(&m, instance, squares) && !gsl_linalg_SV_decomp(&U.matrix, &V.matrix, &m.s, &m.work))
        share(&m, ret);
    return 0;
}
