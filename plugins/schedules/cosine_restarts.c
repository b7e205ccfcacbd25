/* Cosine annealing with warm restarts: in period i, of length p_i = period factor^i,
 *
 *     floor + (1 - floor) (1 + cos(pi t_i / p_i)) / 2,   t_i what has passed of it
 *
 * The step at which a period is full is the first of the next one, with multiplier 1. Times within rounding of a
 * restart count as that: 0.3 / 0.1 are three periods.
 *
 * I. Loshchilov & F. Hutter 2017, "SGDR: stochastic gradient descent with warm restarts", arXiv:1608.03983, eq. (5).
 * PyTorch's CosineAnnealingWarmRestarts, which has whole factors, too.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { FACTOR, FLOOR, PERIOD };

static const dh_param params[] = {
    {.name = "factor", .doc = "length of a period relative to the one before (T_mult; PyTorch: 1; paper: 1 and 2)",
     .standard = 1, .min = 1, .max = 1000, .scale = DH_INTEGER, .search_min = 1, .search_max = 3},
    {.name = "floor", .doc = "multiplier that the end of a period would have (eta_min; paper and PyTorch: 0)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.2},
    {.name = "period", .doc = "length of the first period, in the schedule's unit (T_0; paper: 1 to 200, often 10)",
     .standard = 10, .min = 1e-6, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1, .search_max = 100},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double pi = 3.14159265358979323846, factor = call->param[FACTOR], low = call->param[FLOOR];
    const double passed = call->t / call->param[PERIOD], reached = passed * (1 + 0x1p-50); /* in first periods */
    double start = factor == 1 ? floor(reached) : 0, length = 1;
    for (; factor > 1 && reached >= start + length; length *= factor)
        start += length;
    return low + (1 - low) * (1 + dh_cos(pi * (fmax(passed - start, 0) / length))) / 2;
}

DH_SCHEDULE(.name = "cosine_restarts", .doc = "Half a cosine again and again, each `factor` times as long",
            .source = "Loshchilov & Hutter 2017, arXiv:1608.03983", DH_PARAMS(params),
            .unit = DH_UNIT_EPOCH, .rate = rate)
