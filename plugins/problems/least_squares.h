/* Least squares with an L2 penalty on the weights (not on the intercept), 1/(2m) |X w - y|^2 + l2/2 |w|^2, solved outright.
 *
 * It is 1/(2m) |residual|^2 of the rows of (1 X y) and sqrt(m l2) (0 e_j 0) for each weight; so the minimum comes from a QR
 * decomposition of these, a few rows at a time, then one of its R with column pivoting, which finds the rank. The curvatures are the
 * squares of R's singular values, over m. G. H. Golub & C. F. Van Loan 2013, "Matrix computations", sections 5.3.5, 5.4, 5.5.5 and
 * 6.1.4; GSL. The file that includes it defines `penalty`, which gives l2. */
#ifndef DH_PLUGINS_LEAST_SQUARES_H
#define DH_PLUGINS_LEAST_SQUARES_H

#include "kernel/model.h"

#include <float.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

static double penalty(const dh_instance *self);

enum { ROWS = 64, MOST = 1024 }; /* taken at a time; columns, beyond which no minimum is told */

/* Columns of (1 X y), the last of them y. */
static size_t columns(const dh_instance *self)
{
    return self->data->features + dh_model_shift(self) + 1;
}

/* Beside the kernel's: R over ROWS rows [k + ROWS][k], a square [k][k], and 4 rows of k. */
static size_t scratch_size(const dh_instance *self)
{
    const size_t own = dh_model_scratch_size(self), k = columns(self);
    return own + (k <= MOST ? (2 * k + ROWS + 4) * k : 0);
}

static void copy_row(const dh_instance *self, size_t row, double *to)
{
    const dh_dataset *d = self->data;
    const size_t shift = dh_model_shift(self);
    memset(to, 0, columns(self) * sizeof *to);
    if (shift)
        to[0] = 1;
    if (d->x)
        memcpy(to + shift, d->x + row * d->features, d->features * sizeof *to);
    for (size_t i = d->x ? 0 : d->row_start[row]; !d->x && i < d->row_start[row + 1]; i++)
        to[shift + d->column[i]] = d->value[i];
    to[columns(self) - 1] = d->y[row];
}

/* a [k + ROWS][k] = R of the rows above over zeros; tau [k]. */
static void triangle(const dh_instance *self, double *a, double *tau)
{
    const size_t k = columns(self), m = self->data->samples;
    gsl_matrix_view A = gsl_matrix_view_array(a, k + ROWS, k);
    gsl_vector_view t = gsl_vector_view_array(tau, k);
    memset(a, 0, (k + ROWS) * k * sizeof *a);
    for (size_t i = dh_model_shift(self); i < k - 1; i++)
        a[i * k + i] = sqrt((double)m * penalty(self));
    for (size_t begin = 0; begin < m; begin += ROWS) {
        for (size_t i = 0; i < ROWS; i++)
            if (begin + i < m)
                copy_row(self, begin + i, a + (k + i) * k);
            else
                memset(a + (k + i) * k, 0, k * sizeof *a);
        gsl_linalg_QR_decomp(&A.matrix, &t.vector);
        for (size_t i = 1; i < k; i++)
            memset(a + i * k, 0, i * sizeof *a);
    }
}

/* Copies the left p x p part of R. */
static gsl_matrix_view left_part(const double *r, size_t k, double *to)
{
    const size_t p = k - 1;
    for (size_t i = 0; i < p; i++)
        memcpy(to + i * p, r + i * k, p * sizeof *to);
    return gsl_matrix_view_array(to, p, p);
}

/* x = one solution of R x = Q'y by its first `rank` pivots. */
static void substitute(const gsl_matrix *r, const double *right, const size_t *pivot, size_t rank, double *x)
{
    for (size_t i = 0; i < r->size1; i++)
        x[pivot[i]] = 0;
    for (size_t i = rank; i-- > 0;) {
        double sum = right[i];
        for (size_t j = i + 1; j < rank; j++)
            sum -= r->data[i * r->tda + j] * x[pivot[j]];
        x[pivot[i]] = sum / r->data[i * r->tda + i];
    }
}

static double optimum(const dh_instance *self, double *x_star)
{
    const size_t k = columns(self), p = k - 1, m = self->data->samples;
    if (k > MOST)
        return (double)NAN;
    double *a = self->scratch + dh_model_scratch_size(self), *square = a + (k + ROWS) * k, *tau = square + k * k;
    double *right = tau + k, *norm = right + k;
    triangle(self, a, tau);
    for (size_t i = 0; i < p; i++)
        right[i] = a[i * k + p];
    gsl_matrix_view R = left_part(a, k, square);
    gsl_vector_view t = gsl_vector_view_array(tau, p), y = gsl_vector_view_array(right, p),
                    n = gsl_vector_view_array(norm, p);
    gsl_permutation pivots = {p, (size_t *)(void *)(norm + k)};
    int sign;
    gsl_permutation_init(&pivots);
    gsl_linalg_QRPT_decomp(&R.matrix, &t.vector, &pivots, &sign, &n.vector);
    gsl_linalg_QR_QTvec(&R.matrix, &t.vector, &y.vector);
    double rest = a[p * k + p] * a[p * k + p];
    size_t rank = 0;
    while (rank < p && fabs(square[rank * p + rank]) > (double)k * DBL_EPSILON * fabs(square[0]))
        rank++;
    for (size_t i = rank; i < p; i++)
        rest += right[i] * right[i];
    if (x_star)
        substitute(&R.matrix, right, pivots.data, rank, x_star);
    return rest / (2 * (double)m);
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    const size_t k = columns(self), p = k - 1;
    if (k > MOST)
        return;
    double *a = self->scratch + dh_model_scratch_size(self), *square = a + (k + ROWS) * k, *values = square + k * k;
    triangle(self, a, values);
    gsl_matrix_view R = left_part(a, k, square), V = gsl_matrix_view_array(a, p, p);
    gsl_vector_view s = gsl_vector_view_array(values, p), work = gsl_vector_view_array(values + k, p);
    gsl_linalg_SV_decomp(&R.matrix, &V.matrix, &s.vector, &work.vector);
    *L = values[0] * values[0] / (double)self->data->samples;
    *mu = values[p - 1] * values[p - 1] / (double)self->data->samples;
}

/* Fields of the descriptor that come from here. */
#define LEAST_SQUARES .scratch_size = scratch_size, .optimum = optimum, .certificate = "QR", .curvature = curvature

#endif
