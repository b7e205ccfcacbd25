#include "hostile.h"
#include <stdlib.h>

HOSTILE("exits", "calls exit(0), as if all were well", exit(0);)
