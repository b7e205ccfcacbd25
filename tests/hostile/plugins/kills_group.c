#include "hostile.h"
#include <signal.h>

HOSTILE("kills_group", "kills its process group", kill(0, SIGKILL);)
