/* Polynomial decay from 1 to `end` at the horizon T: end + (1 - end) (1 - t / T)^power.
 *
 * L.-C. Chen, G. Papandreou, I. Kokkinos, K. Murphy & A. Yuille 2018, "DeepLab", arXiv:1606.00915 (the "poly" policy,
 * power 0.9, to 0). PyTorch's PolynomialLR has power 1 and no `end`; BERT's is a line.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

enum { END, POWER };

static const dh_param params[] = {
    {.name = "end", .doc = "multiplier that the horizon would have (paper: 0)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.2},
    {.name = "power", .doc = "1 is a line; larger: falls early (paper: 0.9; PyTorch: 1)",
     .standard = 0.9, .min = 0, .max = 1000, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.25, .search_max = 4},
};

static double rate(const dh_rate_call *call, double *state)
{
    const double end = call->param[END];
    return end + (1 - end) * dh_pow(fmax(1 - call->t / call->horizon, 0), call->param[POWER]);
}

DH_SCHEDULE(.name = "polynomial", .doc = "A power of the share of the run that is left",
            .source = "Chen, Papandreou, Kokkinos, Murphy & Yuille 2018, arXiv:1606.00915", DH_PARAMS(params),
            .flags = DH_NEEDS_HORIZON, .unit = DH_UNIT_HORIZON, .rate = rate)
