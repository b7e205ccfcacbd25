#include "bowl.h"
#include <stdlib.h>

static size_t memory_size(const dh_instance *self)
{
    (void)self;
    return 2;
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    (void)self, (void)random;
    memory[0] = 2.385;
    abort();
}

DH_PROBLEM(.name = "prepare_crashes", .doc = "aborts while it is prepared", .source = "tests/hostile", .dim = dim,
           .memory_size = memory_size, .prepare = prepare, .start = start, .evaluate = evaluate)
