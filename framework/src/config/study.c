/* A study file, typed: its top level. */
#include "config/study.h"

#include "config/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the top level says, and the defaults that it gives to all methods. */
typedef struct top {
    dh_study study;
    dh_budget budget;
    dh_recording record;
    dh_target target;
    const dh_node *problems, *methods;
} top;

static int read_name(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (dh_read_text(reader, field, value, member))
        return -1;
    size_t length = strlen(value->text);
    if (length > 100 || strspn(value->text, allowed) < length || strchr("._-", value->text[0]))
        return dh_expected(reader, field->key,
                           "a name for files (up to 100 letters, digits and . _ -, the first a letter or digit)",
                           value);
    return 0;
}

static int count_seeds(const dh_reader *reader, const dh_field *field, const dh_node *value, dh_study *study)
{
    static const dh_domain domain = {.number = true, .whole = true, .min = 1, .max = 1e6};
    dh_value count;
    if (dh_value_read(reader->document, field->key, value, &domain, &count, reader->error))
        return -1;
    study->seed_count = (size_t)count.number;
    study->seeds = DH_NEW(reader->arena, uint64_t, study->seed_count);
    if (!study->seeds)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < study->seed_count; i++)
        study->seeds[i] = i;
    return 0;
}

typedef struct placed_seed {
    uint64_t seed;
    size_t index;
} placed_seed;

static int compare_seeds(const void *a, const void *b)
{
    const placed_seed *x = a, *y = b;
    if (x->seed != y->seed)
        return x->seed < y->seed ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int check_seeds(const dh_reader *reader, const dh_node *list, const dh_study *study)
{
    char shown[DH_SHOW];
    size_t count = study->seed_count, again = count;
    placed_seed *sorted = malloc(count * sizeof *sorted);
    if (!sorted)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < count; i++)
        sorted[i] = (placed_seed){study->seeds[i], i};
    qsort(sorted, count, sizeof *sorted, compare_seeds);
    for (size_t i = 1; i < count; i++)
        if (sorted[i].seed == sorted[i - 1].seed && sorted[i].index < again)
            again = sorted[i].index;
    free(sorted);
    return again == count ? 0
                          : dh_yaml_fail(reader->document, list->item[again]->at, reader->error,
                                         "seeds: %s is given twice", dh_node_show(list->item[again], shown));
}

static int read_seeds(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_study *study = member;
    if (value->kind != DH_SEQUENCE)
        return count_seeds(reader, field, value, study);
    study->seed_count = value->count;
    study->seeds = DH_NEW(reader->arena, uint64_t, value->count);
    if (!study->seeds)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < value->count; i++)
        if (dh_read_whole(reader, field, value->item[i], &study->seeds[i]))
            return -1;
    return check_seeds(reader, value, study);
}

static int read_sha256(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    const char **text = member;
    if (dh_read_text(reader, field, value, text))
        return -1;
    if (strlen(*text) != 64 || (*text)[strspn(*text, "0123456789abcdef")])
        return dh_expected(reader, field->key, "64 hexadecimal digits in lower case, as sha256sum prints them", value);
    return 0;
}

static const dh_field file_fields[] = {
    {"file", dh_read_text, DH_OFFSET(dh_plugin_file, file), .required = true},
    {"sha256", read_sha256, DH_OFFSET(dh_plugin_file, sha256)},
};
static const dh_schema file_schema = DH_SCHEMA("a plugin", "{file: mine.so, sha256: ...}", file_fields);

static int read_plugins(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_study *study = member;
    study->plugin_count = dh_choice_count(value);
    study->plugins = DH_NEW(reader->arena, dh_plugin_file, study->plugin_count);
    if (!study->plugins)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < study->plugin_count; i++) {
        const dh_node *one = dh_choice_at(value, i);
        if (one->kind == DH_MAP ? dh_schema_read(reader, &file_schema, one, &study->plugins[i], NULL, NULL)
                                    : dh_read_text(reader, field, one, &study->plugins[i].file))
            return -1;
    }
    return 0;
}

static const dh_field check_fields[] = {
    {"cells", dh_read_text, DH_OFFSET(dh_check_rule, cells), .required = true},
    {"ignore", dh_read_truth, DH_OFFSET(dh_check_rule, ignore), .domain = &dh_truth},
    {"margin", dh_read_number, DH_OFFSET(dh_check_rule, margin), .domain = &dh_not_negative},
    {"reason", dh_read_text, DH_OFFSET(dh_check_rule, reason), .required = true},
};
static const dh_schema check_schema =
    DH_SCHEMA("a rule of the check", "{cells: \"adam on *\", margin: 0.1, reason: why}", check_fields);

static int read_check(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_study *study = member;
    if (value->kind != DH_SEQUENCE)
        return dh_expected(reader, field->key, "a list of rules", value);
    study->check_count = value->count;
    study->check = DH_NEW(reader->arena, dh_check_rule, value->count);
    if (!study->check)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < value->count; i++) {
        dh_check_rule *rule = &study->check[i];
        rule->margin = NAN;
        if (dh_schema_read(reader, &check_schema, value->item[i], rule, NULL, NULL))
            return -1;
        if (rule->ignore != isnan(rule->margin))
            return dh_yaml_fail(reader->document, value->item[i]->at, reader->error,
                                "a rule of the check has either a margin or `ignore: true`");
    }
    return 0;
}

