/* Least squares with an L2 penalty on the weights (not on the intercept), 1/(2m) |X w - y|^2 + l2/2 |w|^2, as the host solves it: half the
 * squares of the rows of (1 X y) / sqrt m, and of sqrt(l2) (0 e_j 0) for each weight. The file that includes it defines `penalty`,
 * which gives l2. */
#ifndef DH_PLUGINS_LEAST_SQUARES_H
#define DH_PLUGINS_LEAST_SQUARES_H

#include "kernel/model.h"
#include "kernel/rows.h"

#include <math.h>

static double penalty(const dh_instance *self);

/* Beside the kernel's: what a bound on the curvature takes. */
static size_t scratch_size(const dh_instance *self)
{
    return dh_model_scratch_size(self) + dh_model_smoothness_size(self);
}

static void fill(const dh_instance *self, size_t i, double *row)
{
    const dh_dataset *d = self->data;
    const size_t shift = dh_model_shift(self), n = shift + d->features;
    const double root = sqrt((double)d->samples);
    memset(row, 0, (n + 1) * sizeof *row);
    if (i >= d->samples) {
        row[shift + i - d->samples] = sqrt(penalty(self));
        return;
    }
    row[0] = 1; /* unless a feature comes there */
    dh_row_copy(d, i, row + shift);
    row[n] = d->y[i];
    for (size_t j = 0; j <= n; j++)
        row[j] /= root;
}

static size_t squares(const dh_instance *self, size_t first, size_t count, double *row)
{
    const size_t n = dh_model_shift(self) + self->data->features;
    for (size_t i = 0; i < count; i++)
        fill(self, first + i, row + i * (n + 1));
    return self->data->samples + (penalty(self) > 0 ? self->data->features : 0);
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = dh_model_shift(self) ? 0 : penalty(self);
    *L = dh_model_smoothness(self, 1, penalty(self), self->scratch + dh_model_scratch_size(self));
}

/* Fields of the descriptor that come from here. */
#define LEAST_SQUARES .scratch_size = scratch_size, .certificate = "QR", .curvature = curvature, .squares = squares

#endif
