/* SPDX-License-Identifier: MIT
 *
 * Schedule plugins: the multiplier of the base learning rate at each step.
 */
#ifndef DOWNHILL_SCHEDULE_H
#define DOWNHILL_SCHEDULE_H

#include <downhill/plugin.h>

/* dh_schedule.flags */
enum {
    DH_NEEDS_HORIZON = 1 << 0, /* refused where the budget is not counted in steps or epochs */
    DH_NEEDS_COST = 1 << 1,    /* reads the recorded cost */
    DH_WRAPS_SCHEDULE = 1 << 2, /* wraps one or more schedules: dh_rate_call.inner_count >= 1 */
};

/* The unit of a schedule's lengths and of dh_rate_call.t. The descriptor states the default, `unit:` in a study overrides. */
enum { DH_UNIT_STEP = 0, DH_UNIT_EPOCH = 1, DH_UNIT_HORIZON = 2 /* fractions of the whole run: t in [0, 1] */ };

/* A wrapped schedule. Host-owned, valid during the call. */
typedef struct dh_inner_schedule dh_inner_schedule;
struct dh_inner_schedule {
    size_t size; /* bytes of this struct */
    /* The wrapped schedule's multiplier at `step` of a run of `steps` (0: not known): call->step and call->steps, or less
     * for a later start and a shorter run. The host derives t and horizon in the inner unit. */
    double (*rate)(const dh_inner_schedule *, uint64_t step, uint64_t steps);
};

typedef struct dh_rate_call {
    size_t size;              /* bytes of this struct */
    uint64_t step;            /* 0, 1, 2, ...: the step about to be taken */
    uint64_t steps;           /* steps the budget allows; 0: not known */
    double t;                 /* position of `step` in this schedule's unit: steps, epochs (may be fractions) or [0, 1] */
    double horizon;           /* `steps` in the same unit; 0: not known. 1 when the unit is DH_UNIT_HORIZON */
    double steps_per_unit;    /* how many steps one unit of t is */
    uint64_t steps_per_epoch; /* >= 1 */
    uint64_t records;         /* rows recorded so far, >= 1; each brings a new `cost` */
    double cost;              /* cost of the newest row; the initial cost at step 0; may be NaN or infinite */
    const double *param;      /* [param_count] hyperparameters in the table's order */
    const dh_list *list;      /* [param_count] values of the DH_LIST ones */
    const dh_inner_schedule *const *inner; /* [inner_count] wrapped schedules, in the study's order; NULL: there are none */
    size_t inner_count;
} dh_rate_call;

typedef struct dh_schedule {
    DH_HEAD;
    uint32_t unit; /* DH_UNIT_... by default */

    /* Doubles of state that one run needs; NULL: none. Allocated as an optimizer's. */
    size_t (*state_size)(const double *param, const dh_list *list);

    /* Required. Returns the multiplier, >= 0 and finite, at call->step. Called exactly once for each step, in order, before the
     * step is taken; a wrapper may ask for the same step again or leave steps out, but never goes back. Without state it MUST
     * be a function of the call alone (a closed form), so that it can be asked anywhere. */
    double (*rate)(const dh_rate_call *call, double *state);
} dh_schedule;

/* At file scope, once: DH_SCHEDULE(.name = "cosine", .doc = "...", .source = "...", .rate = rate, ...) */
#define DH_SCHEDULE(...) DH_PLUGIN_(dh_schedule, DH_KIND_SCHEDULE, __VA_ARGS__)

#endif
