/* A reason without an end, with control characters and bytes that are no UTF-8. */
#include "bowl.h"
#include <string.h>

static size_t never(const dh_instance *self, char *refusal, size_t refusal_size)
{
    (void)self;
    memset(refusal, 0xfe, refusal_size);
    memcpy(refusal, "\033[31mred\a\n", 10);
    return 0;
}

DH_PROBLEM(.name = "refuses_rudely", .doc = "fits nothing", .source = "tests/hostile", .dim = never, .start = start,
           .evaluate = evaluate)
