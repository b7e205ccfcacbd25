/* The columns that the framework writes into a results file, with what they mean and their units. */
#include "store/schema.h"

#include <string.h>

#define FIELD(NAME, SOURCE, MEMBER, DOC)               \
    {                                                  \
        NAME, DOC, SOURCE, offsetof(dh_record, MEMBER) \
    }

_Static_assert(sizeof(dh_status) == 4 && sizeof(dh_sandbox) == 4 && sizeof(dh_verified) == 4, "DH_FROM_U32");
_Static_assert(sizeof(size_t) == 8, "DH_FROM_U64");

static const dh_field fields[] = {
    FIELD("status", DH_FROM_STATUS, status,
          "how the run ended: finished, target_reached, diverged, timed_out, crashed, refused, out_of_memory"),
    FIELD("status_code", DH_FROM_U32, status,
          "the same as a number: 0 finished, 1 target_reached, 2 diverged, 3 timed_out, 4 crashed, 5 refused, "
          "6 out_of_memory"),
    FIELD("cause", DH_FROM_TEXT, cause, "one sentence on any end but finished"),
    FIELD("stop_step", DH_FROM_U64, stop_step, "steps taken when the run ended"),
    FIELD("steps", DH_FROM_U64, ledger.steps, "steps spent"),
    FIELD("epochs", DH_FROM_REAL, ledger.epochs, "steps / steps per epoch"),
    FIELD("loss_evals", DH_FROM_U64, ledger.loss_evals, "calls that asked for the loss alone"),
    FIELD("gradient_evals", DH_FROM_U64, ledger.gradient_evals, "calls that asked for a gradient"),
    FIELD("sample_losses", DH_FROM_U64, ledger.sample_losses, "terms of f evaluated by loss_evals"),
    FIELD("sample_gradients", DH_FROM_U64, ledger.sample_gradients,
          "terms of f whose gradient was evaluated by gradient_evals"),
    FIELD("hvps", DH_FROM_U64, ledger.hvps, "Hessian-vector products"),
    FIELD("oracle_seconds", DH_FROM_REAL, ledger.oracle_seconds, "seconds in the problem"),
    FIELD("optimizer_seconds", DH_FROM_REAL, ledger.optimizer_seconds, "seconds in the optimizer"),
    FIELD("clock_sampled", DH_FROM_BOOL, clock_sampled, "1: the two times are extrapolated from a sample of steps"),
    FIELD("wall_seconds", DH_FROM_REAL, wall_seconds, "seconds of the run's process, everything included"),
    FIELD("began", DH_FROM_REAL, began, "start, seconds since 1970-01-01 UTC"),
    FIELD("state_size", DH_FROM_U64, state_size, "optimizer state, doubles"),
    FIELD("peak_memory", DH_FROM_U64, peak_memory, "most memory resident, bytes; 0: not known"),
    FIELD("sandbox", DH_FROM_U32, sandbox,
          "defences in force: 0 none, 1 resource limits, 2 and seccomp, 3 and Landlock"),
    FIELD("notes", DH_FROM_U32, notes,
          "bits: a plugin changed 1 the processor's mode (rounding, subnormals, traps, x87 precision, direction of "
          "copies, alignment), 2 the locale, 4 how signals are handled; left 8 threads, 16 files; 32 it may start threads"),
    FIELD("verified", DH_FROM_U32, verified,
          "f at the final point, recomputed in a clean process: 0 not done, 1 equal, 2 different"),
    FIELD("final_cost", DH_FROM_REAL, final_cost, "cost in the last row of the history; NaN without rows"),
    FIELD("best_cost", DH_FROM_REAL, best_cost, "smallest cost in the history; NaN without rows"),
    FIELD("best_step", DH_FROM_U64, best_step, "step of best_cost"),
    FIELD("history_hash", DH_FROM_CHARS, history_hash,
          "SHA-256 over the names and values of all history columns but those in seconds"),
    FIELD("dim", DH_FROM_U64, dim, "length of x"),
    {"offset", "first row of this run in /history", DH_FROM_WRITER, 0},
    {"length", "rows of this run in /history", DH_FROM_WRITER, 0},
    {"final_offset", "first element of this run's final point in /final/x", DH_FROM_WRITER, 0},
    {"final_length", "length of its final point; 0: not kept", DH_FROM_WRITER, 0},
};

