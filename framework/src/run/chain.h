/* Loaded optimizers and schedules with their state, wrappers around what they wrap. */
#ifndef DH_RUN_CHAIN_H
#define DH_RUN_CHAIN_H

#include "base/arena.h"
#include "base/random.h"
#include "host/plugin.h"
#include "plan/spec.h"
#include "run/fence.h"

#include <stdbool.h>

/* Hands out the plugin of a use: loaded from its fd in a run's process, or linked in by a test. */
typedef int dh_loader(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error);

typedef struct dh_mover {
    dh_inner lent; /* first, so that its address is the mover's */
    dh_optimizer plugin;
    const dh_use *use;
    dh_stream random;        /* its own "plugin" stream */
    double *state;           /* of `fence` */
    dh_fence fence;
    size_t state_size;       /* of this one */
    struct dh_mover *inner;  /* NULL unless the plugin wraps */
    const dh_step *outer;    /* the wrapper's call, while it lasts */
} dh_mover;

typedef struct dh_pacer {
    dh_inner_schedule lent; /* first, so that its address is the pacer's */
    dh_schedule plugin;
    const dh_use *use;
    double *state;
    const dh_inner_schedule **inner; /* [inner_count] what the plugin sees: the `lent` of each inner pacer */
    struct dh_pacer *pacer;          /* [inner_count] */
    size_t inner_count;
    const dh_rate_call *outer;       /* the wrapper's call, while it lasts */
} dh_pacer;

int dh_mover_load(const dh_use *use, dh_loader *load, void *self, dh_arena *arena, dh_mover *ret, dh_error *error);
int dh_pacer_load(const dh_use *use, dh_loader *load, void *self, dh_arena *arena, dh_pacer *ret, dh_error *error);

/* Flags of the optimizer or schedule and all that it wraps, for the checks of needs. Who counts in shares of the run needs to
 * know its length, whatever its flags say. */
uint64_t dh_mover_needs(const dh_mover *mover);
uint64_t dh_pacer_needs(const dh_pacer *pacer);

/* Whether the host leaves the gradient to the oracle: DH_OWN_GRADIENT of the optimizer, or of what it merely wraps. */
bool dh_mover_own_gradient(const dh_mover *mover);

/* Allocates state and keys the streams (`depth`: 0 for the outermost); adds the doubles to *total. -1 when memory is out or a size is absurd. */
int dh_mover_prepare(dh_mover *mover, const dh_spec *spec, const dh_shape *shape, int depth, size_t *total);
int dh_pacer_prepare(dh_pacer *pacer, dh_arena *arena);

/* call's param, list, random and inner are filled here. */
void dh_mover_step(dh_mover *mover, double *x, dh_step *call);

/* The name of an optimizer that wrote past its state, or NULL. */
const char *dh_mover_trespasser(const dh_mover *mover);

/* out = point at which the method is judged: that of the outermost optimizer that has one. False: x itself. */
bool dh_mover_judged(dh_mover *mover, double *out, const double *x, const dh_step *call);
bool dh_mover_judges(const dh_mover *mover); /* whether the above would be true */

/* call's step, steps, steps_per_epoch, records and cost are given; the rest is filled here. */
double dh_pacer_rate(dh_pacer *pacer, dh_rate_call *call);

#endif
