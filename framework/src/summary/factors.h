/* What was varied between the runs: hyperparameters and other labels. */
#ifndef DH_SUMMARY_FACTORS_H
#define DH_SUMMARY_FACTORS_H

#include "summary/trace.h"

typedef struct dh_factor {
    const char *name;     /* a label column of /runs: "lr", "batch", "optimizer_beta1", "schedule", "seed" ... */
    const char **text;    /* [traces] the value as text, "" where the run has none */
    const double *number; /* [traces] NaN where it is no number */
} dh_factor;

typedef struct dh_factors {
    size_t count;
    dh_factor *factor; /* [count] in the order of the columns, the first file's first */
} dh_factors;

/* The label columns of the traces' files that do not say which problem it was. In the arena. */
int dh_factors_read(dh_results *const *results, size_t count, const dh_traces *traces, dh_arena *arena,
                    dh_factors *ret, dh_error *error);

/* code [count]: the values of a factor at traces index [count] as numbers 0 ... levels - 1: first numbers, rising,
 * then texts in order of appearance. example [count]: for each level a trace that has it. Returns the number of
 * levels. */
size_t dh_factor_levels(const dh_factor *factor, const size_t *index, size_t count, size_t *code, size_t *example);

#endif
