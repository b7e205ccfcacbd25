/* Rows of a dataset, dense or sparse, and of a batch. */
#ifndef DH_KERNEL_ROWS_H
#define DH_KERNEL_ROWS_H

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

#endif
