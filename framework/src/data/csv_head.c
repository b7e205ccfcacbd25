/* The head of a CSV file: byte order mark, header, target column. */
#include "data/csv_head.h"

#include "base/text.h"
#include "config/place.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int check_options(const dh_csv_reader *r)
{
    unsigned char c = (unsigned char)r->delimiter;
    if (c >= 0x80 || (c < ' ' && c != '\t') || c == 0x7F || c == '"' || strchr("+-.", c) || (c >= '0' && c <= '9') ||
        ((c | 32) >= 'a' && (c | 32) <= 'z'))
        return dh_fail(r->error, DH_ERROR_INPUT,
                       "%s: delimiter: expected a character such as , ; | or a tab, got byte %d", r->name, c);
    return 0;
}

/* Skips a byte order mark; refuses what is plainly no CSV with a message better than "NUL byte". */
static int check_start(dh_csv_reader *r)
{
    if (!strncmp(r->at, "\xEF\xBB\xBF", 3))
        r->at += 3;
    if (!strncmp(r->text, "\xFF\xFE", 2) || !strncmp(r->text, "\xFE\xFF", 2))
        return dh_csv_fail(r, r->at, "expected UTF-8, got UTF-16 (save the file again as UTF-8)");
    if (!strncmp(r->text, "\x1F\x8B", 2))
        return dh_csv_fail(r, r->at, "expected text, got a gzip file (unpack it first)");
    if (dh_csv_is_finished(r))
        return dh_csv_fail(r, r->at, "expected rows, got an empty file");
    return 0;
}

int dh_csv_read_fields(dh_csv_reader *r, dh_csv_field *field, size_t *ret_count)
{
    for (*ret_count = 0;; r->at++) {
        dh_csv_field one;
        if (*ret_count == DH_CSV_MOST_COLUMNS)
            return dh_csv_fail(r, r->at, "expected at most %d columns, got more", DH_CSV_MOST_COLUMNS);
        if (dh_csv_read_field(r, field ? &field[*ret_count] : &one))
            return -1;
        ++*ret_count;
        if (*r->at != r->delimiter)
            return 0;
    }
}

static int read_first_row(dh_csv_reader *r, const dh_read_options *options, dh_csv_head *h)
{
    const char *start = r->at;
    if (dh_csv_read_fields(r, NULL, &h->columns))
        return -1;
    h->first = DH_NEW(r->arena, dh_csv_field, h->columns);
    if (!h->first)
        return dh_fail_memory(r->error);
    r->at = start;
    if (dh_csv_read_fields(r, h->first, &h->columns))
        return -1;
    if (!options->header) {
        r->at = start;
        return 0;
    }
    return dh_csv_read_line_end(r);
}

static int check_name(const dh_csv_reader *r, const dh_csv_head *h, size_t column)
{
    const dh_csv_field *f = &h->first[column];
    char shown[DH_CSV_SHOWN];
    if (!f->length)
        return dh_csv_fail(r, f->start,
                           "expected a name for column %zu, got nothing (if it only numbers the rows, "
                           "remove it)",
                           column + 1);
    if (dh_text_clean(f->text, f->length) != f->length)
        return dh_csv_fail(r, f->start, "expected a name in UTF-8, got %s", dh_csv_show(shown, f->text, f->length));
    return 0;
}

static int check_header(const dh_csv_reader *r, const dh_csv_head *h)
{
    size_t numbers = 0;
    double value;
    for (size_t k = 0; k < h->columns; k++) {
        if (check_name(r, h, k))
            return -1;
        numbers += dh_csv_is_number(&h->first[k], &value);
    }
    if (numbers == h->columns)
        return dh_csv_fail(r, h->first->start,
                           "expected the names of the columns, got a row of numbers (say `header: "
                           "false` when the file has no header)");
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    const char *const *p = *(const char *const *const *)a, *const *q = *(const char *const *const *)b;
    int sign = strcmp(*p, *q);
    return sign ? sign : (p > q) - (p < q);
}

/* Refuses the first column in the file whose name stood before. */
static int check_names(const dh_csv_reader *r, const dh_csv_head *h)
{
    const char ***sorted = DH_NEW(r->arena, const char **, h->columns);
    if (!sorted)
        return dh_fail_memory(r->error);
    for (size_t k = 0; k < h->columns; k++)
        sorted[k] = &h->name[k];
    qsort(sorted, h->columns, sizeof *sorted, compare_names);
    const char **again = NULL, **before = NULL;
    for (size_t k = 1; k < h->columns; k++)
        if (!strcmp(*sorted[k - 1], *sorted[k]) && (!again || sorted[k] < again)) {
            again = sorted[k];
            before = sorted[k - 1];
        }
    if (!again)
        return 0;
    char shown[DH_CSV_SHOWN];
    return dh_csv_fail(
        r, h->first[again - h->name].start, "expected another name for each column, got %s for columns %zu and %zu",
        dh_csv_show(shown, *again, strlen(*again)), (size_t)(before - h->name) + 1, (size_t)(again - h->name) + 1);
}

