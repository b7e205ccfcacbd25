/* Features that are labels -> a column of zeros and ones for each label. */
#ifndef DH_DATA_ONE_HOT_H
#define DH_DATA_ONE_HOT_H

#include "data/label.h"
#include "data/rows.h"

/* A dense feature whose values stand here as labels. */
typedef struct dh_coded {
    size_t feature;
    const dh_label *label; /* [rows] */
} dh_coded;

/* Replaces each of the features coded [count], ascending, by columns "name=label" in the order of the labels; without names,
 * "number=label". At most 2^27 values come out. */
int dh_one_hot(dh_rows *rows, const dh_coded *coded, size_t count, dh_arena *arena, dh_error *error);

#endif
