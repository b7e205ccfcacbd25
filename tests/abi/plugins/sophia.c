/* Sophia-H: momentum over a moving diagonal of the Hessian (Hutchinson's estimate), clipped coordinate by coordinate.
 * Exercises: oracle->hvp and the private random stream.
 *
 * H. Liu, Z. Li, D. Hall, P. Liang & T. Ma 2024, "Sophia: a scalable stochastic second-order optimizer", arXiv:2305.14342,
 * algorithms 1 (Hutchinson) and 3.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, GAMMA, PERIOD };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.96)",
     .standard = 0.96, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_ONE_MINUS_LOG,
     .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old Hessian diagonal that is kept (paper: 0.99)",
     .standard = 0.99, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_ONE_MINUS_LOG,
     .search_min = 0.9, .search_max = 0.999},
    {.name = "epsilon", .doc = "least curvature (paper: 1e-12)",
     .standard = 1e-12, .min = 1e-100, .max = 1, .scale = DH_LOG},
    {.name = "gamma", .doc = "scale of the curvature (paper: 0.01)",
     .standard = 0.01, .min = 1e-6, .max = 100, .scale = DH_LOG, .search_min = 1e-3, .search_max = 0.1},
    {.name = "period", .doc = "steps from one Hessian estimate to the next (paper: 10)",
     .standard = 10, .min = 1, .max = 0x1p53, .scale = DH_INTEGER},
};

/* Mean gradient, Hessian diagonal, random direction, Hessian times it: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 4 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *p = call->param;
    double *m = state, *h = m + dim, *u = h + dim, *hu = u + dim;
    if (call->step % (uint64_t)p[PERIOD] == 0) {
        for (size_t i = 0; i < dim; i++)
            u[i] = call->random->normal(call->random);
        call->oracle->hvp(call->oracle, x, u, hu);
        for (size_t i = 0; i < dim; i++)
            h[i] = p[BETA2] * h[i] + (1 - p[BETA2]) * (u[i] * hu[i]);
    }
    for (size_t i = 0; i < dim; i++) {
        m[i] = p[BETA1] * m[i] + (1 - p[BETA1]) * call->gradient[i];
        x[i] -= call->rate * fmax(-1, fmin(1, m[i] / fmax(p[GAMMA] * h[i], p[EPSILON])));
    }
}

DH_OPTIMIZER(.name = "sophia", .doc = "Momentum over a moving diagonal of the Hessian, clipped",
             .source = "Liu, Li, Hall, Liang & Ma 2024, arXiv:2305.14342", DH_PARAMS(params), .flags = DH_NEEDS_HVP,
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 0.1, .state_size = state_size, .step = step)
