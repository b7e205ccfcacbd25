/* Tries to leave files: the limit on their size is 0. */
#include "hostile.h"
#include <fcntl.h>
#include <unistd.h>

static double leave_file(void)
{
    int fd = open("left_behind", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    return fd < 0 || write(fd, "something", 9) < 0 ? 0 : 1;
}

HOSTILE("writes_file", "writes a file", x[0] += leave_file();)
