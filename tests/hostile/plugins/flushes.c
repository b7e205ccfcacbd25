/* What a plugin linked with -Ofast does when it is loaded: subnormal numbers are 0 from now on. */
#include <downhill/optimizer.h>
#include <xmmintrin.h>

__attribute__((constructor)) static void flush_to_zero(void)
{
    _mm_setcsr(_mm_getcsr() | 0x8040);
}

static void step(double *x, double *state, const dh_step *call)
{
    (void)state;
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i];
}

DH_OPTIMIZER(.name = "flushes", .doc = "flushes subnormal numbers to 0", .source = "tests/hostile", .rate = 0.01,
             .rate_min = 1e-4, .rate_max = 1, .step = step)
