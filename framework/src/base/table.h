/* Tables of named columns: what the plan says of its runs, what results files hold, what statistics and charts read. */
#ifndef DH_BASE_TABLE_H
#define DH_BASE_TABLE_H

#include "base/arena.h"

#include <stdint.h>

typedef enum dh_column_type { DH_REAL, DH_WHOLE, DH_FLAG, DH_TEXT } dh_column_type;

typedef struct dh_column {
    const char *name; /* [a-z][a-z0-9_]* */
    const char *doc;  /* one line with the unit; "" when unknown */
    dh_column_type type;
    union { /* [rows of the table], in the table's arena */
        double *real;      /* NaN: no value */
        int64_t *whole;
        uint8_t *flag;     /* 0 or 1 */
        const char **text; /* UTF-8, never NULL */
    };
} dh_column;

typedef struct dh_table {
    dh_arena *arena; /* where everything below lives; not owned */
    size_t rows, count, room;
    dh_column *column; /* [count], in the order in which they were added */
} dh_table;

void dh_table_init(dh_table *table, dh_arena *arena, size_t rows);

/* Adds a column filled with NaN, 0 or "". Name and doc are not copied. NULL when memory is out. Column pointers are valid
 * until the next add; the arrays in them for the arena's life. */
dh_column *dh_table_add(dh_table *table, const char *name, dh_column_type type, const char *doc);

dh_column *dh_table_find(const dh_table *table, const char *name); /* NULL: no such column */

#endif
