/* SPDX-License-Identifier: MIT
 *
 * Problem plugins: an objective f(x) with its gradient, over a dataset or analytic.
 */
#ifndef DOWNHILL_PROBLEM_H
#define DOWNHILL_PROBLEM_H

#include <downhill/optimizer.h> /* dh_block */
#include <downhill/plugin.h>

/* dh_problem.flags */
enum {
    DH_NEEDS_DATASET = 1 << 0, /* refused without a dataset; without this flag, refused with one */
    DH_NEEDS_TARGET = 1 << 1,  /* the dataset must have a target column */
    DH_BINARY_TARGET = 1 << 2, /* the target must have exactly two values; the host hands them over as 0.0 and 1.0 */
    DH_CLASS_TARGET = 1 << 3,  /* the target must be labels; the host hands them over as 0.0 ... classes - 1 */
    DH_CONVEX = 1 << 4,        /* f is convex for every x (for reports and certificates) */
    DH_NOISY = 1 << 5,         /* reads dh_batch.noise: the loss of a step, even on all data, is not the objective itself */
    DH_WRAPS_PROBLEM = 1 << 6, /* wraps another problem, one without a dataset: dh_instance.inner is not NULL */
};
/* And DH_NEEDS_THREADS, with its rules (<downhill/optimizer.h>). */

/* The rows that a problem reads. Read-only memory shared by all runs; valid for the whole run. Rows 0 ... samples-1 are the
 * training split, rows samples ... samples+test_samples-1 the test split, and those of the validation split follow. Dense data
 * has x, sparse data row_start, column and value (CSR); the other is NULL. Arrays reach over the rows of all splits. */
typedef struct dh_dataset {
    size_t size;               /* bytes of this struct */
    size_t samples;            /* training rows, >= 1, < 2^32 with the test rows */
    size_t test_samples;       /* 0: no test split */
    size_t features;           /* columns of x */
    size_t classes;            /* distinct labels of a class target; 0: the target is a real number */
    const double *x;           /* [rows][features], row-major, 64-byte aligned */
    const double *y;           /* [rows] targets; NULL when there is none */
    const uint64_t *row_start; /* [rows + 1] */
    const uint32_t *column;    /* [row_start[last]], ascending in each row, < features */
    const double *value;       /* [row_start[last]] */
    size_t validation_samples; /* 0: no validation split. Absent (0) where `size` ends before it */
} dh_dataset;

/* Which part of f is asked for. */
typedef struct dh_batch {
    size_t size;           /* bytes of this struct */
    const uint32_t *index; /* [count] samples, each < data->samples, repeats allowed; NULL: rows first ... first+count-1 */
    size_t first;          /* first row when index is NULL; may reach into the other splits */
    size_t count;          /* samples to take the mean over; 0 when the problem has no dataset */
    dh_random *noise;      /* for DH_NOISY: a stream with the same numbers at every call of one step; NULL: the exact
                            * objective is asked for */
} dh_batch;

typedef struct dh_instance dh_instance;
typedef struct dh_problem dh_problem;

/* The problem that another one wraps, ready to be asked before the wrapper's own memory is prepared. Host-owned, valid for the whole
 * run. */
typedef struct dh_inner_problem {
    size_t size;                 /* bytes of this struct */
    const dh_problem *problem;   /* its functions and flags, as far as the host knows them; the rest is NULL and 0 */
    const dh_instance *instance; /* the first argument of those functions */
} dh_inner_problem;

/* One instance of a problem: plugin + dataset + parameters. Host-owned, valid for the whole run. */
struct dh_instance {
    size_t size;            /* bytes of this struct */
    const dh_dataset *data; /* NULL for an analytic problem */
    const double *param;    /* [param_count] in the table's order */
    const dh_list *list;    /* [param_count] values of the DH_LIST ones */
    const double *memory;   /* [memory_size] as `prepare` left it; NULL when there is none */
    double *scratch;        /* [scratch_size] free for use within one call, contents undefined; 64-byte aligned */
    const dh_inner_problem *inner; /* the wrapped problem, with DH_WRAPS_PROBLEM; otherwise NULL */
};

#define DH_MAX_METRICS 8

/* A wrapper states all that it could hand on. Of hvp, optimum, curvature, box and gap the host leaves out what the inner problem lacks,
 * and DH_CONVEX when that is not convex; it adds DH_NOISY when that is noisy, and the certificate is the inner problem's. */
struct dh_problem {
    DH_HEAD;

    /* Required. Length of x, >= 1; 0 when the parameters or dataset do not fit, with the reason in `refusal`, one sentence of
     * at most refusal_size bytes. Called first, without memory and scratch. */
    size_t (*dim)(const dh_instance *self, char *refusal, size_t refusal_size);

