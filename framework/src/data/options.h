/* How a file of rows is to be read. */
#ifndef DH_DATA_OPTIONS_H
#define DH_DATA_OPTIONS_H

#include "base/buffer.h"
#include "config/study.h"

/* What the target column of a text file holds. */
typedef enum dh_target_kind {
    DH_TARGET_AUTO,    /* the first row decides: a number makes it NUMBERS, text makes it CLASSES */
    DH_TARGET_NUMBERS, /* finite numbers */
    DH_TARGET_CLASSES, /* labels: any text, numbered in sorted order (numbers by value) */
} dh_target_kind;

typedef struct dh_read_options {
    dh_format format;
    bool header;         /* csv: the first row names the columns */
    char delimiter;      /* csv: ',' ';' '\t' ... */
    const char *target;  /* column name or 1-based number; NULL: the last column (of a table; in an array of more than two
                          * dimensions, and in idx, none); "none": no target */
    dh_target_kind kind; /* csv */
    bool missing;        /* values that are absent or not finite are NaN among the features instead of an error */
    size_t one_hot_count;
    const char *const *one_hot; /* csv: these columns hold labels; "*": every column that starts with text. Each becomes one
                                 * column of zeros and ones for each label */
    unsigned index_base; /* libsvm: number of the first feature, 0 or 1 */
    uint64_t features;   /* libsvm: how many there are; 0: the largest index says */
    const char *inside;  /* hdf5: path of the array in the file */
} dh_read_options;

/* The format that a path's ending tells (.gz aside): csv for those that it does not know. */
dh_format dh_format_of(const char *path);

void dh_read_options_encode(const dh_read_options *options, dh_buffer *out);
/* 0, or -1 for bytes that nobody encoded. */
int dh_read_options_decode(dh_cursor *in, dh_arena *arena, dh_read_options *ret);

#endif
