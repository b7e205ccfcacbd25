/* A shared object that does nothing when it is loaded, with every table and relocation that such a one may have, for
 * test_inert to damage. */
#include <math.h>
#include <stdlib.h>

#define SHOWN __attribute__((visibility("default")))

SHOWN int quiet_count;                                        /* its address: GLOB_DAT */
SHOWN const char *const quiet_name[] = {"first", "second"};   /* RELATIVE */
SHOWN double (*const quiet_function[])(double) = {cos, tanh}; /* of another library */
SHOWN double quiet(double x);

double quiet(double x)
{
    quiet_count++;
    return exp(x) + atof(quiet_name[0]); /* JUMP_SLOT, versions of libm and libc */
}
