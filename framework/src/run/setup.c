/* What comes before the loop: plugins are loaded, checked against each other, and given their memory. */
#include "run/setup.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL = 512, LONG = 1 << 13, FAR = 1 << 17 }; /* doubles; steps; doubles of data */

int dh_trial_end(dh_trial *t, dh_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(t->out->cause, sizeof t->out->cause, format, args);
    va_end(args);
    t->out->status = status;
    return 1;
}

int dh_trial_memory(dh_trial *t)
{
    dh_trial_end(t, DH_OUT_OF_MEMORY, "not enough memory for the run's own state (limits: memory)");
    return 1;
}

double *dh_trial_doubles(dh_trial *t, size_t count)
{
    return DH_NEW(t->arena, double, count ? count : 1);
}

static int load_problem(dh_trial *t, const dh_dataset *data, dh_loader *load, void *self)
{
    int failed = dh_landscape_load(&t->spec->problem, data, load, self, t->arena, &t->problem, t->error);
    dh_trial_restore(t);
    if (failed)
        return -1;
    t->engine.problem = &t->problem.plugin.problem;
    t->engine.instance = t->problem.instance;
    return 0;
}

static int find_shape(dh_trial *t)
{
    const dh_problem *p = t->engine.problem;
    const dh_instance *self = &t->engine.instance;
    char refusal[256] = "";
    t->shape = (dh_shape){.size = sizeof t->shape, .dim = p->dim(self, refusal, sizeof refusal), .blocks = t->block};
    if (!t->shape.dim)
        return dh_trial_end(t, DH_REFUSED, "problem '%s': %.200s", t->spec->problem.name, refusal);
    t->block[0] = (dh_block){"x", 0, t->shape.dim, 1};
    t->shape.block_count = 1;
    if (p->blocks)
        p->blocks(self, t->block, &t->shape.block_count);
    if (t->shape.block_count < 1 || t->shape.block_count > DH_MAX_BLOCKS)
        return dh_trial_end(t, DH_REFUSED, "problem '%s' declares %zu blocks", t->spec->problem.name, t->shape.block_count);
    return 0;
}

static int prepare_problem(dh_trial *t)
{
    const dh_spec *s = t->spec;
    if (dh_landscape_prepare(&t->problem, s, t->arena) < 0)
        return dh_trial_memory(t);
    t->engine.instance = t->problem.instance;
    if (t->engine.problem->flags & DH_NOISY)
        dh_stream_init(&t->engine.noise, s->study_seed, dh_spec_core(s), s->data_hash, s->seed, "noise");
    t->engine.ledger = &t->ledger;
    dh_engine_init(&t->engine);
    t->engine.lent.optimum = s->optimum;
    return 0;
}

static int load_method(dh_trial *t, dh_loader *load, void *self)
{
    int failed = dh_mover_load(&t->spec->optimizer, load, self, t->arena, &t->mover, t->error) ||
                 dh_pacer_load(&t->spec->schedule, load, self, t->arena, &t->pacer, t->error);
    dh_trial_restore(t); /* start-up code may have changed it */
    return failed ? -1 : 0;
}

static int check_needs(dh_trial *t)
{
    const dh_spec *s = t->spec;
    uint64_t needs = dh_mover_needs(&t->mover);
    const char *name = s->optimizer.name, *problem = s->problem.name;
    if ((needs & DH_NEEDS_SAMPLES) && !t->engine.lent.samples)
        return dh_trial_end(t, DH_REFUSED, "optimizer '%s' needs a sum over samples; problem '%s' is none", name, problem);
    if ((needs & DH_NEEDS_HVP) && !t->engine.lent.hvp)
        return dh_trial_end(t, DH_REFUSED, "optimizer '%s' needs Hessian-vector products; problem '%s' has none", name, problem);
    if ((needs & DH_NEEDS_OPTIMUM) && isnan(t->engine.lent.optimum))
        return dh_trial_end(t, DH_REFUSED, "optimizer '%s' needs a certified optimum; problem '%s' has none", name, problem);
    if ((needs & DH_NEEDS_FULL_BATCH) && t->batches.index)
        return dh_trial_end(t, DH_REFUSED, "optimizer '%s' is defined for full batches only (batch: full)", name);
    if (s->clip > 0 && dh_mover_own_gradient(&t->mover))
        return dh_trial_end(t, DH_REFUSED, "clip has no effect on optimizer '%s', which takes its own gradients", name);
    if ((dh_pacer_needs(&t->pacer) & DH_NEEDS_HORIZON) && !t->shape.horizon)
        return dh_trial_end(t, DH_REFUSED, "schedule '%s' needs a budget in steps or epochs", s->schedule.name);
    if (!isnan(s->target.gap) && isnan(t->engine.lent.optimum))
        return dh_trial_end(t, DH_REFUSED, "target: gap needs a certified optimum; problem '%s' has none (use target: cost)", problem);
    return 0;
}

