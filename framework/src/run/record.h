/* What one run says: how it ended, what it spent, its history. Encoded, a record is the payload of a worker's message and of a
 * journal frame; the encoding names its columns, so old journals stay readable when columns are added. */
#ifndef DH_RUN_RECORD_H
#define DH_RUN_RECORD_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>

/* How a run ended. The numbers are stored: never change one. */
typedef enum dh_status {
    DH_FINISHED = 0,      /* its budget is used up */
    DH_TARGET_REACHED = 1,
    DH_DIVERGED = 2,      /* a cost that is not finite or over the limit */
    DH_TIMED_OUT = 3,     /* killed at the wall-clock limit */
    DH_CRASHED = 4,       /* a signal, or an exit without a result */
    DH_REFUSED = 5,       /* plugin and problem do not fit, or a bad parameter; no step was taken */
    DH_OUT_OF_MEMORY = 6,
} dh_status;
enum { DH_STATUS_COUNT = 7 };
const char *dh_status_name(dh_status status); /* "finished", "target_reached", ... */

/* What a run spent, off-the-clock recording left out. */
typedef struct dh_ledger {
    uint64_t steps;
    double epochs;             /* steps / steps per epoch */
    uint64_t loss_evals;       /* calls that asked for the loss alone */
    uint64_t gradient_evals;   /* calls that asked for a gradient */
    uint64_t sample_losses;    /* terms f_i evaluated by the former; an analytic problem counts as one term */
    uint64_t sample_gradients; /* terms whose gradient was evaluated by the latter */
    uint64_t hvps;             /* Hessian-vector products */
    double oracle_seconds, optimizer_seconds;
} dh_ledger;

/* Which defences were in force, and what was noticed. Stored as numbers. */
typedef enum dh_sandbox { DH_SANDBOX_NONE = 0, DH_SANDBOX_LIMITS = 1, DH_SANDBOX_SECCOMP = 2, DH_SANDBOX_FULL = 3 } dh_sandbox;
enum {
    DH_NOTE_FP_MODE = 1 << 0,     /* a plugin changed the floating-point mode; restored at that step */
    DH_NOTE_LOCALE = 1 << 1,      /* the locale, and left it so */
    DH_NOTE_SIGNALS = 1 << 2,     /* how signals are handled */
    DH_NOTE_THREADS = 1 << 3,     /* it left threads running */
    DH_NOTE_DESCRIPTORS = 1 << 4, /* or files open */
    DH_NOTE_MAY_THREAD = 1 << 5,  /* its optimizer or problem declares threads, and was let start them */
};
typedef enum dh_verified { DH_UNVERIFIED = 0, DH_VERIFIED = 1, DH_CONTRADICTED = 2 } dh_verified;

typedef struct dh_record {
    char id[33];          /* the run's id: 32 hexadecimal digits */
    dh_status status;
    const char *cause;    /* one sentence for any end but finished; "" otherwise */
    uint64_t stop_step;   /* steps taken when it ended */
    dh_ledger ledger;
    bool clock_sampled;   /* the two times are extrapolated from a sample of steps */
    double wall_seconds;  /* of the run's process, everything included */
    double began;         /* Unix time */
    uint64_t state_size;  /* doubles of optimizer state */
    uint64_t peak_memory; /* bytes resident at most; 0: not known */
    dh_sandbox sandbox;
    uint32_t notes;       /* DH_NOTE_... */
    dh_verified verified; /* f(final x) recomputed in a clean process */
    double final_cost, best_cost; /* of the history; NaN without rows */
    uint64_t best_step;
    char history_hash[65]; /* SHA-256 over names and values of all columns but the ones in seconds */

    size_t rows, columns;
    const char **column;  /* [columns] names; the first is "step" */
    double *value;        /* [rows][columns], row-major */

    size_t metrics;       /* metrics at the end of the run */
    const char **metric;  /* [metrics] "train_mae", "test_accuracy", ... */
    double *metric_value; /* [metrics] */

    size_t dim;
    double *final_x;      /* [dim] last evaluation point; NULL when dim exceeds DH_KEEP_DIM or no step was begun */
} dh_record;

enum { DH_KEEP_DIM = 1 << 16 };

/* Columns of a history, in order:
 *   step epoch cost gradient_norm rate loss_evals gradient_evals sample_losses sample_gradients hvps
 *   [test_cost] [validation_cost] [train_<metric> ...] [test_<metric> ...] [validation_<metric> ...] [x1 x2, when dim is 2]
 *   seconds oracle_seconds
 * Row 0 is the starting point. rate is that of the step which begins there (in the last row: which ended there).
 * gradient_norm is the Euclidean norm of the full gradient at the evaluation point. */
bool dh_column_is_time(const char *column); /* "seconds", "oracle_seconds": outside the hash */

/* Whether column or metric names can be stored: [a-z][a-z0-9_]*, at most 64 letters, all different, none "row" or "run". */
bool dh_record_names_fit(const char *const *name, size_t count);

/* Fills final_cost, best_cost, best_step and history_hash from the history. */
void dh_record_close(dh_record *record);

void dh_record_encode(const dh_record *record, dh_buffer *out);
/* The id, status, wall_seconds and verified alone, from the front of an encoding that is known to be whole. -1: too short, or another
 * version. */
int dh_record_peek(const void *data, size_t size, dh_record *ret);
/* Writes `verified` into an encoding that dh_record_encode made. */
void dh_record_mark(void *data, size_t size, dh_verified verified);
/* Everything lives in the arena. -1 when the bytes are no record. */
int dh_record_decode(const void *data, size_t size, dh_arena *arena, dh_record *ret, dh_error *error);

#endif
