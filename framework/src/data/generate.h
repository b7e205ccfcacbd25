/* Synthetic datasets, from random streams keyed by the spec alone. */
#ifndef DH_DATA_GENERATE_H
#define DH_DATA_GENERATE_H

#include "config/study.h"
#include "data/dataset.h"

extern const char *const dh_generators[]; /* names, sorted, NULL-terminated */

/* "line": y = 4 + 3 x + N(0, noise), x uniform on [0, 2]; one feature. */
int dh_generate(const dh_study *study, const dh_dataset_spec *spec, dh_arena *arena, dh_rows *ret, dh_error *error);

#endif
