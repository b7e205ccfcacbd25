#include "drive/drive.h"

#include <math.h>

enum { VALLEY = 5, ROWS = 23, COLUMNS = 4, BOWL_SAMPLES = 5, TERMS = 8, OUTPUTS = 3, INPUTS = 2 };

static const double valley_centre[VALLEY] = {1.5, -0.75, 2.25, 0.5, -1.25}, valley_lambda[VALLEY] = {1, 6, 30, 180, 1000};

/* y = H d for the Householder reflection along (1, 2, 3, 4, 5), whose squared length is 55. */
static void reflect(const double *d, double *y)
{
    double along = 0;
    for (int i = 0; i < VALLEY; i++)
        along += (i + 1) * d[i];
    for (int i = 0; i < VALLEY; i++)
        y[i] = d[i] - (i + 1) * (2 * along / 55);
}

static double valley(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    const double *centre = valley_centre, *lambda = valley_lambda;
    double d[VALLEY], y[VALLEY], bent[VALLEY], f = 0;
    (void)p, (void)index, (void)count;
    for (int i = 0; i < VALLEY; i++)
        d[i] = x[i] - centre[i];
    reflect(d, y);
    for (int i = 0; i < VALLEY; i++) {
        f += 0.5 * lambda[i] * y[i] * y[i] + 0.25 * d[i] * d[i] * d[i] * d[i];
        y[i] *= lambda[i];
    }
    reflect(y, bent);
    for (int i = 0; gradient && i < VALLEY; i++)
        gradient[i] = bent[i] + d[i] * d[i] * d[i];
    return f;
}

static void valley_hvp(const drive_problem *p, const uint32_t *index, size_t count, const double *x, const double *v,
                       double *out)
{
    double y[VALLEY];
    (void)p, (void)index, (void)count;
    reflect(v, y);
    for (int i = 0; i < VALLEY; i++)
        y[i] *= valley_lambda[i];
    reflect(y, out);
    for (int i = 0; i < VALLEY; i++)
        out[i] += 3 * (x[i] - valley_centre[i]) * (x[i] - valley_centre[i]) * v[i];
}

const drive_problem drive_valley = {.dim = VALLEY, .optimum = 0, .evaluate = valley, .hvp = valley_hvp};
const double drive_valley_start[VALLEY] = {-1.25, 1.75, 0.375, -2.5, 1.125};

static double row_residual(uint32_t i, const double *x, double *a)
{
    double sum = 0;
    for (uint32_t j = 0; j < COLUMNS; j++) {
        a[j] = (i * 7 + j * 13 + i * j * 3) % 23 / 11.5 - 1;
        sum += a[j] * x[j];
    }
    return sum - (i * 5 % 23 / 7. - 1);
}

static double rows(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = 0;
    size_t terms = index ? count : p->samples;
    for (int j = 0; gradient && j < COLUMNS; j++)
        gradient[j] = 0;
    for (size_t k = 0; k < terms; k++) {
        double a[COLUMNS], r = row_residual(index ? index[k] : (uint32_t)k, x, a);
        f += 0.5 * r * r;
        for (int j = 0; gradient && j < COLUMNS; j++)
            gradient[j] += r * a[j];
    }
    for (int j = 0; gradient && j < COLUMNS; j++)
        gradient[j] /= (double)terms;
    return f / (double)terms;
}

static void rows_hvp(const drive_problem *p, const uint32_t *index, size_t count, const double *x, const double *v,
                     double *out)
{
    size_t terms = index ? count : p->samples;
    (void)x;
    for (int j = 0; j < COLUMNS; j++)
        out[j] = 0;
    for (size_t k = 0; k < terms; k++) {
        uint32_t i = index ? index[k] : (uint32_t)k;
        double a[COLUMNS], along = row_residual(i, v, a) + (i * 5 % 23 / 7. - 1); /* a v */
        for (int j = 0; j < COLUMNS; j++)
            out[j] += along * a[j] / (double)terms;
    }
}

/* The minimum by Newton's method in tests/golden/golden.py. */
const drive_problem drive_rows = {.dim = COLUMNS,
                                  .samples = ROWS,
                                  .batch = 3,
                                  .optimum = 0.538051938662841,
                                  .evaluate = rows,
                                  .hvp = rows_hvp};
const double drive_rows_start[COLUMNS] = {1.25, -0.5, 2.125, -1.75};

/* a [INPUTS] of term k; residual of output i with the matrix x. */
static double smooth_residual(uint32_t k, uint32_t i, const double *x, double *a)
{
    double sum = (k * 7 + i * 4 + k * i) % 13 / -4. + 1.5;
    for (uint32_t j = 0; j < INPUTS; j++) {
        a[j] = (k * 5 + j * 3 + k * j * 2) % 11 / 5.5 - 1;
        sum += x[i * INPUTS + j] * a[j];
    }
    return sum;
}

