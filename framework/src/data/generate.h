/* Synthetic datasets, from random streams keyed by the spec alone. */
#ifndef DH_DATA_GENERATE_H
#define DH_DATA_GENERATE_H

#include "config/study.h"
#include "data/rows.h"

extern const char *const dh_generators[]; /* names, sorted, NULL-terminated */

/* One line about a generator, and the keys that it takes with their defaults: "samples: 100, noise: 1". out [room]. */
const char *dh_generator_doc(size_t generator);
char *dh_generator_keys(size_t generator, char *out, size_t room);

/* Rows of the generator that the spec names, in `arena`. labels: targets that could be either become classes (y > 0). *ret_source:
 * what was made, one line, in `kept`. Errors name the study's line. */
int dh_generate(const dh_study *study, const dh_dataset_spec *spec, bool labels, dh_arena *arena, dh_rows *ret, dh_arena *kept,
                const char **ret_source, dh_error *error);

#endif
