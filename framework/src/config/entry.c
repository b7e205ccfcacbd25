/* One problem and one method of a study. What their tables do not hold are settings of plugins. */
#include "config/parts.h"

#include <string.h>

static const char *const batch_words[] = {"full", NULL};
static const char *const sampling_words[] = {"shuffle", "replacement", NULL};
static const char *const unit_words[] = {"steps", "epochs", "horizon", NULL};

const dh_domain dh_rate_domain = {.number = true, .min = 0, .max = 1e300};
const dh_domain dh_batch_domain = {.number = true, .whole = true, .min = 1, .max = 1e300, .words = batch_words};
const dh_domain dh_sampling_domain = {.words = sampling_words};
const dh_domain dh_clip_domain = {.number = true, .min = 0, .max = 1e300, .open_min = true};
const dh_domain dh_unit_domain = {.words = unit_words};

static int read_label(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    if (dh_read_text(reader, field, value, member))
        return -1;
    if (strlen(value->text) > 100 || strpbrk(value->text, "\t\n"))
        return dh_expected(reader, field->key, "a text of at most 100 bytes on one line", value);
    return 0;
}

static int read_problem_name(const dh_reader *reader, const dh_field *field, const dh_node *value,
                             void *problem_entry)
{
    dh_problem_entry *entry = problem_entry;
    entry->problem_at = value->at;
    return dh_read_text(reader, field, value, &entry->problem);
}

static int read_start(const dh_reader *reader, const dh_field *field, const dh_node *value, void *problem_entry)
{
    dh_problem_entry *entry = problem_entry;
    entry->start_count = dh_choice_count(value);
    entry->start = DH_NEW(reader->arena, double, entry->start_count);
    if (!entry->start)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < entry->start_count; i++)
        if (dh_read_number(reader, field, dh_choice_at(value, i), &entry->start[i]))
            return -1;
    return 0;
}

static const dh_field problem_fields[] = {
    {"dataset", dh_read_datasets},
    {"instance", dh_read_whole, DH_OFFSET(dh_problem_entry, instance), .domain = &dh_count_from_0},
    {"name", read_label, DH_OFFSET(dh_problem_entry, label)},
    {"problem", read_problem_name, .required = true},
    {"start", read_start, .domain = &dh_any_number},
};
static const dh_schema problem_schema = DH_SCHEMA("a problem", "{problem: rosenbrock}", problem_fields);

int dh_read_problem_entry(const dh_reader *reader, const dh_node *node, dh_problem_entry *ret)
{
    *ret = (dh_problem_entry){.at = node->at};
    return dh_schema_read(reader, &problem_schema, node, ret, &ret->setting_count, &ret->setting);
}

/* A plugin: its name, a map with its name, or a list of these. What else stands in the map is the plan's business. */
static int read_plugin(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    const char *name;
    for (size_t i = 0; i < dh_choice_count(value); i++) {
        const dh_node *choice = dh_choice_at(value, i);
        const dh_node *word = choice->kind == DH_MAP ? dh_node_find(choice, "name") : choice;
        if (!word)
            return dh_yaml_fail(reader->document, choice->at, reader->error, "%s: the map needs the key 'name'",
                                field->key);
        if (word->kind != DH_SCALAR && word == choice)
            return dh_expected(reader, field->key, "a name, a map with 'name', or a list of these", choice);
        if (dh_value_text(reader->document, field->key, word, &name, reader->error))
            return -1;
    }
    return dh_read_node(reader, field, value, member);
}

static const dh_field method_fields[] = {
    {"batch", dh_read_choices, DH_OFFSET(dh_method_entry, batch), .domain = &dh_batch_domain},
    {"budget", dh_read_budget, DH_OFFSET(dh_method_entry, budget)},
    {"clip", dh_read_choices, DH_OFFSET(dh_method_entry, clip), .domain = &dh_clip_domain},
    {"lr", dh_read_choices, DH_OFFSET(dh_method_entry, lr), .domain = &dh_rate_domain},
    {"name", read_label, DH_OFFSET(dh_method_entry, label)},
    {"optimizer", read_plugin, DH_OFFSET(dh_method_entry, optimizer), .required = true},
    {"record", dh_read_recording, DH_OFFSET(dh_method_entry, record)},
    {"sampling", dh_read_choices, DH_OFFSET(dh_method_entry, sampling), .domain = &dh_sampling_domain},
    {"schedule", read_plugin, DH_OFFSET(dh_method_entry, schedule)},
    {"target", dh_read_target, DH_OFFSET(dh_method_entry, target)},
    {"unit", dh_read_choices, DH_OFFSET(dh_method_entry, unit), .domain = &dh_unit_domain},
};
static const dh_schema method_schema = DH_SCHEMA("a method", "{optimizer: adam, lr: 0.01}", method_fields);

static bool is_bounded(const dh_budget *budget)
{
    return budget->steps || budget->epochs > 0 || budget->gradients > 0 || budget->seconds > 0;
}

int dh_read_method_entry(const dh_reader *reader, const dh_node *node, dh_method_entry *entry)
{
    entry->at = node->at;
    if (dh_schema_read(reader, &method_schema, node, entry, &entry->setting_count, &entry->setting))
        return -1;
    return is_bounded(&entry->budget)
               ? 0
               : dh_yaml_fail(
                     reader->document, node->at, reader->error,
                     "this method has no budget: give the study or the method one, such as budget: {epochs: 50}");
}

static size_t list_keys(const dh_schema *schema, const char *keys[DH_MOST_KEYS])
{
    for (size_t i = 0; i < schema->count; i++)
        keys[i] = schema->field[i].key;
    return schema->count;
}

size_t dh_problem_keys(const char *keys[DH_MOST_KEYS])
{
    return list_keys(&problem_schema, keys);
}

size_t dh_method_keys(const char *keys[DH_MOST_KEYS])
{
    return list_keys(&method_schema, keys);
}
