/* Reads dataset cards. All their keys stand in one table. */
#include "data/card.h"

#include "config/file_keys.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- one card ---- */

static const char *const tasks[] = {"binary", "classes", "regression", NULL};
static const dh_domain task_domain = {.words = tasks};

static int read_task(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    int word;
    if (dh_read_word(reader, field, node, &word))
        return -1;
    *(const char **)member = tasks[word];
    return 0;
}

#define AT(MEMBER) offsetof(dh_card, MEMBER)

static const dh_field fields[] = {
    {"delimiter", dh_read_delimiter, AT(file.delimiter)},
    {"doc", dh_read_text, AT(doc), .required = true},
    {"features", dh_read_whole, AT(file.features), &dh_count_from_1},
    {"fetch", dh_read_text, AT(fetch)},
    {"file", dh_read_text, AT(path), .required = true},
    {"format", dh_read_word, AT(file.format), &dh_format_domain},
    {"header", dh_read_truth, AT(file.header)},
    {"index_base", dh_read_small, AT(file.index_base), &dh_base_domain},
    {"label_map", dh_read_label_map, AT(file)},
    {"licence", dh_read_text, AT(licence), .required = true},
    {"missing", dh_read_word, AT(file.missing), &dh_missing_domain},
    {"one_hot", dh_read_one_hot, AT(file)},
    {"scale", dh_read_scale, AT(file)},
    {"source", dh_read_text, AT(source), .required = true},
    {"sparse", dh_read_truth, AT(file.sparse)},
    {"standardise", dh_read_truth, AT(file.standardise)},
    {"target", dh_read_text, AT(file.target)},
    {"target_file", dh_read_text, AT(file.target_file)},
    {"task", read_task, AT(task), &task_domain, .required = true},
    {"test_file", dh_read_text, AT(file.test_file)},
    {"test_target_file", dh_read_text, AT(file.test_target_file)},
};

static const dh_schema schema = {"a dataset card", "{file: NAME.csv, task: regression}", fields,
                                 sizeof fields / sizeof *fields};

/* A path of the card; false when memory is out. */
static bool resolve(const char **path, const char *folder, size_t length, dh_arena *arena)
{
    if (*path && **path != '/')
        *path = dh_arena_format(arena, "%.*s/%s", (int)length, folder, *path);
    return *path;
}

int dh_card_read(const dh_card_file *file, const char *store, dh_arena *arena, dh_card *ret, dh_error *error)
{
    dh_document document;
    const dh_reader reader = {&document, arena, error};
    *ret = (dh_card){.name = file->name, .file = dh_unsaid_file};
    if (dh_yaml_read(file->path, arena, &document, error) ||
        dh_schema_read(&reader, &schema, document.root, ret, NULL, NULL))
        return -1;
    const char *folder = ret->fetch ? store : file->path;
    const size_t length = ret->fetch ? strlen(store) : (size_t)(strrchr(file->path, '/') - file->path);
    const char **path[] = {&ret->path, &ret->file.target_file, &ret->file.test_file, &ret->file.test_target_file};
    for (size_t i = 0; i < sizeof path / sizeof *path; i++)
        if (*path[i] && !resolve(path[i], folder, length, arena))
            return dh_fail_memory(error);
    return 0;
}

/* ---- all cards ---- */

typedef struct list {
    dh_arena *arena;
    dh_card_file *file; /* [room] */
    size_t count, room;
} list;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const dh_card_file *)a)->name, ((const dh_card_file *)b)->name);
}

static bool has(const list *l, const char *name, size_t length)
{
    for (size_t i = 0; i < l->count; i++)
        if (!strncmp(l->file[i].name, name, length) && !l->file[i].name[length])
            return true;
    return false;
}

static int make_room(list *l)
{
    if (l->count < l->room)
        return 0;
    dh_card_file *more = DH_NEW(l->arena, dh_card_file, 2 * l->room + 16);
    if (!more)
        return -1;
    if (l->count)
        memcpy(more, l->file, l->count * sizeof *more);
    l->file = more;
    l->room = 2 * l->room + 16;
    return 0;
}

static int add(list *l, const char *folder, const char *entry)
{
    const char *dot = strrchr(entry, '.');
    if (!dot || dot == entry || strcmp(dot, ".yaml") || has(l, entry, (size_t)(dot - entry)))
        return 0;
    dh_card_file file = {dh_arena_copy(l->arena, entry, (size_t)(dot - entry)),
                         dh_arena_format(l->arena, "%s/%s", folder, entry)};
    if (!file.name || !file.path || make_room(l))
        return -1;
    l->file[l->count++] = file;
    return 0;
}

static int add_folder(list *l, const char *folder, dh_error *error)
{
    DIR *open = opendir(folder);
    if (!open)
        return errno == ENOENT ? 0 : dh_fail_errno(error, "%s: cannot list the datasets", folder);
    int result = 0;
    for (const struct dirent *entry; !result && (entry = readdir(open));)
        result = add(l, folder, entry->d_name);
    closedir(open);
    return result ? dh_fail_memory(error) : 0;
}

int dh_card_files(const dh_library *library, dh_arena *arena, dh_card_file **ret, size_t *ret_count, dh_error *error)
{
    list l = {.arena = arena};
    for (size_t i = 0; i < library->catalogue_count; i++)
        if (add_folder(&l, library->catalogue[i], error))
            return -1;
    if (l.count)
        qsort(l.file, l.count, sizeof *l.file, by_name);
    *ret = l.file;
    *ret_count = l.count;
    return 0;
}

int dh_cards_list(const dh_library *library, dh_arena *arena, dh_card **ret, size_t *ret_count, dh_error *error)
{
    dh_card_file *file;
    if (dh_card_files(library, arena, &file, ret_count, error))
        return -1;
    *ret = DH_NEW(arena, dh_card, *ret_count);
    if (!*ret)
        return dh_fail_memory(error);
    for (size_t i = 0; i < *ret_count; i++)
        if (dh_card_read(&file[i], library->store, arena, &(*ret)[i], error))
            return -1;
    return 0;
}
