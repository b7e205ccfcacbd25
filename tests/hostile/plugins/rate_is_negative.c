#include <downhill/schedule.h>

static double rate(const dh_rate_call *call, double *state)
{
    (void)state;
    return call->step < 3 ? 1 : -2.385;
}

DH_SCHEDULE(.name = "rate_is_negative", .doc = "uphill from step 3 on", .source = "tests/hostile", .rate = rate)
