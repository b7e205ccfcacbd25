#include "hostile.h"

HOSTILE("loops", "never returns", for (volatile int i = 0;; i++);)
