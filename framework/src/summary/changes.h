/* The same methods in several files: what they cost before and after, or on two machines. */
#ifndef DH_SUMMARY_CHANGES_H
#define DH_SUMMARY_CHANGES_H

#include "summary/compare.h"

typedef struct dh_change {
    const dh_contest *contest;
    size_t before, after; /* methods: of the first file that has it, and of a later one */
    size_t file;          /* that later one */
    size_t pairs;         /* seeds in both */
    size_t same;          /* of these, histories that agree to the last bit (columns of seconds left out) */
    double old, new;      /* what is judged, as dh_entry.value, over all its seeds */
    double p, adjusted;   /* signed-rank test on the pairs, both sides; by Holm over all changes; NaN: not tested */
    dh_shift effect;      /* by what factor the later one costs more, or by how much where !factor */
    bool factor;
} dh_change;

/* ret [*ret_count] in the order of the problems and methods; none when each method is in one file. Uses of /runs:
 * method and history_hash, or the column that traces were grouped by. */
int dh_changes_make(const dh_contests *contests, const dh_compare_options *options, const char *group,
                    dh_arena *arena, dh_change **ret, size_t *ret_count, dh_error *error);

#endif
