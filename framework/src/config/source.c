/* Datasets of a problem: named ones, files, synthetic ones. */
#include "config/file_keys.h"
#include "config/parts.h"

#include <math.h>
#include <string.h>

enum {
    NAMED = 1 << DH_DATA_NAMED,
    FILES = 1 << DH_DATA_FILE,
    MADE = 1 << DH_DATA_SYNTHETIC,
    READ = NAMED | FILES,
    ALL = NAMED | FILES | MADE
};

static const dh_domain share = {.number = true, .min = 0, .max = 1, .open_max = true};
static const dh_domain probability = {.number = true, .min = 0, .max = 1};
static const dh_domain at_least_1 = {.number = true, .min = 1, .max = 1e300};

#define AT(MEMBER) DH_OFFSET(dh_dataset_spec, MEMBER)

static const dh_field fields[] = {
    {"classes", dh_read_whole, AT(classes), .domain = &dh_count_from_1, .kinds = MADE},
    {"condition", dh_read_number, AT(condition), .domain = &at_least_1, .kinds = MADE},
    {"data_seed", dh_read_whole, AT(data_seed), .domain = &dh_count_from_0, .kinds = MADE},
    {"delimiter", dh_read_delimiter, AT(file.delimiter), .kinds = FILES},
    {"density", dh_read_number, AT(density), .domain = &probability, .kinds = MADE},
    {"features", dh_read_whole, AT(file.features), .domain = &dh_count_from_1, .kinds = FILES | MADE},
    {"file", dh_read_text, AT(source), .kinds = FILES},
    {"flip", dh_read_number, AT(flip), .domain = &probability, .kinds = MADE},
    {"format", dh_read_word, AT(file.format), .domain = &dh_format_domain, .kinds = FILES},
    {"header", dh_read_truth, AT(file.header), .kinds = FILES},
    {"index_base", dh_read_small, AT(file.index_base), .domain = &dh_base_domain, .kinds = FILES},
    {"label_map", dh_read_label_map, AT(file), .kinds = ALL},
    {"margin", dh_read_number, AT(margin), .domain = &dh_not_negative, .kinds = MADE},
    {"missing", dh_read_word, AT(file.missing), .domain = &dh_missing_domain, .kinds = READ},
    {"name", dh_read_text, AT(source), .kinds = NAMED},
    {"noise", dh_read_number, AT(noise), .domain = &dh_not_negative, .kinds = MADE},
    {"one_hot", dh_read_one_hot, AT(file), .kinds = READ},
    {"rank", dh_read_whole, AT(rank), .domain = &dh_count_from_1, .kinds = MADE},
    {"samples", dh_read_whole, AT(samples), .domain = &dh_count_from_1, .kinds = MADE},
    {"scale", dh_read_scale, AT(file), .kinds = ALL},
    {"sparse", dh_read_truth, AT(file.sparse), .kinds = ALL},
    {"split_seed", dh_read_whole, AT(split_seed), .domain = &dh_count_from_0, .kinds = ALL},
    {"spread", dh_read_number, AT(spread), .domain = &dh_not_negative, .kinds = MADE},
    {"standardise", dh_read_truth, AT(file.standardise), .kinds = ALL},
    {"stratified", dh_read_truth, AT(stratified), .kinds = ALL},
    {"subsample", dh_read_number, AT(subsample), .domain = &dh_positive, .kinds = ALL},
    {"synthetic", dh_read_text, AT(source), .kinds = MADE},
    {"target", dh_read_text, AT(file.target), .kinds = READ},
    {"target_file", dh_read_text, AT(file.target_file), .kinds = FILES},
    {"test", dh_read_number, AT(test), .domain = &share, .kinds = ALL},
    {"test_file", dh_read_text, AT(file.test_file), .kinds = FILES},
    {"test_target_file", dh_read_text, AT(file.test_target_file), .kinds = FILES},
    {"validation", dh_read_number, AT(validation), .domain = &share, .kinds = ALL},
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

/* Keys that say the same, or need another. */
static int check_together(const dh_reader *reader, const dh_node *map, const dh_dataset_spec *s)
{
    const dh_node *subsample = dh_node_find(map, "subsample");
    if (s->file.standardise == 1 && s->file.scale >= 0)
        return dh_yaml_fail(reader->document, map->at, reader->error, "'standardise' is 'scale: standard': expected one of them");
    if (!s->file.test_target_file != !(s->file.target_file && s->file.test_file))
        return dh_yaml_fail(reader->document, map->at, reader->error,
                            "'test_target_file' belongs to 'test_file' where there is a 'target_file': expected all or none");
    if (subsample && s->subsample > 1 && s->subsample != floor(s->subsample))
        return dh_expected(reader, "subsample", "a share below 1 or a whole number of rows", subsample);
    return 0;
}

/* "data/housing.csv.gz" -> "housing", "rows.h5:/x" -> "rows" */
static const char *file_label(dh_arena *arena, const char *path)
{
    const char *inside = strstr(path, ":/"), *end = inside ? inside : path + strlen(path), *base = end;
    if (end - path > 3 && !strncmp(end - 3, ".gz", 3))
        end -= 3;
    while (base > path && base[-1] != '/')
        base--;
    if (base >= end)
        return dh_arena_text(arena, path);
    const char *dot = memrchr(base + 1, '.', (size_t)(end - base - 1));
    return dh_arena_copy(arena, base, (size_t)((dot ? dot : end) - base));
}

static int read_dataset(const dh_reader *reader, const dh_node *node, dh_dataset_spec *ret)
{
    const double unsaid = (double)NAN;
    *ret = (dh_dataset_spec){.at = node->at, .node = node, .file = dh_unsaid_file, .condition = unsaid, .density = unsaid,
                             .flip = unsaid, .margin = unsaid, .noise = unsaid, .spread = unsaid};
    if (node->kind == DH_SCALAR && *node->text)
        ret->source = node->text;
    else if (node->kind != DH_MAP)
        return dh_expected(reader, "dataset", "a name, a map such as {file: rows.csv}, or a list of these", node);
    else if (dh_schema_read(reader, &schema, node, ret, NULL, NULL) || find_kind(reader, node, &ret->kind) ||
             check_keys(reader, node, ret->kind) || check_together(reader, node, ret))
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
