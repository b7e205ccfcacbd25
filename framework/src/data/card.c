/* Reads dataset cards. All their keys stand in one table. */
#include "data/card.h"

#include "config/schema.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- one card ---- */

static const char *const tasks[] = {"binary", "classes", "regression", NULL};
static const dh_domain task_domain = {.words = tasks};

static int read_task(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    dh_value value;
    if (dh_value_read(reader->document, field->key, node, field->domain, &value, reader->error))
        return -1;
    *(const char **)member = tasks[value.word];
    return 0;
}

static int read_character(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    if (node->kind != DH_SCALAR || strlen(node->text) != 1)
        return dh_expected(reader, field->key, "one character", node);
    *(char *)member = *node->text;
    return 0;
}

static const dh_field fields[] = {
    {"delimiter", read_character, offsetof(dh_card, delimiter)},
    {"doc", dh_read_text, offsetof(dh_card, doc), .required = true},
    {"file", dh_read_text, offsetof(dh_card, file), .required = true},
    {"header", dh_read_truth, offsetof(dh_card, header)},
    {"licence", dh_read_text, offsetof(dh_card, licence), .required = true},
    {"source", dh_read_text, offsetof(dh_card, source), .required = true},
    {"standardise", dh_read_truth, offsetof(dh_card, standardise)},
    {"target", dh_read_text, offsetof(dh_card, target)},
    {"task", read_task, offsetof(dh_card, task), &task_domain, .required = true},
};

static const dh_schema schema = {"a dataset card", "{file: NAME.csv, task: regression}", fields,
                                 sizeof fields / sizeof *fields};

int dh_card_read(const dh_card_file *file, dh_arena *arena, dh_card *ret, dh_error *error)
{
    dh_document document;
    const dh_reader reader = {&document, arena, error};
    *ret = (dh_card){.name = file->name, .header = 1, .delimiter = ','};
    if (dh_yaml_read(file->path, arena, &document, error) ||
        dh_schema_read(&reader, &schema, document.root, ret, NULL, NULL))
        return -1;
    if (*ret->file != '/')
        ret->file =
            dh_arena_format(arena, "%.*s%s", (int)(strrchr(file->path, '/') + 1 - file->path), file->path, ret->file);
    return ret->file ? 0 : dh_fail_memory(error);
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

int dh_card_files(const char *const *catalogue, size_t count, dh_arena *arena, dh_card_file **ret, size_t *ret_count,
                  dh_error *error)
{
    list l = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        if (add_folder(&l, catalogue[i], error))
            return -1;
    if (l.count)
        qsort(l.file, l.count, sizeof *l.file, by_name);
    *ret = l.file;
    *ret_count = l.count;
    return 0;
}

int dh_cards_list(const char *const *catalogue, size_t count, dh_arena *arena, dh_card **ret, size_t *ret_count,
                  dh_error *error)
{
    dh_card_file *file;
    if (dh_card_files(catalogue, count, arena, &file, ret_count, error))
        return -1;
    *ret = DH_NEW(arena, dh_card, *ret_count);
    if (!*ret)
        return dh_fail_memory(error);
    for (size_t i = 0; i < *ret_count; i++)
        if (dh_card_read(&file[i], arena, &(*ret)[i], error))
            return -1;
    return 0;
}
