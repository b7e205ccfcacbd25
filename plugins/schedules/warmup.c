/* Warm-up for any other schedule: a ramp in front of it or on top of it.
 *
 *     ramp(s) = from + (1 - from) s / w   in the first w steps, then 1        (linear)
 *     ramp(s) = from^(1 - s / w)                                              (exponential)
 *     after:   ramp(s) inner(0) while s < w, then inner(s - w), whose run is w steps shorter
 *     overlap: ramp(s) inner(s)
 *
 * P. Goyal et al. 2017, "Accurate, large minibatch SGD: training ImageNet in 1 hour", arXiv:1706.02677, section 2.2
 * (gradual warm-up over 5 epochs). PyTorch's LinearLR, alone or chained, has the ramp of `overlap`. The exponential
 * ramp is mmcv's `exp`; from 0 it stays at 0 until it ends.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>
#include <stdbool.h>

enum { FROM, LENGTH, SHIFT, FORM };
enum { AFTER, OVERLAP };
enum { LINEAR, EXPONENTIAL };

static const char *const shifts[] = {"after", "overlap", NULL};
static const char *const forms[] = {"linear", "exponential", NULL};

static const dh_param params[] = {
    {.name = "from", .doc = "where the ramp begins, as a share of the inner rate (PyTorch's start_factor: 1/3)",
     .standard = 1. / 3, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.5},
    {.name = "length", .doc = "length of the ramp, in the schedule's unit; rounded to whole steps (Goyal et al.: 5)",
     .standard = 5, .min = 0, .max = 1e9, .scale = DH_LOG, .search_min = 0.5, .search_max = 20},
    {.name = "shift", .doc = "after: the inner schedule begins when the ramp ends; overlap: both begin at step 0",
     .standard = AFTER, .min = AFTER, .max = OVERLAP, .scale = DH_CHOICE, .choices = shifts},
    {.name = "form", .doc = "the ramp: linear, or exponential: equal factors from step to step",
     .standard = LINEAR, .min = LINEAR, .max = EXPONENTIAL, .scale = DH_CHOICE, .choices = forms},
};

static double rise(double from, double z, bool exponential)
{
    return exponential ? dh_pow(from, 1 - z) : from + (1 - from) * z;
}

static double rate(const dh_rate_call *call, double *state)
{
    const dh_inner_schedule *inner = call->inner[0];
    const uint64_t step = call->step, steps = call->steps;
    const uint64_t ramp = (uint64_t)fmin(floor(call->param[LENGTH] * call->steps_per_unit + 0.5), 0x1p62);
    const uint64_t later = step > ramp ? step - ramp : 0, left = steps > ramp ? steps - ramp : steps > 0;
    const double share =
        step < ramp ? rise(call->param[FROM], (double)step / (double)ramp, call->param[FORM] == EXPONENTIAL) : 1;
    if (call->param[SHIFT] == OVERLAP)
        return share * inner->rate(inner, step, steps);
    return share * inner->rate(inner, later, left);
}

DH_SCHEDULE(.name = "warmup", .doc = "A ramp in front of another schedule, or on top of it",
            .source = "Goyal et al. 2017, arXiv:1706.02677", DH_PARAMS(params),
            .flags = DH_WRAPS_SCHEDULE, .unit = DH_UNIT_EPOCH, .rate = rate)
