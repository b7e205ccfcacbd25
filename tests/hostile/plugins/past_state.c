/* One number behind its state. */
#include <downhill/optimizer.h>

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    (void)shape, (void)param, (void)list;
    return COUNT;
}

static void step(double *x, double *state, const dh_step *call)
{
    volatile double *volatile beyond = state;
    if (call->step == 3)
        beyond[COUNT] = 2.385;
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i];
}

DH_OPTIMIZER(.name = NAME, .doc = "writes behind its state", .source = "tests/hostile", .rate = 0.01, .rate_min = 1e-4,
             .rate_max = 1, .step = step, .state_size = state_size)
