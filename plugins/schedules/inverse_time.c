/* Inverse-time decay: multiplier t0 / (t + t1), or with form eta0: 1 / (1 + k t).
 *
 * With base rate 1 the first is the rate t0 / (t + t1) itself; the second is eta0 / (1 + k t) for base rate eta0,
 * which is t0 = t1 = 1 / k in the first form. Satisfies the conditions of Robbins & Monro 1951
 * (doi:10.1214/aoms/1177729586): the sum of the rates diverges, the sum of their squares does not. L. Bottou 2012,
 * "Stochastic gradient descent tricks", doi:10.1007/978-3-642-35289-8_25, section 5.2, has it as eta0 / (1 + eta0
 * lambda t).
 */
#include <downhill/schedule.h>

enum { T0, T1, FORM, K };
enum { T0_T1, ETA0 };

static const char *const forms[] = {"t0_t1", "eta0", NULL};

static const dh_param params[] = {
    {.name = "t0", .doc = "numerator, in the schedule's unit (the tutorial's 5)",
     .standard = 5, .min = 0, .max = 1e15, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.1, .search_max = 1000},
    {.name = "t1", .doc = "added to t, in the schedule's unit; the first multiplier is t0 / t1 (the tutorial's 50)",
     .standard = 50, .min = 1e-9, .max = 1e15, .scale = DH_LOG, .search_min = 1, .search_max = 10000},
    {.name = "form", .doc = "t0_t1: t0 / (t + t1); eta0: 1 / (1 + k t), so that lr is eta0",
     .standard = T0_T1, .min = T0_T1, .max = ETA0, .scale = DH_CHOICE, .choices = forms},
    {.name = "k", .doc = "form eta0: after 1 / k of the schedule's unit the rate is halved (1 / the tutorial's t1)",
     .standard = 0.02, .min = 0, .max = 1e15, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double *p = call->param;
    return p[FORM] == ETA0 ? 1 / (1 + p[K] * call->t) : p[T0] / (call->t + p[T1]);
}

DH_SCHEDULE(.name = "inverse_time", .doc = "t0 / (t + t1), or eta0 / (1 + k t)",
            .source = "Bottou 2012, doi:10.1007/978-3-642-35289-8_25", DH_PARAMS(params),
            .unit = DH_UNIT_STEP, .rate = rate)
