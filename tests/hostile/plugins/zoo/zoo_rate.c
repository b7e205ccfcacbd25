/* A constant rate with one fault, at the fourth step. */
#include "zoo.h"

#include <downhill/schedule.h>

ZOO_TABLES

static const dh_param params[] = {ZOO_PARAM};

size_t zoo_state_size(const zoo_place *at)
{
    return at->call != NULL;
}

static double rate(const dh_rate_call *call, double *state)
{
    if (call->step == 3)
        zoo_acts[(int)call->param[0]](&(zoo_place){state, state, NULL, 0});
    return 1;
}

DH_SCHEDULE(.name = "zoo_rate", .doc = "a constant with a fault", .source = "tests/hostile", .rate = rate,
            DH_PARAMS(params))
