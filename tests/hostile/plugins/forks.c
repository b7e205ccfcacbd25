/* Leaves processes behind: one that sleeps, and one in a session of its own that keeps writing into the run's shared
 * memory. */
#include "hostile.h"
#include "shared.h"
#include <unistd.h>

static void leave_children(void)
{
    if (!fork())
        for (;;)
            pause();
    if (!fork()) {
        setsid();
        for (;;)
            overwrite_shared(0x5a);
    }
}

HOSTILE("forks", "leaves processes behind", leave_children();)
