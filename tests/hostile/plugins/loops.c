#include "hostile.h"

HOSTILE("loops", "never returns", for (volatile unsigned i = 0;; i++);)
