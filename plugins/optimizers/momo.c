/* MoMo: the longest step, up to lr, that a model of the loss from averaged past gradients allows:
 *
 *     f <- beta f + (1 - beta) f_B(x)      d <- beta d + (1 - beta) g      q <- beta q + (1 - beta) <g, x>
 *     t = min(lr / k, ((1 + lr wd) (f - q - k lower_bound) + <d, x>)+ / |d|^2)
 *     x <- (x - t d) / (1 + lr wd)
 *
 * with k = 1 - beta^t at the t-th step and averages from 0 when bias_correction is on; else k = 1 and the averages begin
 * with their first value.
 *
 * F. Schaipp, R. Ohana, M. Eickenberg, A. Defazio & R. M. Gower 2023, "MoMo: momentum models for adaptive learning
 * rates", arXiv:2305.07583, algorithm 1.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA, LOWER_BOUND, BIAS_CORRECTION, WEIGHT_DECAY };
enum { OFF, ON };

static const char *const answers[] = {"off", "on", NULL};

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old averages that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "lower_bound", .doc = "lower bound of the loss, f_* in the paper (paper: 0)",
     .standard = 0, .min = -DH_NO_LIMIT, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "bias_correction", .doc = "on: averages start from 0 and are corrected (the authors' code: off)",
     .standard = OFF, .min = OFF, .max = ON, .scale = DH_CHOICE, .choices = answers},
    {.name = "weight_decay", .doc = "share of x taken away each step, times lr, by a proximal step (paper: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

/* 1 after the first step, f, q, then d [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 3 + shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const int corrected = call->param[BIAS_CORRECTION] == ON;
    const double *g = call->gradient, rate = call->rate, shrink = 1 + rate * call->param[WEIGHT_DECAY];
    const double beta = corrected || state[0] > 0 ? call->param[BETA] : 0;
    const double k = corrected ? 1 - dh_pow(beta, (double)call->step + 1) : 1;
    double *f = state + 1, *q = state + 2, *d = state + 3, gx = 0, dx = 0, square = 0;
    state[0] = 1;
    for (size_t i = 0; i < dim; i++) {
        d[i] = beta * d[i] + (1 - beta) * g[i];
        gx += g[i] * x[i];
        dx += d[i] * x[i];
        square += d[i] * d[i];
    }
    *f = beta * *f + (1 - beta) * call->loss;
    *q = beta * *q + (1 - beta) * gx;
    const double room = fmax(shrink * (*f - *q - k * call->param[LOWER_BOUND]) + dx, 0);
    const double length = square > 0 ? fmin(rate / k, room / square) : 0;
    for (size_t i = 0; i < dim; i++)
        x[i] = (x[i] - length * d[i]) / shrink;
}

DH_OPTIMIZER(.name = "momo", .doc = "Momentum with the step that a model of the loss allows; lr is the longest step",
             .source = "Schaipp et al. 2023, arXiv:2305.07583", DH_PARAMS(params),
             .rate = 1, .rate_min = 1e-2, .rate_max = 100,
             .state_size = state_size, .step = step)
