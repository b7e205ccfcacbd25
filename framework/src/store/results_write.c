/* Records to a results file. Two passes over the records: the first fills /runs and learns which history columns
 * there are and how long they get, the second streams /history and /final, so that one record at a time is in memory.
 */
#include "base/file.h"
#include "base/text.h"
#include "store/h5.h"
#include "store/results.h"
#include "store/schema.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct writer {
    const dh_results_head *head;
    dh_record_source *source;
    void *self;
    dh_error *error;
    dh_h5 h5;
    dh_arena arena;      /* what lasts until the file is written */
    dh_arena one;        /* the record at hand */
    dh_table runs;       /* what the records add to the labels */
    dh_table history;    /* the union of the records' columns; no rows, only names, types and docs */
    size_t rows, points; /* of /history; of /final */
} writer;

/* ---- first pass ---- */

static const dh_field *layout_field(int which)
{
    size_t count;
    const dh_field *field = dh_schema_fields(&count);
    return field + count - DH_LAYOUT_COUNT + which;
}

static int start_runs(writer *w)
{
    size_t count;
    const dh_field *field = dh_schema_fields(&count);
    dh_table_init(&w->runs, &w->arena, w->head->runs->rows);
    dh_table_init(&w->history, &w->arena, 0);
    for (size_t i = 0; i < count; i++)
        if (!dh_table_add(&w->runs, field[i].name, dh_schema_type(&field[i]), field[i].doc))
            return dh_fail_memory(w->error);
    return 0;
}

static int fail_name(const writer *w, const dh_record *r, const char *what, const char *name)
{
    char shown[80];
    return dh_fail(w->error, DH_ERROR_SYSTEM, "%s: run %s: its %s \"%s\" has no valid name, or comes twice",
                   w->h5.path, r->id, what, dh_printable(shown, sizeof shown, name));
}

/* Position of a name, looked for first where it was in the record before: most records have the same columns. */
static size_t place(const dh_table *table, const char *name, size_t first)
{
    if (first < table->count && !strcmp(table->column[first].name, name))
        return first;
    size_t i = 0;
    while (i < table->count && strcmp(table->column[i].name, name))
        i++;
    return i;
}

static bool comes_twice(const char *const *name, size_t count, size_t at)
{
    for (size_t i = at + 1; i < count; i++)
        if (!strcmp(name[i], name[at]))
            return true;
    return false;
}

static int note_columns(writer *w, const dh_record *r)
{
    for (size_t i = 0; i < r->columns; i++) {
        const char *name = r->column[i], *doc;
        if (!dh_schema_name_fits(name) || !strcmp(name, "row") || !strcmp(name, "run") ||
            comes_twice(r->column, r->columns, i))
            return fail_name(w, r, "history column", name);
        if (place(&w->history, name, i) < w->history.count)
            continue;
        dh_column_type type = dh_schema_history(name, &doc);
        char *copy = dh_arena_text(&w->arena, name);
        if (!copy || !dh_table_add(&w->history, copy, type, doc))
            return dh_fail_memory(w->error);
    }
    return 0;
}

static int set_metrics(writer *w, const dh_record *r, size_t row)
{
    for (size_t i = 0; i < r->metrics; i++) {
        if (!dh_schema_name_fits(r->metric[i]) || comes_twice(r->metric, r->metrics, i))
            return fail_name(w, r, "metric", r->metric[i]);
        char *name = dh_arena_format(&w->arena, "final_%s", r->metric[i]);
        dh_column *column = name ? dh_table_find(&w->runs, name) : NULL;
        if (name && !column)
            column = dh_table_add(&w->runs, name, DH_REAL, "metric at the end of the run; NaN: the run has none");
        if (!column)
            return dh_fail_memory(w->error);
        if (column->type != DH_REAL || !strcmp(name, "final_cost"))
            return fail_name(w, r, "metric", r->metric[i]);
        column->real[row] = r->metric_value[i];
    }
    return 0;
}

static int64_t *layout_of(const writer *w, int which)
{
    return dh_table_find(&w->runs, layout_field(which)->name)->whole;
}

