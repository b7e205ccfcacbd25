/* Up in a line during `warmup` (w), then as 1 / sqrt(t): multiplier min(t / w, sqrt(w / t)).
 *
 * A. Vaswani et al. 2017, "Attention is all you need", arXiv:1706.03762, eq. (3), times sqrt(d_model w), so that the
 * peak, at t = w, is 1: their rate is base rate 1 / sqrt(d_model w). Their step_num begins at 1 and t at 0 here, as
 * in fairseq: step 0 has multiplier 0 and does not move, and every rate comes one step later.
 */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "warmup", .doc = "length of the rise, in the schedule's unit (paper's warmup_steps: 4000)",
     .standard = 4000, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 10, .search_max = 10000},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double t = call->t, w = call->param[0];
    return t < w ? t / w : sqrt(w / t);
}

DH_SCHEDULE(.name = "noam", .doc = "A linear rise, then as 1 / sqrt(t)",
            .source = "Vaswani et al. 2017, arXiv:1706.03762, eq. (3)", DH_PARAMS(params),
            .unit = DH_UNIT_STEP, .rate = rate)
