#include "run/outcome.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

size_t dh_outcome_size(uint64_t row_room)
{
    return sizeof(dh_outcome) + (row_room * DH_MAX_COLUMNS + DH_KEEP_DIM) * sizeof(double);
}

double *dh_outcome_final_x(const dh_outcome *outcome, uint64_t row_room)
{
    return (double *)(uintptr_t)(outcome->value + row_room * outcome->columns);
}

static const char **copy_names(const char (*name)[DH_COLUMN_NAME], size_t count, dh_arena *arena)
{
    const char **copy = DH_NEW(arena, const char *, count + 1);
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = dh_arena_copy(arena, name[i], strnlen(name[i], DH_COLUMN_NAME));
        if (!copy[i])
            return NULL;
    }
    return copy;
}

/* True when the columns are such as a trial writes; foreign code may have written anything. The room is what the slot mapped,
 * not what the outcome says. */
static bool sane(const dh_outcome *o, uint64_t row_room)
{
    return o->columns >= 3 && o->columns <= DH_MAX_COLUMNS && o->rows <= row_room && o->metrics <= 3 * DH_MAX_METRICS &&
           !strcmp(o->column[0], "step") && !strcmp(o->column[2], "cost") && o->status < DH_STATUS_COUNT;
}

const char *dh_outcome_text(const char *text, size_t size, dh_arena *arena)
{
    size_t length = strnlen(text, size - 1);
    char *copy = dh_arena_copy(arena, text, length);
    bool clean = dh_is_clean(text, length);
    for (size_t i = 0; copy && !clean && i < length; i++)
        copy[i] = copy[i] > 0x20 && copy[i] < 0x7f ? copy[i] : ' ';
    return copy;
}

static void fill_end(const dh_outcome *o, dh_status status, const char *cause, dh_arena *arena, dh_record *r)
{
    bool done = o->done == DH_OUTCOME_DONE;
    const char *text = done ? o->cause : cause;
    r->status = done ? (dh_status)o->status : status;
    r->cause = dh_outcome_text(text, sizeof o->cause, arena);
    r->stop_step = o->stop_step;
    r->ledger = o->ledger;
    r->clock_sampled = o->clock_sampled != 0;
    r->state_size = o->state_size;
    r->notes = o->notes;
    r->dim = o->dim;
}

/* What is left when the memory tells nothing sane: the end alone. */
static int bare_record(const dh_outcome *o, dh_status status, const char *cause, dh_arena *arena, dh_record *r,
                       dh_error *error)
{
    bool done = o->done == DH_OUTCOME_DONE, refused = done && o->status < DH_STATUS_COUNT && !o->columns;
    r->status = refused ? (dh_status)o->status : status;
    r->cause = refused ? dh_outcome_text(o->cause, sizeof o->cause, arena)
               : done  ? "the process overwrote its own record"
                       : dh_arena_text(arena, cause);
    return r->cause ? 0 : dh_fail_memory(error);
}

int dh_outcome_record(const dh_outcome *o, uint64_t row_room, const dh_spec *spec, dh_status status, const char *cause,
                      dh_arena *arena, dh_record *ret, dh_error *error)
{
    dh_record r = {0};
    memcpy(r.id, spec->id, sizeof r.id);
    bool whole = sane(o, row_room);
    const char **column = whole ? copy_names(o->column, o->columns, arena) : NULL;
    const char **metric = whole ? copy_names(o->metric, o->metrics, arena) : NULL;
    if (whole && (!column || !metric))
        return dh_fail_memory(error);
    if (!whole || !dh_record_names_fit(column, o->columns) || !dh_record_names_fit(metric, o->metrics)) {
        if (bare_record(o, status, cause, arena, &r, error))
            return -1;
    } else {
        fill_end(o, status, cause, arena, &r);
        if (!r.cause)
            return dh_fail_memory(error);
        r.rows = o->rows;
        r.columns = o->columns;
        r.column = column;
        r.value = (double *)(uintptr_t)o->value;
        r.metrics = o->metrics;
        r.metric = metric;
        r.metric_value = (double *)(uintptr_t)o->metric_value;
        if (o->has_final_x && o->dim <= DH_KEEP_DIM)
            r.final_x = dh_outcome_final_x(o, row_room);
    }
    dh_record_close(&r);
    *ret = r;
    return 0;
}
