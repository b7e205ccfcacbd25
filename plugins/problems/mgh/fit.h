/* Curves fitted to measurements: problems 8 to 12 and 15 to 19 of the paper, the data from its pages. */
#ifndef DH_PLUGINS_MGH_FIT_H
#define DH_PLUGINS_MGH_FIT_H

#include "mgh/size.h"

/* 8 */
static double bard(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10,
                               4.39};
    const double u = (double)i, v = 16 - u, w = fmin(u, v), below = v * x[1] + w * x[2];
    d[0] = -1;
    d[1] = u * v / (below * below);
    d[2] = u * w / (below * below);
    return y[i - 1] - (x[0] + u / below);
}

/* 9 */
static double gaussian(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989};
    const double t = (8 - (double)i) / 2 - x[2], e = dh_exp(-x[1] * t * t / 2);
    d[0] = e;
    d[1] = -x[0] * e * t * t / 2;
    d[2] = x[0] * e * x[1] * t;
    return x[0] * e - y[i < 9 ? i - 1 : 15 - i];
}

/* 10 */
static double meyer(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427,
                               3820, 3307, 2872};
    const double below = 45 + 5 * (double)i + x[2], e = dh_exp(x[1] / below);
    d[0] = e;
    d[1] = x[0] * e / below;
    d[2] = -x[0] * e * x[1] / (below * below);
    return x[0] * e - y[i - 1];
}

/* 11. The paper prints |y_i m i x_2|, where "m i" was a minus. */
static double gulf(mgh_size size, size_t i, const double *x, double *d)
{
    const double t = (double)i / 100, u = 25 + dh_pow(-50 * dh_log(t), 2.0 / 3) - x[1], a = fabs(u);
    const double power = dh_pow(a, x[2]), e = dh_exp(-power / x[0]);
    d[0] = e * power / (x[0] * x[0]);
    if (a > 0) {
        d[1] = e * power * x[2] / (u * x[0]);
        d[2] = -e * power * dh_log(a) / x[0];
    }
    return e - t;
}

/* 12 */
static double box_3d(mgh_size size, size_t i, const double *x, double *d)
{
    const double t = 0.1 * (double)i, a = dh_exp(-t * x[0]), b = dh_exp(-t * x[1]), c = dh_exp(-t) - dh_exp(-(double)i);
    d[0] = -t * a;
    d[1] = t * b;
    d[2] = -c;
    return a - b - x[2] * c;
}

/* 15 */
static double kowalik_osborne(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
    static const double us[] = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
    const double u = us[i - 1], above = u * u + u * x[1], below = u * u + u * x[2] + x[3];
    d[0] = -above / below;
    d[1] = -x[0] * u / below;
    d[2] = x[0] * above * u / (below * below);
    d[3] = x[0] * above / (below * below);
    return y[i - 1] - x[0] * above / below;
}

/* 16 */
static double brown_dennis(mgh_size size, size_t i, const double *x, double *d)
{
    const double t = (double)i / 5, s = dh_sin(t), a = x[0] + t * x[1] - dh_exp(t), b = x[2] + x[3] * s - dh_cos(t);
    d[0] = 2 * a;
    d[1] = 2 * a * t;
    d[2] = 2 * b;
    d[3] = 2 * b * s;
    return a * a + b * b;
}

/* 17 */
static double osborne_1(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718,
                               0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467,
                               0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
    const double t = 10 * ((double)i - 1), a = dh_exp(-t * x[3]), b = dh_exp(-t * x[4]);
    d[0] = -1;
    d[1] = -a;
    d[2] = -b;
    d[3] = x[1] * t * a;
    d[4] = x[2] * t * b;
    return y[i - 1] - (x[0] + x[1] * a + x[2] * b);
}

/* 18 */
static double biggs_exp6(mgh_size size, size_t i, const double *x, double *d)
{
    const double t = 0.1 * (double)i, y = dh_exp(-t) - 5 * dh_exp(-10 * t) + 3 * dh_exp(-4 * t);
    const double a = dh_exp(-t * x[0]), b = dh_exp(-t * x[1]), c = dh_exp(-t * x[4]);
    d[0] = -t * x[2] * a;
    d[1] = t * x[3] * b;
    d[2] = a;
    d[3] = -b;
    d[4] = -t * x[5] * c;
    d[5] = c;
    return x[2] * a - x[3] * b + x[5] * c - y;
}

/* 19 */
static double osborne_2(mgh_size size, size_t i, const double *x, double *d)
{
    static const double y[] = {1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679,
                               0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644,
                               0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391,
                               0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668,
                               0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581,
                               0.428, 0.292, 0.162, 0.098, 0.054};
    const double t = ((double)i - 1) / 10, decay = dh_exp(-t * x[4]);
    double sum = x[0] * decay;
    d[0] = -decay;
    d[4] = x[0] * t * decay;
    for (size_t k = 1; k < 4; k++) { /* bells of height x[k], sharpness x[k + 4], at x[k + 7] */
        const double from = t - x[k + 7], bell = dh_exp(-from * from * x[k + 4]);
        sum += x[k] * bell;
        d[k] = -bell;
        d[k + 4] = x[k] * from * from * bell;
        d[k + 7] = -2 * x[k] * x[k + 4] * from * bell;
    }
    return y[i - 1] - sum;
}

#endif
