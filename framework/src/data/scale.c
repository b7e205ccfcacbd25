/* Standardising. Mean and deviation: m0 = (1/n) sum x, mean = m0 + (1/n) sum (x - m0), var = (1/n) sum (x - mean)^2 - ((1/n) sum (x
 * - mean))^2, the corrected two-pass algorithm (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample
 * variance", doi:10.1080/00031305.1983.10483115, equation 1.7). Sums run in the order of the rows, so that they have
 * the same bits everywhere. Other scales need the smallest and the largest value of each feature. */
#include "data/scale.h"

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
static int finish(const dh_rows *rows, const uint32_t *order, size_t count, size_t j, dh_scaling *ret, double residual,
                  dh_error *error)
{
    double deviation = sqrt(ret->divisor[j] - residual * residual);
    if (is_constant(rows->x, rows->features, order, count, j)) {
        ret->shift[j] = rows->x[order[0] * rows->features + j];
        deviation = 1;
    }
    if (!isfinite(ret->shift[j]) || !isfinite(deviation) || deviation == 0)
        return dh_fail(error, DH_ERROR_INPUT, "feature %zu cannot be standardised: its %s", j + 1,
                       deviation == 0 ? "deviation underflows to 0" : "values are too large or missing");
    ret->divisor[j] = deviation;
    return 0;
}

static int standardise(const dh_rows *rows, const uint32_t *order, size_t count, double *residual, dh_scaling *ret,
                       dh_error *error)
{
    for (int pass = 0; pass < 2; pass++) { /* from mean 0: first the plain mean, then what it missed */
        average(rows->x, rows->features, order, count, ret->shift, residual, ret->divisor);
        for (size_t j = 0; j < rows->features; j++)
            ret->shift[j] += residual[j];
    }
    average(rows->x, rows->features, order, count, ret->shift, residual, ret->divisor);
    for (size_t j = 0; j < rows->features; j++)
        if (finish(rows, order, count, j, ret, residual[j], error))
            return -1;
    return 0;
}

/* least, most [features] over the rows; what a sparse row does not store is 0. */
static void find_range(const dh_rows *rows, const uint32_t *order, size_t count, double *least, double *most)
{
    const size_t n = rows->features;
    for (size_t j = 0; j < n && rows->x; j++)
        least[j] = most[j] = rows->x[order[0] * n + j];
    for (size_t i = 0; i < count; i++) {
        const size_t row = order[i], begin = rows->x ? row * n : rows->row_start[row];
        const size_t end = rows->x ? begin + n : rows->row_start[row + 1];
        for (size_t k = begin; k < end; k++) {
            const size_t j = rows->x ? k - begin : rows->column[k];
            const double value = rows->x ? rows->x[k] : rows->value[k];
            least[j] = fmin(least[j], value);
            most[j] = fmax(most[j], value);
        }
    }
}

static int fit_range(dh_feature_scale scale, const dh_rows *rows, const uint32_t *order, size_t count, double *most,
                     dh_scaling *ret, dh_error *error)
{
    find_range(rows, order, count, ret->shift, most);
    for (size_t j = 0; j < rows->features; j++) {
        const double width = scale == DH_SCALE_MAXABS ? fmax(fabs(ret->shift[j]), fabs(most[j])) : most[j] - ret->shift[j];
        if (!isfinite(width))
            return dh_fail(error, DH_ERROR_INPUT, "feature %zu cannot be scaled: its values are too large or missing", j + 1);
        ret->divisor[j] = width > 0 ? width : 1;
        if (scale == DH_SCALE_MAXABS)
            ret->shift[j] = 0;
    }
    return 0;
}

int dh_scaling_measure(dh_feature_scale scale, const dh_rows *rows, const uint32_t *order, size_t count, dh_arena *arena,
                       dh_scaling *ret, dh_error *error)
{
    *ret = (dh_scaling){0};
    if (scale == DH_SCALE_NONE || scale == DH_SCALE_ROWS)
        return 0;
    if (!rows->x && scale != DH_SCALE_MAXABS)
        return dh_fail(error, DH_ERROR_INPUT, "sparse rows would lose their zeros: expected scale: maxabs, rows or a number, or "
                                              "sparse: false");
    double *more = DH_NEW(arena, double, rows->features);
    *ret = (dh_scaling){DH_NEW(arena, double, rows->features), DH_NEW(arena, double, rows->features)};
    if (!ret->shift || !ret->divisor || !more)
        return dh_fail_memory(error);
    return scale == DH_SCALE_STANDARD ? standardise(rows, order, count, more, ret, error)
                                      : fit_range(scale, rows, order, count, more, ret, error);
}
