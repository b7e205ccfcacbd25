/* Schedule-free SGD: gradients between the iterate z and a running average, judged at the average; no schedule needed.
 *
 *     y = (1 - beta) z + beta a      z <- z - r (g(y) + weight_decay y)      a <- (1 - c) a + c z
 *     r = lr min((t / warmup), 1)      c = w / (sum of all w)      w = t^exponent (largest r so far)^weight_power
 *
 * at the t-th step; x passed by the host is y.
 *
 * A. Defazio et al. 2024, "The road less scheduled", arXiv:2405.15682, eqs (3) to (5); weights, warm-up and the place of
 * the decay as in the authors' code (facebookresearch/schedule_free), where `exponent` is r.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA, WEIGHT_DECAY, WARMUP, R, WEIGHT_POWER };

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the average in the point where gradients are taken (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "weight_decay", .doc = "this times y is added to the gradient (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-5, .search_max = 1e-1},
    {.name = "warmup", .doc = "steps in which the rate grows linearly (the authors' code: 0)",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
    {.name = "r", .doc = "weight of the t-th iterate grows as t^r (the authors' code: 0)",
     .standard = 0, .min = 0, .max = 100, .scale = DH_LINEAR},
    {.name = "weight_power", .doc = "and with this power of the largest rate so far (the authors' code: 2)",
     .standard = 2, .min = 0, .max = 100, .scale = DH_LINEAR},
};

/* 1 after the first step, sum of weights, largest rate, then z [dim], a [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, *p = call->param, t = (double)call->step + 1;
    double *sum = state + 1, *most = state + 2, *z = state + 3, *a = z + dim;
    if (state[0] == 0) {
        state[0] = 1;
        memcpy(z, x, dim * sizeof *x);
        memcpy(a, x, dim * sizeof *x);
    }
    const double rate = call->rate * (t < p[WARMUP] ? t / p[WARMUP] : 1), beta = p[BETA], decay = p[WEIGHT_DECAY];
    *most = fmax(*most, rate);
    const double weight = dh_pow(t, p[R]) * dh_pow(*most, p[WEIGHT_POWER]);
    *sum += weight;
    const double c = *sum > 0 ? weight / *sum : 0;
    for (size_t i = 0; i < dim; i++) {
        z[i] -= rate * (g[i] + decay * x[i]);
        a[i] += c * (z[i] - a[i]);
        x[i] = z[i] + beta * (a[i] - z[i]);
    }
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    memcpy(out, state[0] > 0 ? state + 3 + dim : x, dim * sizeof *out);
}

DH_OPTIMIZER(.name = "schedule_free_sgd", .doc = "SGD that averages instead of following a schedule",
             .source = "Defazio et al. 2024, arXiv:2405.15682", DH_PARAMS(params),
             .rate = 1, .rate_min = 1e-3, .rate_max = 10,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
