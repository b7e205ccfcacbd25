/* Dataset cards: <catalogue folder>/<name>.yaml, beside the file that it describes. */
#ifndef DH_DATA_CARD_H
#define DH_DATA_CARD_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>

typedef struct dh_card {
    const char *name, *doc, *source, *licence;
    const char *file;   /* path, resolved from the card's folder */
    const char *target; /* as in dh_csv_options; NULL: the last column */
    const char *task;   /* regression | binary | classes */
    int header;         /* 1, 0; default 1 */
    char delimiter;     /* default ',' */
    int standardise;    /* 1, 0; default 0: for a study that does not say */
} dh_card;

/* A card's file, not yet read. */
typedef struct dh_card_file {
    const char *name, *path;
} dh_card_file;

/* The card files of the folders, sorted by name. A name in two folders is that of the earlier one; a folder that does
 * not exist holds none. */
int dh_card_files(const char *const *catalogue, size_t count, dh_arena *arena, dh_card_file **ret, size_t *ret_count,
                  dh_error *error);

/* Unknown keys, wrong types and missing keys are errors with their place. */
int dh_card_read(const dh_card_file *file, dh_arena *arena, dh_card *ret, dh_error *error);

/* Both: all cards of the folders; a card that cannot be read is an error. */
int dh_cards_list(const char *const *catalogue, size_t count, dh_arena *arena, dh_card **ret, size_t *ret_count,
                  dh_error *error);

#endif
