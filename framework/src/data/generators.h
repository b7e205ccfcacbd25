/* What makes the rows of synthetic datasets. */
#ifndef DH_DATA_GENERATORS_H
#define DH_DATA_GENERATORS_H

#include "base/random.h"
#include "config/study.h"
#include "data/rows.h"

/* Fills *ret in the arena; every key that the generator takes has a value. */
typedef int dh_generator(const dh_dataset_spec *spec, dh_stream *stream, dh_arena *arena, dh_rows *ret, dh_error *error);
dh_generator dh_make_blobs, dh_make_line, dh_make_linear, dh_make_logistic, dh_make_low_rank, dh_make_sparse;

/* Targets that are numbers become the labels "0" and "1": whether they are positive. */
int dh_label_sides(dh_rows *rows, dh_arena *arena, dh_error *error);

#endif
