/* COCOB-Backprop: each coordinate bets on the sign of its gradient with the money it has won. No rate.
 *
 *     L <- max(L, |g|)      G <- G + |g|      reward <- max(reward - (x - x_0) g, 0)      theta <- theta - g
 *     x <- x_0 + theta / (L max(G + L, alpha L)) (L + reward)
 *
 * F. Orabona & T. Tommasi 2017, "Training deep networks without learning rates through coin betting",
 * arXiv:1705.07795, algorithm 2. L begins at epsilon, so that a gradient of 0 moves nothing.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { ALPHA, EPSILON };

static const dh_param params[] = {
    {.name = "alpha", .doc = "holds the first bets back: the denominator is at least alpha L^2 (paper: 100)",
     .standard = 100, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 10, .search_max = 1000},
    {.name = "epsilon", .doc = "first value of L (public implementations: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

/* 1 after the first step; x_0, L, G, reward, theta: [dim] each. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + 5 * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, alpha = call->param[ALPHA];
    double *first = state + 1, *L = first + dim, *G = L + dim, *reward = G + dim, *theta = reward + dim;
    if (state[0] == 0) {
        state[0] = 1;
        memcpy(first, x, dim * sizeof *x);
        for (size_t i = 0; i < dim; i++)
            L[i] = call->param[EPSILON];
    }
    for (size_t i = 0; i < dim; i++) {
        L[i] = fmax(L[i], fabs(g[i]));
        G[i] += fabs(g[i]);
        reward[i] = fmax(reward[i] - (x[i] - first[i]) * g[i], 0);
        theta[i] -= g[i];
        x[i] = first[i] + theta[i] / (L[i] * fmax(G[i] + L[i], alpha * L[i])) * (L[i] + reward[i]);
    }
}

DH_OPTIMIZER(.name = "cocob", .doc = "Coin betting in each coordinate: no rate",
             .source = "Orabona & Tommasi 2017, arXiv:1705.07795", DH_PARAMS(params), .flags = DH_IGNORES_RATE,
             .rate = 1, .rate_min = 1, .rate_max = 1, .state_size = state_size, .step = step)
