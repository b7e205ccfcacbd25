/* ALI-G, a Polyak step for models that can fit all data (least loss 0), with Nesterov momentum:
 *
 *     t = min(f_B(x) / (|g|^2 + epsilon), lr)      v <- momentum v - t g      x <- x - t g + momentum v
 *
 * L. Berrada, A. Zisserman & M. P. Kumar 2020, "Training neural networks for and by interpolation", arXiv:1906.05661,
 * algorithm 1; momentum as in the authors' code (oval-group/ali-g).
 *
 * A negative loss counts as 0.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { MOMENTUM, EPSILON };

static const dh_param params[] = {
    {.name = "momentum", .doc = "share of the old velocity that is kept (paper's experiments: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "epsilon", .doc = "added to the squared norm, delta in the paper (the authors' code: 1e-5)",
     .standard = 1e-5, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-2},
};

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, momentum = call->param[MOMENTUM];
    double square = 0;
    for (size_t i = 0; i < dim; i++)
        square += g[i] * g[i];
    const double length = fmin(fmax(call->loss, 0) / (square + call->param[EPSILON]), call->rate);
    for (size_t i = 0; i < dim; i++) {
        v[i] = momentum * v[i] - length * g[i];
        x[i] += momentum * v[i] - length * g[i];
    }
}

DH_OPTIMIZER(.name = "alig", .doc = "A Polyak step for losses that reach 0, with momentum; lr is the longest step",
             .source = "Berrada, Zisserman & Kumar 2020, arXiv:1906.05661", DH_PARAMS(params),
             .rate = 0.1, .rate_min = 1e-3, .rate_max = 10,
             .state_size = state_size, .step = step)