    /* Optional. Fills block [*count] (room for DH_MAX_BLOCKS) and sets *count; NULL: one block "x", dim x 1. The names
     * are static. */
    void (*blocks)(const dh_instance *self, dh_block *block, size_t *count);

    /* Optional. Doubles of read-only memory for `prepare` (random rotations, transposed data), and of scratch. NULL: none.
     * Allocated zeroed and 64-byte aligned. */
    size_t (*memory_size)(const dh_instance *self);
    size_t (*scratch_size)(const dh_instance *self);

    /* Optional. Fills memory, once before anything below is called. The stream depends on study seed, problem, dataset and
     * `instance`, never on the run's seed: all runs of a problem see the same f. */
    void (*prepare)(const dh_instance *self, double *memory, dh_random *random);

    /* Required. x [dim] = starting point drawn from the run's "init" stream, the same for every method. */
    void (*start)(const dh_instance *self, dh_random *random, double *x);

    /* Required. Mean loss at x over the batch (regularisers included) and, unless NULL, its gradient [dim]; both are
     * overwritten. gradient does not overlap x. The loss MUST have the same bits whether or not the gradient is asked for,
     * and the same bits for an index list 0, 1, ..., m-1 as for the range it spells. May return NaN or infinity. */
    double (*evaluate)(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient);

    /* Optional. evaluate for `count` points at once, reading the data once: loss [count], x and gradient [count] pointers to
     * [dim] (gradient itself may be NULL). Every result has the bits of the single evaluation. */
    void (*many)(const dh_instance *self, size_t count, const double *const *x, const dh_batch *batch, double *loss,
                 double *const *gradient);

    /* Optional. out [dim] = Hessian at x over the batch, times v [dim]. */
    void (*hvp)(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out);

    /* Optional. metric_names: NULL-terminated static list of at most DH_MAX_METRICS ("accuracy", "mae", "r2"); metrics fills
     * out [number of names] from rows first ... first+count-1; count is 0 for an analytic problem. */
    const char *const *metric_names;
    void (*metrics)(const dh_instance *self, const double *x, const dh_batch *rows, double *out);

    /* Optional. Returns f*, proven by `certificate` (static text: "analytic", "QR"); NaN when these parameters have
     * none. x_star [dim], unless NULL, gets one minimiser where one is known (else left as it is). With `gap` it may be
     * a point near one, and f there, also to more digits than `evaluate` has: the host asks gap how near. */
    double (*optimum)(const dh_instance *self, double *x_star);
    const char *certificate;

    /* Optional. Smallest and largest curvature: f is L-smooth and mu-strongly convex. Left alone, *mu and *L stay unknown. */
    void (*curvature)(const dh_instance *self, double *mu, double *L);

    /* Optional. box = {x1 min, x1 max, x2 min, x2 max}: where a 2-D problem is worth plotting. */
    void (*box)(const dh_instance *self, double box[4]);

    /* Optional, for a DH_CONVEX problem with hvp (or with `optimum`, as said there). An upper bound on f(x) - f*, where
     * gradient [dim] is that of f at x; infinite where none is known. It tends to 0 as x comes near a minimiser. Where
     * `optimum` yields nothing, the host minimises f until this is negligible; `certificate` then says what proves it
     * ("self-concordance"). */
    double (*gap)(const dh_instance *self, const double *x, const double *gradient);

    /* Optional, since minor version 1. For f(x) = 1/2 sum_i (a_i . x - b_i)^2: fills row [count][dim + 1] with a_i, then
     * b_i, of rows i = first ... first+count-1, and returns how many rows there are; count may be 0. Where `optimum`
     * yields nothing, and dim is at most 512, the host finds f* by QR, and then mu and L too, instead of `curvature`'s. */
    size_t (*squares)(const dh_instance *self, size_t first, size_t count, double *row);

    /* Optional, all three, since minor version 1: a matrix P near the Hessian at x plus damping I, symmetric and positive definite,
     * with which the host's search for a minimum (see gap) takes fewer products. preconditioner fills matrix
     * [preconditioner_size] with what precondition needs for v [dim] = P^-1 v. A size of 0: these parameters have none. */
    size_t (*preconditioner_size)(const dh_instance *self);
    void (*preconditioner)(const dh_instance *self, const double *x, double damping, double *matrix);
    void (*precondition)(const dh_instance *self, const double *matrix, double *v);
};

#define DH_MAX_BLOCKS 64

/* At file scope, once: DH_PROBLEM(.name = "bowl", .doc = "...", .source = "...", .dim = dim, ...) */
#define DH_PROBLEM(...) DH_PLUGIN_(dh_problem, DH_KIND_PROBLEM, __VA_ARGS__)

#endif
