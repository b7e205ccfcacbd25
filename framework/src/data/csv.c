/* A CSV file as a matrix of features and a target column. One pass over the rows; memory is allocated once, from a
 * bound on the rows that the size of the text gives. */
#include "data/csv.h"

#include "config/place.h"
#include "data/csv_head.h"
#include "data/label.h"
#include "data/number.h"
#include "data/one_hot.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct parser {
    dh_csv_reader reader;
    dh_csv_head head;
    dh_target_kind kind;
    dh_label *label; /* [rows there is memory for] when kind is CLASSES */
    dh_label **code; /* [coded columns][that many] */
    double *x, *y;   /* of rows */
    bool missing;
    dh_rows *rows;
} parser;

static int refuse_number(const parser *p, size_t row, size_t column, const dh_csv_field *f)
{
    char name[DH_CSV_SHOWN], got[DH_CSV_SHOWN] = "nothing";
    double value;
    snprintf(name, sizeof name, "%zu", column + 1);
    if (p->head.name)
        dh_csv_show(name, p->head.name[column], strlen(p->head.name[column]));
    if (f->length)
        dh_csv_show(got, f->text, f->length);
    const char *hint = dh_csv_is_missing(f)          ? " (missing: keep makes it NaN)"
                       : dh_csv_is_number(f, &value) ? ", beyond the largest double"
                       : !row && !p->head.name       ? " (say `header: true` when the first row names the columns)"
                                                     : "";
    return dh_csv_fail(&p->reader, f->start, "column %s: expected a finite number, got %s%s", name, got, hint);
}

static inline int read_number(parser *p, size_t row, size_t column, double *ret)
{
    dh_csv_reader *r = &p->reader;
    const char *at = r->at;
    while (dh_csv_is_blank(r, *at))
        at++;
    at = dh_number_scan(at, ret);
    while (at && dh_csv_is_blank(r, *at))
        at++;
    if (at && dh_csv_is_end(r, at) && isfinite(*ret)) {
        r->at = at;
        return 0;
    }
    dh_csv_field field;
    if (dh_csv_read_field(r, &field))
        return -1;
    if (dh_csv_is_number(&field, ret) && isfinite(*ret))
        return 0; /* in quotes */
    if (p->missing && column != p->head.target && dh_csv_is_missing(&field)) {
        *ret = (double)NAN;
        return 0;
    }
    return refuse_number(p, row, column, &field);
}

static int read_label(parser *p, dh_label *ret)
{
    dh_csv_field f;
    char shown[DH_CSV_SHOWN];
    if (dh_csv_read_field(&p->reader, &f))
        return -1;
    if (!f.length)
        return dh_csv_fail(&p->reader, f.start, "expected a label, got nothing");
    if (dh_text_clean(f.text, f.length) != f.length)
        return dh_csv_fail(&p->reader, f.start, "expected a label in UTF-8, got %s",
                           dh_csv_show(shown, f.text, f.length));
    *ret = (dh_label){f.text, f.length};
    return 0;
}

static int read_target(parser *p, size_t row)
{
    return p->kind == DH_TARGET_CLASSES ? read_label(p, &p->label[row])
                                        : read_number(p, row, p->head.target, &p->y[row]);
}

/* A feature; where it is a label it is filled in when all are known. */
static int read_feature(parser *p, size_t row, size_t column, double *ret)
{
    const size_t code = p->head.coded ? p->head.coded[column] : 0;
    return code ? read_label(p, &p->code[code - 1][row]) : read_number(p, row, column, ret);
}

static int refuse_width(parser *p, const char *start, size_t found)
{
    dh_csv_reader *r = &p->reader;
    const char *where = r->at;
    if (*start == '\n' || *start == '\r')
        return dh_csv_fail(r, start, "expected %zu fields as in line 1, got an empty line", p->head.columns);
    if (found == p->head.columns) {
        size_t more;
        where = ++r->at;
        if (dh_csv_read_fields(r, NULL, &more))
            return -1;
        found += more;
    }
    return dh_csv_fail(r, where, "expected %zu field%s as in line 1, got %zu", p->head.columns,
                       p->head.columns == 1 ? "" : "s", found);
}

static int read_row(parser *p, size_t row)
{
    dh_csv_reader *r = &p->reader;
    const char *start = r->at;
    double *x = p->x + row * p->rows->features;
    if (*start == '\n' || *start == '\r')
        return refuse_width(p, start, 0);
    for (size_t k = 0;; r->at++) {
        if (k == p->head.target ? read_target(p, row) : read_feature(p, row, k, x++))
            return -1;
        bool more = *r->at == r->delimiter;
        if (++k == p->head.columns ? more : !more)
            return refuse_width(p, start, k);
        if (!more)
            return dh_csv_read_line_end(r);
    }
}

