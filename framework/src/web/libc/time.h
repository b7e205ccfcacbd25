/* A clock that stands still: what a run in the page costs in seconds says nothing. */
#ifndef DH_WEB_TIME_H
#define DH_WEB_TIME_H

struct timespec {
    long long tv_sec;
    long tv_nsec;
};

enum { CLOCK_MONOTONIC };

static inline int clock_gettime(int clock, struct timespec *now)
{
    (void)clock;
    *now = (struct timespec){0, 0};
    return 0;
}

#endif
