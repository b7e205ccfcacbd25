/* A study and the registry -> its runs: problems x methods x seeds, checked before anything runs. */
#ifndef DH_PLAN_PLAN_H
#define DH_PLAN_PLAN_H

#include "base/table.h"
#include "data/card.h"
#include "data/dataset.h"
#include "plan/use.h"

/* One problem instance: plugin, dataset, parameters. */
typedef struct dh_plan_problem {
    const char *label;           /* unique: "logistic_regression breast_cancer l2=0.01" */
    const dh_plugin_card *card;
    const dh_problem_entry *entry;
    dh_use use;
    const dh_data *data;         /* NULL for an analytic problem */
    const char *data_label;      /* "" for none */
    double optimum;              /* f*; NaN when it is not, or not yet, known */
} dh_plan_problem;

/* One method: optimizer, schedule, rate, batches. */
typedef struct dh_plan_method {
    const char *label;           /* unique: "sgd inverse_time lr=1 batch=1 t0=5 t1=50" */
    const dh_method_entry *entry;
    dh_use optimizer, schedule;
    double lr, clip;             /* clip 0: none */
    uint64_t batch;              /* 0: full */
    bool replacement;
} dh_plan_method;

typedef struct dh_plan {
    const dh_study *study;
    const dh_registry *registry;
    size_t problem_count, method_count;
    dh_plan_problem *problem;
    dh_plan_method *method;
    size_t data_count;
    dh_data *data;               /* [data_count] distinct datasets; finished with the plan */
    size_t count;                /* runs: problem_count * method_count * study->seed_count */
    char (*id)[33];              /* [count] */
} dh_plan;

enum { DH_MOST_RUNS = 10000000 };

#define DH_STANDARD_SCHEDULE "constant" /* of methods that name none */

/* Everything lives in the arena but the datasets' memory. library: for studies with datasets. */
int dh_plan_make(const dh_study *study, const dh_registry *registry, const dh_library *library, dh_arena *arena, dh_plan *ret,
                 dh_error *error);
void dh_plan_finish(dh_plan *plan); /* closes the datasets */

/* Whether the problem is convex for every x, with all that it wraps. */
bool dh_plan_convex(const dh_plan *plan, const dh_plan_problem *problem);

/* Run i: problem i / (methods * seeds), then method, then seed. */
typedef struct dh_run_place {
    const dh_plan_problem *problem;
    const dh_plan_method *method;
    uint64_t seed;
} dh_run_place;
dh_run_place dh_plan_place(const dh_plan *plan, size_t run);

/* The run's description, its id included. Pointers go into the plan. */
int dh_plan_spec(const dh_plan *plan, size_t run, dh_spec *ret, dh_error *error);

/* Labels of chosen runs (index [count], in plan order) for the results file: id, problem, method, seed, one column for each
 * hyperparameter in use ... */
int dh_plan_runs(const dh_plan *plan, const size_t *index, size_t count, dh_arena *arena, dh_table *ret, dh_error *error);
int dh_plan_plugins(const dh_plan *plan, dh_arena *arena, dh_table *ret, dh_error *error);

#endif
