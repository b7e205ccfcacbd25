/* ERT = (costs of the runs that reached the target + all that the others spent) / number that reached it: Auger &
 * Hansen (2005), "Performance evaluation of an advanced local search evolutionary algorithm", CEC, 1777-1784 (there
 * the success performance); Hansen et al. (2021), "COCO", Optimization Methods and Software 36(1), 114-144. */
#include "summary/ert.h"

#include <math.h>
#include <stdbool.h>

typedef struct data {
    const double *cost, *spent;
} data;

double dh_ert_value(const double *cost, const double *spent, const size_t *pick, size_t count)
{
    double sum = 0, solved = 0, runs = 0;
    for (size_t i = 0; i < count; i++) {
        size_t k = pick ? pick[i] : i;
        if (isnan(cost[k]))
            continue;
        bool reached = cost[k] < INFINITY;
        sum += reached ? cost[k] : spent[k];
        solved += reached;
        runs++;
    }
    return solved > 0 ? sum / solved : runs > 0 ? INFINITY : NAN;
}

static double resampled(const void *self, const size_t *pick, size_t count)
{
    const data *d = self;
    return dh_ert_value(d->cost, d->spent, pick, count);
}

dh_ert dh_ert_estimate(const double *cost, const double *spent, size_t count, dh_bootstrap *self, dh_stream *stream)
{
    data d = {cost, spent};
    dh_ert ret = {.value = dh_ert_value(cost, spent, NULL, count), .interval = {NAN, NAN}};
    for (size_t i = 0; i < count; i++) {
        ret.runs += !isnan(cost[i]);
        ret.solved += cost[i] < INFINITY;
    }
    if (ret.runs == count && self)
        ret.interval = dh_bootstrap_interval(self, stream, resampled, &d, count);
    return ret;
}
