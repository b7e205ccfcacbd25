#include "run/chain.h"

#include <string.h>

/* What the wrapper does not know of the call stays as the host made it. */
static void inner_step(const dh_inner *inner, double *x, const dh_step *call)
{
    dh_mover *m = (dh_mover *)(uintptr_t)inner;
    dh_step own = *m->outer;
    memcpy(&own, call, call->size < sizeof own ? call->size : sizeof own);
    own.size = sizeof own;
    if (m->plugin.flags & DH_OWN_GRADIENT)
        own.gradient = NULL;
    dh_mover_step(m, x, &own);
}

int dh_mover_load(const dh_use *use, dh_loader *load, void *self, dh_arena *arena, dh_mover *ret, dh_error *error)
{
    dh_plugin plugin;
    if (load(self, use, DH_KIND_OPTIMIZER, arena, &plugin, error))
        return -1;
    *ret = (dh_mover){.lent = {sizeof(dh_inner), inner_step}, .plugin = plugin.optimizer, .use = use};
    bool wraps = plugin.optimizer.flags & DH_WRAPS;
    if (use->inner_count != wraps)
        return dh_fail(error, DH_ERROR_INPUT, "optimizer '%s' wraps %s, but the study gives it %zu", use->name,
                       wraps ? "one other" : "none", use->inner_count);
    if (use->param_count != plugin.optimizer.param_count)
        return dh_fail(error, DH_ERROR_PLUGIN, "optimizer '%s': %u parameters in the file, %zu in the plan", use->name,
                       plugin.optimizer.param_count, use->param_count);
    if (!wraps)
        return 0;
    ret->inner = DH_NEW(arena, dh_mover, 1);
    if (!ret->inner)
        return dh_fail_memory(error);
    if (dh_mover_load(use->inner, load, self, arena, ret->inner, error))
        return -1;
    if ((ret->plugin.flags & DH_WRAPS_GRADIENT) && dh_mover_own_gradient(ret->inner))
        return dh_fail(error, DH_ERROR_INPUT, "optimizer '%s' works on the gradient; '%s', which it wraps, takes its own", use->name,
                       use->inner->name);
    return 0;
}

static double inner_rate(const dh_inner_schedule *inner, uint64_t step, uint64_t steps)
{
    dh_pacer *p = (dh_pacer *)(uintptr_t)inner;
    dh_rate_call own = *p->outer;
    own.step = step;
    own.steps = steps;
    return dh_pacer_rate(p, &own);
}

int dh_pacer_load(const dh_use *use, dh_loader *load, void *self, dh_arena *arena, dh_pacer *ret, dh_error *error)
{
    dh_plugin plugin;
    if (load(self, use, DH_KIND_SCHEDULE, arena, &plugin, error))
        return -1;
    *ret = (dh_pacer){.plugin = plugin.schedule, .use = use, .inner_count = use->inner_count};
    bool wraps = plugin.schedule.flags & DH_WRAPS_SCHEDULE;
    if (wraps != (use->inner_count > 0))
        return dh_fail(error, DH_ERROR_INPUT, "schedule '%s' wraps %s, but the study gives it %zu", use->name,
                       wraps ? "at least one other" : "none", use->inner_count);
    if (use->param_count != plugin.schedule.param_count)
        return dh_fail(error, DH_ERROR_PLUGIN, "schedule '%s': %u parameters in the file, %zu in the plan", use->name,
                       plugin.schedule.param_count, use->param_count);
    ret->lent = (dh_inner_schedule){sizeof(dh_inner_schedule), inner_rate};
    ret->inner = DH_NEW(arena, const dh_inner_schedule *, use->inner_count + 1);
    ret->pacer = DH_NEW(arena, dh_pacer, use->inner_count + 1);
    if (!ret->inner || !ret->pacer)
        return dh_fail_memory(error);
    for (size_t i = 0; i < use->inner_count; i++) {
        ret->inner[i] = &ret->pacer[i].lent;
        if (dh_pacer_load(&use->inner[i], load, self, arena, &ret->pacer[i], error))
            return -1;
    }
    return 0;
}

