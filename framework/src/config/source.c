/* Datasets of a problem: named ones, files, synthetic ones. */
#include "config/parts.h"

#include <ctype.h>
#include <string.h>

enum {
    NAMED = 1 << DH_DATA_NAMED,
    FILES = 1 << DH_DATA_FILE,
    MADE = 1 << DH_DATA_SYNTHETIC,
    ALL = NAMED | FILES | MADE
};

static int read_delimiter(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    unsigned char c = value->kind == DH_SCALAR ? (unsigned char)value->text[0] : 0;
    if (c < 0x80 && (c == '\t' || (isprint(c) && !isalnum(c))) && !strchr("\"'.+-", c) && !value->text[1]) {
        *(char *)member = (char)c;
        return 0;
    }
    return dh_expected(reader, field->key, "one character such as ',' or ';' (a tab is \"\\t\")", value);
}

static const dh_domain share = {.number = true, .min = 0, .max = 1, .open_max = true};

static const dh_field fields[] = {
    {"data_seed", dh_read_whole, DH_OFFSET(dh_dataset_spec, data_seed), .domain = &dh_count_from_0, .kinds = MADE},
    {"delimiter", read_delimiter, DH_OFFSET(dh_dataset_spec, delimiter), .kinds = FILES},
    {"file", dh_read_text, DH_OFFSET(dh_dataset_spec, source), .kinds = FILES},
    {"header", dh_read_truth, DH_OFFSET(dh_dataset_spec, header), .kinds = FILES},
    {"name", dh_read_text, DH_OFFSET(dh_dataset_spec, source), .kinds = NAMED},
    {"noise", dh_read_number, DH_OFFSET(dh_dataset_spec, noise), .domain = &dh_not_negative, .kinds = MADE},
    {"samples", dh_read_whole, DH_OFFSET(dh_dataset_spec, samples), .domain = &dh_count_from_1, .kinds = MADE},
    {"split_seed", dh_read_whole, DH_OFFSET(dh_dataset_spec, split_seed), .domain = &dh_count_from_0, .kinds = ALL},
    {"standardise", dh_read_truth, DH_OFFSET(dh_dataset_spec, standardise), .kinds = ALL},
    {"synthetic", dh_read_text, DH_OFFSET(dh_dataset_spec, source), .kinds = MADE},
    {"target", dh_read_text, DH_OFFSET(dh_dataset_spec, target), .kinds = NAMED | FILES},
    {"test", dh_read_number, DH_OFFSET(dh_dataset_spec, test), .domain = &share, .kinds = ALL},
};
static const dh_schema schema = DH_SCHEMA("a dataset", "{file: rows.csv, target: price}", fields);

static int find_kind(const dh_reader *reader, const dh_node *map, dh_data_kind *ret)
{
    static const char *const key[] = {"name", "file", "synthetic"}; /* in the order of dh_data_kind */
    int found = 0;
    for (int i = 0; i < 3; i++)
        if (dh_node_find(map, key[i])) {
            *ret = (dh_data_kind)i;
            found++;
        }
    return found == 1 ? 0
                      : dh_yaml_fail(reader->document, map->at, reader->error,
                                     "a dataset has exactly one of 'name', 'file' and 'synthetic', not %s",
                                     found ? "several" : "none");
}

static int check_keys(const dh_reader *reader, const dh_node *map, dh_data_kind kind)
{
    static const char *const what[] = {"a named dataset", "a dataset from a file", "a synthetic dataset"};
    for (size_t i = 0; i < map->count; i++)
        if (!(dh_schema_find(&schema, map->key[i]->text)->kinds & (1u << kind)))
            return dh_yaml_fail(reader->document, map->key[i]->at, reader->error, "'%s' does not apply to %s",
                                map->key[i]->text, what[kind]);
    return 0;
}

/* "data/housing.csv" -> "housing" */
static const char *file_label(dh_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash && slash[1] ? slash + 1 : path, *dot = strrchr(base, '.');
    return dh_arena_copy(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static int read_dataset(const dh_reader *reader, const dh_node *node, dh_dataset_spec *ret)
{
    *ret = (dh_dataset_spec){.at = node->at, .header = -1, .standardise = -1, .samples = 100, .noise = 1};
    if (node->kind == DH_SCALAR && *node->text)
        ret->source = node->text;
    else if (node->kind != DH_MAP)
        return dh_expected(reader, "dataset", "a name, a map such as {file: rows.csv}, or a list of these", node);
    else if (dh_schema_read(reader, &schema, node, ret, NULL, NULL) || find_kind(reader, node, &ret->kind) ||
             check_keys(reader, node, ret->kind))
        return -1;
    ret->label = ret->kind == DH_DATA_FILE ? file_label(reader->arena, ret->source) : ret->source;
    return ret->label ? 0 : dh_fail_memory(reader->error);
}

int dh_read_datasets(const dh_reader *reader, const dh_field *field, const dh_node *value, void *problem_entry)
{
    (void)field;
    dh_problem_entry *entry = problem_entry;
    entry->dataset_count = dh_choice_count(value);
    entry->dataset = DH_NEW(reader->arena, dh_dataset_spec, entry->dataset_count);
    if (!entry->dataset)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < entry->dataset_count; i++)
        if (read_dataset(reader, dh_choice_at(value, i), &entry->dataset[i]))
            return -1;
    return 0;
}
