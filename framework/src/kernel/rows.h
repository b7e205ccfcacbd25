/* Rows of a dataset, dense or sparse, and of a batch. */
#ifndef DH_KERNEL_ROWS_H
#define DH_KERNEL_ROWS_H

#include "kernel/twice.h"
#include "kernel/vector.h"

#include <downhill/problem.h>
#include <string.h>

static inline size_t dh_row_at(const dh_batch *batch, size_t position)
{
    return batch->index ? batch->index[position] : batch->first + position;
}

/* to [features], absent values 0 */
static inline void dh_row_copy(const dh_dataset *data, size_t row, double *to)
{
    if (data->x) {
        memcpy(to, data->x + row * data->features, data->features * sizeof *to);
        return;
    }
    memset(to, 0, data->features * sizeof *to);
    for (size_t k = data->row_start[row]; k < data->row_start[row + 1]; k++)
        to[data->column[k]] = data->value[k];
}

/* x_row . w */
static inline double dh_row_dot(const dh_dataset *data, size_t row, const double *w)
{
    if (data->x)
        return dh_dot(data->features, data->x + row * data->features, w);
    double sum = 0;
    for (size_t k = data->row_start[row]; k < data->row_start[row + 1]; k++)
        sum += data->value[k] * w[data->column[k]];
    return sum;
}

/* start + x_row . w, with twice the digits before it is rounded */
static inline double dh_row_dot_twice(const dh_dataset *data, size_t row, double start, const double *w)
{
    if (data->x)
        return dh_dot_twice(data->features, start, data->x + row * data->features, w);
    double sum = start, rest = 0;
    for (size_t k = data->row_start[row]; k < data->row_start[row + 1]; k++) {
        const double value = data->value[k], weight = w[data->column[k]];
        rest += dh_lost_sum(sum, value * weight) + dh_lost_product(value, weight);
        sum += value * weight;
    }
    return sum + rest;
}

/* w += scale x_row */
static inline void dh_row_add(const dh_dataset *data, size_t row, double scale, double *w)
{
    if (data->x)
        dh_add_scaled(data->features, scale, data->x + row * data->features, w);
    else
        for (size_t k = data->row_start[row]; k < data->row_start[row + 1]; k++)
            w[data->column[k]] += scale * data->value[k];
}

#endif
