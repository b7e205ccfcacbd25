/* Worker slots, seen from the runner: processes that answer questions. A slot that dies is replaced; its question is asked once
 * more, then answered with DH_TELL_LOST. */
#ifndef DH_RUN_POOL_H
#define DH_RUN_POOL_H

#include "run/guard.h"
#include "run/wire.h"

#include <stdbool.h>

typedef struct dh_pool_options {
    const char *worker;   /* path of downhill-worker */
    size_t slots;         /* >= 1 */
    const int *fds;       /* [fd_count] descriptors that the slots inherit under the same numbers */
    size_t fd_count;
    dh_guard_mode guard;
    const char *const *prefix; /* a program that runs the worker, with its arguments, NULL-terminated; NULL: none */
} dh_pool_options;

/* Who asks. Each function returns 0, or -1 to stop everything, with *error filled. */
typedef struct dh_asker {
    void *self;
    /* Writes question i, 0 <= i < count: type and payload. */
    int (*ask)(void *self, size_t i, dh_message_type *ret_type, dh_buffer *payload, dh_error *error);
    /* The answer to question i. Answers come in any order. */
    int (*answer)(void *self, size_t i, const dh_message *message, dh_error *error);
    /* Optional: called at least every 100 ms. Returns 1 to stop early: running questions are dropped. */
    int (*tick)(void *self, size_t answered, dh_error *error);
} dh_asker;

/* Asks all questions. Starts the slots, ends them all before it returns. 0: all answered; 1: stopped by tick; -1: failed. */
int dh_pool_run(const dh_pool_options *options, size_t count, const dh_asker *asker, dh_error *error);

#endif
