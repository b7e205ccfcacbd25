/* A run while it is set up and while it goes on. Private to run/: trial.c is the loop, setup.c what comes before it, inspect.c asks
 * for the problem alone. Functions that set up return 0 to go on, 1 when the run has ended, -1 when the host failed. */
#ifndef DH_RUN_SETUP_H
#define DH_RUN_SETUP_H

#include "run/batch.h"
#include "run/fpmode.h"
#include "run/history.h"
#include "run/landscape.h"
#include "run/trial.h"

typedef struct dh_trial {
    const dh_spec *spec;
    dh_arena *arena;
    dh_outcome *out;
    dh_error *error;
    dh_landscape problem;
    dh_engine engine;
    dh_ledger ledger;
    dh_mover mover;
    dh_pacer pacer;
    dh_batches batches;
    dh_history history;
    dh_shape shape;
    dh_block block[DH_MAX_BLOCKS];
    double *x, *gradient;    /* [dim] */
    const double *lent;      /* [dim] the gradient, as plugins see it: itself, or the same memory but for reading */
    double *copy;            /* [dim] what it was, compared after each step; NULL: `lent` cannot be written to */
    dh_fence x_fence;
    bool judges;             /* the method is judged at another point than x */
    bool own_gradient;       /* the optimizer takes its gradients from the oracle */
    bool far;                /* each step takes one row, in no order, of data that no cache holds */
    bool shared;             /* the step's loss and gradient are those of the row */
    double cost;             /* of the newest row */
    dh_step call;            /* the coming step's; most of it is every step's */
    dh_rate_call pace;
    bool sampled;            /* not every step is measured */
    double calibrated;       /* seconds in steps when that was last asked */
    double last_oracle, last_optimizer; /* seconds of the last measured step */
    uint64_t asked, idle;    /* evaluations so far; steps since the last one */
} dh_trial;

/* Sets the run's end and cause; 1. */
__attribute__((format(printf, 3, 4))) int dh_trial_end(dh_trial *t, dh_status status, const char *format, ...);

/* The end when memory is out; 1. */
int dh_trial_memory(dh_trial *t);

/* [count] zeros, or NULL. */
double *dh_trial_doubles(dh_trial *t, size_t count);

/* Puts the floating-point mode back, and notes when a plugin had changed it. */
static inline void dh_trial_restore(dh_trial *t)
{
    if (dh_fpmode_restore())
        t->out->notes |= DH_NOTE_FP_MODE;
}

/* Loads the problem and prepares its memory; then the optimizer and the schedule; then the starting point. */
int dh_setup_problem(dh_trial *t, const dh_dataset *data, dh_loader *load, void *self);
int dh_setup_method(dh_trial *t, dh_loader *load, void *self);
int dh_setup_point(dh_trial *t);

#endif