uint64_t dh_mover_needs(const dh_mover *m)
{
    return m->plugin.flags | (m->inner ? dh_mover_needs(m->inner) : 0);
}

uint64_t dh_pacer_needs(const dh_pacer *p)
{
    uint64_t needs = p->plugin.flags | (p->use->unit == DH_UNIT_HORIZON ? DH_NEEDS_HORIZON : 0);
    for (size_t i = 0; i < p->inner_count; i++)
        needs |= dh_pacer_needs(&p->pacer[i]);
    return needs;
}

bool dh_mover_own_gradient(const dh_mover *m)
{
    return (m->plugin.flags & DH_OWN_GRADIENT) || (m->inner && dh_mover_own_gradient(m->inner));
}

int dh_mover_prepare(dh_mover *m, const dh_spec *spec, const dh_shape *shape, int depth, size_t *total)
{
    char purpose[96] = "plugin:0:";
    purpose[7] += (char)depth; /* one may wrap another of its name */
    strncat(purpose, m->use->name, sizeof purpose - 10);
    dh_stream_init(&m->random, spec->study_seed, dh_spec_core(spec), spec->data_hash, spec->seed, purpose);
    m->state_size = m->plugin.state_size ? m->plugin.state_size(shape, m->use->param, m->use->list) : 0;
    if (m->state_size && dh_fence_make(m->state_size, DH_FENCE_ALIGNED, &m->fence))
        return -1;
    m->state = m->fence.data;
    *total += m->state_size;
    return m->inner ? dh_mover_prepare(m->inner, spec, shape, depth + 1, total) : 0;
}

const char *dh_mover_trespasser(const dh_mover *m)
{
    for (; m; m = m->inner)
        if (!dh_fence_is_whole(&m->fence))
            return m->use->name;
    return NULL;
}

int dh_pacer_prepare(dh_pacer *p, dh_arena *arena)
{
    size_t size = p->plugin.state_size ? p->plugin.state_size(p->use->param, p->use->list) : 0;
    p->state = size ? DH_NEW(arena, double, size) : NULL;
    if (size && !p->state)
        return -1;
    for (size_t i = 0; i < p->inner_count; i++)
        if (dh_pacer_prepare(&p->pacer[i], arena))
            return -1;
    return 0;
}

static void fill(dh_mover *m, dh_step *call)
{
    call->param = m->use->param;
    call->list = m->use->list;
    call->random = &m->random.lent;
    call->inner = m->inner ? &m->inner->lent : NULL;
}

void dh_mover_step(dh_mover *m, double *x, dh_step *call)
{
    fill(m, call);
    if (m->inner)
        m->inner->outer = call;
    m->plugin.step(x, m->state, call);
}

bool dh_mover_judges(const dh_mover *m)
{
    return m->plugin.evaluation_point || (m->inner && dh_mover_judges(m->inner));
}

bool dh_mover_judged(dh_mover *m, double *out, const double *x, const dh_step *call)
{
    if (!m->plugin.evaluation_point)
        return m->inner && dh_mover_judged(m->inner, out, x, call);
    dh_step own = *call;
    fill(m, &own);
    m->plugin.evaluation_point(out, x, m->state, &own);
    return true;
}

static double steps_per_unit(const dh_pacer *p, const dh_rate_call *call)
{
    if (p->use->unit == DH_UNIT_EPOCH)
        return (double)call->steps_per_epoch;
    return p->use->unit == DH_UNIT_HORIZON && call->steps ? (double)call->steps : 1;
}

double dh_pacer_rate(dh_pacer *p, dh_rate_call *call)
{
    call->size = sizeof *call;
    call->steps_per_unit = steps_per_unit(p, call);
    call->t = (double)call->step / call->steps_per_unit;
    call->horizon = (double)call->steps / call->steps_per_unit;
    call->param = p->use->param;
    call->list = p->use->list;
    call->inner = p->inner_count ? p->inner : NULL;
    call->inner_count = p->inner_count;
    for (size_t i = 0; i < p->inner_count; i++)
        p->pacer[i].outer = call;
    return p->plugin.rate(call, p->state);
}