static int read_names(dh_csv_reader *r, const dh_read_options *options, dh_csv_head *h)
{
    if (!options->header)
        return 0;
    if (check_header(r, h))
        return -1;
    h->name = DH_NEW(r->arena, const char *, h->columns);
    for (size_t k = 0; h->name && k < h->columns; k++)
        if (!(h->name[k] = dh_arena_copy(r->arena, h->first[k].text, h->first[k].length)))
            h->name = NULL;
    return h->name ? check_names(r, h) : dh_fail_memory(r->error);
}

/* A column by name or by number from 1; SIZE_MAX: there is none. */
static size_t find_column(const char *name, const dh_csv_head *h)
{
    uint64_t number;
    for (size_t k = 0; h->name && k < h->columns; k++)
        if (!strcmp(name, h->name[k]))
            return k;
    return dh_parse_u64(name, &number) && number >= 1 && number <= h->columns ? number - 1 : SIZE_MAX;
}

static int refuse_column(const dh_csv_reader *r, const char *key, const char *target, const dh_csv_head *h)
{
    const char *nearest = h->name ? dh_nearest(target, h->name, h->columns) : NULL;
    char got[DH_CSV_SHOWN], near[DH_CSV_SHOWN] = "";
    if (nearest)
        dh_csv_show(near, nearest, strlen(nearest));
    return dh_csv_fail(r, h->first->start, "%s: expected %sa number from 1 to %zu, got %s%s%s%s", key,
                       h->name ? "a column's name or " : "", h->columns, dh_csv_show(got, target, strlen(target)),
                       nearest ? "; did you mean " : "", near, nearest ? "?" : "");
}

static int choose_target(dh_csv_reader *r, const dh_read_options *options, dh_csv_head *h)
{
    const char *target = options->target;
    h->target = target ? find_column(target, h) : h->columns - 1;
    if (h->target == SIZE_MAX && !strcmp(target, "none"))
        h->target = h->columns;
    if (h->target == SIZE_MAX)
        return refuse_column(r, "target", target, h);
    h->features = h->columns - (h->target < h->columns);
    if (!h->features)
        return dh_csv_fail(r, h->first->start,
                           "expected features besides the target, got one column (is the "
                           "delimiter right?)");
    return 0;
}

int dh_csv_read_head(dh_csv_reader *reader, const dh_read_options *options, dh_csv_head *ret)
{
    *ret = (dh_csv_head){0};
    return check_options(reader) || check_start(reader) || read_first_row(reader, options, ret) ||
                   read_names(reader, options, ret) || choose_target(reader, options, ret)
               ? -1
               : 0;
}

/* Every column but the target whose first field is text. */
static int find_texts(dh_csv_reader *r, dh_csv_head *h)
{
    dh_csv_reader ahead = *r;
    double value;
    size_t count;
    dh_csv_field *field = DH_NEW(r->arena, dh_csv_field, h->columns);
    if (!field)
        return dh_fail_memory(r->error);
    if (dh_csv_read_fields(&ahead, NULL, &count))
        return -1;
    ahead.at = r->at;
    if (count != h->columns || dh_csv_read_fields(&ahead, field, &count))
        return 0; /* reading the rows will say it */
    for (size_t k = 0; k < h->columns; k++)
        h->coded[k] = k != h->target && !dh_csv_is_number(&field[k], &value) && !dh_csv_is_missing(&field[k]);
    return 0;
}

int dh_csv_find_coded(dh_csv_reader *r, const dh_read_options *options, dh_csv_head *h)
{
    if (!options->one_hot_count)
        return 0;
    h->coded = DH_NEW(r->arena, size_t, h->columns);
    if (!h->coded)
        return dh_fail_memory(r->error);
    for (size_t i = 0; i < options->one_hot_count; i++) {
        const char *name = options->one_hot[i];
        const size_t k = find_column(name, h);
        if (k == SIZE_MAX && !strcmp(name, "*")) {
            if (find_texts(r, h))
                return -1;
        } else if (k == SIZE_MAX || k == h->target) {
            return refuse_column(r, k == SIZE_MAX ? "one_hot" : "one_hot names the target", name, h);
        } else {
            h->coded[k] = 1;
        }
    }
    for (size_t k = 0; k < h->columns; k++)
        h->coded[k] = h->coded[k] ? ++h->coded_count : 0;
    return 0;
}
