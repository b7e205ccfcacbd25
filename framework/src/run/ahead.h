/* Plugins that a slot loads itself, once, so that every run's process finds them in its memory: half of what a short
 * run would cost. Only those of which loading runs nothing (host/elfinert.h); the others are loaded by each process.
 */
#ifndef DH_RUN_AHEAD_H
#define DH_RUN_AHEAD_H

#include "host/plugin.h"
#include "plan/spec.h"

#include <stdbool.h>

enum { DH_AHEAD_DESCRIPTORS = 1024 };

typedef struct dh_ahead {
    char folder[32];                              /* "/proc/PID/fd/", with the slot's PID */
    uint64_t seen[DH_AHEAD_DESCRIPTORS / 64];     /* a bit for each descriptor that was looked at */
    dh_plugin_entry *entry[DH_AHEAD_DESCRIPTORS]; /* NULL: each process loads the file */
    size_t loaded;
} dh_ahead;

void dh_ahead_init(dh_ahead *ahead);

/* Loads what the run uses and is inert, unless that was done before; nothing of it is called. True when the process
 * has grown. */
bool dh_ahead_load(dh_ahead *ahead, const dh_spec *spec);

/* In a child: the plugin of the sealed file fd, loaded now when it was not before. As dh_plugin_load. */
int dh_ahead_plugin(const dh_ahead *ahead, int fd, const char *name, dh_arena *arena, dh_plugin *ret,
                    dh_error *error);

#endif
