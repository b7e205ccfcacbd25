#include "bowl.h"

static size_t memory_size(const dh_instance *self)
{
    (void)self;
    return (size_t)1 << 60;
}

DH_PROBLEM(.name = "wants_all_memory", .doc = "asks for 2^63 bytes", .source = "tests/hostile", .dim = dim,
           .memory_size = memory_size, .start = start, .evaluate = evaluate)
