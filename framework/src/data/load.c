/* From a dataset's description to shared memory. What was read and rows made of it are gone when it is built. */
#include "data/load.h"

#include "base/text.h"
#include "config/file_keys.h"
#include "data/build.h"
#include "data/generate.h"
#include "data/parse.h"

#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 4 /* rows and targets, for training and for the test */ };

typedef struct loader {
    const dh_study *study;
    const dh_dataset_spec *spec;
    const dh_library *library;
    bool labels;       /* the problem wants classes */
    dh_arena *kept;    /* the caller's */
    dh_arena rows;     /* for this call */
    dh_card card;      /* what is read; for a file it says only that */
    dh_file_spec file; /* the spec's word, or else the card's */
    dh_parsed parsed[MOST_FILES];
    size_t parsed_count;
    dh_error *error;
} loader;

/* Passes on what another function said, with the place of the spec in the study before it. */
static int fail_at_spec(const loader *l, const dh_error *inner)
{
    dh_yaml_fail(&l->study->document, l->spec->at, l->error, "dataset: %s", inner->text);
    if (l->error)
        l->error->kind = inner->kind;
    return -1;
}

/* ---- named ---- */

static int refuse_name(const loader *l, const dh_card_file *file, size_t count)
{
    const char **name = DH_NEW(l->kept, const char *, count);
    dh_buffer known = {0};
    char got[64];
    for (size_t i = 0; name && i < count; i++) {
        name[i] = file[i].name;
        dh_put_format(&known, "%s%s", i ? ", " : "", file[i].name);
    }
    const char *near = name ? dh_nearest(l->spec->source, name, count) : NULL;
    dh_yaml_fail(&l->study->document, l->spec->at, l->error, "dataset: expected one of: %.*s; got '%s'%s%s%s",
                 (int)known.size, known.size ? (const char *)known.data : "",
                 dh_printable(got, sizeof got, l->spec->source), near ? "; did you mean '" : "", near ? near : "",
                 near ? "'?" : "");
    dh_buffer_finish(&known);
    return -1;
}

static int check_presence(const loader *l)
{
    return !l->card.fetch || !access(l->card.path, F_OK)
               ? 0
               : dh_yaml_fail(&l->study->document, l->spec->at, l->error,
                              "dataset: '%s' is not on this machine yet: `%s` brings it", l->card.name, l->card.fetch);
}

static int find_card(loader *l)
{
    dh_card_file *file;
    size_t files;
    if (dh_card_files(l->library, l->kept, &file, &files, l->error))
        return -1;
    for (size_t i = 0; i < files; i++)
        if (!strcmp(file[i].name, l->spec->source))
            return dh_card_read(&file[i], l->library->store, l->kept, &l->card, l->error) || check_presence(l) ? -1 : 0;
    return refuse_name(l, file, files);
}

/* ---- from files ---- */

/* A path of the study; NULL: there is none. */
static int resolve(loader *l, const char **path)
{
    const char *folder = l->study->folder;
    if (*path && **path != '/' && strcmp(folder, ".")) {
        *path = dh_arena_format(l->kept, "%s/%s", folder, *path);
        return *path ? 0 : dh_fail_memory(l->error);
    }
    return 0;
}

static int describe_file(loader *l)
{
    dh_file_spec *f = &l->card.file;
    l->card = (dh_card){.licence = "", .path = l->spec->source, .file = l->spec->file};
    if (resolve(l, &l->card.path) || resolve(l, &f->target_file) || resolve(l, &f->test_file) || resolve(l, &f->test_target_file))
        return -1;
    l->card.source = l->card.path;
    return 0;
}

/* What the study says of a named dataset goes before what its card says. */
static dh_file_spec settle(const loader *l)
{
    const dh_file_spec *said = &l->spec->file, *card = &l->card.file;
    dh_file_spec f = *card;
    f.target = said->target ? said->target : card->target;
    f.sparse = said->sparse >= 0 ? said->sparse : card->sparse;
    f.missing = said->missing >= 0 ? said->missing : card->missing;
    if (said->one_hot_count) {
        f.one_hot = said->one_hot;
        f.one_hot_count = said->one_hot_count;
    }
    if (said->map_count) {
        f.map_from = said->map_from;
        f.map_to = said->map_to;
        f.map_count = said->map_count;
    }
    if (said->scale >= 0 || said->standardise >= 0) {
        f.scale = said->scale;
        f.factor = said->factor;
        f.standardise = said->standardise;
    }
    return f;
}

