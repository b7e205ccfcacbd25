/* What the runs delivered, by problem, group and method; shared by the tables about hyperparameters. */
#ifndef DH_SUMMARY_OUTCOMES_H
#define DH_SUMMARY_OUTCOMES_H

#include "summary/trace.h"

typedef struct dh_outcome {
    size_t problem, group, method; /* indices by order of appearance; method within all */
    double final;                  /* dh_trace_final */
    bool lost, stable;             /* stable: not lost, and no worse at the end than at the start */
    const dh_trace *trace;
    size_t index; /* of the trace */
} dh_outcome;

typedef struct dh_outcomes {
    size_t count, problems, groups, methods;
    dh_outcome *outcome; /* [count] sorted by problem, group, method, index */
} dh_outcomes;

/* Traces without a group are all of one. */
int dh_outcomes_make(const dh_traces *traces, dh_arena *arena, dh_outcomes *ret, dh_error *error);

/* The end of the run of outcomes from `from` on that agree in problem, group (level 1) and method (level 2). */
size_t dh_outcomes_end(const dh_outcomes *all, size_t from, int level);

/* Quantile q of the finals of outcomes [count]. scratch [count] */
double dh_outcomes_quantile(const dh_outcome *outcome, size_t count, double q, double *scratch);

#endif
