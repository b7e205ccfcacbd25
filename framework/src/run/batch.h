/* Which samples each step sees. A function of study seed, problem, dataset and run seed alone: every method with the same batch
 * size sees the same batches. */
#ifndef DH_RUN_BATCH_H
#define DH_RUN_BATCH_H

#include "base/arena.h"
#include "base/random.h"
#include "plan/spec.h"

typedef struct dh_batches {
    dh_stream stream;
    size_t samples, size;     /* size == samples: full batches */
    bool replacement;
    uint64_t steps_per_epoch; /* ceil(samples / size); 1 without samples */
    uint32_t *index;          /* shuffled: [samples] this epoch's order; with replacement: [size] this step's draw */
    uint64_t next, epoch, place; /* the step after the newest, its epoch and its number there: divided once, then counted */
} dh_batches;

/* samples: training rows, 0 for an analytic problem. -1 when memory is out. */
int dh_batches_init(dh_batches *batches, const dh_spec *spec, size_t samples, dh_arena *arena);

/* Samples of a step; NULL for a full batch. Steps are asked for in order from 0. Shuffled epochs end with the smaller batch of
 * what is left. Valid until the next call. */
const uint32_t *dh_batches_at(dh_batches *batches, uint64_t step, size_t *ret_count);

/* Steps in an epoch, and steps that the budget allows (0: not counted in steps or epochs). */
uint64_t dh_steps_per_epoch(const dh_spec *spec, size_t samples);
uint64_t dh_horizon(const dh_spec *spec, size_t samples);

#endif
