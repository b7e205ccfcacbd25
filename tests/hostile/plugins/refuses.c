#include "bowl.h"
#include <stdio.h>

static size_t never(const dh_instance *self, char *refusal, size_t refusal_size)
{
    (void)self;
    snprintf(refusal, refusal_size, "not on a Sunday");
    return 0;
}

DH_PROBLEM(.name = "refuses", .doc = "fits nothing", .source = "tests/hostile", .dim = never, .start = start,
           .evaluate = evaluate)
