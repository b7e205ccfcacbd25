/* A results file back into tables. */
#include "base/buffer.h"
#include "base/text.h"
#include "store/h5.h"
#include "store/results.h"
#include "store/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct dh_results_file {
    dh_h5 h5;
    dh_h5_shape history;
    const int64_t *final_offset, *final_length; /* [runs] */
};

/* ---- tables ---- */

static int read_table(const dh_h5 *h, const char *group, const char *scale, dh_arena *arena, dh_table *table)
{
    dh_h5_shape shape;
    if (dh_h5_shape_read(h, group, scale, arena, &shape))
        return -1;
    dh_table_init(table, arena, shape.rows);
    for (size_t i = 0; i < shape.count; i++) {
        dh_column *column = dh_table_add(table, shape.name[i], shape.type[i], shape.doc[i]);
        if (!column)
            return dh_fail_memory(h->error);
        if (dh_h5_read(h, group, column->name, column->type, 0, table->rows, arena, column->real))
            return -1;
    }
    return 0;
}

static const dh_column *require(const dh_h5 *h, const dh_table *table, const char *name, dh_column_type type)
{
    const dh_column *column = dh_table_find(table, name);
    if (column && column->type == type)
        return column;
    dh_fail(h->error, h->kind, "%s: /runs/%s: %s", h->path, name,
            column ? "of another type than expected" : "missing");
    return NULL;
}

/* Every column that the framework writes is there, so that no reader has to ask. */
static int check_fields(const dh_h5 *h, const dh_table *runs)
{
    size_t count;
    const dh_field *field = dh_schema_fields(&count);
    for (size_t i = 0; i < count; i++)
        if (!require(h, runs, field[i].name, dh_schema_type(&field[i])))
            return -1;
    return 0;
}

/* The pieces that runs, or problems, claim of a list of `rows` rows lie inside it. */
static int check_pieces(const dh_h5 *h, const dh_table *table, const char *what, const char *offset,
                        const char *length, size_t rows)
{
    const int64_t *at = dh_table_find(table, offset)->whole, *size = dh_table_find(table, length)->whole;
    for (size_t i = 0; i < table->rows; i++)
        if (at[i] < 0 || size[i] < 0 || (uint64_t)at[i] > rows || (uint64_t)size[i] > rows - (uint64_t)at[i])
            return dh_fail(h->error, h->kind, "%s: %s %zu: %s %lld and %s %lld reach outside the %zu rows there are",
                           h->path, what, i, offset, (long long)at[i], length, (long long)size[i], rows);
    return 0;
}

static int read_history_shape(dh_results *r, dh_arena *arena)
{
    struct dh_results_file *f = r->file;
    if (dh_h5_shape_read(&f->h5, "history", "row", arena, &f->history))
        return -1;
    for (size_t i = 0; i < f->history.count; i++)
        if (f->history.type[i] == DH_TEXT)
            return dh_fail(f->h5.error, f->h5.kind, "%s: /history/%s: text, expected numbers", r->path,
                           f->history.name[i]);
    r->history_rows = f->history.rows;
    r->history = DH_NEW(arena, const char *, f->history.count);
    if (!r->history)
        return dh_fail_memory(f->h5.error);
    for (size_t i = 0; i < f->history.count; i++)
        if (strcmp(f->history.name[i], "run"))
            r->history[r->history_count++] = f->history.name[i];
    return check_pieces(&f->h5, &r->runs, "run", "offset", "length", r->history_rows);
}

static int read_final_shape(dh_results *r, dh_arena *arena)
{
    struct dh_results_file *f = r->file;
    dh_h5_shape final;
    if (dh_h5_shape_read(&f->h5, "final", "element", arena, &final))
        return -1;
    if (final.count != 1 || strcmp(final.name[0], "x") || final.type[0] != DH_REAL)
        return dh_fail(f->h5.error, f->h5.kind, "%s: /final: expected one list of numbers, x", r->path);
    f->final_offset = dh_table_find(&r->runs, "final_offset")->whole;
    f->final_length = dh_table_find(&r->runs, "final_length")->whole;
    return check_pieces(&f->h5, &r->runs, "run", "final_offset", "final_length", final.rows);
}

