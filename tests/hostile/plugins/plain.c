/* An optimizer in which nothing is wrong but how it is linked. */
#include "hostile.h"

#ifdef TEXT_RELOCATION
__asm__(".text\n.quad downhill_plugin\n");
#endif
#ifdef LACKING
double nobody_has_this(void);
HOSTILE(NAME, "calls what no library has", x[0] = nobody_has_this();)
#else
HOSTILE(NAME, "plain gradient descent", )
#endif
