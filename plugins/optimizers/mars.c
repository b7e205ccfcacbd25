/* MARS-AdamW: AdamW on a gradient whose variance is reduced by the change since the step before:
 *
 *     c = g + gamma beta1 / (1 - beta1) (g - h)      c <- c / max(|c|, 1)
 *     m <- beta1 m + (1 - beta1) c      v <- beta2 v + (1 - beta2) c^2      k = 1 - beta^t at the t-th step
 *     x <- x - lr ((m / k1) / (sqrt(v / k2) + epsilon) + weight_decay x)
 *
 * approximate: h is the gradient of the step before, on its own batch; exact: the gradient at the point of the step
 * before, on this step's batch, which costs another evaluation. In the first step h = g.
 *
 * H. Yuan, Y. Liu, S. Wu, X. Zhou & Q. Gu 2024, "MARS: unleashing the power of variance reduction for training large
 * models", arXiv:2411.10438, the algorithm MARS-AdamW.
 *
 * The norm is that of all of c, as in the paper; the authors' code (AGI-Arena/MARS) clips each tensor apart, and has
 * h = 0 in the first step, where the paper starts from x_0 = x_1.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA1, BETA2, GAMMA, EPSILON, WEIGHT_DECAY, FORM };
enum { APPROXIMATE, EXACT };

static const char *const forms[] = {"approximate", "exact", NULL};

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square that is kept (paper: 0.99)",
     .standard = 0.99, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "gamma", .doc = "scale of the correction (paper: 0.025)",
     .standard = 0.025, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-3, .search_max = 1},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (paper: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "share of x taken away each step, times lr: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "form", .doc = "approximate: compare with the last gradient; exact: this batch at the last point",
     .standard = APPROXIMATE, .min = APPROXIMATE, .max = EXACT, .scale = DH_CHOICE, .choices = forms},
};

/* k1, k2, then m [dim], v [dim], c [dim], gradient or point of the step before [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 2 + 4 * shape->dim;
}

/* c before clipping; `last` becomes that of this step. Returns |c|. */
static double correct(double *c, double *last, const double *x, int first, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], gain = call->param[GAMMA] * beta1 / (1 - beta1);
    const double *g = call->gradient, *now = call->param[FORM] == EXACT ? x : g;
    double square = 0;
    if (first)
        memcpy(c, g, dim * sizeof *c);
    else if (now == g)
        memcpy(c, last, dim * sizeof *c);
    else
        call->oracle->batch(call->oracle, last, c);
    memcpy(last, now, dim * sizeof *last);
    for (size_t i = 0; i < dim; i++) {
        c[i] = g[i] + gain * (g[i] - c[i]);
        square += c[i] * c[i];
    }
    return sqrt(square);
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta1 = call->param[BETA1], beta2 = call->param[BETA2], epsilon = call->param[EPSILON];
    const double decay = call->param[WEIGHT_DECAY], rate = call->rate;
    double *m = state + 2, *v = m + dim, *c = v + dim, *last = c + dim;
    const double length = fmax(correct(c, last, x, state[0] == 0, call), 1);

    /* 1 - beta^t, as in adam.c */
    const double k1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double k2 = state[1] = beta2 * state[1] + (1 - beta2);
    for (size_t i = 0; i < dim; i++) {
        const double clipped = c[i] / length;
        m[i] = beta1 * m[i] + (1 - beta1) * clipped;
        v[i] = beta2 * v[i] + (1 - beta2) * (clipped * clipped);
        x[i] -= rate * ((m[i] / k1) / (sqrt(v[i] / k2) + epsilon) + decay * x[i]);
    }
}

DH_OPTIMIZER(.name = "mars", .doc = "AdamW on a gradient corrected by its change since the step before",
             .source = "Yuan et al. 2024, arXiv:2411.10438", DH_PARAMS(params),
             .rate = 0.003, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
