/* MADGRAD: dual averaging with a cube root where AdaGrad has a square root, and momentum by averaging the iterates:
 *
 *     l = lr sqrt(t) at the t-th step      g <- g + weight_decay x
 *     s <- s + l g      v <- v + l g^2      z = x_0 - s / (cbrt(v) + epsilon)
 *     x <- momentum x + (1 - momentum) z
 *
 * A. Defazio & S. Jelassi 2021, "Adaptivity without compromise: a momentumized, adaptive, dual averaged gradient method
 * for stochastic optimization", arXiv:2101.11075, algorithm 1; c in the paper is 1 - momentum, as in the authors' code
 * (facebookresearch/madgrad).
 *
 * Weight decay is an L2 penalty here, the code's default. That code also adds epsilon to lr, unless lr is 0; the paper
 * does not, nor does this file.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { MOMENTUM, EPSILON, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "momentum", .doc = "share of the old x that is kept, 1 - c in the paper (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "epsilon", .doc = "added to the cube root, against division by 0 (the authors' code: 1e-6)",
     .standard = 1e-6, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "L2 penalty: this times x is added to the gradient (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-2},
};

/* Steps done, then x_0 [dim], s [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 3 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double momentum = call->param[MOMENTUM], epsilon = call->param[EPSILON], decay = call->param[WEIGHT_DECAY];
    const double *g = call->gradient;
    double *start = state + 1, *s = start + dim, *v = s + dim;
    if (state[0] == 0)
        memcpy(start, x, dim * sizeof *x);
    const double t = state[0] += 1, l = call->rate * sqrt(t);
    for (size_t i = 0; i < dim; i++) {
        const double slope = g[i] + decay * x[i];
        s[i] += l * slope;
        v[i] += l * (slope * slope);
        const double z = start[i] - s[i] / (dh_pow(v[i], 1. / 3) + epsilon);
        x[i] += (1 - momentum) * (z - x[i]);
    }
}

DH_OPTIMIZER(.name = "madgrad", .doc = "Dual averaging with a cube root, momentum by averaging the iterates",
             .source = "Defazio & Jelassi 2021, arXiv:2101.11075", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
