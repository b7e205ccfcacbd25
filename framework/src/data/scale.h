/* Scaling of features:
 *   maxabs    each by its largest size over the training rows, so that zeros stay zeros
 *   minmax    each to [0, 1] over the training rows
 *   rows      each row to Euclidean length 1; rows of zeros stay
 *   standard  each to mean 0 and (population) standard deviation 1 over the training rows */
#ifndef DH_DATA_SCALE_H
#define DH_DATA_SCALE_H

#include "config/study.h"
#include "data/rows.h"

/* What a value becomes: (value - shift[feature]) / divisor[feature]. */
typedef struct dh_scaling {
    double *shift, *divisor; /* [features]; NULL: 0 and 1 */
} dh_scaling;

/* Measured over the rows order[0] ... order[count-1]. Sparse rows take no scale that moves zeros. */
int dh_scaling_measure(dh_feature_scale scale, const dh_rows *rows, const uint32_t *order, size_t count, dh_arena *arena,
                       dh_scaling *ret, dh_error *error);

#endif
