/* The engine in the measuring program's own process, with plugins that are loaded once. */
#ifndef DH_TESTS_BENCH_ENGINE_H
#define DH_TESTS_BENCH_ENGINE_H

#include "host/plugin.h"
#include "run/trial.h"

typedef struct engine_plugins {
    dh_plugin at[DH_KIND_PROBLEM + 1]; /* by kind */
    dh_arena arena;
} engine_plugins;

/* Loads a plugin of the build folder `root`; *ret has its defaults. */
int engine_load(engine_plugins *plugins, const char *root, const char *name, uint32_t kind, dh_use *ret, dh_error *error);

/* Sets a parameter: a number, or one of its words. -1: it has none of that name. */
int engine_set(engine_plugins *plugins, dh_use *use, uint32_t kind, const char *key, const char *value);

/* One run from its start; says on standard error why it did not finish. out->row_room is kept. */
int engine_run(engine_plugins *plugins, const dh_spec *spec, const dh_dataset *data, dh_outcome *out);

#endif
