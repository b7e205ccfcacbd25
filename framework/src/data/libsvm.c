/* C.-C. Chang & C.-J. Lin 2011, "LIBSVM: a library for support vector machines", doi:10.1145/1961189.1961199. Two passes: colons
 * and line ends bound what is allocated, once; then everything is read. */
#include "data/libsvm.h"

#include "config/place.h"
#include "data/csv_field.h"
#include "data/number.h"

#include <math.h>
#include <string.h>

enum { MOST_INDEX = INT32_MAX };

typedef struct parser {
    const char *name, *text, *at, *end;
    const dh_read_options *options;
    uint64_t *start;   /* [rows there is room for + 1] */
    uint32_t *column;
    double *value, *y;
    size_t rows, values, features;
    dh_error *error;
} parser;

static int fail(const parser *p, const char *where, const char *expected)
{
    char shown[DH_CSV_SHOWN];
    const size_t left = (size_t)(p->end - where), length = strcspn(where, " \t\r\n");
    dh_place place = dh_place_of(p->text, (size_t)(where - p->text));
    return dh_fail(p->error, DH_ERROR_INPUT, "%s:%u:%u: expected %s, got %s", p->name, place.line, place.column, expected,
                   !left              ? "the end of the file"
                   : !*where          ? "a NUL byte (is this a binary file?)"
                   : *where == '\n' || *where == '\r' ? "the end of the line"
                                      : dh_csv_show(shown, where, length ? length : 1));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(parser *p)
{
    while (is_blank(*p->at))
        p->at++;
}

static bool is_line_end(const parser *p)
{
    return *p->at == '\n' || (*p->at == '\r' && p->at[1] == '\n') || *p->at == '#' || p->at == p->end;
}

static int next_line(parser *p)
{
    if (*p->at == '#') {
        const char *end = memchr(p->at, '\n', (size_t)(p->end - p->at));
        p->at = end ? end : p->end;
    }
    p->at += *p->at == '\r';
    p->at += p->at < p->end;
    return 0;
}

static int read_label(parser *p)
{
    const char *end = dh_number_scan(p->at, &p->y[p->rows]);
    if (!end || !isfinite(p->y[p->rows]))
        return fail(p, p->at, "a finite number as the row's label");
    if (*end == ',')
        return fail(p, p->at, "one label for each row (several are not supported)");
    if (*end == ':')
        return fail(p, p->at, "a label before the first index");
    if (!is_blank(*end) && *end != '\n' && *end != '\r' && end != p->end)
        return fail(p, p->at, "a finite number as the row's label");
    p->at = end;
    return 0;
}

static int read_index(parser *p, uint64_t *last)
{
    const char *first = p->at;
    uint64_t index = 0;
    while (*p->at >= '0' && *p->at <= '9' && index <= MOST_INDEX)
        index = index * 10 + (uint64_t)(*p->at++ - '0');
    if (p->at == first && !strncmp(first, "qid:", 4))
        return fail(p, first, "index:value (rows grouped by query are not supported)");
    if (p->at == first || *p->at != ':')
        return fail(p, first, index > MOST_INDEX ? "an index up to 2147483647" : "index:value");
    if (index < p->options->index_base)
        return fail(p, first, "an index from 1 (say index_base: 0 where features are numbered from 0)");
    index += 1 - p->options->index_base;
    if (index > MOST_INDEX)
        return fail(p, first, "an index up to 2147483647");
    if (index <= *last)
        return fail(p, first, "indices that ascend in a row");
    if (p->options->features && index > p->options->features)
        return fail(p, first, "an index within the number of features that was given");
    *last = index;
    p->at++;
    return 0;
}

static int read_value(parser *p, uint64_t index)
{
    double value;
    const char *end = dh_number_scan(p->at, &value);
    if (!end && p->options->missing && dh_csv_is_missing(&(dh_csv_field){p->at, p->at, strcspn(p->at, " \t\r\n")})) {
        value = (double)NAN;
        end = p->at + strcspn(p->at, " \t\r\n");
    }
    if (!end || isinf(value) || (!is_blank(*end) && *end != '\n' && *end != '\r' && *end != '#' && end != p->end))
        return fail(p, p->at, "a finite number as the value");
    p->at = end;
    if (value == 0)
        return 0;
    p->column[p->values] = (uint32_t)(index - 1);
    p->value[p->values++] = value;
    return 0;
}

static int read_row(parser *p)
{
    uint64_t last = 0;
    if (read_label(p))
        return -1;
    for (skip_blanks(p); !is_line_end(p); skip_blanks(p))
        if (read_index(p, &last) || read_value(p, last))
            return -1;
    p->features = last > p->features ? last : p->features;
    p->start[++p->rows] = p->values;
    return next_line(p);
}

static int make_room(parser *p, dh_arena *arena)
{
    size_t lines = 1, colons = 0;
    for (const char *at = p->text; at < p->end; at++) {
        lines += *at == '\n';
        colons += *at == ':';
    }
    p->start = DH_NEW(arena, uint64_t, lines + 1);
    p->y = DH_NEW(arena, double, lines);
    p->column = DH_NEW(arena, uint32_t, colons + 1);
    p->value = DH_NEW(arena, double, colons + 1);
    return p->start && p->y && p->column && p->value ? 0 : dh_fail_memory(p->error);
}

int dh_libsvm_parse(const char *name, const char *text, size_t length, const dh_read_options *options, dh_arena *arena,
                    dh_rows *ret, dh_error *error)
{
    parser p = {.name = name, .text = text, .at = text, .end = text + length, .options = options, .error = error};
    if (make_room(&p, arena))
        return -1;
    while (p.at < p.end) {
        skip_blanks(&p);
        if (is_line_end(&p) ? next_line(&p) : read_row(&p))
            return -1;
    }
    if (!p.rows)
        return fail(&p, p.end, "rows");
    p.features = options->features ? options->features : p.features;
    if (!p.features)
        return fail(&p, p.end, "at least one feature in the file (or features: N)");
    *ret = (dh_rows){.rows = p.rows, .features = p.features, .row_start = p.start, .column = p.column, .value = p.value,
                     .y = p.y, .target = ""};
    return 0;
}
