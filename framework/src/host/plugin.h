/* One plugin file -> a checked copy of its descriptor. Loading runs the file's code (constructors included): only a run's own
 * process may do it, never the runner. */
#ifndef DH_HOST_PLUGIN_H
#define DH_HOST_PLUGIN_H

#include "base/arena.h"
#include "base/error.h"

#include <downhill/optimizer.h>
#include <downhill/problem.h>
#include <downhill/schedule.h>
#include <stdbool.h>

typedef struct dh_plugin {
    uint32_t kind; /* DH_KIND_...: which of the three is filled */
    union {        /* copies; fields that the plugin does not know are NULL or 0. params has the host's stride */
        dh_head head;
        dh_optimizer optimizer;
        dh_schedule schedule;
        dh_problem problem;
    };
} dh_plugin;

/* Loads path for good (there is no unloading: the process ends) and checks every field of the descriptor. `name` stands for
 * the file in messages. Tables live in the arena, texts in the plugin. DH_ERROR_PLUGIN: one sentence with file, field,
 * expected, got, and what to do. */
int dh_plugin_load(const char *path, const char *name, dh_arena *arena, dh_plugin *ret, dh_error *error);

/* Loads path for good and finds its entry, which it does not call. NULL: DH_ERROR_PLUGIN, as above. */
dh_plugin_entry *dh_plugin_open(const char *path, const char *name, dh_error *error);

/* The checks alone, of a descriptor that is already in memory (tests link plugins in). */
int dh_plugin_check(const dh_head *head, const char *name, dh_arena *arena, dh_plugin *ret, dh_error *error);

bool dh_plugin_is_name(const char *text); /* [a-z][a-z0-9_]*, at most 63 letters: plugins, parameters, metrics */

const char *dh_kind_name(uint32_t kind); /* "optimizer", "schedule", "problem" */

#endif
