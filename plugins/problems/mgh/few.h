/* Residuals in closed form, in few variables or in groups of them: problems 1 to 7, 13, 14, 21 and 22 of the paper. */
#ifndef DH_PLUGINS_MGH_FEW_H
#define DH_PLUGINS_MGH_FEW_H

#include "mgh/size.h"

/* 1, and 21 in pairs */
static double rosenbrock(mgh_size size, size_t i, const double *x, double *d)
{
    const size_t first = (i - 1) / 2 * 2;
    d[first] = i % 2 ? -20 * x[first] : -1;
    if (i % 2 == 0)
        return 1 - x[first];
    d[first + 1] = 10;
    return 10 * (x[first + 1] - x[first] * x[first]);
}

/* 2 */
static double freudenstein_roth(mgh_size size, size_t i, const double *x, double *d)
{
    const double y = x[1];
    d[0] = 1;
    if (i == 1) {
        d[1] = (10 - 3 * y) * y - 2;
        return -13 + x[0] + ((5 - y) * y - 2) * y;
    }
    d[1] = (3 * y + 2) * y - 14;
    return -29 + x[0] + ((y + 1) * y - 14) * y;
}

/* 3 */
static double powell_badly_scaled(mgh_size size, size_t i, const double *x, double *d)
{
    if (i == 1) {
        d[0] = 1e4 * x[1];
        d[1] = 1e4 * x[0];
        return 1e4 * x[0] * x[1] - 1;
    }
    d[0] = -dh_exp(-x[0]);
    d[1] = -dh_exp(-x[1]);
    return -d[0] - d[1] - 1.0001;
}

/* 4 */
static double brown_badly_scaled(mgh_size size, size_t i, const double *x, double *d)
{
    if (i < 3) {
        d[i - 1] = 1;
        return x[i - 1] - (i == 1 ? 1e6 : 2e-6);
    }
    d[0] = x[1];
    d[1] = x[0];
    return x[0] * x[1] - 2;
}

/* 5 */
static double beale(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {1.5, 2.25, 2.625};
    const double before = i == 1 ? 1 : i == 2 ? x[1] : x[1] * x[1], power = before * x[1];
    d[0] = power - 1;
    d[1] = x[0] * (double)i * before;
    return y[i - 1] - x[0] * (1 - power);
}

/* 6 */
static double jennrich_sampson(mgh_size size, size_t i, const double *x, double *d)
{
    const double k = (double)i, a = dh_exp(k * x[0]), b = dh_exp(k * x[1]);
    d[0] = -k * a;
    d[1] = -k * b;
    return 2 + 2 * k - (a + b);
}

/* The arc tangent: three times halved, atan z = 2 atan(z / (1 + sqrt(1 + z^2))), then its series. */
static double arc_tangent(double z)
{
    double sum = 0;
    if (fabs(z) > 1)
        return (z > 0 ? 1 : -1) * 1.5707963267948966 - arc_tangent(1 / z);
    for (int k = 0; k < 3; k++)
        z /= 1 + sqrt(1 + z * z);
    for (int k = 25; k > 0; k -= 2)
        sum = 1.0 / k - z * z * sum;
    return 8 * z * sum;
}

/* 7 */
static double helical_valley(mgh_size size, size_t i, const double *x, double *d)
{
    const double two_pi = 6.283185307179586, square = x[0] * x[0] + x[1] * x[1], r = sqrt(square);
    if (i == 3) {
        d[2] = 1;
        return x[2];
    }
    if (i == 2) {
        d[0] = 10 * x[0] / r;
        d[1] = 10 * x[1] / r;
        return 10 * (r - 1);
    }
    const double angle = x[0] != 0 ? arc_tangent(x[1] / x[0]) / two_pi + (x[0] < 0 ? 0.5 : 0) : x[1] < 0 ? -0.25 : 0.25;
    d[0] = 100 * x[1] / (two_pi * square);
    d[1] = -100 * x[0] / (two_pi * square);
    d[2] = 10;
    return 10 * (x[2] - 10 * angle);
}

/* 13, and 22 in fours */
static double powell_singular(mgh_size size, size_t i, const double *x, double *d)
{
    const size_t first = (i - 1) / 4 * 4, a = i % 2 ? first + 1 : first, b = i % 4 == 3 ? first + 2 : first + 3;
    const double root = sqrt(i % 4 == 2 ? 5 : 10);
    switch (i % 4) {
    case 1:
        d[first] = 1;
        d[a] = 10;
        return x[first] + 10 * x[a];
    case 2:
        d[first + 2] = root;
        d[b] = -root;
        return root * (x[first + 2] - x[b]);
    case 3:
        d[a] = 2 * (x[a] - 2 * x[b]);
        d[b] = -2 * d[a];
        return (x[a] - 2 * x[b]) * (x[a] - 2 * x[b]);
    default:
        d[a] = 2 * root * (x[a] - x[b]);
        d[b] = -d[a];
        return root * (x[a] - x[b]) * (x[a] - x[b]);
    }
}

/* 14 */
static double wood(mgh_size size, size_t i, const double *x, double *d)
{
    const double root = sqrt(i < 5 ? 90 : 10);
    if (i < 3)
        return rosenbrock(size, i, x, d);
    if (i == 3) {
        d[2] = -2 * root * x[2];
        d[3] = root;
        return root * (x[3] - x[2] * x[2]);
    }
    if (i == 4) {
        d[2] = -1;
        return 1 - x[2];
    }
    d[1] = i == 5 ? root : 1 / root;
    d[3] = i == 5 ? root : -1 / root;
    return i == 5 ? root * (x[1] + x[3] - 2) : (x[1] - x[3]) / root;
}

#endif
