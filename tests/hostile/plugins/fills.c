#include "hostile.h"
#include "shared.h"

HOSTILE("fills", "writes over the record of its run, and goes on", overwrite_shared('a');)
