/* Runs as contests: for each problem a table of methods by seeds, so that methods are compared on the seeds they
 * share.
 *
 * A run has reached a target at its first row that is as good; what it spent until then is its cost, and what became
 * of it afterwards takes nothing away. A run without such a row is censored: its cost is +infinity ("more than what
 * was spent"), never a number. Costs are known as finely as rows were recorded. */
#ifndef DH_SUMMARY_CONTEST_H
#define DH_SUMMARY_CONTEST_H

#include "summary/trace.h"

/* What is to be reached. */
typedef struct dh_goal {
    bool absolute;
    double
        value; /* absolute: the value of y. Else tau of More and Wild: f* + tau (f0 - f*), f0 the run's first value */
} dh_goal;

/* What f* is. */
typedef enum dh_floor { DH_FLOOR_CERTIFIED, DH_FLOOR_BEST_SEEN } dh_floor;

typedef struct dh_contest {
    const char *problem;
    dh_floor floor;
    bool gap;           /* y is cost - f* */
    double best;        /* f* in units of y: 0 for a gap, else the best value that any of the runs saw */
    double resolution;  /* of a gap, as in curve.h */
    double first, last; /* smallest positive and largest x of all runs */
    size_t seeds;
    const int64_t *seed;    /* [seeds] rising */
    const dh_trace **trace; /* [methods][seeds] NULL: no such run */
} dh_contest;

typedef struct dh_contests {
    bool larger_is_better;
    size_t methods;
    const char **method; /* [methods] in order of appearance */
    size_t count;
    dh_contest *contest; /* [count] problems, in order of appearance */
    size_t left_out;     /* problems without any finite y, as of an accuracy where there are no classes */
} dh_contests;

/* In the arena; texts and rows stay the traces'. Two runs of one method on one problem with one seed are an error,
 * and so is no problem with a finite y. */
int dh_contests_make(const dh_traces *traces, dh_arena *arena, dh_contests *ret, dh_error *error);

/* The row at which a run reached the target; trace->rows: never. */
size_t dh_trace_reach(const dh_trace *trace, const dh_contest *contest, dh_goal target, bool larger_is_better);

/* cost [methods][seeds]: x at the target, +infinity when it was not reached, NaN without a run. */
void dh_contest_costs(const dh_contests *all, const dh_contest *contest, dh_goal target, double *cost);

double dh_trace_spent(const dh_trace *trace); /* x of the last row; 0 without rows */

/* What the run delivered, smaller is better: its last y (-y of a score), +infinity of a lost run, of a value that is
 * not finite, and without rows. */
double dh_trace_final(const dh_trace *trace, bool larger_is_better);

#endif
