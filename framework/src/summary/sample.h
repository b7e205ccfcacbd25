/* One number a run: methods on a problem, each with the numbers of its seeds. */
#ifndef DH_SUMMARY_SAMPLE_H
#define DH_SUMMARY_SAMPLE_H

#include "summary/trace.h"

/* The runs of one method on one problem. */
typedef struct dh_sample {
    const char *method, *settings; /* as in dh_trace */
    size_t runs, lost;             /* the lost ones count as the worst infinity in the quartiles */
    size_t count;                  /* runs that gave a finite number */
    double *value, *other;    /* [count] in the order of the runs; other: NULL unless a second number was asked for */
    double low, median, high; /* quartiles of all runs; infinite where that is not known */
    double other_median;      /* of the finite ones */
    size_t bounds;
    double *bound; /* [bounds] of runs without a number, what it would at least be; of a cost, what was spent */
} dh_sample;

typedef struct dh_sample_panel {
    const char *problem;
    bool gap, best_seen;
    double resolution; /* as in dh_panel */
    size_t seeds;
    size_t count;
    dh_sample *sample; /* [count], best median first, then in order of appearance */
} dh_sample_panel;

typedef struct dh_samples {
    bool larger_is_better;
    size_t panels;
    dh_sample_panel *panel; /* in order of appearance */
} dh_samples;

/* A run's number; NaN: it has none, and is lost. */
typedef double dh_number(const dh_trace *trace);

/* What a run delivered: its last y. NaN unless it finished or reached its target. */
dh_number dh_number_final;
dh_number dh_number_oracle_step, dh_number_optimizer_step, dh_number_step; /* seconds a step; NaN without steps */

/* A real or whole column of /runs; NaN where there is none. */
double dh_run_number(const dh_trace *trace, const char *column);

/* other: a second number of each run, or NULL. Everything lives in the arena, labels in the traces'. */
int dh_samples_make(const dh_traces *traces, dh_number *number, dh_number *other, dh_arena *arena, dh_samples *ret,
                    dh_error *error);

#endif
