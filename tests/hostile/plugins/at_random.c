/* Steps that depend on when and where they are made. */
#include "hostile.h"
#include <time.h>

static double noise(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e-9 * (double)now.tv_nsec;
}

HOSTILE("at_random", "is another one each time", x[0] += 1e-3 * noise();)
