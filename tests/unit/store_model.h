/* A made-up study, its results written to a folder that is the program's own. */
#ifndef DH_TESTS_UNIT_STORE_MODEL_H
#define DH_TESTS_UNIT_STORE_MODEL_H

#include "base/buffer.h"
#include "store/results.h"

/* The folder, and two names in it for results. There once begin has been called; who is last removes it. */
extern char folder[], path[64], other[64];
void begin(void);
size_t files_in_folder(void);
dh_buffer slurp(const char *name); /* a file; to be finished */

/* Run i: an odd one has a test split and metrics, every fifth has no history, every seventh kept no final point. */
typedef struct sample {
    size_t scale;               /* of history lengths */
    const char *column, *cause; /* put into run 1, unless NULL */
    int calls, fail_at;         /* source calls so far; the one that fails, if any */
} sample;

/* What is in it, of run i. */
size_t rows_of(size_t run, size_t scale);
double value_of(size_t run, size_t row, size_t column);
size_t dim_of(size_t run);
bool keeps_x(size_t run); /* its final point */
extern char long_yaml[200001];
extern const dh_attribute attributes[3];

int write_sample(const char *name, size_t runs, sample *s, dh_error *error);

#endif
