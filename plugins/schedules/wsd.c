/* Warm-up, stable, decay. With z from 0 at the beginning of the decay to 1 at the horizon, the multiplier is
 *
 *     t / warmup   in the first `warmup`;   1   until the last `decay`;   floor + (1 - floor) d(z)   in these
 *     d(z) = 1 - z,   (1 + cos(pi z)) / 2   or   1 - sqrt(z)
 *
 * S. Hu et al. 2024, "MiniCPM", arXiv:2404.06395, section 4.2; A. Haegele et al. 2024, "Scaling laws and
 * compute-optimal training beyond fixed training durations", arXiv:2405.18392 (1 - sqrt). Hu et al. decay as 0.5^x;
 * their ramp begins at 0, that of Haegele et al. at 1/100. Step 0 has t = 0: with a warm-up it does not move. Where
 * warm-up and decay overlap, the lower one holds.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { DECAY, FLOOR, SHAPE, WARMUP };
enum { LINEAR, COSINE, ONE_MINUS_SQRT };

static const char *const shapes[] = {"linear", "cosine", "one_minus_sqrt", NULL};

static const dh_param params[] = {
    {.name = "decay", .doc = "length of the decay, which ends at the horizon, in the schedule's unit (Hu et al.: 0.1)",
     .standard = 0.1, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR, .search_min = 0.05, .search_max = 0.5},
    {.name = "floor", .doc = "multiplier that the horizon would have (Haegele et al.: 0)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.2},
    {.name = "shape", .doc = "of the decay (Haegele et al.: one_minus_sqrt is best, linear the usual one)",
     .standard = LINEAR, .min = LINEAR, .max = ONE_MINUS_SQRT, .scale = DH_CHOICE, .choices = shapes},
    {.name = "warmup", .doc = "length of the warm-up, in the schedule's unit (Hu et al.: about 0.01)",
     .standard = 0.01, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.1},
};

static double fall(double z, double shape)
{
    return shape == COSINE ? (1 + dh_cos(3.14159265358979323846 * z)) / 2 : 1 - (shape == LINEAR ? z : sqrt(z));
}

static double rate(const dh_rate_call *call, double *state)
{
    const double *p = call->param, low = p[FLOOR], since = call->t - (call->horizon - p[DECAY]);
    const double up = call->t < p[WARMUP] ? call->t / p[WARMUP] : 1;
    const double down = since > 0 ? low + (1 - low) * fall(fmin(since / p[DECAY], 1), p[SHAPE]) : 1;
    return fmin(up, down);
}

DH_SCHEDULE(.name = "wsd", .doc = "Warm-up, the base rate, and a decay at the end",
            .source = "Hu et al. 2024, arXiv:2404.06395; Haegele et al. 2024, arXiv:2405.18392", DH_PARAMS(params),
            .flags = DH_NEEDS_HORIZON, .unit = DH_UNIT_HORIZON, .rate = rate)
