/* When a row is due, and what stands in it. */
#ifndef DH_RUN_HISTORY_H
#define DH_RUN_HISTORY_H

#include "run/oracle.h"
#include "run/outcome.h"

/* The first step after `step` at which a row is due. Step 0 and the last step always get one. */
uint64_t dh_next_due(const dh_recording *record, uint64_t steps_per_epoch, uint64_t step);

/* Rows that a run can write at most; runs that are not counted in steps or epochs get room for DH_ROWS_UNCOUNTED. */
enum { DH_ROWS_UNCOUNTED = 100000 };
uint64_t dh_row_room(const dh_recording *record, uint64_t steps_per_epoch, uint64_t horizon);

typedef struct dh_history {
    dh_outcome *out;
    const dh_engine *engine;
    bool metrics;            /* in every row */
    uint64_t steps_per_epoch;
    double *judged, *gradient; /* [dim] scratch: the evaluation point, the full gradient there */
} dh_history;

/* Euclidean norm of g [dim], also where the squares leave the range of doubles. NaN when an element is NaN. */
double dh_norm(const double *g, size_t dim);

/* Names the columns in the outcome. */
void dh_history_init(dh_history *history, size_t dim);

/* A row for the point x, whose cost and full gradient are known. The last place is kept for the `last` row: without room
 * the others are left out. */
void dh_history_row(dh_history *history, uint64_t step, const double *x, double cost, const double *gradient,
                    const dh_ledger *ledger, bool last);
void dh_history_rate(dh_history *history, double rate); /* of the newest row */

/* The final point x and, when asked for, the metrics there, into the outcome. */
void dh_history_final(dh_history *history, const double *x, bool metrics);

#endif