static int prepare_method(dh_trial *t)
{
    const dh_dataset *data = t->engine.instance.data;
    t->shape.samples = data ? data->samples : 0;
    if (dh_batches_init(&t->batches, t->spec, t->shape.samples, t->arena))
        return dh_trial_memory(t);
    t->shape.batch = t->batches.size;
    t->shape.steps_per_epoch = t->batches.steps_per_epoch;
    t->shape.horizon = dh_horizon(t->spec, t->shape.samples);
    int ended = check_needs(t);
    if (ended)
        return ended;
    size_t state = 0;
    if (dh_mover_prepare(&t->mover, t->spec, &t->shape, 0, &state) || dh_pacer_prepare(&t->pacer, t->arena))
        return dh_trial_memory(t);
    t->out->state_size = state;
    t->judges = dh_mover_judges(&t->mover);
    t->far = data && data->x && t->batches.index && !t->batches.replacement && t->batches.size == 1 &&
             (double)data->samples * (double)data->features > FAR;
    t->own_gradient = dh_mover_own_gradient(&t->mover);
    t->shared = !t->batches.index && !t->judges && !t->own_gradient &&
                !(t->engine.problem->flags & DH_NOISY);
    return 0;
}

int dh_setup_point(dh_trial *t)
{
    const dh_spec *s = t->spec;
    size_t dim = t->shape.dim;
    dh_fence gradient;
    bool small = dim <= SMALL && t->shape.horizon <= LONG; /* compared faster than mapped twice */
    if (dh_fence_make(dim, 0, &t->x_fence) || (!small && dh_fence_make(dim, DH_FENCE_LENT, &gradient)))
        return dh_trial_memory(t);
    t->x = t->x_fence.data;
    t->gradient = small ? dh_trial_doubles(t, dim) : gradient.data;
    t->copy = small ? dh_trial_doubles(t, dim) : NULL;
    t->lent = small ? t->gradient : gradient.lent;
    t->history.judged = dh_trial_doubles(t, dim);
    t->history.gradient = dh_trial_doubles(t, dim);
    if (!t->gradient || !t->lent || !t->history.judged || !t->history.gradient)
        return dh_trial_memory(t);
    if (s->start_count && s->start_count != dim)
        return dh_trial_end(t, DH_REFUSED, "start: problem '%s' has %zu coordinates, the study gives %zu", s->problem.name, dim,
                   s->start_count);
    dh_stream init;
    dh_stream_init(&init, s->study_seed, dh_spec_core(s), s->data_hash, s->seed, "init");
    if (s->start_count)
        memcpy(t->x, s->start, dim * sizeof *t->x);
    else
        t->engine.problem->start(&t->engine.instance, &init.lent, t->x);
    t->history.out = t->out;
    t->history.engine = &t->engine;
    t->history.metrics = s->record.metrics == DH_METRICS_EVERY;
    t->history.steps_per_epoch = t->shape.steps_per_epoch;
    dh_history_init(&t->history, dim);
    return 0;
}

int dh_setup_problem(dh_trial *t, const dh_dataset *data, dh_loader *load, void *self)
{
    int ended = load_problem(t, data, load, self);
    ended = ended ? ended : find_shape(t);
    return ended ? ended : prepare_problem(t);
}

int dh_setup_method(dh_trial *t, dh_loader *load, void *self)
{
    int ended = load_method(t, load, self);
    return ended ? ended : prepare_method(t);
}