const dh_field *dh_schema_fields(size_t *count)
{
    *count = sizeof fields / sizeof *fields;
    return fields;
}

dh_column_type dh_schema_type(const dh_field *field)
{
    switch (field->source) {
    case DH_FROM_REAL:
        return DH_REAL;
    case DH_FROM_BOOL:
        return DH_FLAG;
    case DH_FROM_TEXT:
    case DH_FROM_CHARS:
    case DH_FROM_STATUS:
        return DH_TEXT;
    default:
        return DH_WHOLE;
    }
}

static int set_text(dh_column *column, size_t row, dh_arena *arena, const char *text)
{
    column->text[row] = text && *text ? dh_arena_text(arena, text) : "";
    return column->text[row] ? 0 : -1;
}

int dh_schema_set(const dh_field *field, const dh_record *record, dh_column *column, size_t row, dh_arena *arena)
{
    const void *at = (const char *)record + field->offset;
    uint64_t whole;
    switch (field->source) {
    case DH_FROM_REAL:
        column->real[row] = *(const double *)at;
        return 0;
    case DH_FROM_U64:
        whole = *(const uint64_t *)at;
        column->whole[row] = whole < INT64_MAX ? (int64_t)whole : INT64_MAX;
        return 0;
    case DH_FROM_U32:
        column->whole[row] = *(const uint32_t *)at;
        return 0;
    case DH_FROM_BOOL:
        column->flag[row] = *(const bool *)at;
        return 0;
    case DH_FROM_TEXT:
        return set_text(column, row, arena, *(const char *const *)at);
    case DH_FROM_CHARS:
        return set_text(column, row, arena, at);
    case DH_FROM_STATUS:
        column->text[row] = dh_status_name(record->status);
        return 0;
    default:
        return 0;
    }
}

static const struct {
    const char *name;
    dh_column_type type;
    const char *doc;
} history[] = {
    {"cost", DH_REAL, "full training objective at the evaluation point"},
    {"epoch", DH_REAL, "steps / steps per epoch"},
    {"gradient_evals", DH_WHOLE, "calls so far that asked for a gradient"},
    {"gradient_norm", DH_REAL, "Euclidean norm of the full gradient at the evaluation point"},
    {"hvps", DH_WHOLE, "Hessian-vector products so far"},
    {"loss_evals", DH_WHOLE, "calls so far that asked for the loss alone"},
    {"oracle_seconds", DH_REAL, "seconds so far in the problem, recording left out"},
    {"rate", DH_REAL, "learning rate of the step that begins here; in the last row, of the one that ended here"},
    {"sample_gradients", DH_WHOLE, "terms of f whose gradient was evaluated so far"},
    {"sample_losses", DH_WHOLE, "terms of f evaluated so far for the loss alone"},
    {"seconds", DH_REAL, "seconds so far in problem and optimizer, recording left out"},
    {"step", DH_WHOLE, "steps taken; 0: the starting point"},
    {"test_cost", DH_REAL, "objective over the test split"},
    {"validation_cost", DH_REAL, "objective over the validation split"},
    {"x1", DH_REAL, "first coordinate of the evaluation point"},
    {"x2", DH_REAL, "second coordinate of the evaluation point"},
};

dh_column_type dh_schema_history(const char *name, const char **ret_doc)
{
    for (size_t i = 0; i < sizeof history / sizeof *history; i++)
        if (!strcmp(history[i].name, name)) {
            *ret_doc = history[i].doc;
            return history[i].type;
        }
    *ret_doc = !strncmp(name, "train_", 6)        ? "metric over the training split"
               : !strncmp(name, "test_", 5)       ? "metric over the test split"
               : !strncmp(name, "validation_", 11) ? "metric over the validation split"
                                                  : "";
    return DH_REAL;
}

bool dh_schema_reserved(const char *name)
{
    if (!strcmp(name, "run") || !strncmp(name, "final_", 6))
        return true;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (!strcmp(fields[i].name, name))
            return true;
    return false;
}

bool dh_schema_name_fits(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length && !name[length] && length <= 64 && name[0] >= 'a' && name[0] <= 'z';
}
