/* Monotonic time. */
#ifndef DH_BASE_CLOCK_H
#define DH_BASE_CLOCK_H

#include <time.h>

/* Seconds since an arbitrary moment; never goes back. */
static inline double dh_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
