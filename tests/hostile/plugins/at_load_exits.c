#include "hostile.h"
#include <stdlib.h>

__attribute__((constructor)) static void begin(void)
{
    exit(0);
}

HOSTILE("at_load_exits", "leaves when it is loaded", )
