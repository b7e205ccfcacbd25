/* Exponential decay: multiplier gamma^t, smooth within an epoch too. PyTorch's ExponentialLR.
 *
 * X. Li, Z. Zhuang & F. Orabona 2021, "A second look at exponential and cosine step sizes", arXiv:2002.05273, who
 * take gamma = (beta / T)^(1/T): with the unit `horizon`, gamma itself is the last multiplier.
 */
#include <downhill/math.h>
#include <downhill/schedule.h>

static const dh_param params[] = {
    {.name = "gamma", .doc = "factor for one unit of t: an epoch by default (PyTorch has no default)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
};

static double rate(const dh_rate_call *call, double *state)
{
    return dh_pow(call->param[0], call->t);
}

DH_SCHEDULE(.name = "exponential", .doc = "gamma^t",
            .source = "Li, Zhuang & Orabona 2021, arXiv:2002.05273", DH_PARAMS(params),
            .unit = DH_UNIT_EPOCH, .rate = rate)
