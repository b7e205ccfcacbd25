/* The expected cost to reach a target when runs that fail are started again. */
#ifndef DH_SUMMARY_ERT_H
#define DH_SUMMARY_ERT_H

#include "summary/bootstrap.h"

typedef struct dh_ert {
    size_t runs, solved;
    double value;         /* +infinity: no run reached the target; NaN: no runs */
    dh_interval interval; /* of the value; high is infinite where resamples may hold no success */
} dh_ert;

/* cost [count]: +infinity of a run that did not reach it, NaN: no such run; spent [count]: until the end. self NULL:
 * no interval. The definition has a trap: a method that diverges early fails cheaply, and so starts again often; look
 * at solved / runs as well. */
dh_ert dh_ert_estimate(const double *cost, const double *spent, size_t count, dh_bootstrap *self, dh_stream *stream);

/* The value alone, of the runs with indices pick [count]; pick NULL: 0 ... count - 1. NaN of no runs. */
double dh_ert_value(const double *cost, const double *spent, const size_t *pick, size_t count);

#endif
