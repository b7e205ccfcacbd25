/* RAdam: Adam whose step is scaled down while few squares have been seen, and that is plain momentum while there are
 * too few to have a variance. At the t-th step, with c = 1 - beta^t
 *
 *     m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
 *     rho = rho_inf - 2 t beta2^t / c2      rho_inf = 2 / (1 - beta2) - 1
 *     rho > 5:   x <- x - lr r (m / c1) sqrt(c2) / (sqrt(v) + epsilon)
 *                r = sqrt((rho - 4) (rho - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho))
 *     otherwise: x <- x - lr m / c1
 *
 * L. Liu et al. 2020, "On the variance of the adaptive learning rate and beyond", arXiv:1908.03265, algorithm 2.
 *
 * Settled as in PyTorch and the authors' code: the threshold is 5, the paper's 4. epsilon, of which the paper has none,
 * is added to sqrt(v) before the correction c2; Adam adds it after. (PyTorch 1.13 with foreach=True leaves it out.)
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, EPSILON };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, before its correction, against division by 0 (PyTorch: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

/* m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 * shape->dim;
}

static void step(double *x, double *m, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, t = (double)call->step + 1, fading = dh_pow(beta2, t);
    const double c1 = 1 - dh_pow(beta1, t), c2 = 1 - fading;
    const double full = 2 / (1 - beta2) - 1, rho = full - 2 * t * fading / c2;
    const int known = rho > 5;
    const double r = known ? sqrt((rho - 4) * (rho - 2) * full / ((full - 4) * (full - 2) * rho)) * sqrt(c2) : 1;
    const double rate = call->rate * r / c1;
    double *v = m + dim;
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        x[i] -= rate * m[i] / (known ? sqrt(v[i]) + epsilon : 1);
    }
}

DH_OPTIMIZER(.name = "radam", .doc = "Adam that begins as momentum and is scaled by what is known of its variance",
             .source = "Liu et al. 2020, arXiv:1908.03265", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
