/* The base rate at every step: multiplier 1. */
#include <downhill/schedule.h>

static double rate(const dh_rate_call *call, double *state)
{
    return 1;
}

DH_SCHEDULE(.name = "constant", .doc = "The base rate at every step",
            .source = "Robbins & Monro 1951, doi:10.1214/aoms/1177729586",
            .unit = DH_UNIT_STEP, .rate = rate)