static int note_record(writer *w, const dh_record *r, size_t row)
{
    size_t count, kept = r->final_x ? r->dim : 0;
    const dh_field *field = dh_schema_fields(&count);
    for (size_t i = 0; i < count; i++)
        if (dh_schema_set(&field[i], r, &w->runs.column[i], row, &w->arena))
            return dh_fail_memory(w->error);
    layout_of(w, DH_LAYOUT_OFFSET)[row] = (int64_t)w->rows;
    layout_of(w, DH_LAYOUT_LENGTH)[row] = (int64_t)r->rows;
    layout_of(w, DH_LAYOUT_FINAL_OFFSET)[row] = (int64_t)w->points;
    layout_of(w, DH_LAYOUT_FINAL_LENGTH)[row] = (int64_t)kept;
    w->rows += r->rows;
    w->points += kept;
    return note_columns(w, r) || set_metrics(w, r, row) ? -1 : 0;
}

static int each_record(writer *w, int (*take)(writer *, const dh_record *, size_t row, void *), void *more)
{
    int result = 0;
    for (size_t row = 0; !result && row < w->head->runs->rows; row++) {
        dh_record r;
        result = w->source(w->self, row, &w->one, &r, w->error) || take(w, &r, row, more) ? -1 : 0;
        dh_arena_finish(&w->one);
    }
    return result;
}

static int survey_one(writer *w, const dh_record *r, size_t row, void *more)
{
    (void)more;
    return note_record(w, r, row);
}

/* ---- second pass ---- */

typedef struct pass {
    dh_h5_group history, final;
    dh_h5_stream *column; /* [history.count] of the writer */
    dh_h5_stream run, x;
    size_t *from; /* [history.count] the record's column for each of the file's; SIZE_MAX: it lacks it */
} pass;

static void match_columns(const writer *w, const dh_record *r, size_t *from)
{
    for (size_t c = 0; c < w->history.count; c++)
        from[c] = SIZE_MAX;
    for (size_t i = 0; i < r->columns; i++) {
        size_t c = place(&w->history, r->column[i], i);
        if (c < w->history.count)
            from[c] = i;
    }
}

static int push_rows(dh_h5_stream *s, const dh_record *r, size_t from)
{
    int result = 0;
    for (size_t i = 0; !result && i < r->rows; i++)
        result = dh_h5_stream_push(s, from == SIZE_MAX ? NAN : r->value[i * r->columns + from]);
    return result;
}

static int stream_one(writer *w, const dh_record *r, size_t row, void *more)
{
    pass *p = more;
    int result = 0;
    match_columns(w, r, p->from);
    for (size_t i = 0; !result && i < r->rows; i++)
        result = dh_h5_stream_push(&p->run, (double)row);
    for (size_t c = 0; !result && c < w->history.count; c++)
        result = push_rows(&p->column[c], r, p->from[c]);
    for (size_t i = 0; !result && r->final_x && i < r->dim; i++)
        result = dh_h5_stream_push(&p->x, r->final_x[i]);
    return result;
}

static int start_pass(writer *w, pass *p)
{
    size_t count = w->history.count;
    p->column = DH_NEW(&w->arena, dh_h5_stream, count);
    p->from = DH_NEW(&w->arena, size_t, count);
    if (!p->column || !p->from)
        return dh_fail_memory(w->error);
    if (dh_h5_group_begin(&p->history, &w->h5, "history", "row", "row of the history, all runs together", w->rows) ||
        dh_h5_stream_begin(&p->run, &p->history, "run", DH_WHOLE, "the run it belongs to: its row in /runs"))
        return -1;
    for (size_t c = 0; c < count; c++) {
        const dh_column *column = &w->history.column[c];
        if (dh_h5_stream_begin(&p->column[c], &p->history, column->name, column->type, column->doc))
            return -1;
    }
    return dh_h5_group_begin(&p->final, &w->h5, "final", "element", "element of x, all runs together", w->points) ||
                   dh_h5_stream_begin(&p->x, &p->final, "x", DH_REAL, "final points, one after the other")
               ? -1
               : 0;
}

