/* Hansen et al. (2021), "COCO", Optimization Methods and Software 36(1), 114-144, with targets relative
 * to each run's first gap (More & Wild 2009) instead of absolute ones, five a decade as there. The area in log x is
 * the "area over the convergence curve" of Lopez-Ibanez & Stutzle (2014), European Journal of Operational Research
 * 235(3), 569-582, for these targets. */
#include "summary/ecdf.h"

#include <downhill/math.h>
#include <math.h>

double dh_ecdf_tau(size_t i)
{
    return dh_pow(10, -(double)(i + 1) / 5);
}

/* x at which each target is reached, from the easiest on: one pass over the rows */
static void reach_all(const dh_trace *t, double best, bool larger_is_better, double *cost)
{
    double sign = larger_is_better ? -1 : 1, start = t->rows ? sign * (t->y[0] - best) : NAN;
    size_t next = 0;
    for (size_t row = 0; row < t->rows && isfinite(start); row++) {
        double left = sign * (t->y[row] - best);
        while (next < DH_ECDF_TARGETS && left <= dh_ecdf_tau(next) * start)
            cost[next++] = t->x[row];
    }
    while (next < DH_ECDF_TARGETS)
        cost[next++] = INFINITY;
}

int dh_ecdf_make(const dh_contests *all, const dh_contest *contest, size_t method, dh_arena *arena, dh_steps *ret,
                 double *ret_area, dh_error *error)
{
    const dh_trace **trace = contest->trace + method * contest->seeds;
    double *cost = DH_NEW(arena, double, contest->seeds *DH_ECDF_TARGETS);
    if (!cost)
        return dh_fail_memory(error);
    size_t runs = 0;
    for (size_t s = 0; s < contest->seeds; s++)
        if (trace[s])
            reach_all(trace[s], contest->best, all->larger_is_better, cost + DH_ECDF_TARGETS * runs++);
    if (dh_steps_make(cost, runs * DH_ECDF_TARGETS, arena, ret, error))
        return -1;
    *ret_area = runs ? dh_steps_area(ret, contest->first, contest->last, true) : NAN;
    return 0;
}