static double smooth(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = 0;
    size_t terms = index ? count : p->samples;
    for (int j = 0; gradient && j < OUTPUTS * INPUTS; j++)
        gradient[j] = 0;
    for (size_t k = 0; k < terms; k++)
        for (uint32_t i = 0; i < OUTPUTS; i++) {
            double a[INPUTS], r = smooth_residual(index ? index[k] : (uint32_t)k, i, x, a);
            f += (sqrt(1 + r * r) - 1) / (double)terms;
            for (int j = 0; gradient && j < INPUTS; j++)
                gradient[i * INPUTS + j] += r / sqrt(1 + r * r) * a[j] / (double)terms;
        }
    return f;
}

static void smooth_hvp(const drive_problem *p, const uint32_t *index, size_t count, const double *x, const double *v,
                       double *out)
{
    size_t terms = index ? count : p->samples;
    for (int j = 0; j < OUTPUTS * INPUTS; j++)
        out[j] = 0;
    for (size_t k = 0; k < terms; k++)
        for (uint32_t i = 0; i < OUTPUTS; i++) {
            double a[INPUTS], r = smooth_residual(index ? index[k] : (uint32_t)k, i, x, a), along = 0;
            for (int j = 0; j < INPUTS; j++)
                along += v[i * INPUTS + j] * a[j];
            for (int j = 0; j < INPUTS; j++)
                out[i * INPUTS + j] += along / ((1 + r * r) * sqrt(1 + r * r)) * a[j] / (double)terms;
        }
}

static const dh_block smooth_block = {"weights", 0, OUTPUTS, INPUTS};

const drive_problem drive_smooth = {.dim = OUTPUTS * INPUTS,
                                    .samples = TERMS,
                                    .batch = TERMS,
                                    .block_count = 1,
                                    .blocks = &smooth_block,
                                    .optimum = 0.4528262220707486,
                                    .evaluate = smooth,
                                    .hvp = smooth_hvp};
const double drive_smooth_start[OUTPUTS * INPUTS] = {2.5, -1.75, -2.25, 1.5, 0.625, 3.125};

static double curvature(size_t j)
{
    return 0.5 + (double)(j * 3 % 7) / 3;
}

static double bowl(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = 0;
    size_t terms = index ? count : p->samples;
    for (size_t j = 0; j < p->dim; j++) {
        double slope = 0;
        for (size_t k = 0; k < terms; k++) {
            double d = x[j] - 1.5 - 0.1 * ((double)(index ? index[k] : k) - 2);
            f += 0.5 * curvature(j) * d * d / (double)terms;
            slope += curvature(j) * d / (double)terms;
        }
        if (gradient)
            gradient[j] = p->scale * slope;
    }
    return p->scale * f;
}

static void bowl_hvp(const drive_problem *p, const uint32_t *index, size_t count, const double *x, const double *v,
                     double *out)
{
    (void)x, (void)index, (void)count;
    for (size_t j = 0; j < p->dim; j++)
        out[j] = p->scale * curvature(j) * v[j];
}

drive_problem drive_bowl(size_t dim, size_t batch, double scale)
{
    drive_problem p = {
        .dim = dim, .samples = BOWL_SAMPLES, .batch = batch, .scale = scale, .evaluate = bowl, .hvp = bowl_hvp};
    for (size_t j = 0; j < dim; j++)
        p.optimum += scale * 0.5 * curvature(j) * 0.02; /* 0.02: mean square of the samples' offsets */
    return p;
}

void drive_bowl_start(double *x, size_t dim)
{
    for (size_t j = 0; j < dim; j++)
        x[j] = 1.5 + 0.8 * ((double)(j * 5 % 11) / 5 - 0.9);
}

const double drive_slope_gradient[DRIVE_SLOPE] = {2.385, -0.0375, 1250};
const double drive_slope_start[DRIVE_SLOPE] = {0.625, -1.875, 3.25};

static double slope(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = 0;
    (void)index, (void)count;
    for (size_t i = 0; i < p->dim; i++)
        f += p->scale * drive_slope_gradient[i] * x[i];
    for (size_t i = 0; gradient && i < p->dim; i++)
        gradient[i] = p->scale * drive_slope_gradient[i];
    return f;
}

drive_problem drive_slope(double scale)
{
    return (drive_problem){.dim = DRIVE_SLOPE, .scale = scale, .evaluate = slope};
}
