/* downhill plugin: its verbs, one file each. */
#ifndef DH_PLUGIN_VERBS_H
#define DH_PLUGIN_VERBS_H

#include "cli.h"

enum { DH_MOST_SOURCES = 64, DH_MOST_FLAGS = 64 };

typedef struct dh_plugin_options {
    const char *verb;
    const char *file[DH_MOST_SOURCES]; /* the verb's arguments */
    size_t files;
    const char *output;
    uint32_t kind;                   /* DH_KIND_...; 0: not said */
    const char *flag[DH_MOST_FLAGS]; /* for the compiler */
    size_t flags;
    dh_extra extra;
} dh_plugin_options;

/* *code: the exit code when it did what it was asked and that came out badly. */
typedef int dh_plugin_verb(dh_plugin_options *options, dh_arena *arena, int *code, dh_error *error);
dh_plugin_verb dh_plugin_build, dh_plugin_new, dh_plugin_test;

#endif
