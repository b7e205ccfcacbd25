/* Schedule-free AdamW: schedule-free averaging (schedule_free_sgd.c) with Adam's normalised gradient:
 *
 *     y = (1 - beta1) z + beta1 a      v <- beta2 v + (1 - beta2) g(y)^2
 *     z <- z - r (g(y) / (sqrt(v / (1 - beta2^t)) + epsilon) + weight_decay y)      a <- (1 - c) a + c z
 *     r = lr min(t / warmup, 1)      c = w / (sum of all w)      w = t^exponent (largest r so far)^weight_power
 *
 * at the t-th step; x passed by the host is y; judged at a.
 *
 * A. Defazio et al. 2024, "The road less scheduled", arXiv:2405.15682, algorithm 1; weights, the place of the bias
 * correction and of the decay as in the authors' code (facebookresearch/schedule_free), where `exponent` is r.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY, WARMUP, R, WEIGHT_POWER };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the average in the point where gradients are taken (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (the authors' code: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "share of y taken away each step, times the rate: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "warmup", .doc = "steps in which the rate grows linearly (the authors' code: 0)",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
    {.name = "r", .doc = "weight of the t-th iterate grows as t^r (the authors' code: 0)",
     .standard = 0, .min = 0, .max = 100, .scale = DH_LINEAR},
    {.name = "weight_power", .doc = "and with this power of the largest rate so far (the authors' code: 2)",
     .standard = 2, .min = 0, .max = 100, .scale = DH_LINEAR},
};

/* 1 after the first step, sum of weights, largest rate, 1 - beta2^t; then z, a, v: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 4 + 3 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, *p = call->param, t = (double)call->step + 1;
    double *sum = state + 1, *most = state + 2, *z = state + 4, *a = z + dim, *v = a + dim;
    if (state[0] == 0) {
        state[0] = 1;
        memcpy(z, x, dim * sizeof *x);
        memcpy(a, x, dim * sizeof *x);
    }
    const double rate = call->rate * (t < p[WARMUP] ? t / p[WARMUP] : 1), decay = p[WEIGHT_DECAY];
    const double beta1 = p[BETA1], beta2 = p[BETA2], epsilon = p[EPSILON];
    const double scale = 1 / sqrt(state[3] = beta2 * state[3] + (1 - beta2));
    *most = fmax(*most, rate);
    const double weight = dh_pow(t, p[R]) * dh_pow(*most, p[WEIGHT_POWER]);
    *sum += weight;
    const double c = *sum > 0 ? weight / *sum : 0;
    for (size_t i = 0; i < dim; i++) {
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        z[i] -= rate * (g[i] / (sqrt(v[i]) * scale + epsilon) + decay * x[i]);
        a[i] += c * (z[i] - a[i]);
        x[i] = z[i] + beta1 * (a[i] - z[i]);
    }
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    memcpy(out, state[0] > 0 ? state + 4 + dim : x, dim * sizeof *out);
}

DH_OPTIMIZER(.name = "schedule_free_adamw", .doc = "AdamW that averages instead of following a schedule",
             .source = "Defazio et al. 2024, arXiv:2405.15682", DH_PARAMS(params),
             .rate = 0.0025, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
