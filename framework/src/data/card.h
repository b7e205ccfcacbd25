/* Dataset cards: <catalogue folder>/<name>.yaml, beside the file that it describes. */
#ifndef DH_DATA_CARD_H
#define DH_DATA_CARD_H

#include "config/study.h"

#include <stddef.h>

typedef struct dh_card {
    const char *name, *doc, *source, *licence;
    const char *path;   /* the file, resolved from the card's folder, or with `fetch` from the store */
    const char *fetch;  /* the command that brings it where it does not ship, or NULL */
    const char *task;   /* regression | binary | classes */
    dh_file_spec file;  /* its other files are resolved as well */
} dh_card;

/* A card's file, not yet read. */
typedef struct dh_card_file {
    const char *name, *path;
} dh_card_file;

/* Where datasets are found and how their files are read. */
typedef struct dh_library {
    const char *reader;                                   /* path of downhill-reader */
    const char *const *catalogue; size_t catalogue_count; /* folders with cards */
    const char *store;                                    /* folder that scripts/fetch-data fills */
} dh_library;

/* The card files of the folders, sorted by name. A name in two folders is that of the earlier one; a folder that does
 * not exist holds none. */
int dh_card_files(const dh_library *library, dh_arena *arena, dh_card_file **ret, size_t *ret_count, dh_error *error);

/* Unknown keys, wrong types and missing keys are errors with their place. */
int dh_card_read(const dh_card_file *file, const char *store, dh_arena *arena, dh_card *ret, dh_error *error);

/* Both: all cards of the folders; a card that cannot be read is an error. */
int dh_cards_list(const dh_library *library, dh_arena *arena, dh_card **ret, size_t *ret_count, dh_error *error);

#endif
