/* Step decay: multiplier factor^floor(t / every). A quotient within rounding of a whole number counts as that: 0.3 /
 * 0.1 are three stairs.
 *
 * R. Ge, S. Kakade, R. Kidambi & P. Netrapalli 2019, "The step decay schedule", arXiv:1904.12838, algorithm 1 (with
 * factor 1/2 and `every` = horizon / log2 horizon). PyTorch's StepLR, of which 30 epochs and 0.1 are the usual
 * example.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { EVERY, FACTOR };

static const dh_param params[] = {
    {.name = "every", .doc = "length of a stair, in the schedule's unit (StepLR's step_size; often 30)",
     .standard = 30, .min = 1e-6, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1, .search_max = 100},
    {.name = "factor", .doc = "height of a stair relative to the one before (StepLR's gamma: 0.1)",
     .standard = 0.1, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.05, .search_max = 0.9},
};

static double rate(const dh_rate_call *call, double *state)
{
    return dh_pow(call->param[FACTOR], floor(call->t / call->param[EVERY] * (1 + 0x1p-50)));
}

DH_SCHEDULE(.name = "step", .doc = "Times `factor` after every `every` epochs",
            .source = "Ge, Kakade, Kidambi & Netrapalli 2019, arXiv:1904.12838", DH_PARAMS(params),
            .unit = DH_UNIT_EPOCH, .rate = rate)
