/* Katyusha: accelerated variance-reduced gradients, held back by a snapshot (the "negative momentum").
 *
 *     every `period` steps: s <- mean of the y since, weighted (1 + a sigma)^j;  mu <- full gradient at s
 *     x = tau1 z + tau2 s + (1 - tau1 - tau2) y      d = mu + g(x) - g(s)      z <- z - a d      y <- x - lr d
 *
 * with a = lr / tau1 and lr = 1 / (3 L) in the paper. x passed by the host is x; judged at y.
 *
 * Z. Allen-Zhu 2017, "Katyusha: the first direct acceleration of stochastic gradient methods", arXiv:1603.05953,
 * algorithm 1 with option I, without the proximal part; the paper returns a combination of the last snapshot and y
 * instead of y. 1 - tau1 - tau2 below 0 counts as 0.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { TAU1, TAU2, SIGMA, PERIOD };

static const dh_param params[] = {
    {.name = "tau1", .doc = "share of z (paper: min(sqrt(m sigma / (3 L)), 1/2))",
     .standard = 0.5, .min = 1e-3, .max = 1, .scale = DH_LINEAR, .search_min = 0.1, .search_max = 0.5},
    {.name = "tau2", .doc = "share of the snapshot (paper: 1/2)",
     .standard = 0.5, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0.1, .search_max = 0.5},
    {.name = "sigma", .doc = "strong convexity, which weighs late y in the snapshot (0: plain mean)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1},
    {.name = "period", .doc = "steps between snapshots, m in the paper; 0: two epochs, as there",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
};

/* 1 after the first step, weight, sum of weights; then y, z, s, mu, weighted sum of y, gradient at s: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 6 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim, bytes = dim * sizeof *x;
    const double *g = call->gradient, *p = call->param, rate = call->rate, a = rate / p[TAU1];
    const uint64_t period = p[PERIOD] > 0 ? (uint64_t)p[PERIOD] : 2 * call->shape->steps_per_epoch;
    double *weight = state + 1, *total = state + 2;
    double *y = state + 3, *z = y + dim, *s = z + dim, *mu = s + dim, *sum = mu + dim, *there = sum + dim;
    if (state[0] == 0) {
        state[0] = *weight = 1;
        memcpy(y, x, bytes);
        memcpy(z, x, bytes);
        memcpy(s, x, bytes);
    }
    if (call->step % period == 0)
        call->oracle->full(call->oracle, s, mu);
    call->oracle->batch(call->oracle, s, there);
    for (size_t i = 0; i < dim; i++) {
        const double d = mu[i] + g[i] - there[i];
        z[i] -= a * d;
        y[i] = x[i] - rate * d;
        sum[i] += *weight * y[i];
    }
    *total += *weight;
    *weight *= 1 + a * p[SIGMA];
    if ((call->step + 1) % period == 0) {
        for (size_t i = 0; i < dim; i++)
            s[i] = sum[i] / *total;
        memset(sum, 0, bytes);
        *weight = 1;
        *total = 0;
    }
    const double rest = fmax(1 - p[TAU1] - p[TAU2], 0);
    for (size_t i = 0; i < dim; i++)
        x[i] = p[TAU1] * z[i] + p[TAU2] * s[i] + rest * y[i];
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    memcpy(out, state[0] > 0 ? state + 3 : x, call->shape->dim * sizeof *out);
}

DH_OPTIMIZER(.name = "katyusha", .doc = "Accelerated, variance-reduced stochastic gradient with a snapshot that holds it back",
             .source = "Allen-Zhu 2017, arXiv:1603.05953", DH_PARAMS(params), .flags = DH_NEEDS_FULL,
             .rate = 0.1, .rate_min = 1e-3, .rate_max = 1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
