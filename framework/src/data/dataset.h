/* The internal dataset format: one sealed, read-only piece of shared memory (memfd) that the runner fills once and
 * every worker maps. A dh_data_head, then the arrays of dh_dataset, each 64-byte aligned. Little-endian, as it lies
 * in memory. */
#ifndef DH_DATA_DATASET_H
#define DH_DATA_DATASET_H

#include "base/arena.h"
#include "base/error.h"

#include <downhill/problem.h>

/* What a memfd starts with. All but the four sizes and has_target follows from these: see dh_data_plan. */
typedef struct dh_data_head {
    uint64_t magic, version;                           /* DH_DATA_MAGIC, DH_DATA_VERSION */
    uint64_t bytes;                                    /* of the whole memfd */
    uint64_t samples, test_samples, features, classes; /* as in dh_dataset */
    uint64_t has_target;                               /* 0 or 1 */
    uint64_t x, y;                                     /* where these arrays start; y is 0 without a target */
    uint64_t checksum;                                 /* dh_checksum of all fields above */
} dh_data_head;

#define DH_DATA_MAGIC UINT64_C(0x415441444c494844) /* "DHILDATA" */
enum { DH_DATA_VERSION = 1 };

/* Fills in magic, version, offsets, bytes and checksum from the sizes in *head. -1 when they are impossible: no row,
 * no feature, 2^32 rows or more, more classes than rows, classes without a target, or more bytes than fit. */
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

/* Rows before they are split: what readers and generators hand over. In an arena. */
typedef struct dh_rows {
    size_t rows, features;
    double *x;                     /* [rows][features] */
    double *y;                     /* [rows], or NULL */
    const char *const *feature;    /* [features] names, or NULL */
    const char *target;            /* name, or "" */
    size_t classes;                /* > 0: y holds labels 0 ... classes - 1 */
    const char *const *class_name; /* [classes], or NULL */
} dh_rows;

/* Worker side: maps a memfd and checks its seals, its size against the header's, the header itself, and that class
 * targets are labels. On success *ret owns the fd; on failure the caller still does. */
int dh_data_attach(int fd, dh_data *ret, dh_error *error);

/* Runner side: splits, standardises, writes, hashes and seals. `test` is the share of the rows in the test split,
 * rounded to whole rows; 0 keeps the rows in their order. Otherwise a permutation keyed by split_seed gives the
 * order, training rows first. Both splits must get a row. standardise: each feature to mean 0 and (population)
 * standard deviation 1 over the training rows; the test rows go through the same map; a feature that is constant over
 * the training rows is only centred, so that it is 0 there. Errors carry no place. */
int dh_data_build(const dh_rows *rows, double test, uint64_t split_seed, int standardise, dh_data *ret,
                  dh_error *error);

void dh_data_finish(dh_data *data); /* unmaps and closes; {0} is fine */

#endif