/* A good row takes at least 2 bytes a column (1 where a field may be empty), its last delimiter or line end included, so
 * the size of the text bounds the memory whatever its first row claims. One row more takes the start of a bad one. */
static int make_room(parser *p)
{
    const dh_csv_reader *r = &p->reader;
    const size_t least = p->missing ? 1 : 2;
    size_t lines = 1, most = (size_t)(r->end - r->at + 1) / (least * p->head.columns);
    for (const char *at = r->at; at < r->end; at++)
        lines += *at == '\n';
    size_t room = (lines < most ? lines : most) + 1, values;
    if (__builtin_mul_overflow(room, p->rows->features, &values))
        return dh_fail_memory(r->error);
    const bool target = p->head.target < p->head.columns;
    p->rows->x = p->x = DH_NEW(r->arena, double, values);
    p->rows->y = p->y = target ? DH_NEW(r->arena, double, room) : NULL;
    p->label = p->kind == DH_TARGET_CLASSES ? DH_NEW(r->arena, dh_label, room) : NULL;
    p->code = DH_NEW(r->arena, dh_label *, p->head.coded_count);
    for (size_t c = 0; p->code && c < p->head.coded_count; c++)
        if (!(p->code[c] = DH_NEW(r->arena, dh_label, room)))
            p->code = NULL;
    return p->x && p->code && (!target || p->y) && (p->kind != DH_TARGET_CLASSES || p->label) ? 0 : dh_fail_memory(r->error);
}

/* Looks ahead: the target's field of the first data row. */
static int decide_kind(parser *p, dh_target_kind said)
{
    dh_csv_reader ahead = p->reader;
    dh_csv_field f;
    double value;
    p->kind = p->head.target < p->head.columns ? said : DH_TARGET_NUMBERS;
    if (p->kind != DH_TARGET_AUTO)
        return 0;
    for (size_t k = 0; k <= p->head.target; k++) {
        if (dh_csv_read_field(&ahead, &f))
            return -1;
        if (k < p->head.target && *ahead.at++ != ahead.delimiter)
            return 0; /* too short a row: reading it will say so */
    }
    p->kind = dh_csv_is_number(&f, &value) || dh_csv_is_missing(&f) ? DH_TARGET_NUMBERS : DH_TARGET_CLASSES;
    return 0;
}

static int read_rows(parser *p, dh_target_kind said)
{
    dh_csv_reader *r = &p->reader;
    if (dh_csv_is_finished(r))
        return dh_csv_fail(r, r->at, "expected rows after the header, got none");
    if (decide_kind(p, said) || make_room(p))
        return -1;
    for (; !dh_csv_is_finished(r); p->rows->rows++)
        if (read_row(p, p->rows->rows))
            return -1;
    return 0;
}

static int finish_target(parser *p)
{
    if (p->kind == DH_TARGET_CLASSES)
        return dh_label_number(p->label, p->rows->rows, p->reader.arena, p->y, &p->rows->class_name,
                               &p->rows->classes, p->reader.error);
    return 0;
}

static int name_columns(parser *p)
{
    p->rows->target = p->head.name && p->head.target < p->head.columns ? p->head.name[p->head.target] : "";
    if (!p->head.name)
        return 0;
    const char **feature = DH_NEW(p->reader.arena, const char *, p->rows->features);
    if (!feature)
        return dh_fail_memory(p->reader.error);
    for (size_t k = 0, j = 0; k < p->head.columns; k++)
        if (k != p->head.target)
            feature[j++] = p->head.name[k];
    p->rows->feature = feature;
    return 0;
}

/* Features that are labels become columns of zeros and ones. */
static int expand(parser *p)
{
    const dh_csv_head *h = &p->head;
    dh_coded *coded = DH_NEW(p->reader.arena, dh_coded, h->coded_count);
    if (!coded)
        return dh_fail_memory(p->reader.error);
    for (size_t k = 0, j = 0; h->coded && k < h->columns; k++) {
        if (h->coded[k])
            coded[h->coded[k] - 1] = (dh_coded){.feature = j, .label = p->code[h->coded[k] - 1]};
        j += k != h->target;
    }
    return dh_one_hot(p->rows, coded, h->coded_count, p->reader.arena, p->reader.error);
}

int dh_csv_parse(const char *name, const char *text, size_t length, const dh_read_options *options, dh_arena *arena,
                 dh_rows *ret, dh_error *error)
{
    *ret = (dh_rows){0};
    parser p = {.reader = {name, text, text + length, text, options->delimiter, arena, error}, .missing = options->missing,
                .rows = ret};
    if (dh_csv_read_head(&p.reader, options, &p.head))
        return -1;
    ret->features = p.head.features;
    if (!dh_csv_is_finished(&p.reader) && dh_csv_find_coded(&p.reader, options, &p.head))
        return -1;
    return read_rows(&p, options->kind) || finish_target(&p) || name_columns(&p) || expand(&p) ? -1 : 0;
}
