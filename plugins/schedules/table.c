/* Multipliers from a list: value[i] at at[i], and in between the last one (step) or a line (linear). Before the first
 * place and after the last one the nearest value holds. No places or no values: 1. Places ascend; where one stands
 * there twice, the later value holds from there on, and a line ends at the earlier one.
 *
 * Any sequence of rates: H. Robbins & S. Monro 1951, "A stochastic approximation method",
 * doi:10.1214/aoms/1177729586. NumPy's interp, optax' piecewise_interpolate_schedule.
 */
#include <downhill/schedule.h>

enum { AT, BETWEEN, VALUE };
enum { STEP, LINEAR };

static const char *const betweens[] = {"step", "linear", NULL};

static const dh_param params[] = {
    {.name = "at", .doc = "places, ascending, in the schedule's unit; one for each value",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LIST},
    {.name = "between", .doc = "two places: the value of the first (step) or a line (linear)",
     .standard = STEP, .min = STEP, .max = LINEAR, .scale = DH_CHOICE, .choices = betweens},
    {.name = "value", .doc = "multipliers; in excess of the places they do not count",
     .standard = 0, .min = 0, .max = 1e15, .scale = DH_LIST},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double t = call->t, *at = call->list[AT].at, *value = call->list[VALUE].at;
    const size_t places = call->list[AT].count, values = call->list[VALUE].count;
    const size_t count = places < values ? places : values;
    if (count == 0)
        return 1;
    size_t i = 0;
    while (i + 1 < count && t >= at[i + 1])
        i++;
    if (call->param[BETWEEN] == STEP || t <= at[i] || i + 1 == count)
        return value[i];
    return value[i] + (value[i + 1] - value[i]) * ((t - at[i]) / (at[i + 1] - at[i]));
}

DH_SCHEDULE(.name = "table", .doc = "Multipliers from a list, as stairs or joined by lines",
            .source = "Robbins & Monro 1951, doi:10.1214/aoms/1177729586", DH_PARAMS(params),
            .unit = DH_UNIT_STEP, .rate = rate)
