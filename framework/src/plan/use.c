#include "plan/use.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static int fail(const dh_maker *m, dh_place at, const char *what)
{
    return dh_yaml_fail(&m->study->document, at, m->error, "%s", what);
}

const char *dh_join(dh_arena *arena, const char *text, const char *part)
{
    if (!text || !part)
        return NULL;
    return !*part ? text : !*text ? part : dh_arena_format(arena, "%s %s", text, part);
}

/* ---- uses ---- */

static const dh_plugin_card *card_of(const dh_maker *m, uint32_t kind, const dh_use *use)
{
    return dh_registry_find(m->registry, kind, use->name);
}

/* A file of that name that cannot be used: why. */
static const char *rejected(const dh_maker *m, const char *name)
{
    for (size_t i = 0; i < m->registry->rejected_count; i++) {
        const char *path = m->registry->rejected[i].path, *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
        size_t length = strlen(name);
        if (!strncmp(file, name, length) && !strcmp(file + length, ".so"))
            return m->registry->rejected[i].reason;
    }
    return NULL;
}

static int no_plugin(const dh_maker *m, uint32_t kind, const char *name, dh_place at)
{
    char got[64];
    const char *why = rejected(m, name), *near = dh_registry_nearest(m->registry, kind, name);
    if (why) {
        dh_yaml_fail(&m->study->document, at, m->error, "%s '%s' cannot be used: %s", dh_kind_name(kind), name, why);
        m->error->kind = DH_ERROR_PLUGIN;
        return -1;
    }
    return dh_yaml_fail(&m->study->document, at, m->error, "no %s is called '%s'%s%s%s (downhill list %ss)", dh_kind_name(kind),
                        dh_printable(got, sizeof got, name), near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "",
                        dh_kind_name(kind));
}

int dh_variant_standard(const dh_maker *m, uint32_t kind, const char *name, dh_place at, dh_variant *ret)
{
    const dh_plugin_card *card = dh_registry_find(m->registry, kind, name);
    if (!card)
        return no_plugin(m, kind, name, at);
    dh_use use = {.name = card->name, .fd = card->fd, .unit = card->unit, .param_count = card->param_count};
    use.threads = kind != DH_KIND_SCHEDULE && (card->flags & DH_NEEDS_THREADS);
    memcpy(use.sha256, card->sha256, sizeof use.sha256);
    use.param = DH_NEW(m->arena, double, card->param_count + 1);
    use.list = DH_NEW(m->arena, dh_list, card->param_count + 1);
    if (!use.param || !use.list)
        return dh_fail_memory(m->error);
    for (size_t i = 0; i < card->param_count; i++)
        use.param[i] = card->param[i].scale == DH_LIST ? 0 : card->param[i].standard;
    *ret = (dh_variant){.use = use, .label = card->name, .varying = ""};
    return 0;
}

const dh_param *dh_use_param(const dh_maker *m, uint32_t kind, const dh_use *use, const char *key)
{
    const dh_param *p = dh_card_param(card_of(m, kind, use), key);
    for (size_t i = 0; !p && i < use->inner_count; i++)
        p = dh_use_param(m, kind, &use->inner[i], key);
    return p;
}

size_t dh_use_keys(const dh_maker *m, uint32_t kind, const dh_use *use, const char **keys, size_t room)
{
    const dh_plugin_card *card = card_of(m, kind, use);
    size_t n = 0;
    for (size_t i = 0; i < card->param_count && n < room; i++)
        keys[n++] = card->param[i].name;
    for (size_t i = 0; i < use->inner_count; i++)
        n += dh_use_keys(m, kind, &use->inner[i], keys + n, room - n);
    return n;
}

static int copy_values(const dh_maker *m, dh_use *use)
{
    double *param = DH_NEW(m->arena, double, use->param_count + 1);
    dh_list *list = DH_NEW(m->arena, dh_list, use->param_count + 1);
    dh_use *inner = use->inner_count ? DH_NEW(m->arena, dh_use, use->inner_count) : NULL;
    if (!param || !list || (use->inner_count && !inner))
        return dh_fail_memory(m->error);
    if (use->param_count) {
        memcpy(param, use->param, use->param_count * sizeof *param);
        memcpy(list, use->list, use->param_count * sizeof *list);
    }
    if (inner)
        memcpy(inner, use->inner, use->inner_count * sizeof *inner);
    use->param = param;
    use->list = list;
    use->inner = inner;
    return 0;
}

