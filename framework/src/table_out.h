/* Tables of columns on a stream. */
#ifndef DH_TABLE_OUT_H
#define DH_TABLE_OUT_H

#include "base/table.h"

#include <stdbool.h>
#include <stdio.h>

/* As CSV with a header, or as a list of JSON objects. chosen [rows]: which rows; NULL: all. */
void dh_table_put(FILE *out, bool json, const dh_table *table, const bool *chosen);

/* One field: quoted where it must be; empty for NaN. */
void dh_csv_text(FILE *out, const char *text);
void dh_csv_real(FILE *out, double value);

/* With aligned columns, for a terminal. */
void dh_table_show(FILE *out, const dh_table *table);

#endif
