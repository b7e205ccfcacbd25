/* Rows as one flat, checked piece of bytes: what the process that parses a file hands back, and what is kept of large files so
 * that they are parsed once. Little-endian, as it lies in memory. */
#ifndef DH_DATA_IMAGE_H
#define DH_DATA_IMAGE_H

#include "data/rows.h"

/* The first bytes. Dense values that are all whole numbers from 0 to 255 take a byte each (narrow). */
typedef struct dh_image_head {
    uint64_t magic, version;
    uint64_t bytes; /* of the whole image */
    uint64_t rows, features, classes, values;
    uint64_t sparse, narrow, has_target, has_names; /* 0 or 1 */
    uint64_t x, row_start, column, value, y, names;  /* where these start, 0: absent. x: values dense */
    uint64_t names_size;
    uint64_t content;  /* checksum of all behind the head */
    uint64_t checksum; /* of all fields above */
} dh_image_head;

/* Goes up whenever a file could be read into other rows than before, so that nothing old is taken for new. */
enum { DH_IMAGE_VERSION = 1 };

/* Writes the image of rows (not joined: rows->test is 0) to fd, from its present place on. */
int dh_image_write(const dh_rows *rows, int fd, dh_error *error);

/* Checks bytes [size] that nobody vouches for, in every respect but the values' meaning. *ret points into them, names and widened
 * values into the arena. */
int dh_image_read(const void *bytes, size_t size, dh_arena *arena, dh_rows *ret, dh_error *error);

#endif
