/* CSV fields: RFC 4180, section 2. */
#include "data/csv_field.h"

#include "base/text.h"
#include "config/place.h"
#include "data/number.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

int dh_csv_fail(const dh_csv_reader *reader, const char *where, const char *format, ...)
{
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    dh_place place = dh_place_of(reader->text, (size_t)(where - reader->text));
    return dh_fail(reader->error, DH_ERROR_INPUT, "%s:%u:%u: %s", reader->name, place.line, place.column, message);
}

char *dh_csv_show(char out[DH_CSV_SHOWN], const char *text, size_t length)
{
    char piece[41];
    size_t shown = length < sizeof piece ? length : sizeof piece - 1;
    while (shown < length && shown && is_continuation(text[shown]))
        shown--;
    memcpy(piece, text, shown);
    for (size_t i = 0; i < shown; i++)
        piece[i] = piece[i] ? piece[i] : '?';
    piece[shown] = 0;
    char clean[48];
    snprintf(out, DH_CSV_SHOWN, "'%s%s'", dh_printable(clean, sizeof clean, piece), shown < length ? "..." : "");
    return out;
}

static int read_plain(dh_csv_reader *reader, dh_csv_field *ret)
{
    const char *at = reader->at;
    while (dh_csv_is_blank(reader, *at))
        at++;
    ret->start = ret->text = at;
    for (; !dh_csv_is_end(reader, at); at++) {
        if (*at == '"')
            return dh_csv_fail(reader, at,
                               "expected the whole field in quotes, each quote in it doubled; got a quote "
                               "inside a field without them");
        if (!*at)
            return dh_csv_fail(reader, at, "expected text, got a NUL byte (is this a binary file?)");
    }
    reader->at = at;
    while (at > ret->text && dh_csv_is_blank(reader, at[-1]))
        at--;
    ret->length = (size_t)(at - ret->text);
    return 0;
}

/* The closing quote of a field that opens at `open`, NULL after an error. Counts the doubled quotes on the way. */
static const char *find_close(const dh_csv_reader *reader, const char *open, size_t *ret_doubled)
{
    *ret_doubled = 0;
    for (const char *at = open + 1; at < reader->end; at++) {
        if (!*at) {
            dh_csv_fail(reader, at, "expected text, got a NUL byte (is this a binary file?)");
            return NULL;
        }
        if (*at != '"')
            continue;
        if (at[1] != '"')
            return at;
        ++*ret_doubled;
        at++;
    }
    dh_csv_fail(reader, open, "expected a closing quote for this one, got the end of the file");
    return NULL;
}

static int unescape(const dh_csv_reader *reader, dh_csv_field *field, size_t doubled)
{
    char *copy = dh_arena_alloc(reader->arena, field->length - doubled + 1, 1), *out = copy;
    if (!copy)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < field->length; i++) {
        *out++ = field->text[i];
        i += field->text[i] == '"';
    }
    field->length -= doubled;
    field->text = copy;
    return 0;
}

static int read_quoted(dh_csv_reader *reader, dh_csv_field *ret)
{
    const char *open = reader->at;
    size_t doubled;
    const char *close = find_close(reader, open, &doubled);
    if (!close)
        return -1;
    if (!dh_csv_is_end(reader, close + 1))
        return dh_csv_fail(reader, close + 1, "expected a delimiter or the end of the line after the closing quote");
    *ret = (dh_csv_field){open, open + 1, (size_t)(close - open - 1)};
    reader->at = close + 1;
    return doubled ? unescape(reader, ret, doubled) : 0;
}

int dh_csv_read_field(dh_csv_reader *reader, dh_csv_field *ret)
{
    return *reader->at == '"' ? read_quoted(reader, ret) : read_plain(reader, ret);
}

int dh_csv_read_line_end(dh_csv_reader *reader)
{
    if (reader->at == reader->end)
        return 0;
    bool cr = *reader->at == '\r';
    if (reader->at[cr] != '\n')
        return dh_csv_fail(reader, reader->at, "expected lines that end in LF or CRLF, got a carriage return alone");
    reader->at += 1 + cr;
    return 0;
}

bool dh_csv_is_finished(const dh_csv_reader *reader)
{
    return strspn(reader->at, "\r\n") == (size_t)(reader->end - reader->at);
}

bool dh_csv_is_number(const dh_csv_field *field, double *value)
{
    return dh_number_scan(field->text, value) == field->text + field->length && field->length;
}

bool dh_csv_is_missing(const dh_csv_field *f)
{
    static const char *const word[] = {"?", "inf", "infinity", "n/a", "na", "nan", "none", "null"};
    size_t sign = f->length && (*f->text == '-' || *f->text == '+');
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (f->length - sign == strlen(word[i]) && !strncasecmp(f->text + sign, word[i], f->length - sign))
            return true;
    return !f->length;
}