/* Whether the target is to be labels. */
static bool wants_labels(const loader *l)
{
    return l->card.task && !l->spec->file.target ? strcmp(l->card.task, "regression") != 0 : l->labels;
}

static dh_target_kind kind_of(const loader *l)
{
    const bool settled = l->card.task && !l->spec->file.target;
    return wants_labels(l) ? DH_TARGET_CLASSES : settled ? DH_TARGET_NUMBERS : DH_TARGET_AUTO;
}

/* "rows.h5:/x" -> "rows.h5" and "/x" */
static int split_path(loader *l, const char *path, const char **ret_path, dh_read_options *o)
{
    const char *inside = strstr(path, ":/");
    *ret_path = inside ? dh_arena_copy(&l->rows, path, (size_t)(inside - path)) : path;
    o->inside = inside ? inside + 1 : "";
    if (!*ret_path)
        return dh_fail_memory(l->error);
    o->format = l->file.format >= 0 ? (dh_format)l->file.format : dh_format_of(*ret_path);
    return 0;
}

static int parse(loader *l, const char *path, const char *target, dh_rows *ret)
{
    const dh_file_spec *f = &l->file;
    dh_read_options o = {
        .header = f->header != 0, .delimiter = f->delimiter ? f->delimiter : ',', .target = target, .kind = kind_of(l),
        .missing = f->missing > 0, .one_hot_count = f->one_hot_count, .one_hot = f->one_hot,
        .index_base = f->index_base == 0 ? 0 : 1, .features = f->features};
    dh_parsed *parsed = &l->parsed[l->parsed_count];
    dh_error inner;
    if (split_path(l, path, &path, &o))
        return -1;
    if (dh_parse_check(path, &inner))
        return fail_at_spec(l, &inner);
    if (dh_parse_file(l->library->reader, path, &o, &l->rows, parsed, l->error))
        return -1;
    *ret = parsed->rows;
    l->parsed_count++;
    return 0;
}

/* Targets in a file of their own: one column of numbers. */
static int attach_target(loader *l, const char *path, const char *of, dh_rows *rows)
{
    dh_rows target;
    if (parse(l, path, "none", &target) || dh_rows_to_dense(&target, &l->rows, l->error))
        return -1;
    if (target.features != 1 || target.rows != rows->rows)
        return dh_fail(l->error, DH_ERROR_INPUT, "%s: expected one target for each of the %zu rows of %s, got %zu rows of %zu", path,
                       rows->rows, of, target.rows, target.features);
    rows->y = target.x;
    rows->target = target.feature ? *target.feature : "";
    return 0;
}

static int read_split(loader *l, const char *path, const char *target_file, dh_rows *ret)
{
    if (parse(l, path, target_file ? "none" : l->file.target, ret) ||
        (target_file && attach_target(l, target_file, path, ret)))
        return -1;
    dh_error inner;
    return wants_labels(l) && dh_rows_label(ret, &l->rows, &inner)
               ? dh_fail(l->error, inner.kind, "%s: %s", target_file ? target_file : path, inner.text)
               : 0;
}

static int check_task(const loader *l, const dh_rows *rows)
{
    const dh_card *card = &l->card;
    if (!card->task || l->spec->file.target || strcmp(card->task, "binary") || rows->classes == 2)
        return 0;
    return dh_fail(l->error, DH_ERROR_INPUT,
                   "%s: task: expected two labels in the target of a binary dataset, got %zu", card->path,
                   rows->classes);
}

