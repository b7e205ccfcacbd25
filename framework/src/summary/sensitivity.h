/* What runs delivered against one hyperparameter: for each method, all settings alike but for it. */
#ifndef DH_SUMMARY_SENSITIVITY_H
#define DH_SUMMARY_SENSITIVITY_H

#include "summary/curve.h"

/* over: a number column of /runs, as "lr" or "optimizer_beta", or a parameter's own name, "beta". The result's
 * methods are the traces' without the word "over=..." in their labels; x are its values, with the quartiles of what
 * the runs delivered there (the lost ones as the worst infinity; no quartiles where the median is that), lost_x where
 * some were lost and lost_y the worst infinity; `final` is the best median. Methods that have fewer than two values
 * on every problem are left out; when that is all of them, an error. scale as in dh_curves_make, of x. */
int dh_sensitivity_make(const dh_traces *traces, const char *over, dh_scale scale, dh_arena *arena, dh_curves *ret,
                        dh_error *error);

/* A number that the study set. */
bool dh_is_hyperparameter(const dh_column *column);

/* The column that `over` means in a file, and the word for it in labels; NULL: it has none. */
const char *dh_sensitivity_column(const dh_results *file, const char *over);
const char *dh_sensitivity_word(const char *column);

/* A label without the word "name=...", in the arena; NULL: memory is out. */
const char *dh_label_without(const char *label, const char *name, dh_arena *arena);

#endif
