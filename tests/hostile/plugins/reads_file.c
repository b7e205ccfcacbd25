#include "hostile.h"
#include <fcntl.h>

HOSTILE("reads_file", "reads what is none of its business", x[0] += 1 + open("/etc/passwd", O_RDONLY);)
