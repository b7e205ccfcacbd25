/* CSV (RFC 4180: quotes, doubled quotes, line breaks in quotes, CRLF or LF; a UTF-8 byte order mark is skipped).
 * Strict: every row has as many fields as the first; every feature is a finite decimal number; names and labels are
 * UTF-8. More generous than the RFC in two points: blanks around a field without quotes are not part of it, and empty
 * lines may end the file. */
#ifndef DH_DATA_CSV_H
#define DH_DATA_CSV_H

#include "data/dataset.h"

#include <stdbool.h>

enum { DH_CSV_MOST_BYTES = 1 << 30, DH_CSV_MOST_COLUMNS = 1000000 };

/* What the target column holds. */
typedef enum dh_target_kind {
    DH_TARGET_AUTO,    /* the first row decides: a number makes it NUMBERS, text makes it CLASSES */
    DH_TARGET_NUMBERS, /* finite numbers */
    DH_TARGET_CLASSES, /* labels: any text, numbered in sorted order (numbers by value) */
} dh_target_kind;

typedef struct dh_csv_options {
    bool header;        /* the first row names the columns */
    char delimiter;     /* ',' ';' '\t' ... */
    const char *target; /* column name or 1-based number; NULL: the last column; "none": no target */
    dh_target_kind kind;
} dh_csv_options;

/* Parses text [length] (a NUL follows it). Errors are "name:line:column: ...", column counted in UTF-8 characters.
 * All of *ret lives in the arena, nothing points into text. */
int dh_csv_parse(const char *name, const char *text, size_t length, const dh_csv_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error);

#endif
