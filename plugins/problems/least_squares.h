/* Least squares with an L2 penalty on the weights (not on the intercept), 1/(2m) |X w - y|^2 + l2/2 |w|^2, solved outright.
 *
 * It is 1/(2m) |residual|^2 of the rows of (1 X y) and sqrt(m l2) (0 e_j 0) for each weight. The R of a QR decomposition of these
 * comes from a few rows at a time; the singular values of its left part say what the rank is and, squared, over m, are the
 * curvatures. The residual is what of R's last column the singular vectors do not reach. G. H. Golub & C. F. Van Loan 2013, "Matrix
 * computations", 4th edition, sections 5.5.1 and 6.1.4. The file that includes it defines `penalty`, which gives l2. */
#ifndef DH_PLUGINS_LEAST_SQUARES_H
#define DH_PLUGINS_LEAST_SQUARES_H

#include "kernel/decompose.h"
#include "kernel/model.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <math.h>

static double penalty(const dh_instance *self);

enum { ROWS = 64, MOST = 512 }; /* taken at a time; columns, beyond which no minimum is told */

/* Columns of (1 X y), the last of them y. */
static size_t columns(const dh_instance *self)
{
    return self->data->features + dh_model_shift(self) + 1;
}

/* Beside the kernel's: R over ROWS rows [k + ROWS][k], two squares [k][k], a column [k]. */
static size_t scratch_size(const dh_instance *self)
{
    const size_t own = dh_model_scratch_size(self), k = columns(self);
    return own + (k <= MOST ? (3 * k + ROWS + 1) * k : dh_model_smoothness_size(self));
}

static void copy_row(const dh_instance *self, size_t row, double *to)
{
    const dh_dataset *d = self->data;
    const size_t shift = dh_model_shift(self);
    if (shift)
        to[0] = 1;
    dh_row_copy(d, row, to + shift);
    to[columns(self) - 1] = d->y[row];
}

/* a [k + ROWS][k] = R of the rows above over scrap. */
static void triangle(const dh_instance *self, double *a)
{
    const size_t k = columns(self), m = self->data->samples;
    memset(a, 0, k * k * sizeof *a);
    for (size_t i = dh_model_shift(self); i < k - 1; i++)
        a[i * k + i] = sqrt((double)m * penalty(self));
    for (size_t begin = 0; begin < m; begin += ROWS) {
        const size_t rows = m - begin < ROWS ? m - begin : ROWS;
        for (size_t i = 0; i < rows; i++)
            copy_row(self, begin + i, a + (k + i) * k);
        dh_qr_update(a, k, rows);
    }
}

/* The left part of R as columns w [p][p], turned orthogonal; their directions in x as v [p][p]. Returns the largest of their
 * lengths. */
static double orthogonal(const double *a, size_t k, double *w, double *v)
{
    const size_t p = k - 1;
    double most = 0;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            w[j * p + i] = a[i * k + j];
    dh_svd_columns(w, v, p);
    for (size_t i = 0; i < p; i++)
        most = fmax(most, dh_dot(p, w + i * p, w + i * p));
    return sqrt(most);
}

static double optimum(const dh_instance *self, double *x_star)
{
    const size_t k = columns(self), p = k - 1;
    if (k > MOST)
        return (double)NAN;
    double *a = self->scratch + dh_model_scratch_size(self), *w = a + (k + ROWS) * k, *v = w + k * k, *y = v + k * k;
    triangle(self, a);
    const double least = (double)k * 0x1p-52 * orthogonal(a, k, w, v);
    for (size_t i = 0; i < p; i++)
        y[i] = a[i * k + p];
    if (x_star)
        memset(x_star, 0, p * sizeof *x_star);
    for (size_t i = 0; i < p; i++) {
        const double square = dh_dot(p, w + i * p, w + i * p);
        if (!(sqrt(square) > least))
            continue;
        const double share = dh_dot(p, w + i * p, y) / square;
        dh_add_scaled(p, -share, w + i * p, y);
        if (x_star)
            dh_add_scaled(p, share, v + i * p, x_star);
    }
    return (a[p * k + p] * a[p * k + p] + dh_dot(p, y, y)) / (2 * (double)self->data->samples);
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    const size_t k = columns(self), p = k - 1;
    double *a = self->scratch + dh_model_scratch_size(self);
    if (k > MOST) {
        *mu = dh_model_shift(self) ? 0 : penalty(self);
        *L = dh_model_smoothness(self, 1, penalty(self), a);
        return;
    }
    double *w = a + (k + ROWS) * k, *v = w + k * k;
    triangle(self, a);
    *L = orthogonal(a, k, w, v);
    *L = *L * *L / (double)self->data->samples;
    *mu = *L;
    for (size_t i = 0; i < p; i++)
        *mu = fmin(*mu, dh_dot(p, w + i * p, w + i * p) / (double)self->data->samples);
}

/* Fields of the descriptor that come from here. */
#define LEAST_SQUARES .scratch_size = scratch_size, .optimum = optimum, .certificate = "QR", .curvature = curvature

#endif
