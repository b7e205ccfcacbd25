/* clang-format off: laid out as the plugins are */
/* An optimizer with one fault, so that the conformance suite is seen to fail. FAULT 0 has none. */
#include <downhill/optimizer.h>
#include <math.h>

static const dh_param params[] = {
    {.name = FAULT == 1 ? "Beta" : "beta", .doc = "share of the old velocity that is kept",
     .standard = FAULT == 2 ? 1 : 0.9, .min = 0, .max = 1, .flags = FAULT == 3 ? 0 : DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = FAULT == 4 ? 1.5 : 0.5, .search_max = 0.999},
};

static double hidden;

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    return shape->dim;
}

static void step(double *x, double *v, const dh_step *call)
{
    const size_t dim = call->shape->dim;
    const double beta = call->param[0];
    hidden += 1e-6;
    for (size_t i = 0; i < dim; i++) {
        v[i] = beta * v[i] + call->gradient[i];
        x[i] -= call->rate * v[i] / (FAULT == 3 ? 1 - beta : 1) * (FAULT == 5 ? 1 + hidden : FAULT == 6 ? -1 : 1);
    }
    if (FAULT == 7)
        x[dim] = 2.385;
    if (FAULT == 8)
        v[dim] = 2.385;
    if (FAULT == 9)
        ((double *)(uintptr_t)call->gradient)[0] = 2.385;
    if (FAULT == 10)
        x[0] += 1e-9;
    if (FAULT == 11)
        call->oracle->full(call->oracle, x, NULL);
    if (FAULT == 12)
        x[0] /= sqrt(call->gradient[0] * call->gradient[0]) / fabs(call->gradient[0]);
}

static void evaluation_point(double *out, const double *x, const double *state, const dh_step *call)
{
    for (size_t i = 0; i < call->shape->dim; i++)
        out[i] = FAULT == 13 ? state[i] : x[i];
    if (FAULT == 14)
        ((double *)(uintptr_t)state)[0] += 1;
    if (FAULT == 15)
        out[call->shape->dim] = 2.385;
}

DH_OPTIMIZER(.name = FAULT == 16 ? "sgd" : NAME, .doc = "Momentum with a fault", .source = FAULT == 17 ? "" : "nowhere",
             DH_PARAMS(params), .rate = FAULT == 18 ? 20 : 0.01, .rate_min = 1e-4, .rate_max = 0.1,
             .state_size = state_size, .step = step, .evaluation_point = evaluation_point)
