/* SPDX-License-Identifier: MIT
 *
 * A schedule: the rate falls with the square root of time.
 *
 *     multiplier of lr at time t = 1 / sqrt(1 + t / delay)
 *
 * Say here what yours does, and where it comes from (paper, equation). Then change the parameters and the rate. It is
 * built by `downhill plugin build template_schedule.c`, and `downhill plugin test` looks for faults.
 * <downhill/schedule.h> has what else there is: the budget, the last cost, a state, schedules inside schedules.
 */
#include <downhill/schedule.h>

#include <math.h>

/* Hyperparameters, numbered in the order of the table. A study sets them by name. */
enum { DELAY };

static const dh_param params[] = {
    {.name = "delay", .doc = "after three times this, in the schedule's unit, the rate is halved",
     .standard = 100, .min = 0, .max = 1e15, .flags = DH_OPEN_MIN, /* 0 itself is not allowed */
     .scale = DH_LOG, .search_min = 1, .search_max = 1e4},
};

/* What lr is multiplied by, from the time t: steps or epochs, as the study says (here: steps unless it does). */
static double rate(const dh_rate_call *call, double *state)
{
    return 1 / sqrt(1 + call->t / call->param[DELAY]);
}

DH_SCHEDULE(.name = "template_schedule", .doc = "1 / sqrt(1 + t / delay)",
            .source = "Zinkevich 2003, Online convex programming and generalized infinitesimal gradient ascent",
            DH_PARAMS(params), .unit = DH_UNIT_STEP, .rate = rate)
