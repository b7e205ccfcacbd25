/* LAMB: Adam whose step, for each parameter block w, is made as long as lr |w|:
 *
 *     m <- beta1 m + (1 - beta1) g      v <- beta2 v + (1 - beta2) g^2      c = 1 - beta^t at the t-th step
 *     r = (m / c1) / (sqrt(v / c2) + epsilon) + weight_decay w
 *     w <- w - lr |w| / |r| r      with |w| / |r| = 1 where a norm is 0
 *
 * Y. You et al. 2020, "Large batch optimization for deep learning: training BERT in 76 minutes", arXiv:1904.00962,
 * algorithm 2, with bias correction and phi the identity (the paper's experiments leave phi open; some codes bound it).
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (paper: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "this times w is added to the direction, inside the ratio (0; paper: 0.01)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

/* c1, c2, then m [dim], v [dim], r [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 3 * shape->dim;
}

static double norm(const double *a, size_t count)
{
    double square = 0;
    for (size_t i = 0; i < count; i++)
        square += a[i] * a[i];
    return sqrt(square);
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double decay = call->param[WEIGHT_DECAY], *g = call->gradient;
    double *m = state + 2, *v = m + dim, *r = v + dim;

    /* 1 - beta^t, as in adam.c */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        r[i] = (m[i] / c1) / (sqrt(v[i] / c2) + epsilon) + decay * x[i];
    }
    for (size_t k = 0; k < call->shape->block_count; k++) {
        const dh_block *b = &call->shape->blocks[k];
        const size_t end = b->offset + b->rows * b->cols;
        const double wn = norm(x + b->offset, end - b->offset), rn = norm(r + b->offset, end - b->offset);
        const double rate = call->rate * (wn > 0 && rn > 0 ? wn / rn : 1);
        for (size_t i = b->offset; i < end; i++)
            x[i] -= rate * r[i];
    }
}

DH_OPTIMIZER(.name = "lamb", .doc = "Adam with steps for each block that are in proportion to its norm",
             .source = "You et al. 2020, arXiv:1904.00962", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
