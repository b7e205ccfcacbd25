/* CSV (RFC 4180: quotes, doubled quotes, CRLF; a UTF-8 byte order mark is skipped). Strict: every row has as many fields as the
 * first; every feature is a finite decimal number. */
#ifndef DH_DATA_CSV_H
#define DH_DATA_CSV_H

#include "data/dataset.h"

#include <stdbool.h>

typedef struct dh_csv_options {
    bool header;         /* the first row names the columns */
    char delimiter;      /* ',' ';' '\t' ... */
    const char *target;  /* column name or 1-based number; NULL: the last column; "none": no target */
    bool classes;        /* the target is labels: any text, numbered in sorted order (numbers by value); otherwise numbers */
} dh_csv_options;

/* Parses text [length] (a NUL follows it). Errors are "name:line:column: ...". */
int dh_csv_parse(const char *name, const char *text, size_t length, const dh_csv_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error);

#endif
