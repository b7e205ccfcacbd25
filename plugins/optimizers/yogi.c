/* Yogi: Adam whose mean square moves towards g^2 by a step of the size of g^2, whatever the distance, so that it falls
 * slowly:
 *
 *     m <- beta1 m + (1 - beta1) g          v <- v - (1 - beta2) sign(v - g^2) g^2
 *     x <- x - lr m / (sqrt(v) + epsilon)
 *
 * M. Zaheer, S. J. Reddi, D. Sachan, S. Kale & S. Kumar 2018, "Adaptive methods for nonconvex optimization",
 * NeurIPS 31, algorithm 2.
 *
 * Settled as in that algorithm: no correction for the start (TensorFlow Addons has Adam's), epsilon outside the root,
 * sign(0) = 0. m starts from 0, v from `initial`, a constant; the paper's experiments begin with the mean square
 * gradient of the first batches.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, INITIAL };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (paper: 1e-3)",
     .standard = 1e-3, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-1},
    {.name = "initial", .doc = "what the mean square starts from (TensorFlow Addons: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-8, .search_max = 1},
};

/* 1 once v is set, then m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, rate = call->rate;
    double *m = state + 1, *v = m + dim;
    for (size_t i = 0; i < dim && state[0] == 0; i++)
        v[i] = call->param[INITIAL];
    state[0] = 1;
    for (size_t i = 0; i < dim; i++) {
        const double square = g[i] * g[i], towards = v[i] > square ? -square : square;
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] += (1 - beta2) * (v[i] == square ? 0 : towards);
        x[i] -= rate * m[i] / (sqrt(v[i]) + epsilon);
    }
}

DH_OPTIMIZER(.name = "yogi", .doc = "Adam whose mean square falls slowly and is not corrected for its start",
             .source = "Zaheer, Reddi, Sachan, Kale & Kumar 2018, papers.nips.cc/paper/8186", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
