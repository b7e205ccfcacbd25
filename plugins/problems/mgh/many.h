/* Residuals in any number of variables: problems 20 and 23 to 35 of the paper. Each one is worked out on its own, so
 * that a sum that all m have in common is taken m times: simple, and fast enough for the sizes that one tests with. */
#ifndef DH_PLUGINS_MGH_MANY_H
#define DH_PLUGINS_MGH_MANY_H

#include "mgh/size.h"

static double sum_of(size_t n, const double *x)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += x[j];
    return sum;
}

static double sum_of_squares(size_t n, const double *x)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += x[j] * x[j];
    return sum;
}

/* 20 */
static double watson(mgh_size size, size_t i, const double *x, double *d)
{
    const double t = (double)i / 29;
    double slope = 0, value = 0, power = 1;
    if (i > 29) {
        d[0] = i == 30 ? 1 : -2 * x[0];
        d[1] = i == 30 ? 0 : 1;
        return i == 30 ? x[0] : x[1] - x[0] * x[0] - 1;
    }
    for (size_t j = 0; j < size.n; j++) {
        value += x[j] * power;
        if (j + 1 < size.n)
            slope += (double)(j + 1) * x[j + 1] * power;
        power *= t;
    }
    power = 1;
    for (size_t j = 0; j < size.n; j++) {
        d[j] += -2 * value * power;
        if (j + 1 < size.n)
            d[j + 1] = (double)(j + 1) * power;
        power *= t;
    }
    return slope - value * value - 1;
}

static double small_root(void)
{
    return sqrt(1e-5); /* of the penalties' a */
}

/* 23 */
static double penalty_1(mgh_size size, size_t i, const double *x, double *d)
{
    if (i <= size.n) {
        d[i - 1] = small_root();
        return small_root() * (x[i - 1] - 1);
    }
    for (size_t j = 0; j < size.n; j++)
        d[j] = 2 * x[j];
    return sum_of_squares(size.n, x) - 0.25;
}

/* 24 */
static double penalty_2(mgh_size size, size_t i, const double *x, double *d)
{
    const size_t n = size.n;
    double sum = -1;
    if (i == 1) {
        d[0] = 1;
        return x[0] - 0.2;
    }
    if (i < 2 * n) {
        const size_t k = i <= n ? i - 1 : i - n;
        const double e = small_root() * dh_exp(x[k] / 10), q = (double)i / 10;
        d[k] = e / 10;
        if (i > n)
            return e - small_root() * dh_exp(-0.1);
        d[k - 1] = small_root() * dh_exp(x[k - 1] / 10) / 10;
        return e + 10 * d[k - 1] - small_root() * (dh_exp(q) + dh_exp(((double)i - 1) / 10));
    }
    for (size_t j = 0; j < n; j++) {
        d[j] = 2 * (double)(n - j) * x[j];
        sum += (double)(n - j) * x[j] * x[j];
    }
    return sum;
}

/* 25 */
static double variably_dimensioned(mgh_size size, size_t i, const double *x, double *d)
{
    double sum = 0;
    if (i <= size.n) {
        d[i - 1] = 1;
        return x[i - 1] - 1;
    }
    for (size_t j = 0; j < size.n; j++)
        sum += (double)(j + 1) * (x[j] - 1);
    for (size_t j = 0; j < size.n; j++)
        d[j] = (double)(j + 1) * (i == size.n + 1 ? 1 : 2 * sum);
    return i == size.n + 1 ? sum : sum * sum;
}

/* 26 */
static double trigonometric(mgh_size size, size_t i, const double *x, double *d)
{
    const double k = (double)i, c = dh_cos(x[i - 1]), s = dh_sin(x[i - 1]);
    double sum = 0;
    for (size_t j = 0; j < size.n; j++) {
        sum += 1 - dh_cos(x[j]);
        d[j] = dh_sin(x[j]);
    }
    d[i - 1] += k * s - c;
    return sum + k * (1 - c) - s;
}

/* 27 */
static double brown_almost_linear(mgh_size size, size_t i, const double *x, double *d)
{
    const size_t n = size.n;
    double product = 1;
    if (i < n) {
        for (size_t j = 0; j < n; j++)
            d[j] = j == i - 1 ? 2 : 1;
        return x[i - 1] + sum_of(n, x) - (double)(n + 1);
    }
    for (size_t j = 0; j < n; j++) { /* d[j]: the product of those before, and then of those behind */
        d[j] = product;
        product *= x[j];
    }
    double behind = 1;
    for (size_t j = n; j-- > 0;) {
        d[j] *= behind;
        behind *= x[j];
    }
    return product - 1;
}