/* Files of older programs have none. */
static int read_surface_shape(dh_results *r, dh_arena *arena)
{
    dh_h5_shape shape;
    const dh_h5 *h = &r->file->h5;
    htri_t there = H5Lexists(h->file, "surface", H5P_DEFAULT);
    if (there <= 0)
        return there < 0 ? dh_h5_fail(h, "cannot look for /surface") : 0;
    if (dh_h5_shape_read(h, "surface", "point", arena, &shape))
        return -1;
    const dh_column *offset = dh_table_find(&r->problems, "surface_offset"),
                    *length = dh_table_find(&r->problems, "surface_length");
    if (!offset || !length || offset->type != DH_WHOLE || length->type != DH_WHOLE)
        return dh_fail(h->error, h->kind, "%s: /problems: expected whole numbers surface_offset and surface_length",
                       r->path);
    r->surface_rows = shape.rows;
    return check_pieces(h, &r->problems, "problem", "surface_offset", "surface_length", shape.rows);
}

/* ---- the root ---- */

static int check_schema(const dh_h5 *h)
{
    int64_t schema;
    if (H5Aexists(h->file, "schema") <= 0)
        return dh_fail(h->error, h->kind, "%s: HDF5, but not a results file of Downhill (no attribute schema)",
                       h->path);
    if (dh_h5_get_whole(h, h->file, "schema", &schema))
        return -1;
    if (schema > DH_SCHEMA)
        return dh_fail(h->error, h->kind, "%s: schema %lld, and this program reads up to %d: use a newer downhill",
                       h->path, (long long)schema, DH_SCHEMA);
    return schema < 1 ? dh_fail(h->error, h->kind, "%s: schema %lld, expected 1 to %d", h->path, (long long)schema,
                                DH_SCHEMA)
                      : 0;
}

