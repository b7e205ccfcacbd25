/* Explore, then exploit: multiplier 1 for the length `explore`, then a line to 0 at the horizon.
 *
 * N. Iyer, V. Thejas, N. Kwatra, R. Ramjee & M. Sivathanu 2023, "Wide-minima density hypothesis and the
 * explore-exploit learning rate schedule", arXiv:2003.03977. Their code counts steps from 1, so its last step has
 * rate 0; here step 0 is t = 0 and the last one still moves. A warm-up in front is {name: warmup, inner: knee}.
 */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "explore", .doc = "length at the base rate, in the schedule's unit (paper: half of the run)",
     .standard = 0.5, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR, .search_min = 0.1, .search_max = 0.9},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double explore = call->param[0];
    return call->t > explore ? fmax(call->horizon - call->t, 0) / (call->horizon - explore) : 1;
}

DH_SCHEDULE(.name = "knee", .doc = "The base rate, then a line to 0 at the horizon",
            .source = "Iyer, Thejas, Kwatra, Ramjee & Sivathanu 2023, arXiv:2003.03977", DH_PARAMS(params),
            .flags = DH_NEEDS_HORIZON, .unit = DH_UNIT_HORIZON, .rate = rate)
