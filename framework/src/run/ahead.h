/* Plugins that a slot loads itself, once, so that every run's process finds them in its memory: half of what a short
 * run would cost. Only those of which loading runs nothing (host/elfinert.h); the others are loaded by each process.
 */
#ifndef DH_RUN_AHEAD_H
#define DH_RUN_AHEAD_H

#include "plan/spec.h"

#include <stdbool.h>

enum { DH_AHEAD_DESCRIPTORS = 1024, DH_PLUGIN_PATH = 48 };

typedef struct dh_ahead {
    char folder[32];                          /* "/proc/PID/fd/", with the slot's PID */
    uint64_t seen[DH_AHEAD_DESCRIPTORS / 64]; /* a bit for each descriptor that was looked at */
    size_t loaded;
} dh_ahead;

void dh_ahead_init(dh_ahead *ahead);

/* A name for a plugin's sealed file. The slot's own folder in /proc, not that of the child who opens it: the kernel
 * has it at hand, and the loader knows the file again by it. Returns path. */
const char *dh_ahead_path(const dh_ahead *ahead, int fd, char path[DH_PLUGIN_PATH]);

/* Loads what the run uses and is inert, unless that was done before. True when the process has grown. */
bool dh_ahead_load(dh_ahead *ahead, const dh_spec *spec);

#endif
