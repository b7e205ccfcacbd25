#include "hostile.h"
#include <stdlib.h>

HOSTILE("aborts", "calls abort", abort();)
