/* Runs another program to its end and keeps what it says. */
#ifndef DH_BASE_PROCESS_H
#define DH_BASE_PROCESS_H

#include "base/buffer.h"
#include "base/error.h"

enum { DH_MOST_FDS = 8 };

typedef struct dh_command {
    const char *const *argv;        /* NULL-terminated; argv[0] is a path with a slash (dh_program_find makes one) */
    const char *const *environment; /* NULL-terminated "NAME=value"; NULL: the caller's */
    const char *folder;             /* where it runs; NULL: here */
    double seconds;                 /* killed after that time, > 0 */
    const int *fd;                  /* [fd_count] descriptors that it gets as 3, 4, ...; each below 1000 */
    size_t fd_count;                /* at most DH_MOST_FDS */
} dh_command;

typedef struct dh_ending {
    int exit_status;    /* 0 ... 255; -1: a signal ended it */
    int signal;         /* that signal, else 0 */
    bool timed_out;     /* killed by us */
    dh_buffer out, err; /* standard output and error, each followed by a NUL outside the size */
} dh_ending;

/* Starts the program without a shell, with an empty standard input and no signal blocked or ignored, and waits for
 * it. -1 only when it could not be started or watched; its own failure is in the outcome. Finish the outcome in
 * either case. */
int dh_process_run(const dh_command *command, dh_ending *ret, dh_error *error);
void dh_ending_finish(dh_ending *outcome);

/* The path of an executable file: `name` itself when it holds a slash, else the first in the folders of PATH. NULL:
 * none. */
char *dh_program_find(const char *name, dh_arena *arena);

#endif
