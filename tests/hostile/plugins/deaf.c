/* Blocks what can be blocked, SIGALRM and SIGTERM too. */
#include "hostile.h"
#include <signal.h>

static void be_deaf(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (volatile unsigned i = 0;; i++)
        ;
}

HOSTILE("deaf", "blocks all signals and never returns", be_deaf();)
