/* Performance profiles: Dolan & More (2002), Mathematical Programming 91, 201-213; that they depend on who takes
 * part: Gould & Scott (2016), ACM TOMS 43(2), 15. Data profiles: More & Wild (2009), SIAM Journal on Optimization
 * 20(1), 172-191: the share of problems solved within a budget that is counted in units of the problem;
 * here x is in passes over the data, so that they are dh_steps_make of the costs over problems. Runtime ECDFs over
 * targets, problems and seeds: Hansen et al. (2021), Optimization Methods and Software 36(1), 114-144.
 * The AlgoPerf score: Dahl et al. (2023), "Benchmarking neural network training algorithms", arXiv:2306.07179:
 * 1 / (r_max - 1) times the integral of the profile from 1 to r_max = 4, here without their grid of
 * points. */
#include "summary/profile.h"

#include <downhill/math.h>
#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int dh_steps_make(const double *value, size_t count, dh_arena *arena, dh_steps *ret, dh_error *error)
{
    double *x = DH_NEW(arena, double, count), *share = DH_NEW(arena, double, count);
    if (!x || !share)
        return dh_fail_memory(error);
    size_t total = 0, used = 0, points = 0;
    for (size_t i = 0; i < count; i++) {
        total += !isnan(value[i]);
        if (value[i] < INFINITY)
            x[used++] = value[i];
    }
    qsort(x, used, sizeof *x, compare);
    for (size_t i = 0; i < used; i++) {
        points += !i || x[i] != x[points - 1];
        x[points - 1] = x[i];
        share[points - 1] = (double)(i + 1) / (double)total;
    }
    *ret = (dh_steps){points, x, share};
    return 0;
}

double dh_steps_area(const dh_steps *steps, double low, double high, bool log)
{
    if (!(high > low))
        return 0;
    double end = log ? dh_log(high) : high, whole = end - (log ? dh_log(low) : low), area = 0, before = 0;
    for (size_t i = 0; i < steps->points && steps->x[i] < high; i++) {
        double x = fmax(steps->x[i], low);
        area += (steps->share[i] - before) * (end - (log ? dh_log(x) : x));
        before = steps->share[i];
    }
    return area / whole;
}

static double least(const double *cost, size_t methods)
{
    double best = INFINITY;
    for (size_t i = 0; i < methods; i++)
        best = cost[i] < best ? cost[i] : best; /* NaN is none */
    return best;
}

/* 0 / 0 is 1: both are there from the start */
static double divide(double cost, double unit)
{
    if (isnan(cost) || cost == INFINITY)
        return isnan(cost) ? NAN : INFINITY;
    if (!(unit < INFINITY))
        return 0;
    return cost == unit ? 1 : cost / unit;
}

void dh_profile_ratios(const double *cost, size_t problems, size_t methods, size_t reference, double *ratio)
{
    for (size_t p = 0; p < problems; p++) {
        const double *row = cost + p * methods;
        double unit = reference < methods ? row[reference] : least(row, methods);
        for (size_t m = 0; m < methods; m++)
            ratio[p * methods + m] = divide(row[m], unit);
    }
}

double dh_algoperf_score(const double *ratio, size_t problems, size_t stride)
{
    double sum = 0;
    for (size_t p = 0; p < problems; p++) {
        double r = ratio[p * stride];
        sum += r < DH_SCORE_MOST ? (DH_SCORE_MOST - r) / (DH_SCORE_MOST - 1) : 0;
    }
    return sum / (double)problems;
}

double dh_reference_score(const double *ratio, size_t problems, size_t stride)
{
    double sum = 0, most = dh_log(DH_SCORE_MOST);
    for (size_t p = 0; p < problems; p++) {
        double r = fmax(ratio[p * stride], 1.0 / DH_SCORE_MOST);
        sum += ratio[p * stride] < DH_SCORE_MOST ? (most - dh_log(r)) / (2 * most) : 0;
    }
    return sum / (double)problems;
}
