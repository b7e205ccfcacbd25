/* clang-format off: laid out as the plugins are */
/* A schedule with one fault, so that the conformance suite is seen to fail. FAULT 0 has none. */
#include <downhill/schedule.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "length", .doc = "where the multiplier has fallen to one half, in the schedule's unit",
     .standard = 12, .min = FAULT == 1 ? 0 : 1e-3, .max = 1e9, .scale = DH_LOG,
     .search_min = FAULT == 2 ? 1e-4 : 1, .search_max = 100},
};

static double hidden;

static size_t state_size(const double *param, const dh_list *list)
{
    return 1;
}

static double rate(const dh_rate_call *call, double *state)
{
    double multiplier = 1 / (1 + call->t / call->param[0]);
    if (FAULT == 1)
        multiplier = call->t / call->param[0]; /* 0 / 0 */
    if (FAULT == 3)
        multiplier -= 0.05;
    if (FAULT == 4)
        multiplier /= 1 + (hidden += 1e-6);
    if (FAULT == 5)
        multiplier /= 1 + fmin(fabs(call->cost), 4);
    if (FAULT == 6)
        multiplier = 1 - call->t / call->horizon / (call->steps > 0);
    if (FAULT == 7)
        multiplier /= 1 + (*state += 1e-6); /* counts calls, not steps */
    if (FAULT == 8)
        state[1] = 2.385;
    return multiplier;
}

DH_SCHEDULE(.name = NAME, .doc = "Inverse time with a fault", .source = "nowhere", DH_PARAMS(params),
            .unit = FAULT == 9 ? 7 : DH_UNIT_EPOCH,
            .state_size = FAULT >= 7 ? state_size : NULL, .rate = rate)
