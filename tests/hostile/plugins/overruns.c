#include "hostile.h"

static volatile double *volatile beyond;

HOSTILE("overruns", "writes behind x", beyond = x;
        for (int i = 0; i < 64; i++) beyond[call->shape->dim + (size_t)i] = 2.385;)
