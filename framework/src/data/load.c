/* From a dataset's description to shared memory. Text and rows live in an arena of their own and are gone when it is
 * built. */
#include "data/load.h"

#include "base/file.h"
#include "base/text.h"
#include "data/csv.h"
#include "data/generate.h"

#include <string.h>

typedef struct loader {
    const dh_study *study;
    const dh_dataset_spec *spec;
    bool labels;    /* the problem wants classes */
    dh_arena *kept; /* the caller's */
    dh_arena rows;  /* for this call */
    dh_error *error;
    dh_card card; /* what the spec leaves open; for a file all empty */
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

static int find_card(loader *l, const char *const *catalogue, size_t count)
{
    dh_card_file *file;
    size_t files;
    if (dh_card_files(catalogue, count, l->kept, &file, &files, l->error))
        return -1;
    for (size_t i = 0; i < files; i++)
        if (!strcmp(file[i].name, l->spec->source))
            return dh_card_read(&file[i], l->kept, &l->card, l->error);
    return refuse_name(l, file, files);
}

/* ---- from a file ---- */

static int describe_file(loader *l)
{
    const char *path = l->spec->source, *folder = l->study->folder;
    bool as_written = *path == '/' || !strcmp(folder, ".");
    l->card = (dh_card){.header = 1, .delimiter = ',', .licence = ""};
    l->card.file = as_written ? path : dh_arena_format(l->kept, "%s/%s", folder, path);
    l->card.source = l->card.file;
    return l->card.file ? 0 : dh_fail_memory(l->error);
}

static dh_csv_options options_of(const loader *l)
{
    const dh_dataset_spec *spec = l->spec;
    const dh_card *card = &l->card;
    dh_csv_options options = {
        .header = spec->header < 0 ? card->header : spec->header,
        .delimiter = spec->delimiter ? spec->delimiter : card->delimiter,
        .target = spec->target ? spec->target : card->target,
    };
    if (card->task && !spec->target)
        options.kind = strcmp(card->task, "regression") ? DH_TARGET_CLASSES : DH_TARGET_NUMBERS;
    else if (l->labels)
        options.kind = DH_TARGET_CLASSES;
    return options;
}

static int check_task(const loader *l, const dh_rows *rows)
{
    const dh_card *card = &l->card;
    if (!card->task || l->spec->target || strcmp(card->task, "binary") || rows->classes == 2)
        return 0;
    return dh_fail(l->error, DH_ERROR_INPUT,
                   "%s: task: expected two labels in the target of a binary dataset, got %zu", card->file,
                   rows->classes);
}

static int read_file(loader *l, dh_rows *ret)
{
    dh_buffer text = {0};
    dh_error inner;
    dh_csv_options options = options_of(l);
    int result;
    if (dh_file_read(l->card.file, DH_CSV_MOST_BYTES, &text, &inner))
        result = fail_at_spec(l, &inner);
    else
        result = dh_csv_parse(l->card.file, (const char *)text.data, text.size, &options, &l->rows, ret, l->error);
    dh_buffer_finish(&text);
    return result ? result : check_task(l, ret);
}

/* ---- all kinds ---- */

static int generate(loader *l, dh_rows *ret)
{
    const dh_dataset_spec *spec = l->spec;
    l->card = (dh_card){.licence = ""};
    l->card.source =
        dh_arena_format(l->kept, "synthetic %s: samples %llu, noise %.17g, data_seed %llu, study seed %llu",
                        spec->source, (unsigned long long)spec->samples, spec->noise,
                        (unsigned long long)spec->data_seed, (unsigned long long)l->study->seed);
    return l->card.source ? dh_generate(l->study, spec, &l->rows, ret, l->error) : dh_fail_memory(l->error);
}

static int get_rows(loader *l, const char *const *catalogue, size_t count, dh_rows *ret)
{
    switch (l->spec->kind) {
    case DH_DATA_NAMED:
        return find_card(l, catalogue, count) || read_file(l, ret) ? -1 : 0;
    case DH_DATA_FILE:
        return describe_file(l) || read_file(l, ret) ? -1 : 0;
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

static int build(loader *l, const dh_rows *rows, dh_data *ret)
{
    const dh_dataset_spec *spec = l->spec;
    int standardise = spec->standardise < 0 ? l->card.standardise : spec->standardise;
    dh_error inner;
    if (dh_data_build(rows, spec->test, spec->split_seed, standardise, ret, &inner))
        return fail_at_spec(l, &inner);
    return keep(l, rows, ret);
}

int dh_data_load(const dh_study *study, const dh_dataset_spec *spec, bool labels, const char *const *catalogue,
                 size_t count, dh_arena *arena, dh_data *ret, dh_error *error)
{
    loader l = {.study = study, .spec = spec, .labels = labels, .kept = arena, .error = error};
    dh_rows rows = {0};
    int result = get_rows(&l, catalogue, count, &rows) || build(&l, &rows, ret) ? -1 : 0;
    dh_arena_finish(&l.rows);
    return result;
}
