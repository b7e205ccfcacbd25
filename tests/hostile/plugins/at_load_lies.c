/* Writes a descriptor of its own making over what it shares with its slot before anyone has asked. */
#include "hostile.h"
#include "shared.h"

__attribute__((constructor)) static void begin(void)
{
    overwrite_shared(0xff);
}

HOSTILE("at_load_lies", "answers before it is asked", )
