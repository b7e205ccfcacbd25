/* Mean and deviation: m0 = (1/n) sum x, mean = m0 + (1/n) sum (x - m0), var = (1/n) sum (x - mean)^2 - ((1/n) sum (x
 * - mean))^2, the corrected two-pass algorithm (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample
 * variance", doi:10.1080/00031305.1983.10483115, equation 1.7). Sums run in the order of the rows, so that they have
 * the same bits everywhere. */
#include "data/standardise.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* residual = (1/n) sum (x - mean), square = (1/n) sum (x - mean)^2 */
static void average(const double *x, size_t features, const uint32_t *order, size_t count, const double *mean,
                    double *residual, double *square)
{
    memset(residual, 0, features * sizeof *residual);
    memset(square, 0, features * sizeof *square);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < features; j++) {
            double d = x[order[i] * features + j] - mean[j];
            residual[j] += d;
            square[j] += d * d;
        }
    for (size_t j = 0; j < features; j++) {
        residual[j] /= (double)count;
        square[j] /= (double)count;
    }
}

static bool is_constant(const double *x, size_t features, const uint32_t *order, size_t count, size_t feature)
{
    for (size_t i = 1; i < count; i++)
        if (x[order[i] * features + feature] != x[order[0] * features + feature])
            return false;
    return true;
}

/* Deviation of feature j, and its mean made exact when it is constant. */
static int finish(const double *x, size_t features, const uint32_t *order, size_t count, size_t j, dh_scaling *ret,
                  double residual, dh_error *error)
{
    double deviation = sqrt(ret->deviation[j] - residual * residual);
    if (is_constant(x, features, order, count, j)) {
        ret->mean[j] = x[order[0] * features + j];
        deviation = 1;
    }
    if (!isfinite(ret->mean[j]) || !isfinite(deviation) || deviation == 0)
        return dh_fail(error, DH_ERROR_INPUT, "feature %zu cannot be standardised: its %s", j + 1,
                       deviation == 0 ? "deviation underflows to 0" : "values are too large");
    ret->deviation[j] = deviation;
    return 0;
}

int dh_scaling_measure(const double *x, size_t features, const uint32_t *order, size_t count, dh_arena *arena,
                       dh_scaling *ret, dh_error *error)
{
    double *residual = DH_NEW(arena, double, features);
    *ret = (dh_scaling){DH_NEW(arena, double, features), DH_NEW(arena, double, features)};
    if (!ret->mean || !ret->deviation || !residual)
        return dh_fail_memory(error);
    for (int pass = 0; pass < 2; pass++) { /* from mean 0: first the plain mean, then what it missed */
        average(x, features, order, count, ret->mean, residual, ret->deviation);
        for (size_t j = 0; j < features; j++)
            ret->mean[j] += residual[j];
    }
    average(x, features, order, count, ret->mean, residual, ret->deviation);
    for (size_t j = 0; j < features; j++)
        if (finish(x, features, order, count, j, ret, residual[j], error))
            return -1;
    return 0;
}
