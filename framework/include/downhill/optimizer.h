/* SPDX-License-Identifier: MIT
 *
 * Optimizer plugins: one step from x towards a minimum of f.
 */
#ifndef DOWNHILL_OPTIMIZER_H
#define DOWNHILL_OPTIMIZER_H

#include <downhill/plugin.h>
#include <string.h>

/* dh_optimizer.flags. A method whose needs its problem cannot meet is recorded as refused, with the reason. */
enum {
    DH_OWN_GRADIENT = 1 << 0,     /* takes its gradients from the oracle: dh_step.gradient is NULL, .loss NaN */
    DH_NEEDS_FULL = 1 << 1,       /* calls oracle->full */
    DH_NEEDS_SAMPLES = 1 << 2,    /* calls oracle->samples; the problem must be a sum over samples */
    DH_NEEDS_HVP = 1 << 3,        /* calls oracle->hvp */
    DH_NEEDS_OPTIMUM = 1 << 4,    /* reads oracle->optimum; the problem must certify f* */
    DH_NEEDS_BLOCKS = 1 << 5,     /* treats parameter blocks as matrices (dh_shape.blocks) */
    DH_NEEDS_FULL_BATCH = 1 << 6, /* is defined for full batches only */
    DH_IGNORES_RATE = 1 << 7,     /* chooses its own step length: `lr` need not be given and has no effect */
    DH_WRAPS = 1 << 8,            /* wraps another optimizer: dh_step.inner is not NULL */
    DH_MOVES_AT_RATE_0 = 1 << 9,  /* moves x even when the rate is 0 (declared for the conformance test) */
    DH_WRAPS_GRADIENT = 1 << 10,  /* with DH_WRAPS: reads the gradient, or hands on another one. Refused around a method with
                                   * DH_OWN_GRADIENT. Without this flag such a method may be wrapped: gradient is NULL then */
    DH_KEEPS_MEMORY = 1 << 11,    /* for methods of other libraries: allocates memory of its own and keeps its address in the
                                   * state, which is then never copied nor moved */
    DH_NEEDS_THREADS = 1 << 12,   /* starts threads, under the rules below. Without it the sandbox ends a run that tries */
};

/* Rules for an optimizer or a problem with DH_NEEDS_THREADS
 *  - Same inputs, same outputs, to the bit, however many processors there are and whoever is first: split the work by
 *    index, not by who is free, and add parts up in a fixed order. The random stream and the oracle are for the thread
 *    that was called (`step`, `evaluate`, ...) alone.
 *  - Every thread that a call has started is joined before the call returns: x, state and the call are the host's
 *    again. No thread, lock or thread-local value outlives a call. Threads left running at the end of a run are noted
 *    in its record.
 *  - Threads come from pthread_create, never while the plugin is loaded, and send one another no signals (nor
 *    pthread_cancel). A thread inherits the floating-point mode and keeps it.
 *  - Stacks count as address space (limits: memory). The processor time of all threads together ends a run when it
 *    passes limits: seconds by 2 s.
 *  - optimizer_seconds and oracle_seconds, and with them a budget in seconds, are time on the wall: no sum over threads.
 *    They depend on how many processors are free. */

/* A named matrix (or vector, cols == 1) inside x: x[offset + r * cols + c]. Blocks are disjoint, in order, and cover x.
 * This struct never grows. */
typedef struct dh_block {
    const char *name;
    size_t offset, rows, cols;
} dh_block;

/* What is known before a run starts. Host-owned, constant, valid for the whole run. */
typedef struct dh_shape {
    size_t size;              /* bytes of this struct */
    size_t dim;               /* length of x, >= 1 */
    size_t block_count;       /* >= 1 */
    const dh_block *blocks;   /* [block_count] */
    size_t samples;           /* m: terms in the sum f = 1/m sum f_i; 0 when f is not such a sum */
    size_t batch;             /* samples in a batch (the last of an epoch may have fewer); == samples: full batch */
    uint64_t steps_per_epoch; /* ceil(samples / batch); 1 when samples == 0 */
    uint64_t horizon;         /* steps the budget allows; 0 when it is not counted in steps or epochs */
} dh_shape;

/* The problem at any point the optimizer likes. Each call is charged to the run's ledger. All functions take the struct's
 * own address first and return the loss; x, gradient, v and out are [dim], owned by the caller, and MUST NOT overlap
 * except where said. A NULL gradient asks for the loss alone and is cheaper. */
