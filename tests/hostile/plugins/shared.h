/* Finds the record of the run that this process is in: a pointer to it lies on the stack. Whether an address can be read is
 * asked of the kernel. */
#include "run/outcome.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int can_read(uintptr_t at)
{
    enum { NO_SUCH_CHANGE = 99 }; /* refused after the set of signals was read */
    return syscall(SYS_rt_sigprocmask, NO_SUCH_CHANGE, at, NULL, 8) >= 0 || errno != EFAULT;
}

/* The first word from here to the bottom of the stack that satisfies the caller; 0: none. */
__attribute__((no_sanitize("address", "undefined"))) static inline uintptr_t find_shared(int (*is_it)(uintptr_t value))
{
    for (uintptr_t at = (uintptr_t)__builtin_frame_address(0) & ~(uintptr_t)7; at % 4096 || can_read(at); at += 8) {
        uintptr_t value = *(volatile uintptr_t *)at;
        if (value > 1 << 20 && can_read(value) && is_it(value))
            return value;
    }
    return 0;
}

static inline int is_record(uintptr_t value)
{
    const dh_outcome *found = (const dh_outcome *)value;
    return value % 4096 == 0 && !strcmp(found->column[0], "step") && !strcmp(found->column[2], "cost");
}

static inline dh_outcome *find_record(void)
{
    return (dh_outcome *)find_shared(is_record);
}

/* Writes over all of it. */
static inline void overwrite_shared(int byte)
{
    dh_outcome *record = find_record();
    if (record)
        memset(record, byte, sizeof *record + (record->row_room * DH_MAX_COLUMNS + DH_KEEP_DIM) * sizeof(double));
}
