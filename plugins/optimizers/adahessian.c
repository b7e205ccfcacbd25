/* AdaHessian: Adam with an estimate of the Hessian's diagonal in place of the gradient in the second moment:
 *
 *     D = z (H z),   each z_i = 1 or -1 with equal chance
 *     m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) D^2
 *     x <- x - lr weight_decay x
 *     x <- x - lr (m / c1) / (sqrt(v / c2)^power + epsilon)          with c = 1 - beta^t at the t-th step
 *
 * Z. Yao, A. Gholami, S. Shen, M. Mustafa, K. Keutzer & M. W. Mahoney 2021, "ADAHESSIAN: an adaptive second order
 * optimizer for machine learning", arXiv:2006.00719, algorithm 1, without its spatial averaging of D (a choice for
 * convolutions). H is the Hessian on the step's batch at x before the decay. z_i is the lowest bit of the stream's next
 * number, 1 for 1 and 0 for -1, in the order of the entries. epsilon, which the paper does not have, stands outside the
 * root as in the authors' code.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, POWER, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean squared diagonal that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "power", .doc = "Hessian power, k in the paper (1); 0: momentum alone",
     .standard = 1, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0.5, .search_max = 1},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-4)",
     .standard = 1e-4, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-1},
    {.name = "weight_decay", .doc = "x <- x - lr weight_decay x before each move (the authors' code: 0)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LOG, .search_min = 1e-5, .search_max = 0.1},
};

/* c1, c2, then m, v, z, H z: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 4 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *p = call->param, *g = call->gradient, rate = call->rate, decay = rate * p[WEIGHT_DECAY];
    const double beta1 = p[BETA1], beta2 = p[BETA2], power = p[POWER], epsilon = p[EPSILON];
    double *m = state + 2, *v = m + dim, *z = v + dim, *Hz = z + dim;
    for (size_t i = 0; i < dim; i++)
        z[i] = call->random->bits(call->random) & 1 ? 1 : -1;
    call->oracle->hvp(call->oracle, x, z, Hz);

    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    for (size_t i = 0; i < dim; i++) {
        const double D = z[i] * Hz[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (D * D);
        const double root = sqrt(v[i] / c2), size = power == 1 ? root : dh_pow(root, power);
        x[i] = x[i] - decay * x[i] - rate * (m[i] / c1) / (size + epsilon);
    }
}

DH_OPTIMIZER(.name = "adahessian", .doc = "Adam with the Hessian's diagonal in its second moment",
             .source = "Yao et al. 2021, arXiv:2006.00719", DH_PARAMS(params), .flags = DH_NEEDS_HVP,
             .rate = 0.15, .rate_min = 1e-3, .rate_max = 1, .state_size = state_size, .step = step)
