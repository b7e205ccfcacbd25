/* What runs delivered over two hyperparameters: a table for each problem and method, all settings alike but for the
 * two. */
#ifndef DH_SUMMARY_PAIRS_H
#define DH_SUMMARY_PAIRS_H

#include "summary/trace.h"

typedef struct dh_cell {
    size_t runs, lost; /* runs 0: not tried, and median is NaN */
    double median;     /* of what the runs delivered; the worst infinity where too many were lost */
} dh_cell;

typedef struct dh_pair {
    const char *problem, *method; /* its label without the two */
    bool gap, best_seen;
    size_t columns, rows; /* >= 2 each */
    double *x, *y;        /* [columns], [rows] rising */
    dh_cell *cell;        /* [rows][columns] */
    double best;          /* median of any cell */
} dh_pair;

typedef struct dh_pairs {
    const char *x_name, *y_name;
    size_t count;
    dh_pair *pair; /* by problem and method, each in order of appearance */
} dh_pairs;

/* x, y: as `over` in sensitivity.h; y NULL: the first hyperparameter of optimizer or schedule, or the batch, that
 * gives a table. An error when nothing does. */
int dh_pairs_make(const dh_traces *traces, const char *x, const char *y, dh_arena *arena, dh_pairs *ret,
                  dh_error *error);

#endif
