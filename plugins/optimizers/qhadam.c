/* QHAdam: Adam with a share of the plain gradient above, and of its plain square below:
 *
 *     m <- beta1 m + (1 - beta1) g      v <- beta2 v + (1 - beta2) g^2      c = 1 - beta^t at the t-th step
 *     x <- x - lr ((1 - nu1) g + nu1 m / c1) / (sqrt((1 - nu2) g^2 + nu2 v / c2) + epsilon)
 *
 * J. Ma & D. Yarats 2019, "Quasi-hyperbolic momentum and Adam for deep learning", arXiv:1810.06801, the section on
 * QHAdam, with its bias corrections, which the authors' code (facebookresearch/qhoptim) has too; epsilon outside the
 * root.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, NU1, NU2, EPSILON };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.995)",
     .standard = 0.995, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "nu1", .doc = "share of the mean gradient in the step (paper: 0.7)",
     .standard = 0.7, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0, .search_max = 1},
    {.name = "nu2", .doc = "share of the mean square in the divisor (paper: 1)",
     .standard = 1, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0.5, .search_max = 1},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (the authors' code: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

/* c1, c2, then m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 2 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double nu1 = call->param[NU1], nu2 = call->param[NU2], *g = call->gradient, rate = call->rate;
    double *m = state + 2, *v = m + dim;

    /* 1 - beta^t, as in adam.c */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    for (size_t i = 0; i < dim; i++) {
        const double square = g[i] * g[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * square;
        const double above = (1 - nu1) * g[i] + nu1 * (m[i] / c1), below = (1 - nu2) * square + nu2 * (v[i] / c2);
        x[i] -= rate * above / (sqrt(below) + epsilon);
    }
}

DH_OPTIMIZER(.name = "qhadam", .doc = "Adam mixed with the plain gradient and its plain square",
             .source = "Ma & Yarats 2019, arXiv:1810.06801", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