typedef struct dh_oracle dh_oracle;
struct dh_oracle {
    size_t size; /* bytes of this struct */
    /* Loss and gradient on this step's batch; with a full batch and a problem without noise, the same as `full`. Never NULL. */
    double (*batch)(const dh_oracle *, const double *x, double *gradient);
    /* Loss and gradient of the whole training objective f. Never NULL. */
    double (*full)(const dh_oracle *, const double *x, double *gradient);
    /* Mean loss and mean gradient over chosen samples: index [count], each < samples; repeats allowed. With count == 1 the
     * gradient of one f_i, regulariser included, so that the mean over all i is the gradient of f. NULL when samples == 0. */
    double (*samples)(const dh_oracle *, const uint32_t *index, size_t count, const double *x, double *gradient);
    /* out = Hessian at x times v, on this step's batch and, where there is noise, with that of `batch`. NULL when the problem has none. */
    void (*hvp)(const dh_oracle *, const double *x, const double *v, double *out);
    double optimum; /* f*, the certified minimum of f; NaN when not known */
};

/* An optimizer that another one wraps. `step` has the meaning of dh_optimizer.step with the inner optimizer's own state; the host
 * puts in the inner's param, list, random and inner. The call handed on may be the outer one, or a copy (dh_step_copy) with
 * other gradient, loss, rate or oracle. An inner optimizer's x may have been moved since its last step. Where a run is judged:
 * the evaluation_point of the outermost optimizer that has one. */
typedef struct dh_inner dh_inner;
typedef struct dh_step dh_step;
struct dh_inner {
    size_t size; /* bytes of this struct */
    void (*step)(const dh_inner *, double *x, const dh_step *call);
};

/* One step's inputs. */
struct dh_step {
    size_t size;               /* bytes of this struct */
    uint64_t step;             /* 0, 1, 2, ... */
    double rate;               /* learning rate of this step: lr times the schedule's multiplier; >= 0 */
    double loss;               /* loss at x on this step's batch; NaN with DH_OWN_GRADIENT */
    const double *gradient;    /* [dim] of the same, clipped when the study says `clip`; NULL with DH_OWN_GRADIENT */
    const uint32_t *batch;     /* [batch_count] samples of this batch; NULL: all of them, or samples == 0 */
    size_t batch_count;        /* samples in this batch; 0 when samples == 0 */
    const double *param;       /* [param_count] hyperparameters in the table's order; a DH_LIST one reads 0 here */
    const dh_list *list;       /* [param_count] values of the DH_LIST ones, empty for all others */
    const dh_shape *shape;     /* valid for the whole run */
    const dh_oracle *oracle;   /* never NULL; its functions may be, where the problem lacks them */
    dh_random *random;         /* private stream of this run and optimizer ("plugin"); never NULL */
    const dh_inner *inner;     /* the wrapped optimizer, with DH_WRAPS; otherwise NULL */
};

/* A copy to change and hand on: host and plugin may know structs of different length, so `*call` is not a safe one. Fields
 * that the plugin does not know reach the inner optimizer as the host made them. */
static inline dh_step dh_step_copy(const dh_step *call)
{
    dh_step copy;
    memset(&copy, 0, sizeof copy);
    memcpy(&copy, call, call->size < sizeof copy ? call->size : sizeof copy);
    copy.size = call->size < sizeof copy ? call->size : sizeof copy;
    return copy;
}

typedef struct dh_optimizer {
    DH_HEAD;
    double rate, rate_min, rate_max; /* default lr, and the range a tuner searches (log); rate 0: the study must give lr */

    /* Doubles of state that one run needs; NULL: none. Called once, before the first step. The host allocates that much,
     * aligned to 64 bytes, zeroed, and frees it. */
    size_t (*state_size)(const dh_shape *shape, const double *param, const dh_list *list);

    /* Required. Moves x [dim] in place by one step. state is [state_size] and private to this run; it holds all that
     * lasts from step to step. It may be copied bit by bit between steps and moved elsewhere: no addresses in it
     * (unless DH_KEEPS_MEMORY). */
    void (*step)(double *x, double *state, const dh_step *call);

    /* Optional. out [dim] = the point at which the method is judged when it is not x itself: averages, slow weights. Called
     * only where the history gets a row, off the clock; changes nothing. call is the coming step's, with gradient NULL,
     * loss NaN, and an oracle that answers nothing (all functions NULL). Before the first step it MUST yield x. */
    void (*evaluation_point)(double *out, const double *x, const double *state, const dh_step *call);

    /* Optional, and only with DH_KEEPS_MEMORY. Frees what the state, which may still be all zeros, holds the address of.
     * No step follows. A host that ends the run's process need not call it. */
    void (*release)(double *state);
} dh_optimizer;

/* At file scope, once: DH_OPTIMIZER(.name = "sgd", .doc = "...", .source = "...", .step = step, ...) */
#define DH_OPTIMIZER(...) DH_PLUGIN_(dh_optimizer, DH_KIND_OPTIMIZER, __VA_ARGS__)

#endif
