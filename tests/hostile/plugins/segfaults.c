#include "hostile.h"

static int *volatile nowhere;

HOSTILE("segfaults", "writes to address 0", *(volatile int *)nowhere = 7;)
