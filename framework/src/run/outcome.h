/* What a run's process leaves behind: plain memory shared with its worker slot, so that a crash loses nothing of what was
 * recorded and recording costs no system call. It is written by a process that runs foreign code: the slot believes nothing
 * in it without a check. */
#ifndef DH_RUN_OUTCOME_H
#define DH_RUN_OUTCOME_H

#include "plan/spec.h"
#include "run/record.h"

#include <downhill/problem.h>

enum { DH_MAX_COLUMNS = 14 + 3 * DH_MAX_METRICS + 2, DH_COLUMN_NAME = 48 };

/* The end mark: a process that leaves by any other way than the end of its run did not write it. */
#define DH_OUTCOME_DONE 0x646f6e652e646872ull

typedef struct dh_outcome {
    uint64_t done;            /* DH_OUTCOME_DONE, written last */
    uint64_t rows;            /* complete rows; each is written before this number rises */
    uint64_t row_room;        /* rows that fit */
    uint32_t columns;
    uint32_t metrics;
    uint32_t status;          /* dh_status */
    uint32_t notes;           /* DH_NOTE_... */
    uint32_t clock_sampled;
    uint32_t has_final_x;
    uint64_t stop_step;
    uint64_t state_size;
    uint64_t dim;
    dh_ledger ledger;
    char cause[512];
    char column[DH_MAX_COLUMNS][DH_COLUMN_NAME];
    char metric[3 * DH_MAX_METRICS][DH_COLUMN_NAME];
    double metric_value[3 * DH_MAX_METRICS];
    double value[]; /* [row_room][columns], columns <= DH_MAX_COLUMNS; then the final point, [DH_KEEP_DIM] */
} dh_outcome;

size_t dh_outcome_size(uint64_t row_room);
double *dh_outcome_final_x(const dh_outcome *outcome, uint64_t row_room);

/* Copies a text of at most size - 1 bytes that foreign code may have written. When it is no clean UTF-8, control characters and all
 * bytes beyond ASCII become blanks. NULL when memory is out. */
const char *dh_outcome_text(const char *text, size_t size, dh_arena *arena);

/* Fills everything of a record that the outcome knows, checking each number and name: a process that ended without the end mark is
 * recorded as `status` with `cause`. row_room: what the slot gave it, whatever it says now. Texts and arrays live in the arena or
 * in the outcome. */
int dh_outcome_record(const dh_outcome *outcome, uint64_t row_room, const dh_spec *spec, dh_status status, const char *cause,
                      dh_arena *arena, dh_record *ret, dh_error *error);

#endif
