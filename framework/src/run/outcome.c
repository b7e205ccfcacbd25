#include "run/outcome.h"

#include <string.h>

size_t dh_outcome_size(uint64_t row_room)
{
    return sizeof(dh_outcome) + row_room * DH_MAX_COLUMNS * sizeof(double);
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

/* True when the columns are such as a trial writes; foreign code may have written anything. */
static bool sane(const dh_outcome *o)
{
    return o->columns >= 2 && o->columns <= DH_MAX_COLUMNS && o->rows <= o->row_room && o->metrics <= 2 * DH_MAX_METRICS &&
           !strcmp(o->column[0], "step") && !strcmp(o->column[2], "cost") && o->status < DH_STATUS_COUNT;
}

static void fill_end(const dh_outcome *o, dh_status status, const char *cause, dh_arena *arena, dh_record *r)
{
    bool done = o->done == DH_OUTCOME_DONE;
    const char *text = done ? o->cause : cause;
    r->status = done ? (dh_status)o->status : status;
    r->cause = dh_arena_copy(arena, text, strnlen(text, sizeof o->cause - 1));
    r->stop_step = o->stop_step;
    r->ledger = o->ledger;
    r->clock_sampled = o->clock_sampled != 0;
    r->state_size = o->state_size;
    r->notes = o->notes;
    r->dim = o->dim;
}

int dh_outcome_record(const dh_outcome *o, const dh_spec *spec, dh_status status, const char *cause, dh_arena *arena,
                      dh_record *ret, dh_error *error)
{
    dh_record r = {0};
    memcpy(r.id, spec->id, sizeof r.id);
    if (sane(o)) {
        fill_end(o, status, cause, arena, &r);
        r.rows = o->rows;
        r.columns = o->columns;
        r.column = copy_names(o->column, o->columns, arena);
        r.value = (double *)(uintptr_t)o->value;
        r.metrics = o->metrics;
        r.metric = copy_names(o->metric, o->metrics, arena);
        r.metric_value = (double *)(uintptr_t)o->metric_value;
        if (o->has_final_x && o->dim <= DH_KEEP_DIM)
            r.final_x = (double *)(uintptr_t)o->final_x;
        if (!r.column || !r.metric || !r.cause)
            return dh_fail_memory(error);
    } else { /* ended before the trial began, or its memory was overwritten */
        bool refused = o->done == DH_OUTCOME_DONE && o->status < DH_STATUS_COUNT && !o->columns;
        r.status = refused ? (dh_status)o->status : status;
        r.cause = refused ? dh_arena_copy(arena, o->cause, strnlen(o->cause, sizeof o->cause)) : dh_arena_text(arena, cause);
        if (!r.cause)
            return dh_fail_memory(error);
    }
    dh_record_close(&r);
    *ret = r;
    return 0;
}
