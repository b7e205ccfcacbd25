/* One forked process for one piece of foreign code: limited, given a deadline, and waited for. */
#ifndef DH_RUN_CHILD_H
#define DH_RUN_CHILD_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#define DH_LONG_RUN 5e-3 /* seconds */

typedef struct dh_child_limits {
    double seconds;      /* wall clock */
    double memory;       /* bytes of address space beyond `mapped` */
    double mapped;       /* bytes that the slot has mapped: dh_mapped_bytes() */
    int close_fd;        /* the slot's socket, which the child must not hold */
    void (*long_run)(void *self); /* called once when the child takes longer than DH_LONG_RUN; may be NULL */
    void *self;
    bool childless;      /* the child cannot start processes, or others of the slot are running: nothing is ended but itself */
} dh_child_limits;

typedef enum dh_child_end { DH_CHILD_EXITED, DH_CHILD_SIGNALLED, DH_CHILD_TIMED_OUT } dh_child_end;

typedef struct dh_child_result {
    dh_child_end end;
    int code;            /* exit status or signal */
    double wall_seconds;
    struct rusage usage;
} dh_child_result;

double dh_mapped_bytes(void);

/* Once in a slot, before the first child: makes forks copy what is known of the mappings of code, so that children need not fault it in. */
void dh_child_warm(void);

/* Forks; the child limits itself, runs body(argument) and leaves by _exit(0). Returns when it has ended, and with it all that it
 * started, if the caller is a subreaper (PR_SET_CHILD_SUBREAPER). -1: no fork. */
int dh_child_run(const dh_child_limits *limits, void (*body)(void *), void *argument, dh_child_result *ret, dh_error *error);

/* "signal 11 (Segmentation fault)", "exit status 3 without a result", "no end within 2 s": out [room]. Returns out. */
char *dh_child_cause(const dh_child_result *result, const dh_child_limits *limits, char *out, size_t room);

#endif
