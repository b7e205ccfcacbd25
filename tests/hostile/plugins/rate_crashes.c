#include <downhill/schedule.h>
#include <stdlib.h>

static double rate(const dh_rate_call *call, double *state)
{
    (void)state;
    if (call->step == 3)
        abort();
    return 1;
}

DH_SCHEDULE(.name = "rate_crashes", .doc = "aborts at step 3", .source = "tests/hostile", .rate = rate)