/* 28 */
static double discrete_boundary_value(mgh_size size, size_t i, const double *x, double *d)
{
    const double h = 1 / (double)(size.n + 1), y = x[i - 1] + (double)i * h + 1;
    const double left = i > 1 ? x[i - 2] : 0, right = i < size.n ? x[i] : 0;
    d[i - 1] = 2 + 1.5 * h * h * y * y;
    if (i > 1)
        d[i - 2] = -1;
    if (i < size.n)
        d[i] = -1;
    return 2 * x[i - 1] - left - right + h * h * y * y * y / 2;
}

/* 29 */
static double discrete_integral_equation(mgh_size size, size_t i, const double *x, double *d)
{
    const double h = 1 / (double)(size.n + 1), t = (double)i * h;
    double sum = 0;
    for (size_t j = 1; j <= size.n; j++) {
        const double s = (double)j * h, y = x[j - 1] + s + 1, weight = j <= i ? (1 - t) * s : t * (1 - s);
        sum += weight * y * y * y;
        d[j - 1] = 1.5 * h * weight * y * y;
    }
    d[i - 1] += 1;
    return x[i - 1] + h * sum / 2;
}

/* 30 */
static double broyden_tridiagonal(mgh_size size, size_t i, const double *x, double *d)
{
    const double left = i > 1 ? x[i - 2] : 0, right = i < size.n ? x[i] : 0;
    d[i - 1] = 3 - 4 * x[i - 1];
    if (i > 1)
        d[i - 2] = -1;
    if (i < size.n)
        d[i] = -2;
    return (3 - 2 * x[i - 1]) * x[i - 1] - left - 2 * right + 1;
}

/* 31 */
static double broyden_banded(mgh_size size, size_t i, const double *x, double *d)
{
    const double own = x[i - 1];
    double sum = 0;
    for (size_t j = i > 5 ? i - 5 : 1; j <= i + 1 && j <= size.n; j++) {
        if (j == i)
            continue;
        sum += x[j - 1] * (1 + x[j - 1]);
        d[j - 1] = -1 - 2 * x[j - 1];
    }
    d[i - 1] = 2 + 15 * own * own;
    return own * (2 + 5 * own * own) + 1 - sum;
}

/* 32 */
static double linear_full_rank(mgh_size size, size_t i, const double *x, double *d)
{
    const double share = 2 / (double)size.m;
    for (size_t j = 0; j < size.n; j++)
        d[j] = -share;
    if (i <= size.n)
        d[i - 1] += 1;
    return (i <= size.n ? x[i - 1] : 0) - share * sum_of(size.n, x) - 1;
}

/* factor sum_j j x_j - 1 over j = first ... last */
static double ramp(double factor, size_t first, size_t last, const double *x, double *d)
{
    double sum = 0;
    for (size_t j = first; j <= last; j++) {
        sum += (double)j * x[j - 1];
        d[j - 1] = factor * (double)j;
    }
    return factor * sum - 1;
}

/* 33 */
static double linear_rank_1(mgh_size size, size_t i, const double *x, double *d)
{
    return ramp((double)i, 1, size.n, x, d);
}

/* 34 */
static double linear_rank_1_zeros(mgh_size size, size_t i, const double *x, double *d)
{
    return i == 1 || i == size.m ? -1 : ramp((double)i - 1, 2, size.n - 1, x, d);
}

/* 35. T_i on [0, 1], and its slope, by the recurrence T_k+1 = 2 y T_k - T_k-1 in y = 2 x - 1. */
static double chebyquad(mgh_size size, size_t i, const double *x, double *d)
{
    const double share = 1 / (double)size.n, k = (double)i;
    double sum = 0;
    for (size_t j = 0; j < size.n; j++) {
        const double y = 2 * x[j] - 1;
        double before = 1, now = y, slope_before = 0, slope = 2;
        for (size_t step = 1; step < i; step++) {
            const double next = 2 * y * now - before, slope_next = 4 * now + 2 * y * slope - slope_before;
            before = now;
            now = next;
            slope_before = slope;
            slope = slope_next;
        }
        sum += now;
        d[j] = share * slope;
    }
    return share * sum + (i % 2 ? 0 : 1 / (k * k - 1));
}

#endif
