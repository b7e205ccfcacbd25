/* The problem as an optimizer meets it: every evaluation counted in the ledger and, on measured steps, timed. */
#ifndef DH_RUN_ORACLE_H
#define DH_RUN_ORACLE_H

#include "base/random.h"
#include "host/plugin.h"
#include "run/record.h"

typedef struct dh_engine {
    dh_oracle lent;       /* what plugins see; first, so that its address is the engine's */
    const dh_problem *problem;
    dh_instance instance;
    dh_batch batch;       /* of the current step */
    dh_batch all;         /* the training split, exactly */
    dh_batch test;        /* the test split; count 0: none */
    dh_batch validation;  /* and the validation split */
    dh_stream noise;      /* of a DH_NOISY problem */
    uint64_t step;
    dh_ledger *ledger;
    bool measuring;       /* read the clock in this step */
    double clock_cost;    /* seconds between two readings of the clock with nothing in between, once known */
    double inside;        /* seconds spent here since the step began, when measuring, without those of the clock */
    double reading;       /* and those of the clock */
} dh_engine;

/* engine->problem, instance, noise and ledger are set; fills the rest, but for lent.optimum: NaN. */
void dh_engine_init(dh_engine *engine);

/* Moves on to a step and its batch (index NULL: all samples). */
void dh_engine_step(dh_engine *engine, uint64_t step, const uint32_t *index, size_t count);

/* Loss and gradient of this step's batch, which the host computes for an optimizer without DH_OWN_GRADIENT: timed here, and
 * charged by the second call. */
double dh_engine_batch(dh_engine *engine, const double *x, double *gradient);
void dh_engine_charge(dh_engine *engine);

/* The recorded values: exact, not charged. */
double dh_engine_cost(const dh_engine *engine, const double *x, double *gradient);
double dh_engine_split_cost(const dh_engine *engine, const dh_batch *rows, const double *x); /* of engine->test or validation */

#endif
