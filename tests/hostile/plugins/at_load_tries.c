/* One forbidden thing, TRY, before anyone has asked for anything. */
#include "hostile.h"
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void begin(void)
{
    volatile int got = TRY;
    (void)got;
}

HOSTILE(NAME, "does what is forbidden when it is loaded", )
