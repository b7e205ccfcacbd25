/* Writes one number behind memory of its own: the run survives it. */
#include "hostile.h"
#include <stdlib.h>

static void spoil(void)
{
    volatile double *volatile own = malloc(4 * sizeof *own);
    if (own)
        own[4] = 2.385;
    free((void *)own);
}

HOSTILE("spoils_heap", "writes behind its own memory", spoil();)
