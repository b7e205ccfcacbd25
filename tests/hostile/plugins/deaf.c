/* Blocks and ignores what can be blocked and ignored, SIGALRM and SIGTERM too. */
#include "hostile.h"
#include <signal.h>

static void be_deaf(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int i = 1; i < 65; i++)
        signal(i, SIG_IGN);
    for (volatile unsigned i = 0;; i++)
        ;
}

HOSTILE("deaf", "ignores all signals and never returns", be_deaf();)