/* All texts at the root but the title and the study's name: provenance, whoever wrote it. */
static int read_attributes(dh_results *r, dh_arena *arena)
{
    const dh_h5 *h = &r->file->h5;
    H5O_info_t info;
    if (H5Oget_info2(h->file, &info, H5O_INFO_NUM_ATTRS) < 0)
        return dh_h5_fail(h, "cannot read its attributes");
    r->attribute = DH_NEW(arena, dh_attribute, info.num_attrs);
    if (!r->attribute)
        return dh_fail_memory(h->error);
    for (hsize_t i = 0; i < info.num_attrs; i++) {
        char name[256];
        if (H5Aget_name_by_idx(h->file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
            return dh_h5_fail(h, "cannot read its attributes");
        if (!strcmp(name, "schema") || !strcmp(name, "study") || !strcmp(name, "title"))
            continue;
        dh_attribute *to = &r->attribute[r->attribute_count++];
        to->name = dh_arena_text(arena, name);
        if (!to->name)
            return dh_fail_memory(h->error);
        if (dh_h5_get_text(h, h->file, name, arena, &to->text))
            return -1;
    }
    return 0;
}

static int read_all(dh_results *r, dh_arena *arena)
{
    const dh_h5 *h = &r->file->h5;
    return check_schema(h) || dh_h5_get_text(h, h->file, "study", arena, &r->study) || read_attributes(r, arena) ||
                   dh_h5_get_scalar(h, "/study/yaml", arena, &r->yaml) ||
                   read_table(h, "runs", "run", arena, &r->runs) || check_fields(h, &r->runs) ||
                   read_table(h, "problems", "row", arena, &r->problems) ||
                   read_table(h, "plugins", "row", arena, &r->plugins) || read_history_shape(r, arena) ||
                   read_final_shape(r, arena) || read_surface_shape(r, arena)
               ? -1
               : 0;
}

int dh_results_open(const char *path, dh_arena *arena, dh_results *ret, dh_error *error)
{
    *ret = (dh_results){.path = dh_arena_text(arena, path), .file = DH_NEW(arena, struct dh_results_file, 1)};
    if (!ret->path || !ret->file) {
        ret->file = NULL;
        return dh_fail_memory(error);
    }
    struct stat st;
    int result = !stat(path, &st) && !S_ISREG(st.st_mode) /* HDF5 would open it and fail to read */
                     ? dh_fail(error, DH_ERROR_INPUT, "%s: not a results file: not even a regular file", path)
                     : dh_h5_open(&ret->file->h5, ret->path, path, error);
    if (!result && (result = read_all(ret, arena)))
        dh_h5_close(&ret->file->h5, result);
    if (result)
        ret->file = NULL;
    return result;
}

void dh_results_close(dh_results *results)
{
    if (results->file)
        dh_h5_close(&results->file->h5, -1); /* nothing was written: nothing can get lost */
    results->file = NULL;
}

/* ---- histories and final points ---- */

static int fail_column(const dh_results *r, const char *column, dh_error *error)
{
    dh_buffer all = {0};
    char shown[80];
    for (size_t i = 0; i < r->history_count; i++)
        dh_put_format(&all, "%s%s", i ? ", " : "", r->history[i]);
    const char *nearest = dh_nearest(column, r->history, r->history_count);
    dh_fail(error, DH_ERROR_INPUT, "%s: the histories have no column %s%s%s%s; they have %s", r->path,
            dh_printable(shown, sizeof shown, column), nearest ? " (did you mean " : "", nearest ? nearest : "",
            nearest ? "?)" : "", all.size && !all.failed ? (const char *)all.data : "none");
    dh_buffer_finish(&all);
    return -1;
}

double *dh_results_history(dh_results *r, const char *column, dh_arena *arena, dh_error *error)
{
    const dh_h5_shape *shape = &r->file->history;
    size_t at = 0;
    while (at < shape->count && strcmp(shape->name[at], column))
        at++;
    if (at == shape->count) {
        fail_column(r, column, error);
        return NULL;
    }
    r->file->h5.error = error;
    double *value = DH_NEW(arena, double, r->history_rows);
    if (!value) {
        dh_fail_memory(error);
        return NULL;
    }
    if (dh_h5_read(&r->file->h5, "history", column, DH_REAL, 0, r->history_rows, arena, value))
        return NULL;
    for (size_t i = 0; shape->type[at] != DH_REAL && i < r->history_rows; i++)
        value[i] = value[i] < 0 ? NAN : value[i]; /* -1: no value */
    return value;
}

double *dh_results_surface(dh_results *r, const char *column, dh_arena *arena, dh_error *error)
{
    double *value = DH_NEW(arena, double, r->surface_rows + 1);
    r->file->h5.error = error;
    if (!value)
        dh_fail_memory(error);
    return value && !dh_h5_read(&r->file->h5, "surface", column, DH_REAL, 0, r->surface_rows, arena, value) ? value
                                                                                                            : NULL;
}

int dh_results_final_x(dh_results *r, size_t run, dh_arena *arena, double **ret, size_t *ret_dim, dh_error *error)
{
    struct dh_results_file *f = r->file;
    *ret = NULL;
    *ret_dim = 0;
    if (run >= r->runs.rows)
        return dh_fail(error, DH_ERROR_INPUT, "%s: there is no run %zu; there are %zu", r->path, run, r->runs.rows);
    size_t dim = (size_t)f->final_length[run];
    if (!dim)
        return 0;
    f->h5.error = error;
    double *x = DH_NEW(arena, double, dim);
    if (!x)
        return dh_fail_memory(error);
    if (dh_h5_read(&f->h5, "final", "x", DH_REAL, (size_t)f->final_offset[run], dim, arena, x))
        return -1;
    *ret = x;
    *ret_dim = dim;
    return 0;
}
