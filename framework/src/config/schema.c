/* Maps read by tables. */
#include "config/schema.h"

#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_FIELDS = 48 };

int dh_expected(const dh_reader *reader, const char *key, const char *what, const dh_node *got)
{
    char shown[DH_SHOW];
    return dh_yaml_fail(reader->document, got->at, reader->error, "%s: expected %s, got %s", key, what,
                        dh_node_show(got, shown));
}

const dh_field *dh_schema_find(const dh_schema *schema, const char *key)
{
    for (size_t i = 0; i < schema->count; i++)
        if (!strcmp(schema->field[i].key, key))
            return &schema->field[i];
    return NULL;
}

static int fail_unknown(const dh_reader *reader, const dh_schema *schema, const dh_node *key)
{
    const char *known[MOST_FIELDS];
    char shown[DH_SHOW], list[512] = "";
    size_t used = 0;
    assert(schema->count <= MOST_FIELDS);
    for (size_t i = 0; i < schema->count; i++) {
        known[i] = schema->field[i].key;
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", known[i]);
    }
    const char *near = dh_nearest(key->text, known, schema->count);
    if (near)
        return dh_yaml_fail(reader->document, key->at, reader->error, "unknown key %s in %s; did you mean '%s'?",
                            dh_node_show(key, shown), schema->what, near);
    return dh_yaml_fail(reader->document, key->at, reader->error, "unknown key %s in %s; the keys are %s",
                        dh_node_show(key, shown), schema->what, list);
}

static int check_required(const dh_reader *reader, const dh_schema *schema, const dh_node *map)
{
    for (size_t i = 0; i < schema->count; i++)
        if (schema->field[i].required && !dh_node_find(map, schema->field[i].key))
            return dh_yaml_fail(reader->document, map->at, reader->error, "%s needs the key '%s'", schema->what,
                                schema->field[i].key);
    return 0;
}

static int add_setting(const dh_reader *reader, const dh_node *key, const dh_node *value, dh_setting *list,
                       size_t *count)
{
    if (dh_node_missing(value))
        return dh_expected(reader, key->text, "a value", value);
    list[(*count)++] = (dh_setting){key->text, key->at, value};
    return 0;
}

static int read_pair(const dh_reader *reader, const dh_schema *schema, const dh_node *key, const dh_node *value,
                     void *into, dh_setting *list, size_t *count)
{
    const dh_field *field = dh_schema_find(schema, key->text);
    if (field)
        return field->read(reader, field, value, (char *)into + field->offset);
    return list ? add_setting(reader, key, value, list, count) : fail_unknown(reader, schema, key);
}

int dh_schema_read(const dh_reader *reader, const dh_schema *schema, const dh_node *map, void *into,
                   size_t *setting_count, dh_setting **settings)
{
    char shown[DH_SHOW];
    if (map->kind != DH_MAP)
        return dh_yaml_fail(reader->document, map->at, reader->error, "expected %s, a map such as %s, got %s",
                            schema->what, schema->example, dh_node_show(map, shown));
    dh_setting *list = settings ? DH_NEW(reader->arena, dh_setting, map->count) : NULL;
    size_t count = 0;
    if (settings && !list)
        return dh_fail_memory(reader->error);
    for (size_t i = 0; i < map->count; i++)
        if (read_pair(reader, schema, map->key[i], map->item[i], into, list, &count))
            return -1;
    if (settings) {
        *settings = list;
        *setting_count = count;
    }
    return check_required(reader, schema, map);
}

int dh_read_number(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_value parsed;
    if (dh_value_read(reader->document, field->key, value, field->domain, &parsed, reader->error))
        return -1;
    *(double *)member = parsed.number;
    return 0;
}

int dh_read_whole(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_value parsed;
    if (dh_value_read(reader->document, field->key, value, field->domain, &parsed, reader->error))
        return -1;
    *(uint64_t *)member = (uint64_t)parsed.number;
    return 0;
}

int dh_read_truth(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_value parsed;
    if (dh_value_read(reader->document, field->key, value, &dh_truth, &parsed, reader->error))
        return -1;
    *(int *)member = parsed.word < 2; /* true, yes */
    return 0;
}

int dh_read_text(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    return dh_value_text(reader->document, field->key, value, member, reader->error);
}

int dh_read_node(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    (void)reader, (void)field;
    *(const dh_node **)member = value;
    return 0;
}

int dh_read_choices(const dh_reader *reader, const dh_field *field, const dh_node *value, void *member)
{
    dh_value ignored;
    for (size_t i = 0; i < dh_choice_count(value); i++)
        if (dh_value_read(reader->document, field->key, dh_choice_at(value, i), field->domain, &ignored,
                          reader->error))
            return -1;
    *(const dh_node **)member = value;
    return 0;
}
