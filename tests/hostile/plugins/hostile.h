/* Optimizers that behave for three steps of plain gradient descent, and then do not:
 *     HOSTILE("aborts", "calls abort", abort();) */
#include <downhill/optimizer.h>

#define HOSTILE(NAME, DOC, ...)                                     \
    static void step(double *x, double *state, const dh_step *call) \
    {                                                               \
        (void)state;                                                \
        if (call->step == 3) {                                      \
            __VA_ARGS__                                             \
        }                                                           \
        for (size_t i = 0; i < call->shape->dim; i++)               \
            x[i] -= call->rate * call->gradient[i];                 \
    }                                                               \
    PLAIN(NAME, DOC)

#define PLAIN(NAME, DOC)                                                                                             \
    DH_OPTIMIZER(.name = NAME, .doc = DOC, .source = "tests/hostile", .rate = 0.01, .rate_min = 1e-4, .rate_max = 1, \
                 .step = step)
