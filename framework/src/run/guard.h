/* The walls around foreign code: a slot gives up files and privileges once, and each process that it starts for a run
 * the system calls that a run has no need of. What a run tries all the same is told, and ends it. */
#ifndef DH_RUN_GUARD_H
#define DH_RUN_GUARD_H

#include "base/sandbox.h"
#include "run/record.h"

/* --sandbox. Sent to the worker as a number. */
typedef enum dh_guard_mode {
    DH_GUARD_BEST_EFFORT, /* as far as the kernel goes */
    DH_GUARD_STRICT,      /* all of it, or an error */
    DH_GUARD_OFF,         /* limits on time and memory alone */
} dh_guard_mode;
enum { DH_GUARD_MODES = 3 };
extern const char *const dh_guard_mode_name[DH_GUARD_MODES]; /* "best-effort", ... */

/* Built with a sanitizer, whose run-time library needs what the walls take away: nothing is confined then. */
bool dh_guard_is_possible(void);

/* A slot confines itself: files and sockets (Landlock), user. Call it once, before any child. */
int dh_guard_slot(dh_guard_mode mode, dh_sandbox_level *ret, dh_error *error);

/* How far a slot at this level protects, for /runs/sandbox. */
dh_sandbox dh_guard_level(const dh_sandbox_level *level);

enum { DH_GUARD_EXIT = 113 }; /* exit status of a process that tried what is forbidden */

/* A child's walls. */
typedef struct dh_guard {
    const char *plugins; /* what the path of each file to load begins with */
    char *told; /* [DH_GUARD_TOLD] shared with the slot: what the process tried, before it leaves by DH_GUARD_EXIT */
    bool threads;  /* plugins may start threads */
    int tasks;     /* the process's folder of threads, opened by dh_guard_raise; -1: not looked at */
    bool filtered; /* set by dh_guard_raise */
    bool loading;  /* set by the caller around dlopen: files that cannot be opened are then no reason to end */
    int lowest;    /* the descriptor that would be next, before anything was loaded */
} dh_guard;
enum { DH_GUARD_TOLD = 256 };

/* In the child, before anything foreign is loaded. level: the slot's. */
int dh_guard_raise(dh_guard *guard, const dh_sandbox_level *level, dh_error *error);

/* In the child, at the end of the run: DH_NOTE_... for what the plugins have changed and left behind. */
uint32_t dh_guard_look(const dh_guard *guard);

#endif
