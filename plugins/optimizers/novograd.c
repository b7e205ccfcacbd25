/* NovoGrad: momentum of gradients that are divided, for each parameter block w, by a moving root mean square of their
 * norm:
 *
 *     v <- beta2 v + (1 - beta2) |g|^2      m <- beta1 m + g / (sqrt(v) + epsilon) + weight_decay w      w <- w - lr m
 *     first step: v = |g|^2, m = g / |g| + weight_decay w
 *
 * B. Ginsburg et al. 2019, "Stochastic gradient methods with layer-wise adaptive moments for training of deep networks"
 * ("Training deep networks with stochastic gradient normalized by layerwise adaptive second moments" since version 3),
 * arXiv:1905.11286, algorithm 1.
 *
 * m is a sum (the algorithm), not the average that the authors' code has as an option. No bias correction: v starts
 * from the first gradient. There is no epsilon in the first step, as in the paper, unless g = 0 (so 0 / 0 is 0);
 * implementations have it in that step too, or under the root.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old velocity that is kept (paper: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square norm that is kept (paper: 0.98)",
     .standard = 0.98, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.25, .search_max = 0.999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "this times w is added to the normalised gradient, inside m (0; paper: 0.001)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1e-1},
};

/* 1 after the first step, m [dim], then v for each block. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + shape->dim + shape->block_count;
}

static void step(double *x, double *state, const dh_step *call)
{
    const int first = state[0] == 0;
    const double beta1 = call->param[BETA1], beta2 = first ? 0 : call->param[BETA2], *g = call->gradient;
    const double epsilon = call->param[EPSILON], decay = call->param[WEIGHT_DECAY], rate = call->rate;
    double *m = state + 1, *v = m + call->shape->dim;
    state[0] = 1;
    for (size_t k = 0; k < call->shape->block_count; k++) {
        const dh_block *b = &call->shape->blocks[k];
        const size_t end = b->offset + b->rows * b->cols;
        double square = 0;
        for (size_t i = b->offset; i < end; i++)
            square += g[i] * g[i];
        v[k] = beta2 * v[k] + (1 - beta2) * square;
        const double root = sqrt(v[k]) + (first && v[k] > 0 ? 0 : epsilon);
        for (size_t i = b->offset; i < end; i++) {
            m[i] = beta1 * m[i] + (g[i] / root + decay * x[i]);
            x[i] -= rate * m[i];
        }
    }
}

DH_OPTIMIZER(.name = "novograd", .doc = "Momentum of gradients divided by a moving mean of each block's gradient norm",
             .source = "Ginsburg et al. 2019, arXiv:1905.11286", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 0.1,
             .state_size = state_size, .step = step)
