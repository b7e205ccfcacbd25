/* AdamW: Adam, and x shrinks on its own, out of reach of the root mean square:
 *
 *     x <- (1 - lr weight_decay) x
 *     m <- beta1 m + (1 - beta1) g          v <- beta2 v + (1 - beta2) g^2
 *     x <- x - lr (m / c1) / (sqrt(v / c2) + epsilon)          with c = 1 - beta^t at the t-th step
 *
 * I. Loshchilov & F. Hutter 2019, "Decoupled weight decay regularization", arXiv:1711.05101, algorithm 2.
 *
 * The decay is multiplied by lr, as in PyTorch; in the paper by the schedule's multiplier alone, so that its lambda is
 * the base rate times ours. g is the gradient before x shrinks. amsgrad as in adam.c: the largest uncorrected v over
 * the present c2.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY, AMSGRAD };
enum { NO, YES };

static const char *const answers[] = {"no", "yes", NULL};

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (paper: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "x shrinks by the factor 1 - lr times this (PyTorch: 0.01)",
     .standard = 0.01, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "amsgrad", .doc = "yes: divides by the largest root mean square so far (PyTorch: no)",
     .standard = NO, .min = NO, .max = YES, .scale = DH_CHOICE, .choices = answers},
};

/* c1, c2, then m [dim], v [dim], and with amsgrad the largest v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + (param[AMSGRAD] == YES ? 3 : 2) * shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, rate = call->rate, kept = 1 - rate * call->param[WEIGHT_DECAY];
    const int amsgrad = call->param[AMSGRAD] == YES;
    double *m = state + 2, *v = m + dim, *top = v + dim;

    /* 1 - beta^t as a moving average of ones. */
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    const double length = rate / c1, scale = 1 / sqrt(c2); /* once, so that a coordinate costs one division and one root */
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        double square = v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        if (amsgrad)
            square = top[i] = square < top[i] ? top[i] : square;
        x[i] = kept * x[i] - length * m[i] / (sqrt(square) * scale + epsilon);
    }
}

DH_OPTIMIZER(.name = "adamw", .doc = "Adam with decoupled weight decay",
             .source = "Loshchilov & Hutter 2019, arXiv:1711.05101", DH_PARAMS(params),
             .rate = 0.001, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
