/* CSV (RFC 4180: quotes, doubled quotes, line breaks in quotes, CRLF or LF; a UTF-8 byte order mark is skipped).
 * Strict: every row has as many fields as the first; every feature is a finite decimal number; names and labels are
 * UTF-8. More generous than the RFC in two points: blanks around a field without quotes are not part of it, and empty
 * lines may end the file. */
#ifndef DH_DATA_CSV_H
#define DH_DATA_CSV_H

#include "data/options.h"
#include "data/rows.h"

enum { DH_CSV_MOST_COLUMNS = 1000000 };

/* Parses text [length] (a NUL follows it). Errors are "name:line:column: ...", column counted in UTF-8 characters.
 * All of *ret lives in the arena, nothing points into text. */
int dh_csv_parse(const char *name, const char *text, size_t length, const dh_read_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error);

#endif
