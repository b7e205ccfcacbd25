/* methods: entries of a study -> methods. The lists of an entry are multiplied out one key after the other: a draft holds what
 * is decided so far. */
#include "base/text.h"
#include "plan/making.h"

#include <stdlib.h>
#include <string.h>

/* A method while its lists are multiplied out. */
typedef struct draft {
    dh_plan_method method;
    const char *name;    /* the optimizer and, when given, the schedule */
    const char *set;     /* everything that was set */
    const char *varying; /* what came from a list of several */
    bool has_lr;
} draft;

typedef struct drafts {
    draft *at;
    size_t count, room;
} drafts;

static int push_draft(dh_making *k, drafts *list, draft d)
{
    if (list->count == DH_MOST_VARIANTS)
        return dh_making_fail(k, d.method.entry->at, "more than 100000 combinations in one method");
    list->at = dh_grown(k->maker.arena, list->at, list->count, &list->room, sizeof d);
    if (!list->at || !d.name || !d.set || !d.varying)
        return dh_making_memory(k);
    list->at[list->count++] = d;
    return 0;
}

static void note(const dh_making *k, draft *d, const char *text, bool several)
{
    d->set = dh_join(k->maker.arena, d->set, text);
    if (several)
        d->varying = dh_join(k->maker.arena, d->varying, text);
}

/* One of the framework's own keys: reads choice i of the node into the draft. */
typedef int apply(dh_making *k, draft *d, const char *key, const dh_node *choice);

static int value(dh_making *k, const char *key, const dh_node *node, const dh_domain *domain, dh_value *ret)
{
    return dh_value_read(&k->maker.study->document, key, node, domain, ret, k->maker.error);
}

static int apply_lr(dh_making *k, draft *d, const char *key, const dh_node *choice)
{
    dh_value v;
    if (value(k, key, choice, &dh_rate_domain, &v))
        return -1;
    d->method.lr = v.number;
    d->has_lr = true;
    return 0;
}

static int apply_batch(dh_making *k, draft *d, const char *key, const dh_node *choice)
{
    dh_value v;
    if (value(k, key, choice, &dh_batch_domain, &v))
        return -1;
    d->method.batch = v.word < 0 ? (uint64_t)v.number : 0;
    return 0;
}

static int apply_sampling(dh_making *k, draft *d, const char *key, const dh_node *choice)
{
    dh_value v;
    if (value(k, key, choice, &dh_sampling_domain, &v))
        return -1;
    d->method.replacement = v.word == DH_REPLACEMENT;
    return 0;
}

static int apply_clip(dh_making *k, draft *d, const char *key, const dh_node *choice)
{
    dh_value v;
    if (value(k, key, choice, &dh_clip_domain, &v))
        return -1;
    d->method.clip = v.number;
    return 0;
}

static int apply_unit(dh_making *k, draft *d, const char *key, const dh_node *choice)
{
    dh_value v;
    if (value(k, key, choice, &dh_unit_domain, &v))
        return -1;
    d->method.schedule.unit = (uint32_t)v.word;
    return 0;
}

static int multiply(dh_making *k, drafts *list, const char *key, const dh_node *node, apply *read)
{
    if (!node)
        return 0;
    drafts product = {0};
    size_t choices = dh_choice_count(node);
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < choices; j++) {
            draft d = list->at[i];
            const dh_node *choice = dh_choice_at(node, j);
            if (read(k, &d, key, choice))
                return -1;
            note(k, &d, dh_arena_format(k->maker.arena, "%s=%s", key, choice->text), choices > 1);
            if (push_draft(k, &product, d))
                return -1;
        }
    *list = product;
    return 0;
}

/* A hyperparameter given flat in a method belongs to its optimizer or to its schedule. */
static int own_setting(dh_making *k, const dh_setting *s, const draft *d, uint32_t *ret_kind, const dh_param **ret)
{
    const dh_maker *m = &k->maker;
    const dh_param *o = dh_use_param(m, DH_KIND_OPTIMIZER, &d->method.optimizer, s->key);
    const dh_param *p = dh_use_param(m, DH_KIND_SCHEDULE, &d->method.schedule, s->key);
    if (o && p)
        return dh_yaml_fail(&m->study->document, s->at, m->error, "both optimizer '%s' and schedule '%s' have a parameter '%s': "
                            "write it inside one, as in schedule: {name: %s, %s: ...}", d->method.optimizer.name,
                            d->method.schedule.name, s->key, d->method.schedule.name, s->key);
    *ret_kind = o ? DH_KIND_OPTIMIZER : DH_KIND_SCHEDULE;
    *ret = o ? o : p;
    if (*ret)
        return 0;
    const char *keys[DH_MOST_KEYS + 4 * DH_MAX_PARAMS];
    size_t n = dh_method_keys(keys);
    n += dh_use_keys(m, DH_KIND_OPTIMIZER, &d->method.optimizer, keys + n, 2 * DH_MAX_PARAMS);
    n += dh_use_keys(m, DH_KIND_SCHEDULE, &d->method.schedule, keys + n, 2 * DH_MAX_PARAMS);
    const char *near = dh_nearest(s->key, keys, n);
    return dh_yaml_fail(&m->study->document, s->at, m->error, "neither optimizer '%s' nor schedule '%s' has a parameter '%s'"
                        "%s%s%s", d->method.optimizer.name, d->method.schedule.name, s->key, near ? ": did you mean '" : "",
                        near ? near : "", near ? "'?" : "");
}

