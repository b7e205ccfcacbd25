/* Nesterov's accelerated gradient with a backtracking step length (FISTA without a proximal part):
 *
 *     x_k = y - s g(y),   s <- s / grow as often as f(x_k) > f(y) - s/2 |g(y)|^2
 *     t' = (1 + sqrt(1 + 4 t^2)) / 2,     y <- x_k + (t - 1) / t' (x_k - x_{k-1}),     t <- t'
 *
 * A. Beck & M. Teboulle 2009, "A fast iterative shrinkage-thresholding algorithm for linear inverse problems",
 * doi:10.1137/080716542, "FISTA with backtracking" (section 4) with g = 0, where Q_L's bound reads as above; s = 1 / L.
 *
 * Here x holds the extrapolated point y; the method is judged at the iterate x_k. s starts from lr = 1 / L_0, never
 * grows, and never exceeds lr. A step that finds no s in 100 trials moves nothing. At |g| <= gtol |g_0| nothing moves,
 * so that no step is decided by rounding.
 */
#include "vector.h"

#include <downhill/optimizer.h>

enum { GROW, GTOL };
enum { TRIES = 100 };

static const dh_param params[] = {
    {.name = "grow", .doc = "factor by which L grows, eta in the paper, which names no value (TFOCS and others: 2)",
     .standard = 2, .min = 1, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1.1, .search_max = 4},
    {.name = "gtol", .doc = "the method rests where the gradient's norm is below this share of the first one (ours)",
     .standard = 1e-10, .min = 0, .max = 1, .flags = DH_OPEN_MAX, .scale = DH_LOG},
};

/* t (0: nothing has moved yet), s, |g_0|; then the iterate and the trial [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + 2 * shape->dim;
}

static void step(double *y, double *state, const dh_step *call)
{
    const size_t n = call->shape->dim;
    const double *g = call->gradient;
    double *t = state, *last = state + 1, *first = state + 2, *x = state + 3, *trial = x + n;
    if (call->rate == 0)
        return;
    const double size = norm(g, n);
    if (*t == 0) {
        memcpy(x, y, n * sizeof *x);
        *first = size;
        *last = call->rate;
    }
    if (size <= call->param[GTOL] * *first)
        return;

    double s = fmin(*last, call->rate);
    int found = 0;
    for (int k = 0; k < TRIES && !found; k++) {
        s /= k ? call->param[GROW] : 1;
        for (size_t i = 0; i < n; i++)
            trial[i] = y[i] - s * g[i];
        found = call->oracle->batch(call->oracle, trial, NULL) <= call->loss - s / 2 * (size * size);
    }
    if (!found)
        return;
    const double now = *t > 0 ? *t : 1, next = (1 + sqrt(1 + 4 * now * now)) / 2, ahead = (now - 1) / next;
    for (size_t i = 0; i < n; i++) {
        y[i] = trial[i] + ahead * (trial[i] - x[i]);
        x[i] = trial[i];
    }
    *t = next;
    *last = s;
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    memcpy(out, state[0] > 0 ? state + 3 : x, call->shape->dim * sizeof *out);
}

DH_OPTIMIZER(.name = "fista",
             .doc = "Accelerated gradient, its step length found by backtracking; lr is the longest step",
             .source = "Beck & Teboulle 2009, doi:10.1137/080716542", DH_PARAMS(params),
             .flags = DH_NEEDS_FULL_BATCH, .rate = 1, .rate_min = 1e-2, .rate_max = 100,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
