/* RMSprop: the gradient divided by a moving root mean square of itself:
 *
 *     v <- beta v + (1 - beta) g^2      d = sqrt(v) + epsilon      x <- x - lr g / d
 *
 * centered:     m <- beta m + (1 - beta) g      d = sqrt(v - m^2) + epsilon
 * momentum > 0: b <- momentum b + g / d         x <- x - lr b
 *
 * T. Tieleman & G. Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5, slide 29. Centered, with momentum:
 * A. Graves 2013, "Generating sequences with recurrent neural networks", arXiv:1308.0850, eqs (38) to (41).
 *
 * Settled as in PyTorch: epsilon outside the root (Graves and TensorFlow 1: inside), lr outside the buffer b (Graves:
 * inside), v and m start from 0 (TensorFlow 1: v from 1), no bias correction. Ours alone: v - m^2 counts as 2^-52 v at
 * least, below which it is rounding; PyTorch takes the root of a negative number there.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA, EPSILON, CENTERED, MOMENTUM };
enum { NO, YES };

static const char *const answers[] = {"no", "yes", NULL};

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old mean square that is kept (the lecture's 0.9; PyTorch's alpha is 0.99)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (PyTorch: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "centered", .doc = "yes: divides by the standard deviation, not the root mean square (PyTorch: no)",
     .standard = NO, .min = NO, .max = YES, .scale = DH_CHOICE, .choices = answers},
    {.name = "momentum", .doc = "share of the old move that is kept (PyTorch: 0; Graves: 0.9)",
     .standard = 0, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
};

/* v [dim], m [dim] when centered, b [dim] with momentum. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim * (1 + (param[CENTERED] == YES) + (param[MOMENTUM] > 0));
}

static void step(double *x, double *v, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double *g = call->gradient, rate = call->rate, momentum = call->param[MOMENTUM];
    const double beta = call->param[BETA], epsilon = call->param[EPSILON];
    const int centered = call->param[CENTERED] == YES;
    double *m = v + dim, *b = centered ? m + dim : m;
    for (size_t i = 0; i < dim; i++) {
        double square = v[i] = beta * v[i] + (1 - beta) * (g[i] * g[i]);
        if (centered) {
            m[i] = beta * m[i] + (1 - beta) * g[i];
            square = v[i] - m[i] * m[i] < 0x1p-52 * v[i] ? 0x1p-52 * v[i] : v[i] - m[i] * m[i];
        }
        if (momentum > 0) {
            b[i] = momentum * b[i] + g[i] / (sqrt(square) + epsilon);
            x[i] -= rate * b[i];
        } else {
            x[i] -= rate * g[i] / (sqrt(square) + epsilon);
        }
    }
}

DH_OPTIMIZER(.name = "rmsprop", .doc = "The gradient divided by a moving root mean square of itself",
             .source = "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5", DH_PARAMS(params),
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
