/* Rows -> a dataset: a sample of them, split, scaled, written into shared memory and sealed. */
#ifndef DH_DATA_BUILD_H
#define DH_DATA_BUILD_H

#include "data/dataset.h"
#include "data/rows.h"
#include "data/scale.h"

typedef struct dh_arrangement {
    double subsample;    /* > 0: only so many of the rows, below 1 that share of them; 0: all */
    double test;         /* share of the rows in the test split, [0, 1); not where the rows say which these are */
    double validation;   /* and in the validation split */
    uint64_t split_seed; /* which rows these are */
    bool stratified;     /* each class has its share in every split */
    dh_feature_scale scale;
    double factor;       /* every feature is then multiplied by it; 0: 1 */
    bool missing;        /* values that are not finite are allowed among the features */
} dh_arrangement;

/* Parts are rounded to whole rows, and each that is asked for must get one. Nothing asked for keeps the rows in their order.
 * Otherwise a permutation keyed by split_seed gives the order: training rows first, then test rows, then validation rows.
 * Subsampling, splitting and scaling do not touch rows that are the test split already, but for the scaling's map. A feature that
 * is constant over the training rows is 0 after standardising or scaling to [0, 1]. Errors carry no place. */
int dh_data_build(const dh_rows *rows, const dh_arrangement *how, dh_data *ret, dh_error *error);

#endif
