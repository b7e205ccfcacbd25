/* Several schedules one after another; each begins at its own step 0. Exercises: a wrapper of more than one schedule.
 *
 * PyTorch's SequentialLR, optax's join_schedules.
 */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "at", .doc = "where the second, third, ... schedule begins, ascending, in the schedule's unit",
     .standard = 0, .min = 0, .max = 1e9, .scale = DH_LIST},
};

static double rate(const dh_rate_call *call, double *state)
{
    const dh_list *at = &call->list[0];
    uint64_t first = 0, last = call->steps;
    size_t i = 0;
    for (; i < at->count && i + 1 < call->inner_count; i++) {
        const uint64_t next = (uint64_t)fmin(floor(at->at[i] * call->steps_per_unit + 0.5), 0x1p62);
        last = next;
        if (call->step < next)
            break;
        first = next;
        last = call->steps;
    }
    const uint64_t steps = last > first ? last - first : 0;
    return call->inner[i]->rate(call->inner[i], call->step - first, steps);
}

DH_SCHEDULE(.name = "join", .doc = "Several schedules one after another",
            .source = "Paszke et al. 2019, arXiv:1912.01703 (SequentialLR)", DH_PARAMS(params),
            .flags = DH_WRAPS_SCHEDULE, .unit = DH_UNIT_EPOCH, .rate = rate)
