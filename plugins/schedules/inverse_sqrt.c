/* Inverse square root: multiplier sqrt(w) / sqrt(max(t, w)): 1 for the length w, then as 1 / sqrt(t).
 *
 * C. Raffel et al. 2020, "Exploring the limits of transfer learning with a unified text-to-text transformer" (T5),
 * arXiv:1910.10683, section 3.1.2, whose rate 1 / sqrt(max(n, k)) is base rate 1 / sqrt(k) here. fairseq's
 * inverse_sqrt is the same but for a linear ramp in the length w: {name: warmup, shift: overlap, length: w, from: 0,
 * inner: {name: inverse_sqrt, warmup: w}} with equal units, or `noam`. It is not 1 / sqrt(1 + t / w), which falls
 * from the first step on.
 */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "warmup", .doc = "length w of the constant start, in the schedule's unit (T5: 10000; fairseq: 4000)",
     .standard = 10000, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 10, .search_max = 10000},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double w = call->param[0];
    return sqrt(w / fmax(call->t, w));
}

DH_SCHEDULE(.name = "inverse_sqrt", .doc = "1 during `warmup`, then as 1 / sqrt(t)",
            .source = "Raffel et al. 2020, arXiv:1910.10683, section 3.1.2", DH_PARAMS(params),
            .unit = DH_UNIT_STEP, .rate = rate)
