#include "hostile.h"
#include <unistd.h>

HOSTILE("sleeps", "waits for a signal that nobody sends", for (;;) pause();)
