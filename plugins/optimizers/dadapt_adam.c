/* Adam with D-adaptation: the distance D to the solution, and with it the rate, is bounded from below as the run goes.
 *
 *     l = lr d k      b = sqrt(beta2)      u = l <g, s / (sqrt(v) + epsilon)> with the old v and s
 *     m <- beta1 m + (1 - beta1) l g      v <- beta2 v + (1 - beta2) g^2      s <- b s + (1 - b) l g
 *     q <- b q + (1 - b) u      d <- max(d, min(q / ((1 - b) |s|_1), growth d))      x <- x - m / (sqrt(v) + epsilon)
 *
 * k = 1, or sqrt(1 - beta2^t) / (1 - beta1^t) at the t-th step with bias_correction on.
 *
 * A. Defazio & K. Mishchenko 2023, "Learning-rate-free learning by D-adaptation", arXiv:2301.07733, algorithm 5, as in
 * the authors' code (facebookresearch/dadaptation, DAdaptAdam). lr is 1 in the paper.
 *
 * weight_decay is decoupled and times l: x <- x - l weight_decay x, all of x at most (ours). While all gradients are 0,
 * x stays.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, EPSILON, D0, GROWTH, WEIGHT_DECAY, BIAS_CORRECTION };
enum { OFF, ON };

static const char *const answers[] = {"off", "on", NULL};

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean step that is kept (the authors' code: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (the authors' code: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "d0", .doc = "first estimate of the distance (paper: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-2},
    {.name = "growth", .doc = "d grows at most by this factor a step; 0: no limit (the authors' code: none)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "weight_decay", .doc = "share of x taken away each step, times l: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "bias_correction", .doc = "on: Adam's corrections scale the rate (the authors' code: off)",
     .standard = OFF, .min = OFF, .max = ON, .scale = DH_CHOICE, .choices = answers},
};

/* d (0: not begun), q; then m, v, s: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 3 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, *p = call->param, t = (double)call->step + 1;
    const double beta1 = p[BETA1], beta2 = p[BETA2], b = sqrt(beta2), epsilon = p[EPSILON];
    double *d = state, *q = state + 1, *m = state + 2, *v = m + dim, *s = v + dim, along = 0, total = 0;
    if (*d == 0)
        *d = p[D0];
    const double k = p[BIAS_CORRECTION] == ON ? sqrt(1 - dh_pow(beta2, t)) / (1 - dh_pow(beta1, t)) : 1;
    const double l = call->rate * *d * k, decay = fmin(l * p[WEIGHT_DECAY], 1);
    for (size_t i = 0; i < dim; i++) {
        along += g[i] * (s[i] / (sqrt(v[i]) + epsilon));
        m[i] = beta1 * m[i] + (1 - beta1) * l * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        s[i] = b * s[i] + (1 - b) * l * g[i];
        total += fabs(s[i]);
    }
    *q = b * *q + (1 - b) * (l * along);
    if (!(total > 0))
        return;
    const double reached = *q / ((1 - b) * total);
    *d = fmax(*d, p[GROWTH] > 0 ? fmin(reached, p[GROWTH] * *d) : reached);
    for (size_t i = 0; i < dim; i++)
        x[i] -= decay * x[i] + m[i] / (sqrt(v[i]) + epsilon);
}

DH_OPTIMIZER(.name = "dadapt_adam", .doc = "Adam that estimates the distance to the solution: no rate to tune",
             .source = "Defazio & Mishchenko 2023, arXiv:2301.07733", DH_PARAMS(params),
             .rate = 1, .rate_min = 0.1, .rate_max = 10,
             .state_size = state_size, .step = step)
