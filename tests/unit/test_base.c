#include "suite.h"
static void x(void){CU_ASSERT(1);}
SUITE("base", {"x", x})
