/* Aggregated momentum: the mean of several heavy-ball velocities, each with a damping of its own:
 *
 *     v_k <- beta_k v_k + g      x <- x - lr / K sum_k v_k
 *
 * J. Lucas, S. Sun, R. Zemel & R. Grosse 2019, "Aggregated momentum: stability through passive damping",
 * arXiv:1804.00325, section 3; the velocities have the opposite sign there.
 */
#include <downhill/optimizer.h>

static const double standard[] = {0, 0.9, 0.99};

static const dh_param params[] = {
    {.name = "betas", .doc = "shares of the old velocities that are kept; empty: 0, 0.9, 0.99 (the paper's)",
     .standard = 0, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LIST},
};

static dh_list betas_of(const dh_list *list)
{
    return list->count ? *list : (dh_list){.at = standard, .count = sizeof standard / sizeof *standard};
}

/* A velocity [dim] for each beta. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return betas_of(list).count * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const dh_list betas = betas_of(call->list);
    const double *g = call->gradient, rate = call->rate / (double)betas.count;
    for (size_t k = 0; k < betas.count; k++) {
        const double beta = betas.at[k];
        double *v = state + k * dim;
        for (size_t i = 0; i < dim; i++) {
            v[i] = beta * v[i] + g[i];
            x[i] -= rate * v[i];
        }
    }
}

DH_OPTIMIZER(.name = "aggmo", .doc = "The mean of several velocities with different damping",
             .source = "Lucas, Sun, Zemel & Grosse 2019, arXiv:1804.00325", DH_PARAMS(params),
             .rate = 0.1, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
