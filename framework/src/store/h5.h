/* The little of HDF5 that results files need: groups of 1-D columns that share a dimension scale, texts, attributes.
 * Every status is checked; what fails says so in one sentence with HDF5's own innermost message. */
#ifndef DH_STORE_H5_H
#define DH_STORE_H5_H

#include "base/error.h"
#include "base/table.h"

#include <hdf5.h>
#include <stdbool.h>

typedef struct dh_h5 {
    const char *path; /* for messages: the file that the user asked for */
    dh_error *error;
    dh_error_kind kind;       /* whose fault a failure is: the disk's when writing, the file's when reading */
    int failure;              /* errno of the first call that failed (h5_disk.c); from then on it is the disk's */
    hid_t file, driver, text; /* the file; what is under it; the type of variable-length UTF-8 texts */
} dh_h5;

/* Fills h->error with "path: what: HDF5's message" and returns -1. To be called right after the call that failed. */
int dh_h5_fail(const dh_h5 *h, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes `list` open files through h5_disk.c, which notes the first failure in *h: that must outlive the file.
 * The driver's id is to be unregistered when the file is closed and not before: H5Fclose calls it after letting go of
 * it. */
hid_t dh_h5_disk(hid_t list, dh_h5 *h);

/* Creates `name`, or opens it for reading. On failure nothing is left open. */
int dh_h5_create(dh_h5 *h, const char *path, const char *name, dh_error *error);
int dh_h5_open(dh_h5 *h, const char *path, const char *name, dh_error *error);

hid_t dh_h5_memory(const dh_h5 *h, dh_column_type type); /* a column's type in memory; not to be closed */

/* The functions that end something take what happened so far: after -1 they only tidy up, keep the error, and return
 * -1. */
int dh_h5_close(dh_h5 *h, int result); /* with everything that is still open in the file; {0} is fine */

/* ---- writing (h5_write.c) ---- */

int dh_h5_put_text(const dh_h5 *h, hid_t at, const char *name, const char *text); /* an attribute */
int dh_h5_put_whole(const dh_h5 *h, hid_t at, const char *name, int64_t value);   /* an attribute */

/* A group with one text in it, of any length. */
int dh_h5_put_scalar(const dh_h5 *h, const char *group, const char *name, const char *text, const char *doc);

/* A group whose columns all have `rows` rows and the scale 0, 1, ... rows - 1 as their dimension. */
typedef struct dh_h5_group {
    const dh_h5 *h;
    const char *name, *scale_name;
    hid_t id;
    hsize_t rows;
    hobj_ref_t scale;
    hobj_ref_t *member; /* [count] the columns, for the scale's list of them */
    size_t count, room;
    dh_arena arena;
} dh_h5_group;

int dh_h5_group_begin(dh_h5_group *g, const dh_h5 *h, const char *name, const char *scale, const char *doc,
                      size_t rows);
int dh_h5_column(dh_h5_group *g, const char *name, const dh_column *column); /* a whole column, at once */
int dh_h5_group_end(dh_h5_group *g, int result);

/* A column that comes number by number. Whole columns take what is no number, negative or too large as -1, "no
 * value". */
typedef struct dh_h5_stream {
    const dh_h5_group *group;
    const char *name;
    hid_t id;
    dh_column_type type; /* DH_REAL or DH_WHOLE */
    union {
        double *real;
        int64_t *whole;
    };
    size_t used, room;
    hsize_t at;
} dh_h5_stream;

int dh_h5_stream_begin(dh_h5_stream *s, dh_h5_group *g, const char *name, dh_column_type type, const char *doc);
int dh_h5_stream_flush(dh_h5_stream *s);
int dh_h5_stream_end(dh_h5_stream *s, int result); /* fails unless all rows came; {0} is fine after -1 */

static inline int dh_h5_stream_push(dh_h5_stream *s, double value)
{
    if (s->type == DH_REAL)
        s->real[s->used++] = value;
    else
        s->whole[s->used++] = value >= 0 && value < 0x1p63 ? (int64_t)value : -1;
    return s->used < s->room ? 0 : dh_h5_stream_flush(s);
}

/* ---- reading (h5_read.c) ---- */

/* Attributes and scalar texts, into the arena. */
int dh_h5_get_text(const dh_h5 *h, hid_t at, const char *name, dh_arena *arena, const char **ret);
int dh_h5_get_whole(const dh_h5 *h, hid_t at, const char *name, int64_t *ret);
int dh_h5_get_scalar(const dh_h5 *h, const char *name, dh_arena *arena, const char **ret); /* a dataset */

/* Name and type of every column of a group but its scale, in the order of their creation, and the rows they all have.
 */
typedef struct dh_h5_shape {
    size_t rows, count;
    const char **name;    /* [count] */
    dh_column_type *type; /* [count] */
    const char **doc;     /* [count] */
} dh_h5_shape;
int dh_h5_shape_read(const dh_h5 *h, const char *group, const char *scale, dh_arena *arena, dh_h5_shape *ret);

/* Rows first ... first + count - 1 of a column, as `type`, into out [count] (for DH_TEXT: const char *, never NULL).
 */
int dh_h5_read(const dh_h5 *h, const char *group, const char *name, dh_column_type type, size_t first, size_t count,
               dh_arena *arena, void *out);

#endif
