/* Arrays of numbers in binary files -> rows. */
#ifndef DH_DATA_ARRAY_H
#define DH_DATA_ARRAY_H

#include "data/options.h"
#include "data/rows.h"

enum { DH_MOST_DIMENSIONS = 8 };

typedef enum dh_item_kind { DH_ITEM_FLOAT, DH_ITEM_SIGNED, DH_ITEM_UNSIGNED } dh_item_kind;

typedef struct dh_array {
    const char *name;           /* of the file, for messages */
    dh_item_kind kind;
    size_t item;                /* bytes of a number: 1, 2, 4, 8 */
    bool big;                   /* most significant byte first */
    bool fortran;               /* the first index runs fastest */
    size_t dimensions;          /* >= 1 */
    uint64_t dimension[DH_MOST_DIMENSIONS];
    const unsigned char *data;  /* [bytes] what follows the header */
    size_t bytes;
} dh_array;

/* Rows are the first dimension; the others, in row-major order, are the features. Refuses an array that is not exactly as long
 * as its shape says, before anything is allocated, and numbers that a double cannot hold. */
int dh_array_read(const dh_array *array, const dh_read_options *options, dh_arena *arena, dh_rows *ret, dh_error *error);

/* The same for numbers that are doubles already, x [rows][columns], which may be written to: finds the target, and numbers that
 * are not finite. */
int dh_array_finish(const dh_array *array, double *x, size_t rows, size_t columns, const dh_read_options *options,
                    dh_arena *arena, dh_rows *ret, dh_error *error);

/* rows * columns of the shape, overflow-checked; -1 with a message for none or too many. */
int dh_array_shape(const dh_array *array, size_t *ret_rows, size_t *ret_columns, dh_error *error);

#endif
