#include "hostile.h"

__attribute__((constructor)) static void begin(void)
{
    for (volatile unsigned i = 0;; i++)
        ;
}

HOSTILE("at_load_loops", "hangs when it is loaded", )
