/* LARS, layer-wise adaptive rate scaling: momentum with a rate for each parameter block w, in proportion to |w| / |g|:
 *
 *     l = trust |w| / (|g| + weight_decay |w| + epsilon);  1 where |w| or |g| is 0
 *     v <- momentum v + lr l (g + weight_decay w)      w <- w - v
 *
 * Y. You, I. Gitman & B. Ginsburg 2017, "Large batch training of convolutional networks", arXiv:1708.03888,
 * algorithm 1.
 *
 * The rate is inside the buffer, as in the algorithm: momentum moves x on where a schedule ends in 0. The paper has no
 * epsilon (default 0) and says nothing of norms that are 0; with local rate 1 the step is that of plain momentum.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { MOMENTUM, TRUST, WEIGHT_DECAY, EPSILON };

static const dh_param params[] = {
    {.name = "momentum", .doc = "share of the old velocity that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "trust", .doc = "length of a step as a share of |w|, before lr; eta in the paper (paper: 0.001)",
     .standard = 0.001, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-4, .search_max = 0.1},
    {.name = "weight_decay", .doc = "L2 penalty: this times w is added to the gradient (0; paper: 0.0005)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-2},
    {.name = "epsilon", .doc = "added to the divisor of the local rate (paper: none)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
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
    const double *p = call->param, momentum = p[MOMENTUM], decay = p[WEIGHT_DECAY];
    for (size_t k = 0; k < call->shape->block_count; k++) {
        const dh_block *b = &call->shape->blocks[k];
        const size_t count = b->rows * b->cols;
        const double *g = call->gradient + b->offset;
        double *w = x + b->offset, *v = state + b->offset;
        const double wn = norm(w, count), gn = norm(g, count);
        const double local = wn > 0 && gn > 0 ? p[TRUST] * wn / (gn + decay * wn + p[EPSILON]) : 1;
        const double rate = call->rate * local;
        for (size_t i = 0; i < count; i++) {
            v[i] = momentum * v[i] + rate * (g[i] + decay * w[i]);
            w[i] -= v[i];
        }
    }
}

DH_OPTIMIZER(.name = "lars", .doc = "Momentum with a rate for each block: its norm over that of its gradient",
             .source = "You, Gitman & Ginsburg 2017, arXiv:1708.03888", DH_PARAMS(params),
             .rate = 1, .rate_min = 0.01, .rate_max = 100,
             .state_size = state_size, .step = step)
