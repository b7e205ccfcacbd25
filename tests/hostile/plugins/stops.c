#include "hostile.h"
#include <signal.h>

HOSTILE("stops", "stops its process", raise(SIGSTOP);)
