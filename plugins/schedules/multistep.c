/* Step decay at given places: multiplier factor^(number of milestones that are <= t). A milestone that stands there
 * twice counts twice.
 *
 * K. He, X. Zhang, S. Ren & J. Sun 2016, "Deep residual learning for image recognition", arXiv:1512.03385, section
 * 4.2. PyTorch's MultiStepLR.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { FACTOR, MILESTONES };

static const dh_param params[] = {
    {.name = "factor", .doc = "what a milestone multiplies the rate by (paper and MultiStepLR's gamma: 0.1)",
     .standard = 0.1, .min = 0, .max = 1, .flags = DH_OPEN_MIN, .scale = DH_LOG, .search_min = 0.05, .search_max = 0.9},
    {.name = "milestones", .doc = "where the rate falls, in the schedule's unit; none: never",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LIST},
};

static double rate(const dh_rate_call *call, double *state)
{
    const dh_list *milestones = &call->list[MILESTONES];
    double passed = 0;
    for (size_t i = 0; i < milestones->count; i++)
        passed += call->t >= milestones->at[i];
    return dh_pow(call->param[FACTOR], passed);
}

DH_SCHEDULE(.name = "multistep", .doc = "Times `factor` at every milestone",
            .source = "He, Zhang, Ren & Sun 2016, arXiv:1512.03385, section 4.2", DH_PARAMS(params),
            .unit = DH_UNIT_EPOCH, .rate = rate)
