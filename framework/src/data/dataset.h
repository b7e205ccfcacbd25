/* The internal dataset format: one sealed, read-only piece of shared memory (memfd) that the runner fills once and
 * every worker maps. A dh_data_head, then the arrays of dh_dataset, each 64-byte aligned. Little-endian, as it lies
 * in memory. */
#ifndef DH_DATA_DATASET_H
#define DH_DATA_DATASET_H

#include "base/error.h"

#include <downhill/problem.h>

/* What a memfd starts with. All but the sizes and has_target follows from these: see dh_data_plan. */
typedef struct dh_data_head {
    uint64_t magic, version;                           /* DH_DATA_MAGIC, DH_DATA_VERSION */
    uint64_t bytes;                                    /* of the whole memfd */
    uint64_t samples, test_samples, validation_samples, features, classes; /* as in dh_dataset */
    uint64_t values;                                   /* stored values of sparse data */
    uint64_t sparse, has_target;                       /* 0 or 1 */
    uint64_t x;                                        /* where these arrays start; 0 for those that there are not */
    uint64_t row_start, column, value, y;
    uint64_t checksum;                                 /* dh_checksum of all fields above */
} dh_data_head;

#define DH_DATA_MAGIC UINT64_C(0x415441444c494844) /* "DHILDATA" */
enum { DH_DATA_VERSION = 2 };

/* Fills in magic, version, offsets, bytes and checksum from the sizes in *head. -1 when they are impossible: no row,
 * no feature, 2^32 rows or more, more classes than rows, classes without a target, more values than places, or more bytes
 * than fit. */
int dh_data_plan(dh_data_head *head);

typedef struct dh_data {
    int fd;          /* the sealed memfd, close-on-exec; -1: none */
    const void *map; /* [bytes], read-only */
    size_t bytes;
    dh_dataset view;     /* pointers into map */
    char hash[65];       /* SHA-256 of sizes and arrays, hexadecimal: the dataset's identity; "" after attach */
    const char *label;   /* as in its spec */
    const char *source;  /* where it came from, one line, for the provenance */
    const char *licence; /* "" when not known */
    const char *const *feature;    /* [view.features] names, or NULL */
    const char *target;            /* name of the target column, or "" */
    const char *const *class_name; /* [view.classes] labels in the order of their numbers, or NULL */
} dh_data;

/* Of all splits. */
static inline size_t dh_data_rows(const dh_dataset *view)
{
    return view->samples + view->test_samples + view->validation_samples;
}

/* Worker side: maps a memfd and checks its seals, its size against the header's, the header itself, that class targets are
 * labels and that sparse rows are in order. On success *ret owns the fd; on failure the caller still does. */
int dh_data_attach(int fd, dh_data *ret, dh_error *error);

void dh_data_finish(dh_data *data); /* unmaps and closes; {0} is fine */

#endif
