/* Largest curvature of linear models: of the Hessian's bound, bend/m X'X + l2 on the weights, by the Gram matrix and
 * dh_eigenvalue_bound (kernel/decompose.h). */
#include "kernel/decompose.h"
#include "kernel/dense.h"
#include "kernel/model.h"
#include "kernel/rows.h"

#include <math.h>

enum { TILE = 64, MOST = 512 }; /* rows at a time; columns */
static const double WORK = 4e9; /* products of the Gram matrix: some seconds */

static size_t columns(const dh_instance *self)
{
    return self->data->features + dh_model_shift(self);
}

static int is_cheap(const dh_instance *self)
{
    const double k = (double)columns(self);
    return k <= MOST && k * k * (double)self->data->samples <= WORK;
}

size_t dh_model_smoothness_size(const dh_instance *self)
{
    const size_t k = columns(self);
    return is_cheap(self) ? (k + TILE + 1) * k : 0;
}

double dh_model_smoothness(const dh_instance *self, double bend, double l2, double *scratch)
{
    const size_t k = columns(self), m = self->data->samples, shift = dh_model_shift(self);
    double *gram = scratch, *row = gram + k * k, *rest = row + TILE * k;
    if (!is_cheap(self))
        return (double)NAN;
    memset(gram, 0, k * k * sizeof *gram);
    for (size_t begin = 0; begin < m; begin += TILE) {
        const size_t rows = m - begin < TILE ? m - begin : TILE;
        for (size_t i = 0; i < rows; i++) {
            row[i * k] = 1; /* unless a feature comes there */
            dh_row_copy(self->data, begin + i, row + i * k + shift);
        }
        memset(rest, 0, k * sizeof *rest);
        dh_dense_gradient(rows, k, k, row, row, gram, rest);
    }
    for (size_t i = 0; i < k * k; i++)
        gram[i] *= bend / (double)m;
    for (size_t i = shift; i < k; i++)
        gram[i * k + i] += l2;
    return dh_eigenvalue_bound(gram, k, row);
}
