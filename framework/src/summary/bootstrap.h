/* Bootstrap intervals, the same for the same data. */
#ifndef DH_SUMMARY_BOOTSTRAP_H
#define DH_SUMMARY_BOOTSTRAP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/random.h"

typedef struct dh_interval {
    double low, high; /* NaN of fewer than 2 values; may be infinite */
} dh_interval;

/* Scratch for any number of intervals. */
typedef struct dh_bootstrap {
    size_t resamples;
    double level;
    double *result; /* [resamples] */
    size_t *pick;   /* [most] */
} dh_bootstrap;

/* For samples of up to `most` values. */
int dh_bootstrap_init(dh_bootstrap *self, size_t most, size_t resamples, double level, dh_arena *arena,
                      dh_error *error);

/* The statistic of the values with indices pick [count]; no NaN. */
typedef double dh_statistic(const void *data, const size_t *pick, size_t count);

/* The stream decides the resamples: key it by what the values are, not by how many others are looked at. */
dh_interval dh_bootstrap_interval(dh_bootstrap *self, dh_stream *stream, dh_statistic *statistic, const void *data,
                                  size_t count);

/* The mean of values [count]; infinite when one of them is. */
dh_interval dh_bootstrap_mean(dh_bootstrap *self, dh_stream *stream, const double *values, size_t count);

/* The interval of sorted results of resamples [count] of n values: what dh_bootstrap_interval ends with. */
dh_interval dh_bootstrap_cut(const double *sorted, size_t count, double level, size_t n);

#endif
