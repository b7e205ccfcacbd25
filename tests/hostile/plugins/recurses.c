#include "hostile.h"

static int (*volatile again)(volatile char *, int);

static int deeper(volatile char *above, int depth)
{
    volatile char frame[4096];
    frame[0] = above[0];
    return again(frame, depth + 1) + frame[0];
}

static int overflow(double first)
{
    volatile char frame[1] = {(char)first};
    again = deeper;
    return deeper(frame, 0);
}

HOSTILE("recurses", "overflows the stack", x[0] = overflow(x[0]);)
