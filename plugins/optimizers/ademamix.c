/* AdEMAMix: Adam with a second, much slower mean gradient on top of the first:
 *
 *     m1 <- beta1 m1 + (1 - beta1) g      m2 <- b m2 + (1 - b) g      v <- beta2 v + (1 - beta2) g^2
 *     x <- x - lr ((m1 / c1 + a m2) / (sqrt(v / c2) + epsilon) + weight_decay x)      c = 1 - beta^t at the t-th step
 *
 * With s = min(t / warmup, 1), a = s alpha, and b rises from beta1 to beta3 so that its half-life grows in a line:
 *
 *     b = min(beta3, exp(log(beta1) log(beta3) / ((1 - s) log(beta3) + s log(beta1))))
 *
 * M. Pagliardini, P. Ablin & D. Grangier 2024, "The AdEMAMix optimizer: better, faster, older", arXiv:2409.03137,
 * algorithm 1 with its schedulers of alpha and beta3, of one length here. m2 has no bias correction.
 *
 * The authors' code (apple/ml-ademamix) adds 1e-8 to the betas inside the logarithms, lets half-lives minus 1 grow in
 * a line, which is the same, and has no minimum, which matters for beta3 < beta1 alone. This is the paper's formula.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, BETA3, ALPHA, EPSILON, WEIGHT_DECAY, WARMUP };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old fast mean that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "beta3", .doc = "share of the old slow mean that is kept (paper: 0.9999)",
     .standard = 0.9999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.99, .search_max = 0.99999},
    {.name = "alpha", .doc = "weight of the slow mean (paper: 4 to 10; the authors' code: 2)",
     .standard = 5, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR, .search_min = 0, .search_max = 20},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "share of x taken away each step, times lr: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "warmup", .doc = "steps in which alpha and beta3 reach their values (0: none; paper: all of the run)",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
};

/* c1, c2, steps done, then m1 [dim], m2 [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 3 * shape->dim;
}

/* As 1 / ((1 - s) / log(beta1) + s / log(beta3)), which holds for a beta of 0 as well. */
static double slow_beta(double beta1, double beta3, double s)
{
    return s < 1 ? fmin(beta3, dh_exp(1 / ((1 - s) / dh_log(beta1) + s / dh_log(beta3)))) : beta3;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *p = call->param, beta1 = p[BETA1], beta2 = p[BETA2], epsilon = p[EPSILON], decay = p[WEIGHT_DECAY];
    const double *g = call->gradient, rate = call->rate;
    double *m1 = state + 3, *m2 = m1 + dim, *v = m2 + dim;

    /* 1 - beta^t, as in adam.c */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    const double t = state[2] += 1, s = t < p[WARMUP] ? t / p[WARMUP] : 1;
    const double alpha = s * p[ALPHA], beta3 = slow_beta(beta1, p[BETA3], s);
    for (size_t i = 0; i < dim; i++) {
        m1[i] = beta1 * m1[i] + (1 - beta1) * g[i];
        m2[i] = beta3 * m2[i] + (1 - beta3) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        x[i] -= rate * ((m1[i] / c1 + alpha * m2[i]) / (sqrt(v[i] / c2) + epsilon) + decay * x[i]);
    }
}

DH_OPTIMIZER(.name = "ademamix", .doc = "Adam with a second, much slower mean gradient",
             .source = "Pagliardini, Ablin & Grangier 2024, arXiv:2409.03137", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
