/* The internal dataset format: one sealed, read-only piece of shared memory (memfd) that the runner fills once and every
 * worker maps. Header (magic, version, sizes, checksum), then the arrays of dh_dataset, each 64-byte aligned. */
#ifndef DH_DATA_DATASET_H
#define DH_DATA_DATASET_H

#include "base/arena.h"
#include "base/error.h"

#include <downhill/problem.h>

typedef struct dh_data {
    int fd;               /* the sealed memfd, close-on-exec; -1: none */
    const void *map;      /* [bytes], read-only */
    size_t bytes;
    dh_dataset view;      /* pointers into map */
    char hash[65];        /* SHA-256 of the arrays and sizes, hexadecimal: the dataset's identity; "" after attach */
    const char *label;    /* as in its spec */
    const char *source;   /* where it came from, one line, for the provenance */
    const char *licence;  /* "" when not known */
    const char *const *feature; /* [view.features] names, or NULL */
    const char *target;   /* name of the target column, or "" */
    const char *const *class_name; /* [view.classes] labels in the order of their numbers, or NULL */
} dh_data;

/* Rows before they are split: what readers and generators hand over. In an arena. */
typedef struct dh_rows {
    size_t rows, features;
    double *x;            /* [rows][features] */
    double *y;            /* [rows], or NULL */
    const char *const *feature;    /* [features] names, or NULL */
    const char *target;   /* name, or "" */
    size_t classes;       /* > 0: y holds labels 0 ... classes - 1 */
    const char *const *class_name; /* [classes], or NULL */
} dh_rows;

/* Worker side: maps a sealed memfd and checks header, sizes and that it is sealed. */
int dh_data_attach(int fd, dh_data *ret, dh_error *error);

/* Runner side: splits (a permutation keyed by split_seed; training rows first), standardises by the training rows,
 * writes, hashes and seals. */
int dh_data_build(const dh_rows *rows, double test, uint64_t split_seed, int standardise, dh_data *ret, dh_error *error);

void dh_data_finish(dh_data *data); /* unmaps and closes */

#endif