static int multiply_setting(dh_making *k, drafts *list, const dh_setting *s)
{
    drafts product = {0};
    for (size_t i = 0; i < list->count; i++) {
        uint32_t kind;
        const dh_param *p;
        if (own_setting(k, s, &list->at[i], &kind, &p))
            return -1;
        size_t values = dh_setting_count(p, s->value);
        for (size_t j = 0; j < values; j++) {
            draft d = list->at[i];
            bool found;
            const char *text = NULL;
            dh_use *use = kind == DH_KIND_OPTIMIZER ? &d.method.optimizer : &d.method.schedule;
            if (dh_use_set(&k->maker, kind, s, j, use, &found, &text))
                return -1;
            note(k, &d, text, values > 1);
            if (push_draft(k, &product, d))
                return -1;
        }
        if (!values)
            return dh_making_fail(k, s->at, "an empty list makes an empty study");
    }
    *list = product;
    return 0;
}

static int check_variants(const dh_maker *m, uint32_t kind, const dh_variants *list, dh_place at)
{
    for (size_t i = 0; i < list->count; i++)
        if (dh_use_check_wraps(m, kind, &list->at[i].use, at))
            return -1;
    return 0;
}

/* Optimizer x schedule: where every draft begins. */
static int begin_drafts(dh_making *k, const dh_method_entry *entry, drafts *ret)
{
    dh_variants optimizers, schedules = {.count = 1};
    dh_variant constant;
    const dh_maker *m = &k->maker;
    if (dh_variants_make(m, DH_KIND_OPTIMIZER, entry->optimizer, &optimizers))
        return -1;
    schedules.at = &constant;
    if (entry->schedule ? dh_variants_make(m, DH_KIND_SCHEDULE, entry->schedule, &schedules)
                        : dh_variant_standard(m, DH_KIND_SCHEDULE, DH_STANDARD_SCHEDULE, entry->at, &constant))
        return -1;
    if (check_variants(m, DH_KIND_OPTIMIZER, &optimizers, entry->optimizer->at) ||
        check_variants(m, DH_KIND_SCHEDULE, &schedules, entry->schedule ? entry->schedule->at : entry->at))
        return -1;
    for (size_t i = 0; i < optimizers.count; i++)
        for (size_t j = 0; j < schedules.count; j++) {
            const dh_variant *o = &optimizers.at[i], *s = &schedules.at[j];
            draft d = {.method = {.entry = entry, .optimizer = o->use, .schedule = s->use}, .set = ""};
            d.name = entry->schedule ? dh_join(m->arena, o->label, s->label) : o->label;
            d.varying = dh_join(m->arena, o->varying, s->varying);
            if (push_draft(k, ret, d))
                return -1;
        }
    return 0;
}

/* An inner plugin decides the rate of a wrapper: the first default that is given. */
static int default_rate(dh_making *k, draft *d)
{
    if (d->has_lr)
        return 0;
    for (const dh_use *use = &d->method.optimizer; use; use = use->inner_count ? use->inner : NULL) {
        const dh_plugin_card *card = dh_registry_find(k->maker.registry, DH_KIND_OPTIMIZER, use->name);
        if (card->rate > 0 || (card->flags & DH_IGNORES_RATE)) {
            d->method.lr = card->rate > 0 ? card->rate : 1;
            return 0;
        }
    }
    return dh_yaml_fail(&k->maker.study->document, d->method.entry->at, k->maker.error,
                        "optimizer '%s' has no default learning rate: add lr, as in lr: 0.01", d->method.optimizer.name);
}

static int push_method(dh_making *k, draft *d)
{
    dh_plan *plan = k->plan;
    plan->method = dh_grown(k->maker.arena, plan->method, plan->method_count, &k->method_room, sizeof *plan->method);
    const char *whole = dh_join(k->maker.arena, d->name, d->set);
    d->method.label = dh_making_label(k, d->method.entry->label, whole, d->varying);
    if (!plan->method || !d->method.label)
        return dh_making_memory(k);
    plan->method[plan->method_count++] = d->method;
    return 0;
}

static int add_method(dh_making *k, const dh_method_entry *e)
{
    drafts list = {0};
    if (begin_drafts(k, e, &list) || multiply(k, &list, "lr", e->lr, apply_lr) ||
        multiply(k, &list, "batch", e->batch, apply_batch) || multiply(k, &list, "sampling", e->sampling, apply_sampling) ||
        multiply(k, &list, "clip", e->clip, apply_clip) || multiply(k, &list, "unit", e->unit, apply_unit))
        return -1;
    for (size_t i = 0; i < e->setting_count; i++)
        if (multiply_setting(k, &list, &e->setting[i]))
            return -1;
    for (size_t i = 0; i < list.count; i++)
        if (default_rate(k, &list.at[i]) || push_method(k, &list.at[i]))
            return -1;
    return 0;
}

static int by_label(const void *a, const void *b)
{
    return strcmp((*(const dh_plan_method *const *)a)->label, (*(const dh_plan_method *const *)b)->label);
}

static int check_methods(dh_making *k)
{
    size_t n = k->plan->method_count;
    const dh_plan_method **sorted = DH_NEW(k->maker.arena, const dh_plan_method *, n + 1);
    if (!sorted)
        return dh_making_memory(k);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &k->plan->method[i];
    qsort(sorted, n, sizeof *sorted, by_label);
    for (size_t i = 1; i < n; i++)
        if (!strcmp(sorted[i - 1]->label, sorted[i]->label))
            return dh_yaml_fail(&k->maker.study->document, sorted[i]->entry->at, k->maker.error,
                                "two methods are both '%s' (the other on line %u): give one a name, as in name: other",
                                sorted[i]->label, sorted[i - 1]->entry->at.line);
    return 0;
}

int dh_making_methods(dh_making *k)
{
    for (size_t i = 0; i < k->maker.study->method_count; i++)
        if (add_method(k, &k->maker.study->method[i]))
            return -1;
    return check_methods(k);
}
