/* Several schedules one after another. Each begins at its own step 0 and takes the step at which the next one begins,
 * or the run's end, for its horizon; the first step of a schedule is the milestone itself.
 *
 * PyTorch's SequentialLR (A. Paszke et al. 2019, arXiv:1912.01703), optax' join_schedules. What is too much does not
 * count: milestones beyond one less than the schedules, schedules beyond one more than the milestones.
 */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "milestones", .doc = "where the 2nd, 3rd ... begins, ascending, in the unit; rounded to whole steps",
     .standard = 0, .min = 0, .max = 1e9, .scale = DH_LIST},
};

static double rate(const dh_rate_call *call, double *state)
{
    const dh_list *milestones = &call->list[0];
    uint64_t first = 0, last = call->steps;
    size_t i = 0;
    for (; i < milestones->count && i + 1 < call->inner_count; i++) {
        const uint64_t next = (uint64_t)fmin(floor(milestones->at[i] * call->steps_per_unit + 0.5), 0x1p62);
        if (call->step < next) {
            last = next;
            break;
        }
        first = next > first ? next : first;
    }
    return call->inner[i]->rate(call->inner[i], call->step - first, last ? last - first : 0);
}

DH_SCHEDULE(.name = "join", .doc = "Several schedules one after another",
            .source = "Paszke et al. 2019, arXiv:1912.01703 (SequentialLR)", DH_PARAMS(params),
            .flags = DH_WRAPS_SCHEDULE, .unit = DH_UNIT_EPOCH, .rate = rate)
