/* How rows in a file are written down. */
#include "config/file_keys.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

const char *const dh_format_names[] = {"csv", "hdf5", "idx", "libsvm", "npy", NULL};
const char *const dh_scale_names[] = {"maxabs", "minmax", "none", "rows", "standard", NULL};

static const char *const missing_words[] = {"refuse", "keep", NULL};

const dh_domain dh_format_domain = {.words = dh_format_names};
const dh_domain dh_missing_domain = {.words = missing_words};
const dh_domain dh_base_domain = {.number = true, .whole = true, .min = 0, .max = 1};
static const dh_domain scale_domain = {.number = true, .min = -1e300, .max = 1e300, .words = dh_scale_names};

const dh_file_spec dh_unsaid_file = {
    .format = -1, .header = -1, .index_base = -1, .sparse = -1, .missing = -1, .scale = -1, .standardise = -1};

int dh_read_delimiter(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    unsigned char c = value->kind == DH_SCALAR ? (unsigned char)value->text[0] : 0;
    if (c < 0x80 && (c == '\t' || (isprint(c) && !isalnum(c))) && !strchr("\"'.+-", c) && !value->text[1]) {
        *(char *)member = (char)c;
        return 0;
    }
    return dh_expected(reader, field->key, "one character such as ',' or ';' (a tab is \"\\t\")", value);
}

int dh_read_word(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    dh_value value;
    if (dh_value_read(reader->document, field->key, node, field->domain, &value, reader->error))
        return -1;
    *(int *)member = value.word;
    return 0;
}

int dh_read_small(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    dh_value value;
    if (dh_value_read(reader->document, field->key, node, field->domain, &value, reader->error))
        return -1;
    *(int *)member = (int)value.number;
    return 0;
}

int dh_read_one_hot(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    dh_file_spec *spec = member;
    const size_t count = dh_choice_count(node);
    const char **name = DH_NEW(reader->arena, const char *, count);
    if (!name)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < count; i++)
        if (dh_value_text(reader->document, field->key, dh_choice_at(node, i), &name[i], reader->error))
            return -1;
    spec->one_hot = name;
    spec->one_hot_count = count;
    return 0;
}

/* YAML's null, as in {a: one, b: two, "*": ~}: such rows are left out. */
static int read_new_label(const dh_reader *reader, const char *key, const dh_node *node, const char **ret)
{
    if (node->kind == DH_SCALAR && !node->quoted && (!strcmp(node->text, "~") || !strcmp(node->text, "null"))) {
        *ret = "";
        return 0;
    }
    return dh_value_text(reader->document, key, node, ret, reader->error);
}

int dh_read_label_map(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    dh_file_spec *spec = member;
    if (node->kind != DH_MAP || !node->count)
        return dh_expected(reader, field->key, "a map such as {M: malignant, B: benign} or {3: odd, 8: even, \"*\": ~}", node);
    const char **from = DH_NEW(reader->arena, const char *, node->count), **to = DH_NEW(reader->arena, const char *, node->count);
    if (!from || !to)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < node->count; i++) {
        from[i] = node->key[i]->text;
        if (read_new_label(reader, field->key, node->item[i], &to[i]))
            return -1;
    }
    spec->map_from = from;
    spec->map_to = to;
    spec->map_count = node->count;
    return 0;
}

int dh_read_scale(const dh_reader *reader, const dh_field *field, const dh_node *node, void *member)
{
    dh_file_spec *spec = member;
    dh_value value;
    if (dh_value_read(reader->document, field->key, node, &scale_domain, &value, reader->error))
        return -1;
    if (value.word < 0 && value.number == 0)
        return dh_expected(reader, field->key, "maxabs, minmax, none, rows, standard or a factor other than 0", node);
    spec->scale = value.word < 0 ? DH_SCALE_NONE : value.word;
    spec->factor = value.word < 0 ? value.number : 0;
    return 0;
}
