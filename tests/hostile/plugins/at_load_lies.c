/* Writes an answer of its own making over what it shares with its slot before anyone has asked. */
#include "hostile.h"
#include "shared.h"

enum { TOLD = 16 }; /* where in its page the text lies that a stopped process leaves: the address of the rest */

static int is_told(uintptr_t value)
{
    return value % 4096 == TOLD;
}

__attribute__((constructor)) static void begin(void)
{
    uintptr_t told = find_shared(is_told);
    if (told)
        memset((void *)(told - TOLD), 0xff, 1 << 20);
}

HOSTILE("at_load_lies", "answers before it is asked", )
