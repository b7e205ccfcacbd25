/* A dataset's description in a study -> the dataset. */
#ifndef DH_DATA_LOAD_H
#define DH_DATA_LOAD_H

#include "config/study.h"
#include "data/dataset.h"

/* Reads or generates, splits, standardises and shares one dataset. Relative paths start at study->folder. Named datasets are
 * looked up as <catalogue>/<name>.yaml in the folders of `catalogue` [count]. Errors in the file name file:line:column;
 * errors of the spec name the study's line. Names and texts live in the arena. */
int dh_data_load(const dh_study *study, const dh_dataset_spec *spec, const char *const *catalogue, size_t count, dh_arena *arena,
                 dh_data *ret, dh_error *error);

/* A dataset card: configs/datasets/<name>.yaml, beside the file it describes. */
typedef struct dh_card {
    const char *name, *doc, *source, *licence;
    const char *file;    /* path, relative to the card's folder already resolved */
    const char *target;
    const char *task;    /* regression | binary | classes */
    int header;
    char delimiter;
} dh_card;

/* All cards of the folders, sorted by name; a card that cannot be read is an error. */
int dh_cards_list(const char *const *catalogue, size_t count, dh_arena *arena, dh_card **ret, size_t *ret_count,
                  dh_error *error);

#endif
