#include "hostile.h"
#include <stdlib.h>

__attribute__((constructor)) static void begin(void)
{
    abort();
}

HOSTILE("at_load_crashes", "aborts when it is loaded", )
