/* The expanded percentile interval (Hesterberg 2015, "What teachers should know about the bootstrap", The American
 * Statistician 69(4), 371-386): quantiles of the resampled statistic (Efron 1979, Annals of Statistics
 * 7(1), 1-26) at Phi(-+ sqrt(n / (n - 1)) t(n - 1)) instead of at alpha / 2, which widens it by what plain
 * percentiles lack for small n: 5 to 10 % of coverage with 10 values. */
#include "summary/bootstrap.h"

#include "summary/curve.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int dh_bootstrap_init(dh_bootstrap *self, size_t most, size_t resamples, double level, dh_arena *arena,
                      dh_error *error)
{
    *self = (dh_bootstrap){.resamples = resamples,
                           .level = level,
                           .result = DH_NEW(arena, double, resamples),
                           .pick = DH_NEW(arena, size_t, most)};
    return self->result && self->pick ? 0 : dh_fail_memory(error);
}

dh_interval dh_bootstrap_cut(const double *sorted, size_t count, double level, size_t n)
{
    if (n < 2)
        return (dh_interval){NAN, NAN};
    double t = gsl_cdf_tdist_Qinv((1 - level) / 2, (double)n - 1);
    double tail = gsl_cdf_ugaussian_Q(sqrt((double)n / (double)(n - 1)) * t);
    return (dh_interval){dh_quantile(sorted, count, tail), dh_quantile(sorted, count, 1 - tail)};
}

dh_interval dh_bootstrap_interval(dh_bootstrap *self, dh_stream *stream, dh_statistic *statistic, const void *data,
                                  size_t count)
{
    if (count < 2)
        return (dh_interval){NAN, NAN};
    for (size_t i = 0; i < self->resamples; i++) {
        for (size_t j = 0; j < count; j++)
            self->pick[j] = dh_stream_below(stream, count);
        self->result[i] = statistic(data, self->pick, count);
    }
    qsort(self->result, self->resamples, sizeof *self->result, compare);
    return dh_bootstrap_cut(self->result, self->resamples, self->level, count);
}

static double mean(const void *data, const size_t *pick, size_t count)
{
    const double *value = data;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += value[pick[i]];
    return sum / (double)count;
}

dh_interval dh_bootstrap_mean(dh_bootstrap *self, dh_stream *stream, const double *values, size_t count)
{
    return dh_bootstrap_interval(self, stream, mean, values, count);
}
