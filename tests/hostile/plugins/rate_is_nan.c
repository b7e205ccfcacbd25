#include <downhill/schedule.h>
#include <math.h>

static double rate(const dh_rate_call *call, double *state)
{
    (void)state;
    return call->step < 3 ? 1 : (double)NAN;
}

DH_SCHEDULE(.name = "rate_is_nan", .doc = "NaN from step 3 on", .source = "tests/hostile", .rate = rate)
