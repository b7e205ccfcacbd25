#include "hostile.h"
#include <xmmintrin.h>

HOSTILE("rounds", "rounds towards 0 from step 3 on", _mm_setcsr(_mm_getcsr() | 0x6000);)
