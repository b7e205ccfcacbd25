#include "hostile.h"
#include "shared.h"
#include <stdlib.h>

HOSTILE("overwrites", "writes over the record of its run, and dies", overwrite_shared(0xff); abort();)