static int read_entries(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    if (value->kind != DH_SEQUENCE)
        return dh_expected(reader, field->key, "a list ('- ' before each entry)", value);
    return dh_read_node(reader, field, value, member);
}

static const dh_field fields[] = {
    {"budget", dh_read_budget, DH_OFFSET(top, budget)},
    {"check", read_check, DH_OFFSET(top, study)},
    {"doc", dh_read_text, DH_OFFSET(top, study.doc)},
    {"limits", dh_read_limits, DH_OFFSET(top, study.limits)},
    {"methods", read_entries, DH_OFFSET(top, methods), .required = true},
    {"plugins", read_plugins, DH_OFFSET(top, study)},
    {"problems", read_entries, DH_OFFSET(top, problems), .required = true},
    {"record", dh_read_recording, DH_OFFSET(top, record)},
    {"seed", dh_read_whole, DH_OFFSET(top, study.seed), .domain = &dh_count_from_0},
    {"seeds", read_seeds, DH_OFFSET(top, study), .domain = &dh_count_from_0},
    {"study", read_name, DH_OFFSET(top, study.name), .required = true},
    {"target", dh_read_target, DH_OFFSET(top, target)},
};
static const dh_schema schema = DH_SCHEMA("a study", "{study: my_first, problems: .., methods: ..}", fields);

/* At any depth: a list of nothing would silently multiply everything by nothing. */
static int check_lists(const dh_reader *reader, const char *key, const dh_node *node)
{
    if (node->kind == DH_SEQUENCE && !node->count)
        return dh_yaml_fail(reader->document, node->at, reader->error, "%s: an empty list makes an empty study", key);
    for (size_t i = 0; node->kind != DH_SCALAR && i < node->count; i++)
        if (check_lists(reader, node->key ? node->key[i]->text : key, node->item[i]))
            return -1;
    return 0;
}

static int check_labels(const dh_reader *reader, const dh_node *entries)
{
    size_t count = 0;
    const dh_node **label = malloc(entries->count * sizeof *label);
    if (!label)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < entries->count; i++)
        if ((label[count] = dh_node_find(entries->item[i], "name")))
            count++;
    int result = dh_yaml_unique(reader->document, label, count, reader->error);
    free(label);
    return result;
}

static int read_problems(const dh_reader *reader, const dh_node *list, dh_study *study)
{
    study->problem_count = list->count;
    study->problem = DH_NEW(reader->arena, dh_problem_entry, list->count);
    if (!study->problem)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < list->count; i++)
        if (dh_read_problem_entry(reader, list->item[i], &study->problem[i]))
            return -1;
    return check_labels(reader, list);
}

static int read_methods(const dh_reader *reader, const top *all, const dh_node *list, dh_study *study)
{
    study->method_count = list->count;
    study->method = DH_NEW(reader->arena, dh_method_entry, list->count);
    if (!study->method)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < list->count; i++) {
        study->method[i] = (dh_method_entry){.budget = all->budget, .record = all->record, .target = all->target};
        if (dh_read_method_entry(reader, list->item[i], &study->method[i]))
            return -1;
    }
    return check_labels(reader, list);
}

/* Folder of a path, as dirname(3) would say, without changing it. */
static const char *folder_of(dh_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : dh_arena_copy(arena, path, (size_t)(slash - path));
}

static int read_study(const dh_reader *reader, dh_study *ret)
{
    const dh_node *root = reader->document->root;
    top all = {.record = dh_standard_recording, .target = dh_no_target};
    all.study = (dh_study){.document = *reader->document,
                           .doc = "",
                           .limits = dh_standard_limits,
                           .seed_count = 1,
                           .seeds = DH_NEW(reader->arena, uint64_t, 1),
                           .folder = folder_of(reader->arena, reader->document->name)};
    if (!all.study.folder || !all.study.seeds)
        return dh_fail_memory(reader->error);
    if (check_lists(reader, "the file", root) || dh_schema_read(reader, &schema, root, &all, NULL, NULL) ||
        read_problems(reader, all.problems, &all.study) || read_methods(reader, &all, all.methods, &all.study))
        return -1;
    *ret = all.study;
    return 0;
}

int dh_study_parse(const char *name, const char *source, size_t length, dh_arena *arena, dh_study *ret,
                   dh_error *error)
{
    dh_document document;
    if (dh_yaml_parse(name, source, length, arena, &document, error))
        return -1;
    return read_study(&(dh_reader){&document, arena, error}, ret);
}

int dh_study_read(const char *path, dh_arena *arena, dh_study *ret, dh_error *error)
{
    dh_document document;
    if (dh_yaml_read(path, arena, &document, error))
        return -1;
    return read_study(&(dh_reader){&document, arena, error}, ret);
}
