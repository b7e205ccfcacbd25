/* The lexical half of the CSV reader: fields, line ends, and the places of errors. */
#ifndef DH_DATA_CSV_FIELD_H
#define DH_DATA_CSV_FIELD_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

typedef struct dh_csv_reader {
    const char *name;       /* of the file, for messages */
    const char *text, *end; /* a NUL stands at end */
    const char *at;         /* what is read next */
    char delimiter;
    dh_arena *arena; /* for fields that contain doubled quotes */
    dh_error *error;
} dh_csv_reader;

typedef struct dh_csv_field {
    const char *start; /* where it stands in the file */
    const char *text;  /* [length] its value; the character behind it is part of no number */
    size_t length;
} dh_csv_field;

/* Fails with "name:line:column: message" for a place in the text. Lines are counted only here: reading need not. */
int dh_csv_fail(const dh_csv_reader *reader, const char *where, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline bool dh_csv_is_blank(const dh_csv_reader *reader, char c)
{
    return (c == ' ' || c == '\t') && c != reader->delimiter;
}

/* Whether a field ends before `at`. */
static inline bool dh_csv_is_end(const dh_csv_reader *reader, const char *at)
{
    return *at == reader->delimiter || *at == '\n' || *at == '\r' || at == reader->end;
}

/* Reads a field; reader->at is then at the delimiter, the line's end or the text's end. */
int dh_csv_read_field(dh_csv_reader *reader, dh_csv_field *ret);

/* Steps over LF, CRLF or nothing at the text's end. */
int dh_csv_read_line_end(dh_csv_reader *reader);

/* True when nothing but line ends is left. */
bool dh_csv_is_finished(const dh_csv_reader *reader);

bool dh_csv_is_number(const dh_csv_field *field,
                      double *ret);                /* the whole field is one, perhaps too large: infinite */
bool dh_csv_is_missing(const dh_csv_field *field); /* empty, or a spelling of "no value", NaN or infinity */

/* "'text'" for a message, cut to 40 bytes and made printable. Returns out. */
enum { DH_CSV_SHOWN = 64 };
char *dh_csv_show(char out[DH_CSV_SHOWN], const char *text, size_t length);

#endif
