/* Baselines from files: of text, or measured from results. */
#ifndef DH_BASELINE_FILE_H
#define DH_BASELINE_FILE_H

#include "verdict/baseline.h"

/* path: HDF5, or the text of a baseline. by: as in dh_baseline_measure. *text: whether it was text; may be NULL. In
 * the arena; a results file stays open until the process ends. */
int dh_baseline_load(const char *path, const dh_baseline *by, dh_arena *arena, dh_baseline *ret, bool *text,
                     dh_error *error);

/* The rules under `check:` in the study that results (.h5) hold, behind those of rule [*count]; of a text there are none.
 */
int dh_baseline_study_rules(const char *path, dh_arena *arena, dh_rule **rule, size_t *count, dh_error *error);

int dh_baseline_save(const char *path, const dh_baseline *baseline, dh_error *error);

#endif
