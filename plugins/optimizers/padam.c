/* Padam, partially adaptive momentum: AMSGrad with a power between 0 (momentum) and 1/2 (AMSGrad) instead of the root:
 *
 *     m <- beta1 m + (1 - beta1) g      v <- beta2 v + (1 - beta2) g^2      w <- max(w, v)
 *     x <- x - lr m / (w^power + epsilon)
 *
 * J. Chen, D. Zhou, Y. Tang, Z. Yang, Y. Cao & Q. Gu 2018, "Closing the generalization gap of adaptive gradient methods
 * in training deep neural networks", arXiv:1806.06763, algorithm 1.
 *
 * Without bias correction, as in the paper; the authors' code (uclaml/Padam) corrects it, and raises sqrt(w) + epsilon
 * to twice the power. The paper has no epsilon: it is added outside the power here.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, POWER, EPSILON };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "power", .doc = "of the mean square, p in the paper, 1/2 is AMSGrad (paper: 1/8)",
     .standard = 0.125, .min = 0, .max = 0.5, .scale = DH_LINEAR, .search_min = 0, .search_max = 0.5},
    {.name = "epsilon", .doc = "added outside the power, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

/* m, v, w: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], power = call->param[POWER];
    const double epsilon = call->param[EPSILON], *g = call->gradient, rate = call->rate;
    double *m = state, *v = m + dim, *w = v + dim;
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        w[i] = v[i] > w[i] ? v[i] : w[i];
        x[i] -= rate * m[i] / (dh_pow(w[i], power) + epsilon);
    }
}

DH_OPTIMIZER(.name = "padam", .doc = "AMSGrad with a smaller power than the root: partly adaptive",
             .source = "Chen et al. 2018, arXiv:1806.06763", DH_PARAMS(params),
             .rate = 0.1, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
