#include "math_arrays.h"

#include <downhill/math.h>

#define LOOP(NAME)                                                                      \
    static void loop_##NAME(size_t count, const double *restrict x, double *restrict y) \
    {                                                                                   \
        for (size_t i = 0; i < count; i++)                                              \
            y[i] = dh_##NAME(x[i]);                                                     \
    }
MATH_ARRAYS(LOOP)

#define ENTRY(NAME) loop_##NAME,
math_array *const MATH_ARRAYS_LEVEL[] = {MATH_ARRAYS(ENTRY)};
