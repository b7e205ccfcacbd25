/* Class labels -> class numbers. */
#ifndef DH_DATA_LABEL_H
#define DH_DATA_LABEL_H

#include "base/arena.h"
#include "base/error.h"

typedef struct dh_label {
    const char *text; /* [length]; a character that is part of no number follows */
    size_t length;
} dh_label;

/* y [count] = number of each label. Labels are numbered from 0 in sorted order: by value when all of them are numbers
 * (equal values are one class, named as first written), by bytes otherwise. *ret_name [*ret_classes], in the arena:
 * their names. */
int dh_label_number(const dh_label *label, size_t count, dh_arena *arena, double *y, const char *const **ret_name,
                    size_t *ret_classes, dh_error *error);

#endif
