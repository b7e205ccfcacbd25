/* DoWG, distance over weighted gradients: no rate to tune.
 *
 *     r <- max(r, |x - x_0|)      v <- v + r^2 |g|^2      x <- x - lr r^2 / sqrt(v) g
 *
 * with r = initial in the first step.
 *
 * A. Khaled, K. Mishchenko & C. Jin 2023, "DoWG unleashed: an efficient universal parameter-free gradient descent
 * method", arXiv:2305.16284, algorithm 1, judged at the last iterate; the authors' code (rka97/dowg) adds 1e-4 to the
 * root. lr is 1 in the paper. While v is 0, x stays.
 */
#include <downhill/optimizer.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "initial", .doc = "first distance, r_epsilon in the paper (ours; the authors' code: 1e-2, as r^2 = 1e-4)",
     .standard = 1e-4, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-8, .search_max = 1e-1},
};

/* 1 after the first step, r, v, then x_0 [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient;
    double *r = state + 1, *v = state + 2, *first = state + 3, square = 0, away = 0;
    if (state[0] == 0) {
        state[0] = 1;
        *r = call->param[0];
        memcpy(first, x, dim * sizeof *x);
    }
    for (size_t i = 0; i < dim; i++) {
        square += g[i] * g[i];
        away += (x[i] - first[i]) * (x[i] - first[i]);
    }
    *r = fmax(*r, sqrt(away));
    *v += *r * *r * square;
    const double length = *v > 0 ? call->rate * (*r * *r / sqrt(*v)) : 0;
    for (size_t i = 0; i < dim; i++)
        x[i] -= length * g[i];
}

DH_OPTIMIZER(.name = "dowg", .doc = "Gradient descent with distance over weighted gradients: nothing to tune",
             .source = "Khaled, Mishchenko & Jin 2023, arXiv:2305.16284", DH_PARAMS(params),
             .rate = 1, .rate_min = 0.1, .rate_max = 10,
             .state_size = state_size, .step = step)
