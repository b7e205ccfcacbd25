/* ADOPT: the gradient is divided by the root mean square of those before it, itself left out, and averaged after that;
 * so it converges for any beta2:
 *
 *     first call:   v = g^2
 *     t = 1, 2, ...:  n = clip(g / max(sqrt(v), epsilon), -t^(1/4), t^(1/4))      v <- beta2 v + (1 - beta2) g^2
 *                     m <- beta1 m + (1 - beta1) n      x <- x - lr m
 *
 * S. Taniguchi et al. 2024, "ADOPT: modified Adam can converge with any beta2 with the optimal rate", arXiv:2411.02853,
 * algorithm 2 (with clipping; version 3). No bias correction.
 *
 * Weight decay is decoupled, x <- x - lr weight_decay x before the move and not in the first call; the authors' code
 * (iShohei220/adopt) does that with decouple=True, and has an L2 penalty by default.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY, CLIP };
enum { ON, OFF };

static const char *const switches[] = {"on", "off", NULL};

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.9999)",
     .standard = 0.9999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "least root mean square, against division by 0 (paper: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "share of x taken away each step, times lr: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "clip", .doc = "on: normalised gradients are bounded by t^(1/4) (algorithm 2); off: not (algorithm 1)",
     .standard = ON, .min = ON, .max = OFF, .scale = DH_CHOICE, .choices = switches},
};

/* Calls so far, then m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *p = call->param, beta1 = p[BETA1], beta2 = p[BETA2], epsilon = p[EPSILON], decay = p[WEIGHT_DECAY];
    const double *g = call->gradient, rate = call->rate, t = state[0]++;
    double *m = state + 1, *v = m + dim;
    if (t == 0) {
        for (size_t i = 0; i < dim; i++)
            v[i] = g[i] * g[i];
        return;
    }
    const double bound = p[CLIP] == ON ? sqrt(sqrt(t)) : INFINITY;
    for (size_t i = 0; i < dim; i++) {
        const double root = sqrt(v[i]), n = g[i] / (root < epsilon ? epsilon : root);
        const double clipped = n > bound ? bound : n < -bound ? -bound : n;
        m[i] = beta1 * m[i] + (1 - beta1) * clipped;
        x[i] -= rate * (m[i] + decay * x[i]);
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
    }
}

DH_OPTIMIZER(.name = "adopt", .doc = "Momentum of gradients divided by the root mean square of those before them",
             .source = "Taniguchi et al. 2024, arXiv:2411.02853", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
