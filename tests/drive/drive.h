/* A driver of plugins for tests, without the engine: it loads an optimizer or a schedule into this process, gives it
 * a test function and steps it by hand. Every buffer that a plugin may write lies between canaries.
 *
 * Plugins are named by their path in the build folder without ".so": "plugins/optimizers/sgd", "tests/abi/lbfgs". The
 * folder comes from the environment variable DH_BUILD (tests/meson.build sets it). */
#ifndef DH_TESTS_DRIVE_DRIVE_H
#define DH_TESTS_DRIVE_DRIVE_H

#include "base/random.h"

#include <downhill/optimizer.h>
#include <downhill/schedule.h>
#include <stdbool.h>

enum { DRIVE_SETTINGS = 12, DRIVE_INNERS = 3 };

/* A plugin's descriptor; ends the program with a message when it cannot be loaded or is of another kind. */
const dh_head *drive_load(const char *plugin, uint32_t kind);

/* A hyperparameter that differs from its default; name NULL ends the list. */
typedef struct drive_setting {
    const char *name;
    double value;
    dh_list list;
    const char *choice; /* of a DH_CHOICE one, its name instead of its number */
} drive_setting;

/* A test function. With samples > 0, f is a mean over samples and index [count] asks for some of them (NULL: all). */
typedef struct drive_problem drive_problem;
struct drive_problem {
    size_t dim, samples, batch; /* batch <= samples; both 0 for a function that is no sum */
    size_t block_count;         /* 0: one block "x" */
    const dh_block *blocks;
    double optimum;
    double scale; /* free for evaluate: factor of the gradient, condition number ... */
    double (*evaluate)(const drive_problem *, const uint32_t *index, size_t count, const double *x, double *gradient);
    /* NULL: none */
    void (*hvp)(const drive_problem *, const uint32_t *index, size_t count, const double *x, const double *v, double *out);
};

/* A method on a problem. */
typedef struct drive_setup drive_setup;
struct drive_setup {
    const char *plugin;
    drive_setting set[DRIVE_SETTINGS];
    const double *param;      /* all values in the table's order, instead of defaults and `set`; NULL: not used */
    const drive_setup *inner; /* for a wrapper; its problem and start are ignored */
    const drive_problem *problem;
    const double *start; /* [dim] */
    uint64_t horizon, seed;
};

typedef struct drive_ledger {
    uint64_t batch, full, samples, hvps; /* calls */
} drive_ledger;

typedef struct drive drive;
drive *drive_create(const drive_setup *setup);
void drive_destroy(drive *d);

/* One step at this rate; gradient and loss are evaluated first when the method wants them. */
void drive_step(drive *d, double rate);
void drive_steps(drive *d, double rate, uint64_t count);
void drive_skip(drive *d, uint64_t batches); /* from now on a step has the batch that was to come `batches` steps later */

const double *drive_x(const drive *d);
void drive_point(drive *d, double *out); /* [dim] where the method is judged */
double drive_cost(drive *d);             /* f there */
const double *drive_state(const drive *d, size_t *count);
void drive_move(drive *d); /* puts every state elsewhere, bit by bit, and spoils the old place (DH_KEEPS_MEMORY: stays) */
drive_ledger drive_spent(const drive *d);

/* Nothing was written outside x and state, nor into the gradient, the batch and the parameters. */
bool drive_intact(const drive *d);

/* Samples of batch `step`: sample (step * batch + j) * 7 mod samples, which visits all when 7 does not divide
 * samples. */
uint32_t drive_sample(const drive_problem *problem, uint64_t step, size_t j);

/* A schedule, asked step by step or anywhere. */
typedef struct drive_schedule_setup drive_schedule_setup;
struct drive_schedule_setup {
    const char *plugin;
    drive_setting set[DRIVE_SETTINGS];
    const double *param;
    const drive_schedule_setup *inner[DRIVE_INNERS]; /* the wrapped ones, NULL-terminated unless full */
    int unit;                                        /* DH_UNIT_... + 1; 0: the schedule's own */
    uint64_t steps, steps_per_epoch;
};

typedef struct drive_schedule drive_schedule;
drive_schedule *drive_schedule_create(const drive_schedule_setup *setup);
void drive_schedule_destroy(drive_schedule *s);
double drive_rate(drive_schedule *s, uint64_t step, uint64_t records, double cost);
bool drive_schedule_intact(const drive_schedule *s);

/* Test functions; `start` is where their tests begin. */

/* 5 dimensions, a rotated quadratic of condition number 1000 plus a quartic: f = 1/2 sum lambda_i (H (x - c))_i^2
 * + 1/4 sum (x_i - c_i)^4, H the Householder reflection along (1, 2, 3, 4, 5). The one of tests/golden. */
extern const drive_problem drive_valley;
extern const double drive_valley_start[5];

/* 6 dimensions, one 3 x 2 block W: mean over 8 samples of sum_i sqrt(1 + r_i^2) - 1, r = W a - y. Full batch. */
extern const drive_problem drive_smooth;
extern const double drive_smooth_start[6];

/* Least squares with 23 rows and 4 columns, as a mean over rows of 1/2 (a_i x - y_i)^2; batches of 3. */
extern const drive_problem drive_rows;
extern const double drive_rows_start[4];

/* scale times a quadratic with curvatures between 0.5 and 2.5 in `dim` dimensions, as a mean over 5 samples that
 * differ in their centres; with its Hessian and its minimum. batch 5 or less. */
drive_problem drive_bowl(size_t dim, size_t batch, double scale);
void drive_bowl_start(double *x, size_t dim);

/* 3 dimensions, a constant gradient: scale times drive_slope_gradient . x. */
enum { DRIVE_SLOPE = 3 };
extern const double drive_slope_gradient[DRIVE_SLOPE], drive_slope_start[DRIVE_SLOPE];
drive_problem drive_slope(double scale);

#endif