static const char *value_text(const dh_maker *m, const dh_setting *s, const dh_node *node)
{
    if (node->kind == DH_SCALAR)
        return dh_arena_format(m->arena, "%s=%s", s->key, node->text);
    if (node->kind == DH_MAP) /* a list from a file: its name; what is wrong with the map comes up later */
        return dh_arena_format(m->arena, "%s=%s", s->key, node->count && node->item[0]->text ? node->item[0]->text : "?");
    const char *text = dh_arena_format(m->arena, "%s=[", s->key);
    for (size_t i = 0; text && i < node->count && i < 4; i++)
        text = dh_arena_format(m->arena, "%s%s%s", text, i ? "," : "", node->item[i]->text ? node->item[i]->text : "?");
    return text ? dh_arena_format(m->arena, "%s%s]", text, node->count > 4 ? ",..." : "") : NULL;
}

int dh_use_set(const dh_maker *m, uint32_t kind, const dh_setting *setting, size_t index, dh_use *use, bool *ret_found,
               const char **ret_text)
{
    const dh_plugin_card *card = card_of(m, kind, use);
    const dh_param *p = dh_card_param(card, setting->key);
    *ret_found = p != NULL;
    if (p) {
        *ret_text = value_text(m, setting, dh_setting_at(p, setting->value, index));
        if (!*ret_text)
            return dh_fail_memory(m->error);
        return copy_values(m, use) || dh_setting_apply(m, p, setting, index, use, (size_t)(p - card->param)) ? -1 : 0;
    }
    if (use->inner_count && copy_values(m, use))
        return -1;
    for (size_t i = 0; i < use->inner_count && !*ret_found; i++)
        if (dh_use_set(m, kind, setting, index, &use->inner[i], ret_found, ret_text))
            return -1;
    return 0;
}

/* ---- expansion ---- */

static int push(const dh_maker *m, dh_variants *list, dh_variant v, dh_place at)
{
    if (list->count == DH_MOST_VARIANTS)
        return fail(m, at, "more than 100000 combinations");
    if (!(list->count & (list->count - 1))) { /* full at powers of two */
        dh_variant *grown = DH_NEW(m->arena, dh_variant, list->count ? 2 * list->count : 1);
        if (!grown)
            return dh_fail_memory(m->error);
        if (list->count)
            memcpy(grown, list->at, list->count * sizeof *grown);
        list->at = grown;
    }
    list->at[list->count++] = v;
    return 0;
}

static int add_text(const dh_maker *m, dh_variant *v, const char *text, bool several)
{
    v->label = dh_join(m->arena, v->label, text);
    v->varying = several ? dh_join(m->arena, v->varying, text) : v->varying;
    return v->label && v->varying ? 0 : dh_fail_memory(m->error);
}

static int unknown_key(const dh_maker *m, uint32_t kind, const dh_use *use, const dh_setting *s)
{
    const char *keys[DH_MOST_KEYS + DH_MAX_PARAMS] = {"name", "inner", "unit"};
    size_t n = kind == DH_KIND_PROBLEM ? dh_problem_keys(keys) : 3;
    if (kind == DH_KIND_PROBLEM)
        keys[n++] = "inner";
    n += dh_use_keys(m, kind, use, keys + n, DH_MAX_PARAMS);
    char got[48], what[256];
    const char *near = dh_nearest(s->key, keys, n);
    snprintf(what, sizeof what, "%s '%s' has no parameter '%s'%s%s%s (downhill describe %s)", dh_kind_name(kind), use->name,
             dh_printable(got, sizeof got, s->key), near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "",
             use->name);
    return fail(m, s->at, what);
}

/* Every variant of the list times every value of one setting. */
static int multiply_setting(const dh_maker *m, uint32_t kind, const dh_setting *s, dh_variants *list)
{
    dh_variants product = {0};
    for (size_t i = 0; i < list->count; i++) {
        const dh_param *p = dh_card_param(card_of(m, kind, &list->at[i].use), s->key);
        if (!p)
            return unknown_key(m, kind, &list->at[i].use, s);
        size_t values = dh_setting_count(p, s->value);
        for (size_t j = 0; j < values; j++) {
            dh_variant v = list->at[i];
            bool found;
            const char *text;
            if (dh_use_set(m, kind, s, j, &v.use, &found, &text) || add_text(m, &v, text, values > 1) ||
                push(m, &product, v, s->at))
                return -1;
        }
        if (!values)
            return fail(m, s->at, "an empty list makes an empty study");
    }
    *list = product;
    return 0;
}

