/* Averaged stochastic gradient descent with a falling rate, judged at the average. At the t-th step, t = 1, 2, ...
 *
 *     eta = lr / (1 + lambda lr (t - 1))^alpha
 *     x  <- (1 - lambda eta) x - eta (g + weight_decay x)
 *     ax <- x while t <= t0 + 2,      ax <- ax + (x - ax) / (t - 1 - t0) after
 *
 * B. T. Polyak & A. B. Juditsky 1992, "Acceleration of stochastic approximation by averaging", doi:10.1137/0330046;
 * the rates and their lambda: W. Xu 2011, "Towards optimal one pass large scale learning with averaged stochastic
 * gradient descent", arXiv:1107.2490, and L. Bottou's program asgd; in this form PyTorch's ASGD.
 *
 * Settled as in PyTorch: with t0 = 0 the mean begins with the second iterate, not with the first. lambda and
 * weight_decay are both L2 penalties, but lambda also slows the rate down; the paper has neither. Unlike PyTorch, whose
 * eta is that of the step before, a schedule takes effect at once; at a constant rate there is no difference.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { LAMBDA, ALPHA, T0, WEIGHT_DECAY };

static const dh_param params[] = {
    {.name = "lambda", .doc = "L2 penalty that also sets how soon the rate falls (PyTorch: 1e-4)",
     .standard = 1e-4, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-1},
    {.name = "alpha", .doc = "power by which the rate falls (PyTorch: 0.75; Polyak & Juditsky: between 1/2 and 1)",
     .standard = 0.75, .min = 0, .max = 1, .scale = DH_LINEAR, .search_min = 0.5, .search_max = 1},
    {.name = "t0", .doc = "steps before averaging; until then it is judged at x (PyTorch: 1e6)",
     .standard = 1e6, .min = 0, .max = 0x1p53, .scale = DH_INTEGER},
    {.name = "weight_decay", .doc = "L2 penalty: this times x is added to the gradient (PyTorch: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-6, .search_max = 1e-2},
};

/* Steps done, then ax [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const double *g = call->gradient, *param = call->param, rate = call->rate, done = state[0]++;
    const double eta = rate / dh_pow(1 + param[LAMBDA] * rate * done, param[ALPHA]);
    const double kept = 1 - param[LAMBDA] * eta, decay = param[WEIGHT_DECAY], count = done - param[T0];
    double *ax = state + 1;
    for (size_t i = 0; i < call->shape->dim; i++) {
        x[i] = kept * x[i] - eta * (g[i] + decay * x[i]);
        ax[i] = count > 1 ? ax[i] + (x[i] - ax[i]) / count : x[i];
    }
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    memcpy(out, state[0] > 0 ? state + 1 : x, call->shape->dim * sizeof *out);
}

DH_OPTIMIZER(.name = "asgd", .doc = "Stochastic gradient descent with a falling rate, judged at a late mean of x",
             .source = "Polyak & Juditsky 1992, doi:10.1137/0330046", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
