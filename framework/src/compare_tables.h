/* The tables of `downhill compare --table`. */
#ifndef DH_COMPARE_TABLES_H
#define DH_COMPARE_TABLES_H

#include "summary/contest.h"

/* What a table may be made of. */
typedef struct dh_compare_source {
    const dh_traces *traces;
    dh_results *const *results; /* [files] */
    size_t files;
    dh_goal target;
    const char *reference; /* NULL: none */
    dh_arena *arena;
} dh_compare_source;

typedef struct dh_compare_table {
    const char *name;
    bool by_group; /* wants the traces of all methods with their group (--best-of, or else the optimizer), not of the
                      best */
    int (*make)(const dh_compare_source *source, dh_table *ret, dh_error *error);
} dh_compare_table;

/* *ret: NULL for the name NULL. An unknown name is an error with the nearest. */
int dh_compare_find_table(const char *name, const dh_compare_table **ret, dh_error *error);

#endif
