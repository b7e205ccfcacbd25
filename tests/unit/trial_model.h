/* Plugins that are linked in, made to be computed by hand, and runs of them. */
#ifndef DH_TESTS_UNIT_TRIAL_MODEL_H
#define DH_TESTS_UNIT_TRIAL_MODEL_H

#include "run/history.h"
#include "run/trial.h"

#define OPTIMIZER(NAME, ...)                                        \
    {                                                               \
        NAME,                                                       \
        {                                                           \
            .kind = DH_KIND_OPTIMIZER, .optimizer = { __VA_ARGS__ } \
        }                                                           \
    }
#define SCHEDULE(NAME, ...)                                       \
    {                                                             \
        NAME,                                                     \
        {                                                         \
            .kind = DH_KIND_SCHEDULE, .schedule = { __VA_ARGS__ } \
        }                                                         \
    }
#define PROBLEM(NAME, ...)                                      \
    {                                                           \
        NAME,                                                   \
        {                                                       \
            .kind = DH_KIND_PROBLEM, .problem = { __VA_ARGS__ } \
        }                                                       \
    }

/* With its name, under which `load` finds it. */
typedef struct linked {
    const char *name;
    dh_plugin plugin;
} linked;

/* Those of each program itself, besides those that all have. Ends with {0}. */
extern const linked further[];
int load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error);

/* 10 rows to learn from and 3 to test with, for those that need a dataset. */
extern double targets[13];
extern const dh_dataset data;

/* Ten steps at rate 0.1, each recorded, from (3, -1.5); "distance" begins at a random point. */
dh_spec spec_of(const char *optimizer, const char *schedule, const char *problem);

/* What a run left, as long as the next has not begun. */
dh_outcome *run_in(const dh_spec *spec, uint64_t room);           /* `room`: for so many rows */
dh_outcome *run(const dh_spec *spec);                             /* for all that there can be */
double at(const dh_outcome *o, uint64_t row, const char *column); /* NaN: there is none */

/* Parts for further plugins. */
void descend(double *x, double *state, const dh_step *call);
size_t dim_1(const dh_instance *self, char *refusal, size_t size);
size_t dim_2(const dh_instance *self, char *refusal, size_t size);
void start(const dh_instance *self, dh_random *random, double *x);
double bowl(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient);
void wide(const dh_instance *self, double box[4]);
void flat(const dh_instance *self, double *mu, double *L);

#endif