static int read_files(loader *l, dh_rows *ret)
{
    const dh_file_spec *f = &l->file;
    dh_rows train, test;
    dh_error inner;
    l->file = settle(l);
    if (read_split(l, l->card.path, f->target_file, &train))
        return -1;
    *ret = train;
    if (f->test_file && (read_split(l, f->test_file, f->test_target_file, &test)))
        return -1;
    if (f->test_file && dh_rows_join(&train, &test, &l->rows, ret, &inner))
        return dh_fail(l->error, inner.kind, "%s: %s", f->test_file, inner.text);
    return check_task(l, ret);
}

/* ---- all kinds ---- */

static int generate(loader *l, dh_rows *ret)
{
    l->card = (dh_card){.licence = "", .file = l->spec->file};
    l->file = l->spec->file;
    return dh_generate(l->study, l->spec, l->labels, &l->rows, ret, l->kept, &l->card.source, l->error);
}

static int get_rows(loader *l, dh_rows *ret)
{
    switch (l->spec->kind) {
    case DH_DATA_NAMED:
        return find_card(l) || read_files(l, ret) ? -1 : 0;
    case DH_DATA_FILE:
        return describe_file(l) || read_files(l, ret) ? -1 : 0;
    case DH_DATA_SYNTHETIC:
        break;
    }
    return generate(l, ret);
}

/* A copy of a list of names in the caller's arena; NULL for none or when memory is out. */
static const char *const *keep_names(const loader *l, const char *const *name, size_t count)
{
    const char **copy = name ? DH_NEW(l->kept, const char *, count) : NULL;
    for (size_t i = 0; copy && i < count; i++)
        if (!(copy[i] = dh_arena_text(l->kept, name[i])))
            copy = NULL;
    return copy;
}

static int keep(const loader *l, const dh_rows *rows, dh_data *data)
{
    data->feature = keep_names(l, rows->feature, rows->features);
    data->class_name = keep_names(l, rows->class_name, rows->classes);
    data->target = dh_arena_text(l->kept, rows->target ? rows->target : "");
    data->label = l->spec->label;
    data->source = l->card.source;
    data->licence = l->card.licence;
    if (!data->target || !data->feature != !rows->feature || !data->class_name != !rows->class_name) {
        dh_data_finish(data);
        return dh_fail_memory(l->error);
    }
    return 0;
}

static int shape(loader *l, dh_rows *rows, dh_error *error)
{
    const dh_file_spec *f = &l->file;
    if (dh_rows_relabel(rows, f->map_count, f->map_from, f->map_to, &l->rows, error))
        return -1;
    return f->sparse == 1   ? dh_rows_to_sparse(rows, &l->rows, error)
           : f->sparse == 0 ? dh_rows_to_dense(rows, &l->rows, error)
                            : 0;
}

static int build(loader *l, dh_rows *rows, dh_data *ret)
{
    const dh_dataset_spec *spec = l->spec;
    const dh_file_spec *f = &l->file;
    const dh_arrangement how = {.subsample = spec->subsample, .test = spec->test, .validation = spec->validation,
                                .split_seed = spec->split_seed, .stratified = spec->stratified, .factor = f->factor,
                                .missing = f->missing > 0,
                                .scale = f->standardise == 1 ? DH_SCALE_STANDARD
                                         : f->scale >= 0     ? (dh_feature_scale)f->scale
                                                             : DH_SCALE_NONE};
    dh_error inner;
    if (shape(l, rows, &inner) || dh_data_build(rows, &how, ret, &inner))
        return fail_at_spec(l, &inner);
    return keep(l, rows, ret);
}

int dh_data_load(const dh_study *study, const dh_dataset_spec *spec, bool labels, const dh_library *library, dh_arena *arena,
                 dh_data *ret, dh_error *error)
{
    loader l = {.study = study, .spec = spec, .labels = labels, .library = library, .kept = arena, .error = error};
    dh_rows rows = {0};
    int result = get_rows(&l, &rows) || build(&l, &rows, ret) ? -1 : 0;
    for (size_t i = 0; i < MOST_FILES; i++)
        dh_parsed_finish(&l.parsed[i]);
    dh_arena_finish(&l.rows);
    return result;
}
