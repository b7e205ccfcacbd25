/* A comparison as text for people and as JSON for programs. */
#ifndef DH_COMPARE_OUT_H
#define DH_COMPARE_OUT_H

#include "summary/compare.h"

#include <stdio.h>

typedef struct dh_compare_how {
    const dh_comparison *comparison;
    const char *x;       /* what costs count: "gradients", "step", ... */
    const char *y;       /* the column that was looked at; NULL: gap, or cost */
    const char *best_of; /* NULL: every method for itself */
    size_t top;          /* methods shown in a table; 0: all */
} dh_compare_how;

/* What keeps the numbers from meaning what they seem to. In the arena; NULL with no memory. */
const char **dh_compare_warnings(const dh_compare_how *how, dh_arena *arena, size_t *ret_count);

void dh_compare_text(FILE *out, const dh_compare_how *how, const char *const *warning, size_t warnings);
void dh_compare_json(FILE *out, const dh_compare_how *how, const char *const *warning, size_t warnings);

#endif
