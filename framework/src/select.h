/* Which runs of a plan a command is about: --only and --shard, and the view of --dry-run. */
#ifndef DH_SELECT_H
#define DH_SELECT_H

#include "cli.h"

typedef struct dh_selection {
    bool *chosen;    /* [runs of the plan] */
    size_t count;    /* chosen ones */
    size_t shard, shards; /* from 0; shards 1: all */
} dh_selection;

/* only [count]: "KEY=GLOB", all must match. shard: "I/N", "auto" or NULL. Fails when a key is unknown or nothing is left. */
int dh_select(dh_selection *ret, const dh_plan *plan, const char *const *only, size_t count, const char *shard, dh_arena *arena,
              dh_error *error);

/* Prints the plan: problems, methods, runs, and what they will take. */
int dh_select_show(const dh_selection *selection, dh_session *session, bool json, dh_error *error);

#endif
