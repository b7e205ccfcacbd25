/* Takes away from the calling process, for good, what foreign code or foreign bytes have no need of: files, network,
 * other processes, privileges, memory and time without end. Meant for a forked child, just before it starts that
 * work. */
#ifndef DH_BASE_SANDBOX_H
#define DH_BASE_SANDBOX_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who is confined: each has its list of allowed system calls. */
typedef enum dh_sandbox_profile {
    DH_SANDBOX_PARSE, /* reads and writes what is open already, allocates, ends: no code can be mapped, nothing opened
                       */
    DH_SANDBOX_RUN,  /* a run of plugins: as above, and code can be mapped, processor time be asked for, and waited */
    DH_SANDBOX_THREADS, /* as RUN, and threads can be started, processes not */
    DH_SANDBOX_SLOT, /* starts processes that confine themselves further: files and limits alone, all system calls */
} dh_sandbox_profile;

typedef struct dh_sandbox_options {
    dh_sandbox_profile profile;
    double seconds;       /* of processor time; 0: no limit */
    double address_space; /* bytes; 0: no limit */
    double file_bytes;    /* the largest file (memory file included) that can be written to; 0: none can grow */
    unsigned descriptors; /* most that can be open; 0: no limit */
    const char *const
        *readable; /* files or folders, NULL-terminated; NULL: none. One that does not exist is passed over */
    uint32_t user; /* to become when root, groups included; 0: stays what it is */
    bool trap;     /* a forbidden call raises SIGSYS, which a handler can catch; else it ends the process by it */
    bool strict;   /* what the kernel lacks is an error */
} dh_sandbox_options;

/* What is in force: bits, for records. */
enum { DH_REACHED_LIMITS = 1, DH_REACHED_SECCOMP = 2, DH_REACHED_LANDLOCK = 4, DH_REACHED_USER = 8 };

typedef struct dh_sandbox_level {
    uint32_t reached;  /* DH_REACHED_... */
    unsigned landlock; /* ABI version of the kernel's Landlock, 0: none */
} dh_sandbox_level;

/* What this kernel offers; changes nothing. DH_REACHED_USER: the caller is root and can become another. */
dh_sandbox_level dh_sandbox_offer(void);

/* Confines the calling thread, which must be the only one, in this order: limits, no new privileges, Landlock, user,
 * seccomp. *ret (NULL: unwanted) is what was reached. -1: the limits could not be set, or with `strict` any step
 * failed or is lacking; the process is then confined in part, and must not go on. */
int dh_sandbox_enter(const dh_sandbox_options *options, dh_sandbox_level *ret, dh_error *error);

/* The last step alone, for a process whose parent took the others. gate: the instruction after a system call by which
 * files may be opened, whoever jumps there; NULL: none can be opened. */
int dh_sandbox_filter(dh_sandbox_profile who, bool trap, const void *gate, dh_error *error);

/* "limits, seccomp, Landlock 7, user": out [room]; "none" when nothing was reached. Returns out. */
char *dh_sandbox_name(const dh_sandbox_level *level, char *out, size_t room);

#endif
