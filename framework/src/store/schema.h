/* The columns of a results file that the framework itself writes: one table, from which the writer works and which
 * results/README.md documents. */
#ifndef DH_STORE_SCHEMA_H
#define DH_STORE_SCHEMA_H

#include "base/table.h"
#include "run/record.h"

enum { DH_SCHEMA = 1 }; /* root attribute `schema`: another number is another layout */

/* Where a column of /runs comes from: a field of dh_record, or the writer's own counting (DH_FROM_WRITER). */
typedef enum dh_field_source {
    DH_FROM_REAL,   /* double */
    DH_FROM_U64,    /* uint64_t or size_t */
    DH_FROM_U32,    /* uint32_t or an enum */
    DH_FROM_BOOL,   /* bool */
    DH_FROM_TEXT,   /* const char * */
    DH_FROM_CHARS,  /* char [] */
    DH_FROM_STATUS, /* dh_status, by name */
    DH_FROM_WRITER, /* whole number */
} dh_field_source;

typedef struct dh_field {
    const char *name, *doc;
    dh_field_source source;
    size_t offset; /* in dh_record */
} dh_field;

/* Columns of /runs behind the labels, in order. The last DH_LAYOUT_COUNT come from the writer, as numbered here. */
const dh_field *dh_schema_fields(size_t *count);
enum { DH_LAYOUT_OFFSET, DH_LAYOUT_LENGTH, DH_LAYOUT_FINAL_OFFSET, DH_LAYOUT_FINAL_LENGTH, DH_LAYOUT_COUNT };

dh_column_type dh_schema_type(const dh_field *field);

/* Sets one row of a column made by dh_schema_type; texts are copied into the arena. -1: memory is out. */
int dh_schema_set(const dh_field *field, const dh_record *record, dh_column *column, size_t row, dh_arena *arena);

/* Type of a history column, DH_WHOLE or DH_REAL, and what it means ("" for a name that is not known). */
dh_column_type dh_schema_history(const char *name, const char **ret_doc);

bool dh_schema_reserved(const char *name);  /* a label of that name would hide a column of the framework */
bool dh_schema_name_fits(const char *name); /* [a-z][a-z0-9_]*, at most 64 letters */

#endif
