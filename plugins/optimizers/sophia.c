/* Sophia-H: momentum over a moving diagonal of the Hessian, clipped entry by entry:
 *
 *     m <- beta1 m + (1 - beta1) g
 *     every `frequency` steps, from the first on:  h <- beta2 h + (1 - beta2) u (H u),  u standard normal
 *     x <- x - lr weight_decay x
 *     x <- x - lr clip(m / max(gamma h, epsilon), 1)
 *
 * H. Liu, Z. Li, D. Hall, P. Liang & T. Ma 2023, "Sophia: a scalable stochastic second-order optimizer for language
 * model pre-training", arXiv:2305.14342, algorithms 1 (Hutchinson) and 3. H is the Hessian on the step's batch at x
 * before the decay; u is drawn in the order of the entries. No correction of the bias, as in the paper.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, GAMMA, EPSILON, FREQUENCY, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.96; the authors' code: 0.965)",
     .standard = 0.965, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old Hessian diagonal that is kept (paper: 0.99)",
     .standard = 0.99, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.999},
    {.name = "gamma", .doc = "the clip acts below m / (gamma h): larger, it acts less often (paper: 0.01 for Sophia-H)",
     .standard = 0.01, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-3, .search_max = 1},
    {.name = "epsilon", .doc = "least curvature, for flat and concave directions (paper: 1e-12)",
     .standard = 1e-12, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
    {.name = "frequency", .doc = "steps from one estimate of the Hessian to the next, k in the paper (10)",
     .standard = 10, .min = 1, .max = 0x1p53, .scale = DH_INTEGER, .search_min = 1, .search_max = 50},
    {.name = "weight_decay", .doc = "x <- x - lr weight_decay x before each move (paper: 0.2)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LOG, .search_min = 1e-5, .search_max = 0.5},
};

/* m, h, u, H u: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 4 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *p = call->param, *g = call->gradient, rate = call->rate, decay = rate * p[WEIGHT_DECAY];
    const double beta1 = p[BETA1], beta2 = p[BETA2], gamma = p[GAMMA], epsilon = p[EPSILON];
    double *m = state, *h = m + dim, *u = h + dim, *Hu = u + dim;
    if (call->step % (uint64_t)p[FREQUENCY] == 0) {
        for (size_t i = 0; i < dim; i++)
            u[i] = call->random->normal(call->random);
        call->oracle->hvp(call->oracle, x, u, Hu);
        for (size_t i = 0; i < dim; i++)
            h[i] = beta2 * h[i] + (1 - beta2) * (u[i] * Hu[i]);
    }
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        x[i] = x[i] - decay * x[i] - rate * fmax(-1, fmin(1, m[i] / fmax(gamma * h[i], epsilon)));
    }
}

DH_OPTIMIZER(.name = "sophia", .doc = "Momentum over a moving diagonal of the Hessian, clipped",
             .source = "Liu et al. 2023, arXiv:2305.14342", DH_PARAMS(params), .flags = DH_NEEDS_HVP,
             .rate = 1e-4, .rate_min = 1e-5, .rate_max = 0.1, .state_size = state_size, .step = step)
