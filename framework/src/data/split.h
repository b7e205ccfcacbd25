/* Which rows are for training, which for the test, which for validation. */
#ifndef DH_DATA_SPLIT_H
#define DH_DATA_SPLIT_H

#include "data/build.h"

typedef struct dh_split {
    uint32_t *order; /* [training + test + validation] rows: training, then test, then validation */
    size_t training, test, validation;
} dh_split;

/* In the arena. */
int dh_split_make(const dh_rows *rows, const dh_arrangement *how, dh_arena *arena, dh_split *ret, dh_error *error);

#endif
