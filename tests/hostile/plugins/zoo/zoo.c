/* Plain gradient descent with one fault, of which the parameters say which and when. Built twice: with JUDGED it has
 * an evaluation point, and so is asked at other moments. */
#include "zoo.h"

ZOO_TABLES

enum { FAULT_PARAM, WHEN_PARAM };
enum { INIT, STEP, JUDGE };
enum { SHORT = 3, WHOLE = 512 }; /* doubles of state: some of its last 64 bytes, and all of them */

static const char *const moments[] = {"init", "step", "judge", NULL};
static const dh_param params[] = {
    ZOO_PARAM,
    {"when", "init: asked for the size of its state, step: the fourth step, judge: asked for its point", STEP, 0, 0,
     DH_CHOICE, 0, 0, 0, moments},
};

static void act(const double *param, int moment, const zoo_place *at)
{
    if ((int)param[WHEN_PARAM] == moment)
        zoo_acts[(int)param[FAULT_PARAM]](at);
}

size_t zoo_state_size(const zoo_place *at)
{
    return zoo_acts[(int)at->call->param[FAULT_PARAM]] == zoo_past_state ? WHOLE : SHORT;
}

static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    (void)shape, (void)list;
    const dh_step call = {.size = sizeof call, .param = param};
    act(param, INIT, &(zoo_place){.call = &call});
    return zoo_state_size(&(zoo_place){.call = &call});
}

static void step(double *x, double *state, const dh_step *call)
{
    const double nothing = 0 * state[0]; /* what was done to the state shows */
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i] + nothing;
    if (call->step == 3)
        act(call->param, STEP, &(zoo_place){x, state, call, 0});
}

#ifdef JUDGED
static void point(double *out, const double *x, const double *state, const dh_step *call)
{
    for (size_t i = 0; i < call->shape->dim; i++)
        out[i] = x[i];
    if (call->step == 3)
        act(call->param, JUDGE, &(zoo_place){(double *)(uintptr_t)x, (double *)(uintptr_t)state, call, 0});
}
#define NAME "zoo_judged"
#else
#define point NULL
#define NAME "zoo"
#endif

DH_OPTIMIZER(.name = NAME, .doc = "gradient descent with a fault", .source = "tests/hostile", .rate = 0.01,
             .rate_min = 1e-4, .rate_max = 1, .state_size = state_size, .step = step, .evaluation_point = point,
             DH_PARAMS(params))