static int write_histories(writer *w)
{
    pass p = {0};
    int result = start_pass(w, &p);
    if (!result)
        result = each_record(w, stream_one, &p);
    result = dh_h5_stream_end(&p.run, result);
    for (size_t c = 0; p.column && c < w->history.count; c++)
        result = dh_h5_stream_end(&p.column[c], result);
    result = dh_h5_group_end(&p.history, result);
    result = dh_h5_stream_end(&p.x, result);
    return dh_h5_group_end(&p.final, result);
}

/* ---- the rest of the file ---- */

static int write_head(writer *w)
{
    const dh_results_head *head = w->head;
    char *title = dh_arena_format(&w->arena, "Downhill results: %s", head->study);
    if (!title)
        return dh_fail_memory(w->error);
    hid_t root = w->h5.file;
    if (dh_h5_put_text(&w->h5, root, "title", title) || dh_h5_put_text(&w->h5, root, "study", head->study) ||
        dh_h5_put_whole(&w->h5, root, "schema", DH_SCHEMA))
        return -1;
    for (size_t i = 0; i < head->attribute_count; i++)
        if (dh_h5_put_text(&w->h5, root, head->attribute[i].name, head->attribute[i].text))
            return -1;
    return dh_h5_put_scalar(&w->h5, "study", "yaml", head->yaml, "the study file, verbatim");
}

static int write_column(writer *w, dh_h5_group *g, const dh_column *column, bool label)
{
    const char *name = column->name;
    if (!dh_schema_name_fits(name))
        return dh_fail(w->error, DH_ERROR_SYSTEM, "%s: /%s: \"%s\" is no name of a column", w->h5.path, g->name,
                       name);
    if (label && dh_schema_reserved(name))
        name = dh_arena_format(&w->arena, "label_%s", name);
    return name ? dh_h5_column(g, name, column) : dh_fail_memory(w->error);
}

static int write_table(writer *w, const char *name, const char *scale, const char *doc, const dh_table *labels,
                       const dh_table *more)
{
    dh_h5_group g;
    int result = dh_h5_group_begin(&g, &w->h5, name, scale, doc, labels->rows);
    for (size_t i = 0; !result && i < labels->count; i++)
        result = write_column(w, &g, &labels->column[i], more != NULL);
    for (size_t i = 0; more && !result && i < more->count; i++)
        result = write_column(w, &g, &more->column[i], false);
    return dh_h5_group_end(&g, result);
}

static int write_all(writer *w)
{
    return write_head(w) ||
                   write_table(w, "runs", "run", "row of the run, in the order of the plan", w->head->runs,
                               &w->runs) ||
                   write_histories(w) ||
                   write_table(w, "problems", "row", "row of the problem", w->head->problems, NULL) ||
                   write_table(w, "plugins", "row", "row of the plugin", w->head->plugins, NULL) ||
                   (w->head->surface &&
                    write_table(w, "surface", "point", "point of a surface, all problems together", w->head->surface,
                                NULL))
               ? -1
               : 0;
}

/* What cannot be read back must not take the place of an older file. */
static int verify(const writer *w, const char *name)
{
    dh_arena arena = {0};
    dh_results back;
    int result = dh_results_open(name, &arena, &back, w->error);
    if (!result && (back.runs.rows != w->head->runs->rows || back.history_rows != w->rows ||
                    back.history_count != w->history.count))
        result = dh_fail(w->error, DH_ERROR_SYSTEM, "%s: reads back with other sizes than were written", name);
    dh_results_close(&back);
    dh_arena_finish(&arena);
    if (result && w->error)
        w->error->kind = DH_ERROR_SYSTEM; /* nobody else wrote it */
    return result;
}

int dh_results_write(const char *path, const dh_results_head *head, dh_record_source *source, void *self,
                     dh_error *error)
{
    char temporary[PATH_MAX];
    writer w = {.head = head, .source = source, .self = self, .error = error, .h5.path = path};
    int result =
        dh_file_begin(path, temporary, error) || start_runs(&w) || each_record(&w, survey_one, NULL) ? -1 : 0;
    if (!result) {
        result = dh_h5_create(&w.h5, path, temporary, error);
        if (!result)
            result = dh_h5_close(&w.h5, write_all(&w));
        if (!result)
            result = verify(&w, temporary);
        if (result)
            unlink(temporary);
        else
            result = dh_file_publish(temporary, path, error);
    }
    dh_arena_finish(&w.arena);
    return result;
}
