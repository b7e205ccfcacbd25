/* What tuning brings: the best of k trials, for every k. */
#ifndef DH_SUMMARY_TUNING_H
#define DH_SUMMARY_TUNING_H

#include "base/arena.h"
#include "base/error.h"

/* Of the best of k of the trials, drawn without replacement: entry k - 1, k = 1 ... trials. */
typedef struct dh_tuning {
    size_t trials;
    const double *mean; /* +infinity while k may draw lost trials alone */
    const double *low, *median,
        *high; /* quartiles: smallest values that are reached with probability 1/4, 1/2, 3/4 */
} dh_tuning;

/* value [count]: what each trial brought, smaller is better, +infinity of a lost one. */
int dh_tuning_curve(const double *value, size_t count, dh_arena *arena, dh_tuning *ret, dh_error *error);

#endif
