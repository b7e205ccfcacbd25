/* NAdam: Adam with Nesterov's momentum, whose share mu grows from about half of beta1 to beta1. At the t-th step
 *
 *     mu_t = beta1 (1 - 0.96^(psi t) / 2),      psi = momentum_decay,      P_t = mu_1 mu_2 ... mu_t
 *     m <- beta1 m + (1 - beta1) g              v <- beta2 v + (1 - beta2) g^2
 *     x <- x - lr ((1 - mu_t) g / (1 - P_t) + mu_(t+1) m / (1 - P_(t+1))) / (sqrt(v / c2) + epsilon),  c2 = 1 - beta2^t
 *
 * T. Dozat 2016, "Incorporating Nesterov momentum into Adam", ICLR workshop,
 * openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ, algorithm 2.
 *
 * Settled as in PyTorch and Keras: m fades by the constant beta1, in the paper by mu_t; v / c2 is not multiplied by
 * beta2 as it is there. PyTorch 1.13 has two versions: the default one takes mu_t twice in P_(t+1), against its own
 * documentation (mended in pytorch/pytorch#92699); that with foreach=True is as above.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { BETA1, BETA2, EPSILON, MOMENTUM_DECAY };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (PyTorch: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (PyTorch: 0.999)",
     .standard = 0.999, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (PyTorch: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "momentum_decay", .doc = "psi: how soon mu grows from half of beta1 to beta1 (PyTorch and Dozat: 0.004)",
     .standard = 0.004, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

/* c2, 1 - the product of mu, then m [dim], v [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 2 * shape->dim;
}

static double mu(const double *param, double t)
{
    return param[BETA1] * (1 - 0.5 * dh_pow(0.96, t * param[MOMENTUM_DECAY]));
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double *g = call->gradient, rate = call->rate, t = (double)call->step + 1;
    const double mu_t = mu(call->param, t), mu_next = mu(call->param, t + 1);
    double *m = state + 2, *v = m + dim;

    const double c2 = state[0] = beta2 * state[0] + (1 - beta2); /* 1 - beta2^t as a moving average of ones */
    const double rest = state[1] = 1 - mu_t * (1 - state[1]); /* 1 - P_t, from 0 */
    const double of_g = (1 - mu_t) / rest, of_m = mu_next / (1 - (1 - rest) * mu_next);
    for (size_t i = 0; i < dim; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        x[i] -= rate * (of_g * g[i] + of_m * m[i]) / (sqrt(v[i] / c2) + epsilon);
    }
}

DH_OPTIMIZER(.name = "nadam", .doc = "Adam with Nesterov's momentum, which grows over the run",
             .source = "Dozat 2016, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ", DH_PARAMS(params),
             .rate = 0.002, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
