#include "hostile.h"
#include <math.h>

HOSTILE("infinite", "sets a coordinate to -infinity", x[call->shape->dim - 1] = -INFINITY;)
