/* problems: entries of a study -> problem instances, with their datasets loaded. */
#include "data/load.h"
#include "plan/making.h"

#include <math.h>
#include <string.h>

static int find_data(dh_making *k, const dh_dataset_spec *spec, bool labels, const dh_data **ret)
{
    dh_plan *plan = k->plan;
    for (size_t i = 0; i < plan->data_count; i++)
        if (dh_node_equal(k->data_spec[i].spec->node, spec->node) && k->data_spec[i].labels == labels) {
            *ret = &plan->data[i];
            return 0;
        }
    dh_data *data = &plan->data[plan->data_count];
    if (dh_data_load(k->maker.study, spec, labels, k->library, k->maker.arena, data, k->maker.error))
        return -1;
    k->data_spec[plan->data_count++] = (dh_data_origin){spec, labels};
    *ret = data;
    return 0;
}

static int check_data(dh_making *k, const dh_problem_entry *entry, const dh_plugin_card *card)
{
    bool needs = card->flags & DH_NEEDS_DATASET;
    if (needs && !entry->dataset_count)
        return dh_yaml_fail(&k->maker.study->document, entry->problem_at, k->maker.error, "problem '%s' needs a dataset: add "
                            "dataset: NAME (downhill list datasets), {file: ...} or {synthetic: line}", card->name);
    if (!needs && entry->dataset_count)
        return dh_yaml_fail(&k->maker.study->document, entry->dataset[0].at, k->maker.error,
                            "problem '%s' takes no dataset", card->name);
    return 0;
}

static int push_problem(dh_making *k, dh_plan_problem p)
{
    dh_plan *plan = k->plan;
    plan->problem = dh_grown(k->maker.arena, plan->problem, plan->problem_count, &k->problem_room, sizeof p);
    if (!plan->problem || !p.label)
        return dh_making_memory(k);
    for (size_t i = 0; i < plan->problem_count; i++)
        if (!strcmp(plan->problem[i].label, p.label))
            return dh_yaml_fail(&k->maker.study->document, p.entry->at, k->maker.error,
                                "two problems are both '%s': give one a name, as in name: other", p.label);
    plan->problem[plan->problem_count++] = p;
    return 0;
}

static int add_instance(dh_making *k, const dh_problem_entry *entry, const dh_plugin_card *card, const dh_variant *v,
                        const dh_dataset_spec *spec)
{
    dh_arena *arena = k->maker.arena;
    dh_plan_problem p = {.card = card, .entry = entry, .use = v->use, .data_label = spec ? spec->label : "", .optimum = NAN};
    if (spec && find_data(k, spec, card->flags & (DH_BINARY_TARGET | DH_CLASS_TARGET), &p.data))
        return -1;
    const char *settings = v->label + strlen(card->name); /* " key=value ..." or "" */
    const char *whole = dh_arena_format(arena, "%s%s%s%s", card->name, *p.data_label ? " " : "", p.data_label, settings);
    const char *varying = entry->dataset_count > 1 ? dh_join(arena, p.data_label, v->varying) : v->varying;
    p.label = dh_making_label(k, entry->label, whole, varying);
    return push_problem(k, p);
}

/* A map node {name: ..., settings} would say the same; the entry's own keys are already taken out of it. */
static int problem_variants(dh_making *k, const dh_problem_entry *entry, dh_variants *ret)
{
    const dh_maker *m = &k->maker;
    size_t n = entry->setting_count;
    dh_node *name = DH_NEW(m->arena, dh_node, 1), *map = DH_NEW(m->arena, dh_node, 1);
    dh_node *keys = DH_NEW(m->arena, dh_node, n + 1);
    const dh_node **key = DH_NEW(m->arena, const dh_node *, n + 1);
    dh_node **item = DH_NEW(m->arena, dh_node *, n + 1);
    if (!name || !map || !keys || !key || !item)
        return dh_making_memory(k);
    *name = (dh_node){.kind = DH_SCALAR, .at = entry->problem_at, .text = entry->problem};
    *map = (dh_node){.kind = DH_MAP, .at = entry->at, .count = n + 1, .key = key, .item = item};
    for (size_t i = 0; i <= n; i++) {
        keys[i] = (dh_node){.kind = DH_SCALAR, .at = i ? entry->setting[i - 1].at : entry->problem_at,
                            .text = i ? entry->setting[i - 1].key : "name"};
        key[i] = &keys[i];
        item[i] = i ? (dh_node *)(uintptr_t)entry->setting[i - 1].value : name;
    }
    return dh_variants_make(m, DH_KIND_PROBLEM, map, ret);
}

static int add_problem(dh_making *k, const dh_problem_entry *entry)
{
    dh_variants list;
    if (problem_variants(k, entry, &list))
        return -1;
    const dh_plugin_card *card = dh_registry_find(k->maker.registry, DH_KIND_PROBLEM, entry->problem);
    for (size_t i = 0; i < list.count; i++)
        if (dh_use_check_wraps(&k->maker, DH_KIND_PROBLEM, &list.at[i].use, entry->problem_at))
            return -1;
    if (check_data(k, entry, card))
        return -1;
    size_t sets = entry->dataset_count ? entry->dataset_count : 1;
    for (size_t i = 0; i < sets; i++)
        for (size_t j = 0; j < list.count; j++)
            if (add_instance(k, entry, card, &list.at[j], entry->dataset_count ? &entry->dataset[i] : NULL))
                return -1;
    return 0;
}

int dh_making_problems(dh_making *k)
{
    const dh_study *study = k->maker.study;
    size_t datasets = 0;
    for (size_t i = 0; i < study->problem_count; i++)
        datasets += study->problem[i].dataset_count;
    k->plan->data = DH_NEW(k->maker.arena, dh_data, datasets + 1);
    k->data_spec = DH_NEW(k->maker.arena, dh_data_origin, datasets + 1);
    if (!k->plan->data || !k->data_spec)
        return dh_making_memory(k);
    for (size_t i = 0; i < study->problem_count; i++)
        if (add_problem(k, &study->problem[i]))
            return -1;
    return 0;
}
