/* A dataset's description in a study -> the dataset. */
#ifndef DH_DATA_LOAD_H
#define DH_DATA_LOAD_H

#include "config/study.h"
#include "data/card.h"
#include "data/dataset.h"

/* Reads or generates, splits, standardises and shares one dataset. Relative paths start at study->folder. Named
 * datasets are looked up as <folder>/<name>.yaml in the library's folders. Errors in the file name
 * file:line:column; errors of the spec name the study's line. Names and texts live in the arena.
 *
 * Whether the target is numbers or classes: a card's task says so, of its own target. For a file, and for another target
 * than the card's, classes when the problem wants them (`labels`); otherwise text makes classes, a number numbers. */
int dh_data_load(const dh_study *study, const dh_dataset_spec *spec, bool labels, const dh_library *library, dh_arena *arena,
                 dh_data *ret, dh_error *error);

#endif
