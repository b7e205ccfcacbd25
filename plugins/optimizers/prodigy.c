/* Prodigy: Adam whose rate follows a growing estimate d of the distance to the solution, faster than D-adaptation's.
 *
 *     l = lr d k      q <- beta3 q + (d / d0) l <g, x_0 - x>
 *     m <- beta1 m + (1 - beta1) d g      v <- beta2 v + (1 - beta2) d^2 g^2      s <- beta3 s + (d / d0) l g
 *     e = d_coef q / |s|_1      d <- min(largest e so far (at least d0), growth d)
 *     x <- x - l m / (sqrt(v) + d epsilon)
 *
 * While d = d0, e alone raises it, whatever growth is. k = 1, or sqrt(1 - beta2^t) / (1 - beta1^t) at the t-th step
 * with bias_correction on; with safeguard_warmup on, s gets (d / d0) d g. The step uses l of the old d and epsilon of
 * the new one, as in the authors' code.
 *
 * K. Mishchenko & A. Defazio 2023, "Prodigy: an expeditiously adaptive parameter-free learner", arXiv:2306.06101,
 * algorithm 4, as in the authors' code (konstmish/prodigy). lr is 1 in the paper.
 *
 * At rate 0 that code does nothing at all; here the means go on. weight_decay is decoupled and times l: x <- x - l
 * weight_decay x, all of x at most (ours). While all gradients are 0, x stays.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, BETA3, EPSILON, D0, D_COEF, GROWTH, WEIGHT_DECAY, BIAS_CORRECTION, SAFEGUARD_WARMUP };
enum { OFF, ON };

static const char *const answers[] = {"off", "on", NULL};

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "beta3", .doc = "share of the old q and s that is kept; 0: sqrt(beta2) (paper)",
     .standard = 0, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LINEAR},
    {.name = "epsilon", .doc = "added outside the root, times d, against division by 0 (paper: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "d0", .doc = "first estimate of the distance (paper: 1e-6)",
     .standard = 1e-6, .min = 1e-100, .max = DH_NO_LIMIT, /* d0^2 is a number above 0 */
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-2},
    {.name = "d_coef", .doc = "the estimate is multiplied by this (the authors' code: 1)",
     .standard = 1, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.1, .search_max = 10},
    {.name = "growth", .doc = "once d has left d0 it grows at most by this factor a step; 0: no limit (the authors' code)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "weight_decay", .doc = "share of x taken away each step, times l: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "bias_correction", .doc = "on: Adam's corrections scale the rate (the authors' code: off)",
     .standard = OFF, .min = OFF, .max = ON, .scale = DH_CHOICE, .choices = answers},
    {.name = "safeguard_warmup", .doc = "on: a small rate does not enter s (the authors' code: off)",
     .standard = OFF, .min = OFF, .max = ON, .scale = DH_CHOICE, .choices = answers},
};

/* d (0: not begun), largest estimate, q; then x_0, m, v, s: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 4 * shape->dim;
}

static void estimate(double *state, double total, const double *p)
{
    double *d = state, *most = state + 1, reached = p[D_COEF] * state[2] / total;
    if (*d == p[D0])
        *d = fmax(*d, reached);
    *most = fmax(*most, reached);
    *d = p[GROWTH] > 0 ? fmin(*most, p[GROWTH] * *d) : *most;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, *p = call->param, t = (double)call->step + 1;
    const double beta1 = p[BETA1], beta2 = p[BETA2], beta3 = p[BETA3] > 0 ? p[BETA3] : sqrt(beta2);
    double *first = state + 3, *m = first + dim, *v = m + dim, *s = v + dim, along = 0, total = 0;
    if (state[0] == 0) {
        state[0] = state[1] = p[D0];
        memcpy(first, x, dim * sizeof *x);
    }
    const double d = state[0], k = p[BIAS_CORRECTION] == ON ? sqrt(1 - dh_pow(beta2, t)) / (1 - dh_pow(beta1, t)) : 1;
    const double l = call->rate * d * k, decay = fmin(l * p[WEIGHT_DECAY], 1), grown = d / p[D0];
    const double share = grown * (p[SAFEGUARD_WARMUP] == ON ? d : l);
    for (size_t i = 0; i < dim; i++) {
        along += g[i] * (first[i] - x[i]);
        m[i] = beta1 * m[i] + (1 - beta1) * d * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (d * d) * (g[i] * g[i]);
        s[i] = beta3 * s[i] + share * g[i];
        total += fabs(s[i]);
    }
    state[2] = beta3 * state[2] + grown * l * along;
    if (!(total > 0))
        return;
    estimate(state, total, p);
    const double epsilon = state[0] * p[EPSILON];
    for (size_t i = 0; i < dim; i++)
        x[i] -= decay * x[i] + l * m[i] / (sqrt(v[i]) + epsilon);
}

DH_OPTIMIZER(.name = "prodigy", .doc = "Adam whose rate follows an estimate of the distance: no rate to tune",
             .source = "Mishchenko & Defazio 2023, arXiv:2306.06101", DH_PARAMS(params),
             .rate = 1, .rate_min = 0.1, .rate_max = 10,
             .state_size = state_size, .step = step)
