/* Stochastic variance-reduced gradient: the batch gradient corrected by what the same batch says at a snapshot s,
 * where the full gradient is known:
 *
 *     every `period` steps:  s <- x,  mu <- full gradient at s
 *     x <- x - lr (g(x) - g(s) + mu)
 *
 * R. Johnson & T. Zhang 2013, "Accelerating stochastic gradient descent using predictive variance reduction", NIPS
 * 26, figure 1, option I (the next snapshot is the last iterate).
 */
#include <downhill/optimizer.h>

static const dh_param params[] = {
    {.name = "period", .doc = "steps between snapshots, m in the paper; 0: one epoch (the paper takes 2 for convex f)",
     .standard = 0, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
};

/* Snapshot, full gradient there, batch gradient there: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const uint64_t asked = (uint64_t)call->param[0], period = asked ? asked : call->shape->steps_per_epoch;
    const double *g = call->gradient, rate = call->rate;
    double *snapshot = state, *mu = state + dim, *there = mu + dim;
    if (call->step % period == 0) {
        memcpy(snapshot, x, dim * sizeof *x);
        call->oracle->full(call->oracle, snapshot, mu);
    }
    call->oracle->batch(call->oracle, snapshot, there);
    for (size_t i = 0; i < dim; i++)
        x[i] -= rate * (g[i] - there[i] + mu[i]);
}

DH_OPTIMIZER(.name = "svrg", .doc = "Stochastic gradient, its variance reduced by full gradients at snapshots",
             .source = "Johnson & Zhang 2013, papers.nips.cc/paper/4937", DH_PARAMS(params),
             .flags = DH_NEEDS_FULL, .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