static int multiply_unit(const dh_maker *m, const dh_setting *s, dh_variants *list)
{
    dh_value unit;
    if (dh_value_read(&m->study->document, s->key, s->value, &dh_unit_domain, &unit, m->error))
        return -1;
    for (size_t i = 0; i < list->count; i++)
        list->at[i].use.unit = (uint32_t)unit.word;
    return 0;
}

static size_t depth(const dh_use *use)
{
    size_t most = 0;
    for (size_t i = 0; i < use->inner_count; i++) {
        size_t one = 1 + depth(&use->inner[i]);
        most = one > most ? one : most;
    }
    return most;
}

/* inner: one plugin or a list of alternatives; for schedules that wrap several in sequence, a list of lists. */
static int multiply_inner(const dh_maker *m, uint32_t kind, const dh_setting *s, dh_variants *list)
{
    const dh_node *node = s->value;
    bool nested = node->kind == DH_SEQUENCE && node->count && node->item[0]->kind == DH_SEQUENCE;
    size_t sequence = nested ? node->item[0]->count : 1;
    dh_variants product = {0}, inner[DH_MOST_NESTED];
    if (sequence > DH_MOST_NESTED || (nested && node->count != 1))
        return fail(m, s->at, "inner: expected one plugin, a list of alternatives, or [[first, second, ...]] of at most 8");
    size_t total = 1;
    for (size_t i = 0; i < sequence; i++) {
        if (dh_variants_make(m, kind, nested ? node->item[0]->item[i] : node, &inner[i]))
            return -1;
        total *= inner[i].count; /* at most DH_MOST_VARIANTS of each: no overflow */
        if (total > DH_MOST_VARIANTS)
            return fail(m, s->at, "inner: more than 100000 combinations");
    }
    for (size_t i = 0; i < list->count * total; i++) {
        dh_variant v = list->at[i / total];
        v.use.inner_count = sequence;
        v.use.inner = DH_NEW(m->arena, dh_use, sequence);
        if (!v.use.inner)
            return dh_fail_memory(m->error);
        const char *names = "";
        size_t rest = i % total;
        for (size_t j = 0; j < sequence; rest /= inner[j++].count) {
            const dh_variant *part = &inner[j].at[rest % inner[j].count];
            v.use.inner[j] = part->use;
            names = *names ? dh_arena_format(m->arena, "%s, %s", names, part->label) : part->label;
        }
        if (depth(&v.use) > DH_MOST_NESTED)
            return fail(m, s->at, "inner: at most 8 plugins inside one another");
        const char *text = dh_arena_format(m->arena, "(%s)", names);
        if (!text || add_text(m, &v, text, total > 1) || push(m, &product, v, s->at))
            return text ? -1 : dh_fail_memory(m->error);
    }
    *list = product;
    return 0;
}

static int make_map(const dh_maker *m, uint32_t kind, const dh_node *map, dh_variants *ret)
{
    const dh_node *name = dh_node_find(map, "name");
    if (!name)
        return fail(m, map->at, "expected a name, as in {name: adam, beta1: 0.9}");
    if (name->kind == DH_MAP)
        return fail(m, name->at, "name: expected a plugin's name or a list of names, got a map");
    dh_variants list = {0};
    if (dh_variants_make(m, kind, name, &list))
        return -1;
    for (size_t i = 0; i < map->count; i++) {
        dh_setting s = {map->key[i]->text, map->key[i]->at, map->item[i]};
        int failed = !strcmp(s.key, "name")    ? 0
                     : !strcmp(s.key, "inner") ? multiply_inner(m, kind, &s, &list)
                     : !strcmp(s.key, "unit") && kind == DH_KIND_SCHEDULE ? multiply_unit(m, &s, &list)
                                                                          : multiply_setting(m, kind, &s, &list);
        if (failed)
            return -1;
    }
    *ret = list;
    return 0;
}

int dh_variants_make(const dh_maker *m, uint32_t kind, const dh_node *node, dh_variants *ret)
{
    dh_variants all = {0}, part;
    if (node->kind == DH_MAP)
        return make_map(m, kind, node, ret);
    if (node->kind == DH_SCALAR) {
        dh_variant v;
        if (dh_variant_standard(m, kind, node->text, node->at, &v) || push(m, &all, v, node->at))
            return -1;
        *ret = all;
        return 0;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (dh_variants_make(m, kind, node->item[i], &part))
            return -1;
        for (size_t j = 0; j < part.count; j++) {
            if (node->count > 1) /* the name itself varies */
                part.at[j].varying = part.at[j].label;
            if (push(m, &all, part.at[j], node->at))
                return -1;
        }
    }
    if (!all.count)
        return fail(m, node->at, "an empty list makes an empty study");
    *ret = all;
    return 0;
}
