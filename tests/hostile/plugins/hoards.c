/* Takes memory until there is none, and then uses what it was not given. */
#include "hostile.h"
#include <stdlib.h>
#include <string.h>

static void hoard(void)
{
    enum { PIECE = 16 << 20 };
    for (;;) {
        void *volatile piece = malloc(PIECE); /* volatile: a compiler may leave out memory that nobody looks at */
        memset(piece, 1, PIECE);
    }
}

HOSTILE("hoards", "takes all memory", hoard();)
