/* Cyclical rates: up from `low` to 1 and down again, each in `length`. With c the cycles that have passed and h in
 * [0, 1] the height in the present one, the multiplier is low + (1 - low) h s, where
 *
 *     s = 1             triangular
 *     s = 1 / 2^c       triangular2
 *     s = gamma^t       exp_range
 *
 * L. Smith 2017, "Cyclical learning rates for training neural networks", arXiv:1506.01186, section 3. In the text of
 * the paper exp_range lowers both ends of the range; PyTorch's CyclicLR lets `low` stay, as here.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { GAMMA, LENGTH, LOW, MODE };
enum { TRIANGULAR, TRIANGULAR2, EXP_RANGE };

static const char *const modes[] = {"triangular", "triangular2", "exp_range", NULL};

static const dh_param params[] = {
    {.name = "gamma", .doc = "exp_range: factor for one unit of t (PyTorch: 1; paper: 0.99994 a step)",
     .standard = 1, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.99, .search_max = 0.99999},
    {.name = "length", .doc = "half a cycle, in the schedule's unit (stepsize; PyTorch: 2000; paper: 2 to 10 epochs)",
     .standard = 2000, .min = 1e-6, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 10, .search_max = 10000},
    {.name = "low", .doc = "where a cycle begins and ends (base_lr / max_lr; paper: 1/4 or 1/3)",
     .standard = 0.25, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.5},
    {.name = "mode", .doc = "of the cycles: equal, each half as high as the one before, or lower by gamma^t",
     .standard = TRIANGULAR, .min = TRIANGULAR, .max = EXP_RANGE, .scale = DH_CHOICE, .choices = modes},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double *p = call->param, low = p[LOW], halves = call->t / p[LENGTH], cycles = floor(halves / 2);
    const double height = fmax(1 - fabs(halves - 2 * cycles - 1), 0);
    const double scale = p[MODE] == TRIANGULAR2 ? dh_pow(0.5, cycles)
                         : p[MODE] == EXP_RANGE ? dh_pow(p[GAMMA], call->t)
                                                : 1;
    return low + (1 - low) * height * scale;
}

DH_SCHEDULE(.name = "triangular", .doc = "Up and down between `low` and 1, with equal or ever lower peaks",
            .source = "Smith 2017, arXiv:1506.01186", DH_PARAMS(params),
            .unit = DH_UNIT_STEP, .rate = rate)
