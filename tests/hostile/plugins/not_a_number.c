#include "hostile.h"
#include <math.h>

HOSTILE("not_a_number", "sets a coordinate to NaN", x[0] = NAN;)
