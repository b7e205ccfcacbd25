/* Cosine annealing, one descent without restarts, from 1 to `floor` at the horizon T:
 *
 *     floor + (1 - floor) (1 + cos(pi t / T)) / 2
 *
 * I. Loshchilov & F. Hutter 2017, "SGDR: stochastic gradient descent with warm restarts", arXiv:1608.03983, eq. (5).
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

static const dh_param params[] = {
    {.name = "floor", .doc = "multiplier that the horizon would have (paper: eta_min = 0)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.2},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double pi = 3.14159265358979323846, low = call->param[0];
    return low + (1 - low) * (1 + dh_cos(pi * (call->t / call->horizon))) / 2;
}

DH_SCHEDULE(.name = "cosine", .doc = "Half a cosine from the base rate to `floor` times it at the horizon",
            .source = "Loshchilov & Hutter 2017, arXiv:1608.03983", DH_PARAMS(params),
            .flags = DH_NEEDS_HORIZON, .unit = DH_UNIT_HORIZON, .rate = rate)
