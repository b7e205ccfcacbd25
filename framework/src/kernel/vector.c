#include "kernel/vector.h"

#include "kernel/lanes.h"

#include <math.h>

double dh_dot(size_t count, const double *a, const double *b)
{
    dh_lanes sum = {0};
    double tail[2][DH_LANES] = {{0}};
    size_t i = 0;
    for (; i + DH_LANES <= count; i += DH_LANES)
        sum = dh_lanes_add(sum, dh_lanes_times(dh_lanes_load(a + i), dh_lanes_load(b + i)));
    if (i < count) {
        memcpy(tail[0], a + i, (count - i) * sizeof *a);
        memcpy(tail[1], b + i, (count - i) * sizeof *b);
        sum = dh_lanes_add(sum, dh_lanes_times(dh_lanes_load(tail[0]), dh_lanes_load(tail[1])));
    }
    return dh_lanes_sum(sum);
}

double dh_length(size_t count, const double *a, const double *more)
{
    double most = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(a[i]) + (more ? fabs(more[i]) : 0));
    if (!(most > 0))
        return dh_dot(count, a, a); /* 0, or of NaN, NaN */
    for (size_t i = 0; i < count; i++) {
        const double part = (fabs(a[i]) + (more ? fabs(more[i]) : 0)) / most;
        sum += part * part;
    }
    return most * sqrt(sum);
}

void dh_add_scaled(size_t count, double scale, const double *restrict x, double *restrict y)
{
    for (size_t i = 0; i < count; i++)
        y[i] += scale * x[i];
}

void dh_moments(size_t count, const double *x, double *mean, double *squares)
{
    double sum[DH_LANES] = {0}, square[DH_LANES] = {0};
    for (size_t i = 0; i < count; i++)
        sum[i % DH_LANES] += x[i];
    *mean = dh_lanes_sum(dh_lanes_load(sum)) / (double)count;
    for (size_t i = 0; i < count; i++)
        square[i % DH_LANES] += (x[i] - *mean) * (x[i] - *mean);
    *squares = dh_lanes_sum(dh_lanes_load(square));
}
