/* Apart from the rest of spec.c because the page's engine (web/) needs it alone. */
#include "plan/spec.h"

const char *dh_spec_core(const dh_spec *spec)
{
    const dh_use *use = &spec->problem;
    while (use->inner_count)
        use = use->inner;
    return use->name;
}
