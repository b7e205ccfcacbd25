#include "plan/plan.h"

#include "plan/making.h"

#include <string.h>

int dh_making_fail(const dh_making *k, dh_place at, const char *what)
{
    return dh_yaml_fail(&k->maker.study->document, at, k->maker.error, "%s", what);
}

int dh_making_memory(const dh_making *k)
{
    return dh_fail_memory(k->maker.error);
}

void *dh_grown(dh_arena *arena, void *old, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return old;
    size_t more = *room ? 2 * *room : 16;
    void *data = dh_arena_alloc(arena, more, size);
    if (data && count)
        memcpy(data, old, count * size);
    if (data)
        *room = more;
    return data;
}

const char *dh_making_label(const dh_making *k, const char *name, const char *whole, const char *varying)
{
    return name ? dh_join(k->maker.arena, name, varying) : whole;
}

dh_run_place dh_plan_place(const dh_plan *plan, size_t run)
{
    size_t seeds = plan->study->seed_count, methods = plan->method_count;
    return (dh_run_place){.problem = &plan->problem[run / seeds / methods], .method = &plan->method[run / seeds % methods],
                          .seed = plan->study->seeds[run % seeds]};
}

static dh_metrics_when metrics_when(const dh_plan_problem *p, const dh_recording *record)
{
    if (record->metrics != DH_METRICS_AUTO)
        return record->metrics;
    return p->data && (p->data->view.test_samples || p->data->view.validation_samples) ? DH_METRICS_EVERY : DH_METRICS_FINAL;
}

static dh_spec bare_spec(const dh_plan *plan, dh_run_place at)
{
    const dh_plan_problem *p = at.problem;
    const dh_plan_method *m = at.method;
    dh_spec s = {.problem = p->use, .optimizer = m->optimizer, .schedule = m->schedule, .data_fd = p->data ? p->data->fd : -1,
                 .study_seed = plan->study->seed, .seed = at.seed, .instance = p->entry->instance,
                 .start_count = p->entry->start_count, .start = p->entry->start, .lr = m->lr, .clip = m->clip,
                 .batch = m->batch, .replacement = m->replacement, .budget = m->entry->budget, .record = m->entry->record,
                 .limits = plan->study->limits, .target = m->entry->target, .optimum = p->optimum};
    s.record.metrics = metrics_when(p, &m->entry->record);
    if (p->data)
        memcpy(s.data_hash, p->data->hash, sizeof s.data_hash);
    return s;
}

int dh_plan_spec(const dh_plan *plan, size_t run, dh_spec *ret, dh_error *error)
{
    (void)error;
    *ret = bare_spec(plan, dh_plan_place(plan, run));
    memcpy(ret->id, plan->id[run], sizeof ret->id);
    return 0;
}

bool dh_plan_convex(const dh_plan *plan, const dh_plan_problem *problem)
{
    bool convex = true;
    for (const dh_use *use = &problem->use; use; use = use->inner_count ? use->inner : NULL)
        convex &= (dh_registry_find(plan->registry, DH_KIND_PROBLEM, use->name)->flags & DH_CONVEX) != 0;
    return convex;
}

static int identify(dh_making *k)
{
    dh_plan *plan = k->plan;
    size_t seeds = plan->study->seed_count;
    if (__builtin_mul_overflow(plan->problem_count, plan->method_count, &plan->count) ||
        __builtin_mul_overflow(plan->count, seeds, &plan->count) || plan->count > DH_MOST_RUNS)
        return dh_fail(k->maker.error, DH_ERROR_INPUT, "%s: %zu problems x %zu methods x %zu seeds are more than %d runs",
                       plan->study->document.name, plan->problem_count, plan->method_count, seeds, DH_MOST_RUNS);
    plan->id = dh_arena_alloc(k->maker.arena, plan->count, sizeof *plan->id);
    if (!plan->id)
        return dh_making_memory(k);
    for (size_t i = 0; i < plan->count; i++) {
        dh_spec spec = bare_spec(plan, dh_plan_place(plan, i));
        if (dh_spec_identify(&spec, k->maker.error))
            return -1;
        memcpy(plan->id[i], spec.id, sizeof spec.id);
    }
    return 0;
}

int dh_plan_make(const dh_study *study, const dh_registry *registry, const dh_library *library, dh_arena *arena, dh_plan *ret,
                 dh_error *error)
{
    *ret = (dh_plan){.study = study, .registry = registry};
    dh_making k = {.maker = {study, registry, arena, error}, .plan = ret, .library = library};
    if (dh_making_problems(&k) || dh_making_methods(&k) || identify(&k)) {
        dh_plan_finish(ret);
        return -1;
    }
    return 0;
}

void dh_plan_finish(dh_plan *plan)
{
    for (size_t i = 0; i < plan->data_count; i++)
        dh_data_finish(&plan->data[i]);
    plan->data_count = 0;
}
