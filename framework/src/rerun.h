/* From a results file back to its study: the plan that its YAML makes today, and which of its runs a row is. */
#ifndef DH_RERUN_H
#define DH_RERUN_H

#include "cli.h"
#include "store/results.h"

/* Makes the session of the study that the file holds; extra: further plugins, as for the run. */
int dh_rerun_open(dh_session *session, const dh_results *results, const dh_extra *extra, dh_error *error);

/* The row that `name` means: a row number, or the first digits of an id (at least 4, unambiguous). */
int dh_rerun_row(const dh_results *results, const char *name, size_t *ret, dh_error *error);

/* The plan's run with the row's problem, method and seed. (Not its id: that changes with the plugin's file.) Its problem gets
 * the f* that the run got. */
int dh_rerun_find(const dh_results *results, size_t row, dh_plan *plan, size_t *ret, dh_error *error);

#endif
