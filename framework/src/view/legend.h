/* Which methods a chart tells apart, and what its key says of them. */
#ifndef DH_VIEW_LEGEND_H
#define DH_VIEW_LEGEND_H

#include "summary/curve.h"

enum { DH_KEY_LINES = 3, DH_LIST_LINES = 12 };

typedef struct dh_key_entry {
    size_t method; /* index; of the last entry, when it stands for the others: methods */
    size_t lines;
    char *line[DH_KEY_LINES]; /* its label without what all methods share */
    const char *note;         /* "3 of 10 runs diverged"; "" */
} dh_key_entry;

typedef struct dh_legend {
    size_t count; /* entries; a style each, in order of appearance of the methods */
    dh_key_entry *entry;
    size_t told_apart; /* entries that are a method: count, or count - 1 when the last stands for the others */
    size_t *other;     /* [others] methods drawn in grey */
    size_t others;
    size_t listed; /* lines that name the others, in small letters under the entries */
    char *list[DH_LIST_LINES];
    const char *shared;   /* words that stand in every label; "" */
    const char *head;     /* line above the entries; "" */
    double width, height; /* of the text without the samples, at font size DH_FONT */
} dh_legend;

/* The best `most` methods by rank, all of them when there are no more. Labels are broken to `width` and `lines` lines
 * (at most DH_KEY_LINES). */
int dh_legend_make(const dh_curves *curves, size_t most, double width, size_t lines, dh_arena *arena, dh_legend *ret,
                   dh_error *error);

/* Names the others in as many lines as fit into `room` pixels of height and are wanted; of the rest it says how
 * many there are. beside: the key stands beside the panels, and is as wide as this list at least. */
int dh_legend_list(const dh_curves *curves, double width, double room, bool beside, dh_arena *arena,
                   dh_legend *legend, dh_error *error);

/* Height of the key when it is broken into columns of one height. */
double dh_legend_columns(const dh_legend *legend, size_t columns);
double dh_legend_height(const dh_key_entry *entry);

/* Labels are words. Those that all `count` labels have, "" for a single one; and the others of one label, never
 * empty. NULL: memory is out. */
const char *dh_label_shared(const char *const *all, size_t count, dh_arena *arena);
const char *dh_label_short(const char *const *all, size_t count, const char *label, dh_arena *arena);

/* Heights in the key. */
enum { DH_KEY_STEP = 17, DH_KEY_NOTE = 15, DH_KEY_GAP = 7, DH_LIST_STEP = 14 };

#endif
