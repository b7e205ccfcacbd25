/* Lookahead: slow weights that go a share of the way that another optimizer went in k steps.
 *
 *     k steps of the inner optimizer on x, then      slow <- slow + alpha (x - slow)      x <- slow
 *
 * Judged at the slow weights. The inner optimizer's state is kept (the paper's default; its appendix has others).
 *
 * M. Zhang, J. Lucas, G. Hinton & J. Ba 2019, "Lookahead optimizer: k steps forward, 1 step back", arXiv:1907.08610,
 * algorithm 1.
 */
#include <downhill/optimizer.h>

enum { ALPHA, K };

static const dh_param params[] = {
    {.name = "alpha", .doc = "share of the way that the slow weights go (paper: 0.5)",
     .standard = 0.5, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_LINEAR, .search_min = 0.2, .search_max = 0.8},
    {.name = "k", .doc = "inner steps between two of the slow weights (paper: 5)",
     .standard = 5, .min = 1, .max = 0x1p53, .scale = DH_INTEGER, .search_min = 2, .search_max = 20},
};

/* 1 after the first step, then the slow weights [dim]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return 1 + shape->dim;
}

static void step(double *x, double *state, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    double *slow = state + 1;
    if (state[0] == 0) {
        state[0] = 1;
        memcpy(slow, x, dim * sizeof *x);
    }
    call->inner->step(call->inner, x, call);
    if ((call->step + 1) % (uint64_t)call->param[K])
        return;
    const double alpha = call->param[ALPHA];
    for (size_t i = 0; i < dim; i++) /* alpha = 1: x itself, to the bit */
        x[i] = slow[i] = (1 - alpha) * slow[i] + alpha * x[i];
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    memcpy(out, state[0] > 0 ? state + 1 : x, call->shape->dim * sizeof *out);
}

DH_OPTIMIZER(.name = "lookahead", .doc = "Slow weights that follow another optimizer part of its way",
             .source = "Zhang, Lucas, Hinton & Ba 2019, arXiv:1907.08610", DH_PARAMS(params), .flags = DH_WRAPS,
             .rate = 0.1, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
