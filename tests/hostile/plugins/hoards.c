/* Takes memory until there is none, and then uses what it was not given. */
#include "hostile.h"
#include <stdlib.h>
#include <string.h>

static void hoard(void)
{
    enum { PIECE = 16 << 20 };
    for (;;)
        memset(malloc(PIECE), 1, PIECE);
}

HOSTILE("hoards", "takes all memory", hoard();)
