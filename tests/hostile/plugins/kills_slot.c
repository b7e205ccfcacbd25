#include "hostile.h"
#include <signal.h>
#include <unistd.h>

HOSTILE("kills_slot", "kills the process that started it", kill(getppid(), SIGKILL); pause();)
