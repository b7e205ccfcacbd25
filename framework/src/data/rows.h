/* Rows before they are split and scaled: what readers and generators hand over. In an arena, or in a mapped image. */
#ifndef DH_DATA_ROWS_H
#define DH_DATA_ROWS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Dense rows have x; sparse ones row_start, column and value (CSR, columns ascending in each row). The others are NULL. */
typedef struct dh_rows {
    size_t rows, features;
    const double *x;           /* [rows][features] */
    const uint64_t *row_start; /* [rows + 1], from 0 */
    const uint32_t *column;    /* [row_start[rows]] < features */
    const double *value;       /* [row_start[rows]] */
    const double *y;           /* [rows], or NULL */
    size_t test;               /* so many of the last rows are the test split, as their files say; 0: nobody says */
    const char *const *feature; /* [features] names, or NULL */
    const char *target;         /* name, or "" */
    size_t classes;             /* > 0: y holds labels 0 ... classes - 1 */
    const char *const *class_name; /* [classes], or NULL */
} dh_rows;

enum { DH_MOST_CLASSES = 65536 };

/* y as class labels: distinct values, ascending, become 0, 1, ...; their names are the numbers. Nothing where y holds labels
 * already. An error for values that are not finite and for more than DH_MOST_CLASSES. */
int dh_rows_label(dh_rows *rows, dh_arena *arena, dh_error *error);

/* The same rows without, or with, their zeros left out. */
int dh_rows_to_dense(dh_rows *rows, dh_arena *arena, dh_error *error);
int dh_rows_to_sparse(dh_rows *rows, dh_arena *arena, dh_error *error);

/* Rows of two files, the second behind the first, as training rows and test rows. Both are sparse or both dense. Features: as
 * many in both, but for sparse rows, where the larger number counts; names must agree where both have them. Labels of either
 * are numbered together. */
int dh_rows_join(const dh_rows *train, const dh_rows *test, dh_arena *arena, dh_rows *ret, dh_error *error);

/* Replaces labels by others: from[i] becomes to[i], "*" stands for all that are not named; rows whose label becomes "" are left
 * out. The labels are numbered anew. An error for a label that does not occur. */
int dh_rows_relabel(dh_rows *rows, size_t count, const char *const *from, const char *const *to, dh_arena *arena,
                    dh_error *error);

#endif
