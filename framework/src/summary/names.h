/* What several tables of runs share: names in order of appearance, and runs in the order of what they were tried at.
 */
#ifndef DH_SUMMARY_NAMES_H
#define DH_SUMMARY_NAMES_H

#include "summary/trace.h"

/* The index of a name, which is added behind the others where it is new: names has room. guess: where the last one
 * was; mostly it is that one again, or the next. */
size_t dh_name_index(const char *name, const char **names, size_t *count, size_t guess);

/* A run at one value of a hyperparameter, or of two. */
typedef struct dh_point {
    size_t panel, method, order;
    double x, y; /* y: 0 where there is one */
    const dh_trace *trace;
    const char *label; /* the method's, without the values; NULL where it is not needed */
} dh_point;

int dh_point_compare(const void *a, const void *b); /* for qsort: panel, method, y, x, order */

#endif
