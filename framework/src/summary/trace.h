/* Runs of one or more results files as pairs of columns: what was spent against what was reached. */
#ifndef DH_SUMMARY_TRACE_H
#define DH_SUMMARY_TRACE_H

#include "store/results.h"

/* What x counts. */
typedef enum dh_axis {
    DH_AXIS_STEP,
    DH_AXIS_EPOCH,
    DH_AXIS_GRADIENTS, /* sample gradients / training samples of the problem (1 without a dataset): passes over the
                          data */
    DH_AXIS_SECONDS,   /* of optimizer and oracle; recording is off that clock */
    DH_AXIS_GRADIENT_EVALS, /* the rest of the ledger, as it stands in the history */
    DH_AXIS_HVPS,
    DH_AXIS_LOSS_EVALS,
    DH_AXIS_ORACLE_SECONDS,
    DH_AXIS_SAMPLE_GRADIENTS,
    DH_AXIS_SAMPLE_LOSSES,
} dh_axis;

/* One run. */
typedef struct dh_trace {
    const char *problem, *method; /* labels, unique to the instance and to the method */
    const char *group;            /* its text in the label column asked for; NULL: none was */
    const char *settings;      /* the method's own label where `method` stands for the best of a group; else NULL */
    const char *id;            /* the run's */
    const dh_results *results; /* that it comes from */
    size_t file, row;          /* which of the files that is, and its row of results->runs */
    int64_t seed;
    dh_status status;
    bool gap;       /* y is cost - f_star */
    bool best_seen; /* and f_star is the least cost that any of the runs on this problem saw: the true one is not
                       known */
    double f_star;  /* NaN: not known */
    size_t rows;
    const double *x, *y; /* [rows]; x is finite and never falls, y may be anything */
} dh_trace;

typedef struct dh_traces {
    size_t count;
    dh_trace *trace;       /* [count], in the order of the files and of their plans */
    bool larger_is_better; /* y is a score, as accuracy is, and not a loss */
} dh_traces;

/* group: a text column of /runs, such as "optimizer", or NULL. y: a history column; "gap": cost - f_star, with the
 * best value seen where f_star is not known; NULL: "gap" where f_star is known and else "cost". Runs with the same
 * id, as in two files of which one continues the other, are taken once; runs of the phase "tune" are left out. Uses
 * of /runs: id problem method seed status_code offset length, and phase where there is one; of /problems: problem
 * f_star samples. All in the arena. */
int dh_traces_read(dh_results *const *results, size_t count, dh_axis axis, const char *y, const char *group,
                   dh_arena *arena, dh_traces *ret, dh_error *error);

/* Is more of this history column better: "accuracy", "test_r2", ... */
bool dh_larger_is_better(const char *column);

const char *dh_axis_name(dh_axis axis); /* "step", "epoch", "gradients", "seconds", "hvps", ... */
int dh_currency_parse(const char *name, dh_axis *ret, dh_error *error);

#endif
