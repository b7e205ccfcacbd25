/* Reflected exponential: multiplier (1 - z) / (1 - beta z), z = t / horizon.
 *
 * J. Chen, C. Wolfe & A. Kyrillidis 2021, "REX: revisiting budgeted training with an improved schedule",
 * arXiv:2107.04197: the paper's (1 - z) / (1/2 + 1/2 (1 - z)) is beta = 1/2. Public code (IvanVassi/REX_LR) has beta
 * = 0.9. beta = 0 is a line.
 */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "beta", .doc = "how long the rate stays high; 0 is a line (paper: 1/2; REX_LR: 0.9)",
     .standard = 0.5, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.1, .search_max = 0.95},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double z = fmin(call->t / call->horizon, 1);
    return (1 - z) / (1 - call->param[0] * z);
}

DH_SCHEDULE(.name = "rex", .doc = "High for long, then ever faster to 0 at the horizon",
            .source = "Chen, Wolfe & Kyrillidis 2021, arXiv:2107.04197", DH_PARAMS(params),
            .flags = DH_NEEDS_HORIZON, .unit = DH_UNIT_HORIZON, .rate = rate)
