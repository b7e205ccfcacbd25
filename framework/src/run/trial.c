/* The training loop. Step k, from the point x_k:
 *   1. a row of history when one is due, and the tests for target and divergence;
 *   2. the rate: lr times the schedule's multiplier at k;
 *   3. loss and gradient on the step's batch, clipped;
 *   4. the optimizer moves x_k to x_k+1.
 * With full batches and an exact loss, 3 comes before 1, and its loss and gradient are the row's: recording is free. */
#include "run/trial.h"

#include "base/clock.h"
#include "run/batch.h"
#include "run/certify.h"
#include "run/fpmode.h"
#include "run/history.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct trial {
    const dh_spec *spec;
    dh_arena *arena;
    dh_outcome *out;
    dh_error *error;
    dh_plugin problem;
    dh_engine engine;
    dh_ledger ledger;
    dh_mover mover;
    dh_pacer pacer;
    dh_batches batches;
    dh_history history;
    dh_shape shape;
    dh_block block[DH_MAX_BLOCKS];
    double *x, *gradient;    /* [dim] */
    bool judges;             /* the method is judged at another point than x */
    bool own_gradient;       /* the optimizer takes its gradients from the oracle */
    bool shared;             /* the step's loss and gradient are those of the row */
    double cost;             /* of the newest row */
    double last_oracle, last_optimizer; /* seconds of the last measured step */
    uint64_t asked, idle;    /* evaluations so far; steps since the last one */
} trial;

enum { CALIBRATION = 32, SAMPLING = 16 }; /* steps: all measured at first; then one in so many, when they are short */
static const double SHORT_STEP = 1e-6;    /* seconds */
enum { REST = 100 };                      /* steps without a question to the oracle */

__attribute__((format(printf, 3, 4))) static int end(trial *t, dh_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(t->out->cause, sizeof t->out->cause, format, args);
    va_end(args);
    t->out->status = status;
    return 1;
}

static void restore_mode(trial *t)
{
    if (dh_fpmode_restore())
        t->out->notes |= DH_NOTE_FP_MODE;
}

/* ---- preparation: each returns 0 to go on, 1 when the run has ended, -1 when the host failed ---- */

static int memory(trial *t)
{
    end(t, DH_OUT_OF_MEMORY, "not enough memory for the run's own state (limits: memory)");
    return 1;
}

static double *doubles(trial *t, size_t count)
{
    return DH_NEW(t->arena, double, count ? count : 1);
}

static int load_problem(trial *t, const dh_dataset *data, dh_loader *load, void *self)
{
    const dh_use *use = &t->spec->problem;
    int failed = load(self, use, DH_KIND_PROBLEM, t->arena, &t->problem, t->error);
    restore_mode(t);
    if (failed)
        return -1;
    const dh_problem *p = &t->problem.problem;
    if (use->param_count != p->param_count)
        return dh_fail(t->error, DH_ERROR_PLUGIN, "problem '%s': %u parameters in the file, %zu in the plan", use->name,
                       p->param_count, use->param_count);
    if (!data != !(p->flags & DH_NEEDS_DATASET))
        return dh_fail(t->error, DH_ERROR_INPUT, "problem '%s' %s", use->name,
                       data ? "takes no dataset" : "needs a dataset");
    if (data && (p->flags & DH_NEEDS_TARGET) && !data->y)
        return dh_fail(t->error, DH_ERROR_INPUT, "problem '%s' needs a dataset with a target", use->name);
    if ((p->flags & DH_BINARY_TARGET) && (!data || data->classes != 2))
        return dh_fail(t->error, DH_ERROR_INPUT, "problem '%s' needs a target with 2 classes, the dataset has %zu", use->name,
                       data ? data->classes : 0);
    if ((p->flags & DH_CLASS_TARGET) && (!data || !data->classes))
        return dh_fail(t->error, DH_ERROR_INPUT, "problem '%s' needs a target with classes, the dataset has none", use->name);
    t->engine.problem = p;
    t->engine.instance = (dh_instance){.size = sizeof(dh_instance), .data = data, .param = use->param, .list = use->list};
    return 0;
}

static int find_shape(trial *t)
{
    const dh_problem *p = t->engine.problem;
    const dh_instance *self = &t->engine.instance;
    char refusal[256] = "";
    t->shape = (dh_shape){.size = sizeof t->shape, .dim = p->dim(self, refusal, sizeof refusal), .blocks = t->block};
    if (!t->shape.dim)
        return end(t, DH_REFUSED, "problem '%s': %.200s", t->spec->problem.name, refusal);
    t->block[0] = (dh_block){"x", 0, t->shape.dim, 1};
    t->shape.block_count = 1;
    if (p->blocks)
        p->blocks(self, t->block, &t->shape.block_count);
    if (t->shape.block_count < 1 || t->shape.block_count > DH_MAX_BLOCKS)
        return end(t, DH_REFUSED, "problem '%s' declares %zu blocks", t->spec->problem.name, t->shape.block_count);
    return 0;
}

static int prepare_problem(trial *t)
{
    const dh_problem *p = t->engine.problem;
    dh_instance *self = &t->engine.instance;
    size_t lasting = p->memory_size ? p->memory_size(self) : 0, scratch = p->scratch_size ? p->scratch_size(self) : 0;
    double *filled = doubles(t, lasting);
    self->scratch = doubles(t, scratch);
    if (!filled || !self->scratch)
        return memory(t);
    self->memory = lasting ? filled : NULL;
    const dh_spec *s = t->spec;
    if (p->prepare) {
        dh_stream stream;
        dh_stream_init(&stream, s->study_seed, s->problem.name, s->data_hash, s->instance, "prepare");
        p->prepare(self, filled, &stream.lent);
    }
    if (p->flags & DH_NOISY)
        dh_stream_init(&t->engine.noise, s->study_seed, s->problem.name, s->data_hash, s->seed, "noise");
    t->engine.ledger = &t->ledger;
    dh_engine_init(&t->engine);
    t->engine.lent.optimum = s->optimum;
    return 0;
}

static int load_method(trial *t, dh_loader *load, void *self)
{
    int failed = dh_mover_load(&t->spec->optimizer, load, self, t->arena, &t->mover, t->error) ||
                 dh_pacer_load(&t->spec->schedule, load, self, t->arena, &t->pacer, t->error);
    restore_mode(t); /* start-up code may have changed it */
    return failed ? -1 : 0;
}

static int check_needs(trial *t)
{
    const dh_spec *s = t->spec;
    uint64_t needs = dh_mover_needs(&t->mover);
    const char *name = s->optimizer.name, *problem = s->problem.name;
    if ((needs & DH_NEEDS_SAMPLES) && !t->engine.lent.samples)
        return end(t, DH_REFUSED, "optimizer '%s' needs a sum over samples; problem '%s' is none", name, problem);
    if ((needs & DH_NEEDS_HVP) && !t->engine.lent.hvp)
        return end(t, DH_REFUSED, "optimizer '%s' needs Hessian-vector products; problem '%s' has none", name, problem);
    if ((needs & DH_NEEDS_OPTIMUM) && isnan(t->engine.lent.optimum))
        return end(t, DH_REFUSED, "optimizer '%s' needs a certified optimum; problem '%s' has none", name, problem);
    if ((needs & DH_NEEDS_FULL_BATCH) && t->batches.index)
        return end(t, DH_REFUSED, "optimizer '%s' is defined for full batches only (batch: full)", name);
    if (s->clip > 0 && dh_mover_own_gradient(&t->mover))
        return end(t, DH_REFUSED, "clip has no effect on optimizer '%s', which takes its own gradients", name);
    if ((dh_pacer_needs(&t->pacer) & DH_NEEDS_HORIZON) && !t->shape.horizon)
        return end(t, DH_REFUSED, "schedule '%s' needs a budget in steps or epochs", s->schedule.name);
    if (!isnan(s->target.gap) && isnan(t->engine.lent.optimum))
        return end(t, DH_REFUSED, "target: gap needs a certified optimum; problem '%s' has none (use target: cost)", problem);
    return 0;
}

static int prepare_method(trial *t)
{
    const dh_dataset *data = t->engine.instance.data;
    t->shape.samples = data ? data->samples : 0;
    if (dh_batches_init(&t->batches, t->spec, t->shape.samples, t->arena))
        return memory(t);
    t->shape.batch = t->batches.size;
    t->shape.steps_per_epoch = t->batches.steps_per_epoch;
    t->shape.horizon = dh_horizon(t->spec, t->shape.samples);
    int ended = check_needs(t);
    if (ended)
        return ended;
    size_t state = 0;
    if (dh_mover_prepare(&t->mover, t->spec, &t->shape, 0, t->arena, &state) || dh_pacer_prepare(&t->pacer, t->arena))
        return memory(t);
    t->out->state_size = state;
    t->judges = dh_mover_judges(&t->mover);
    t->own_gradient = dh_mover_own_gradient(&t->mover);
    t->shared = !t->batches.index && !t->judges && !t->own_gradient &&
                !(t->engine.problem->flags & DH_NOISY);
    return 0;
}

static int prepare_point(trial *t)
{
    const dh_spec *s = t->spec;
    size_t dim = t->shape.dim;
    t->x = doubles(t, dim);
    t->gradient = doubles(t, dim);
    t->history.judged = doubles(t, dim);
    t->history.gradient = doubles(t, dim);
    if (!t->x || !t->gradient || !t->history.judged || !t->history.gradient)
        return memory(t);
    if (s->start_count && s->start_count != dim)
        return end(t, DH_REFUSED, "start: problem '%s' has %zu coordinates, the study gives %zu", s->problem.name, dim,
                   s->start_count);
    dh_stream init;
    dh_stream_init(&init, s->study_seed, s->problem.name, s->data_hash, s->seed, "init");
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

/* ---- the loop ---- */

static dh_step make_call(trial *t, uint64_t step)
{
    return (dh_step){.size = sizeof(dh_step), .step = step, .loss = NAN, .shape = &t->shape, .oracle = &t->engine.lent};
}

/* Cost and full gradient at the evaluation point, off the clock. Returns the point. */
static const double *judge(trial *t, uint64_t step, double *cost)
{
    static const dh_oracle silent = {.size = sizeof silent, .optimum = NAN};
    const double *point = t->x;
    if (t->judges) {
        dh_step call = make_call(t, step);
        call.oracle = &silent;
        dh_mover_judged(&t->mover, t->history.judged, t->x, &call);
        point = t->history.judged;
    }
    *cost = dh_engine_cost(&t->engine, point, t->history.gradient);
    return point;
}

static bool beyond(const trial *t, double cost)
{
    return !(fabs(cost) <= t->spec->limits.cost);
}

/* One row, and the tests that belong to it: 1 when the run ends here. */
static int record(trial *t, uint64_t step, const double *point, double cost, const double *gradient, bool last)
{
    t->ledger.steps = step;
    t->ledger.epochs = (double)step / (double)t->shape.steps_per_epoch;
    t->out->ledger = t->ledger;
    t->out->stop_step = step;
    dh_history_row(&t->history, step, point, cost, gradient, &t->ledger, last);
    t->cost = cost;
    if (beyond(t, cost))
        return end(t, DH_DIVERGED, "the cost is %g at step %llu", cost, (unsigned long long)step);
    const dh_target *target = &t->spec->target;
    if (cost <= target->cost || cost - t->engine.lent.optimum <= target->gap)
        return end(t, DH_TARGET_REACHED, "the cost is %g at step %llu", cost, (unsigned long long)step);
    return 0;
}

static int judge_and_record(trial *t, uint64_t step, bool last)
{
    double cost;
    const double *point = judge(t, step, &cost);
    return record(t, step, point, cost, t->history.gradient, last);
}

static int used_up(const trial *t, uint64_t step)
{
    const dh_budget *b = &t->spec->budget;
    double terms = t->shape.samples ? (double)t->shape.samples : 1;
    return (t->shape.horizon && step >= t->shape.horizon) ||
           (!t->shape.horizon && t->idle >= REST) || (b->gradients > 0 && (double)t->ledger.sample_gradients >= b->gradients * terms) ||
           (b->seconds > 0 && t->ledger.oracle_seconds + t->ledger.optimizer_seconds >= b->seconds);
}

static double rate_at(trial *t, uint64_t step)
{
    dh_rate_call call = {.size = sizeof call, .step = step, .steps = t->shape.horizon, .records = t->out->rows,
                         .steps_per_epoch = t->shape.steps_per_epoch, .cost = t->cost};
    return dh_pacer_rate(&t->pacer, &call);
}

static void clip(trial *t)
{
    double norm = dh_norm(t->gradient, t->shape.dim);
    if (!(norm > t->spec->clip))
        return;
    double factor = t->spec->clip / norm;
    for (size_t i = 0; i < t->shape.dim; i++)
        t->gradient[i] *= factor;
}

/* Whether this step reads the clock: all at first; later one in SAMPLING when a step takes less than SHORT_STEP. */
static void choose_measuring(trial *t, uint64_t step)
{
    if (step == CALIBRATION) {
        double mean = (t->ledger.oracle_seconds + t->ledger.optimizer_seconds) / CALIBRATION;
        t->out->clock_sampled = mean < SHORT_STEP;
    }
    t->engine.measuring = !t->out->clock_sampled || step % SAMPLING == 0;
}

static void move(trial *t, uint64_t step, double rate, const uint32_t *index, size_t count, double loss)
{
    dh_step call = make_call(t, step);
    call.rate = rate;
    call.batch = index;
    call.batch_count = count;
    call.loss = loss;
    call.gradient = t->own_gradient ? NULL : t->gradient;
    bool measuring = t->engine.measuring;
    double oracle = t->engine.inside, start = measuring ? dh_clock() : 0;
    dh_mover_step(&t->mover, t->x, &call);
    if (measuring) {
        double whole = dh_clock() - start;
        t->last_oracle = t->engine.inside;
        double own = whole - (t->engine.inside - oracle);
        t->last_optimizer = own > 0 ? own : 0;
    }
    t->ledger.oracle_seconds += t->last_oracle;
    t->ledger.optimizer_seconds += t->last_optimizer;
    restore_mode(t);
}

/* Steps 1 and 3 in the order that fits; 1 when the run ends at this step. */
static int look_shared(trial *t, uint64_t step, bool due, double *loss)
{
    *loss = dh_engine_batch(&t->engine, t->x, t->gradient);
    if ((due || beyond(t, *loss)) && record(t, step, t->x, *loss, t->gradient, !due))
        return 1;
    dh_engine_charge(&t->engine); /* after the row: it says what reaching x has cost */
    return 0;
}

static int look_apart(trial *t, uint64_t step, bool due, double *loss)
{
    if (due && judge_and_record(t, step, false))
        return 1;
    *loss = NAN;
    if (t->own_gradient)
        return 0;
    *loss = dh_engine_batch(&t->engine, t->x, t->gradient);
    dh_engine_charge(&t->engine);
    if (!beyond(t, *loss))
        return 0;
    if (!due)
        judge_and_record(t, step, true);
    return end(t, DH_DIVERGED, "the loss on the batch is %g at step %llu", *loss, (unsigned long long)step);
}

/* A method that has come to rest asks for nothing more, so that no budget but steps, epochs or seconds would ever end its run. */
static void count_idle(trial *t)
{
    uint64_t asked = t->ledger.loss_evals + t->ledger.gradient_evals + t->ledger.hvps;
    t->idle = asked == t->asked ? t->idle + 1 : 0;
    t->asked = asked;
}

/* One step; 1 when the run ends instead. *due is the step of the next row, *rate the newest rate. */
static int advance(trial *t, uint64_t step, uint64_t *due, double *rate)
{
    size_t count;
    double loss;
    bool now = step == *due;
    const uint32_t *index = dh_batches_at(&t->batches, step, &count);
    choose_measuring(t, step);
    dh_engine_step(&t->engine, step, index, count);
    if (t->shared ? look_shared(t, step, now, &loss) : look_apart(t, step, now, &loss))
        return 1;
    double multiplier = rate_at(t, step);
    if (!(multiplier >= 0) || !isfinite(multiplier))
        return end(t, DH_DIVERGED, "schedule '%s' returned %g at step %llu", t->spec->schedule.name, multiplier,
                   (unsigned long long)step);
    restore_mode(t);
    *rate = t->spec->lr * multiplier;
    if (now) {
        dh_history_rate(&t->history, *rate);
        *due = dh_next_due(&t->spec->record, t->shape.steps_per_epoch, step);
    }
    if (t->spec->clip > 0)
        clip(t);
    move(t, step, *rate, index, count, loss);
    count_idle(t);
    return 0;
}

static void loop(trial *t)
{
    uint64_t step = 0, due = 0;
    double rate = 0;
    while (!used_up(t, step) && !advance(t, step, &due, &rate))
        step++;
    if (used_up(t, step) && !t->out->cause[0] && !judge_and_record(t, step, true))
        t->out->status = DH_FINISHED; /* without a cause */
    dh_history_rate(&t->history, rate);
}

static int prepare(trial *t, const dh_dataset *data, dh_loader *load, void *self)
{
    int ended = load_problem(t, data, load, self);
    ended = ended ? ended : find_shape(t);
    ended = ended ? ended : prepare_problem(t);
    ended = ended ? ended : load_method(t, load, self);
    ended = ended ? ended : prepare_method(t);
    return ended ? ended : prepare_point(t);
}

int dh_trial_run(const dh_spec *spec, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena, dh_outcome *out,
                 dh_error *error)
{
    trial t = {.spec = spec, .arena = arena, .out = out, .error = error};
    dh_error failure = {0};
    t.error = &failure;
    int ended = prepare(&t, data, load, self);
    if (ended < 0 && failure.kind == DH_ERROR_SYSTEM)
        ended = memory(&t);
    else if (ended < 0)
        ended = end(&t, DH_REFUSED, "%.500s", failure.text);
    restore_mode(&t);
    if (!ended) {
        loop(&t);
        out->ledger = t.ledger;
        dh_history_final(&t.history, t.judges ? t.history.judged : t.x, spec->record.metrics != DH_METRICS_NONE);
    }
    __atomic_store_n(&out->done, DH_OUTCOME_DONE, __ATOMIC_RELEASE);
    return 0;
}

/* Median of three, after one to warm up; long evaluations are measured once. */
static double time_cost(trial *t)
{
    double took[3] = {0};
    for (int i = -1; i < 3; i++) {
        double start = dh_clock();
        dh_engine_cost(&t->engine, t->x, t->gradient);
        double seconds = dh_clock() - start;
        if (seconds > 0.05)
            return seconds;
        if (i >= 0)
            took[i] = seconds;
    }
    double low = took[0] < took[1] ? took[0] : took[1], high = took[0] < took[1] ? took[1] : took[0];
    return took[2] < low ? low : took[2] > high ? high : took[2];
}

/* The minimum from the problem itself, or by minimising. */
static int find_optimum(trial *t, dh_facts *facts)
{
    const dh_problem *p = t->engine.problem;
    facts->optimum = t->spec->optimum;
    if (isnan(facts->optimum) && p->optimum)
        facts->optimum = p->optimum(&t->engine.instance, NULL);
    if (isnan(facts->optimum) && p->gap && p->hvp && (p->flags & DH_CONVEX) &&
        dh_certify(&t->engine, t->shape.dim, t->arena, &facts->optimum, &facts->optimum_gap))
        return dh_fail_memory(t->error);
    if (!isfinite(facts->optimum))
        facts->optimum = facts->optimum_gap = NAN; /* infinite: it was looked for before, in vain */
    facts->certificate = isnan(facts->optimum) ? "" : p->certificate;
    return 0;
}

int dh_trial_inspect(const dh_spec *spec, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena, dh_facts *ret,
                     dh_error *error)
{
    dh_outcome *out = DH_NEW(arena, dh_outcome, 1); /* only for a refusal's cause */
    trial t = {.spec = spec, .arena = arena, .out = out, .error = error};
    if (!out)
        return dh_fail_memory(error);
    int ended = load_problem(&t, data, load, self);
    ended = ended ? ended : find_shape(&t);
    ended = ended ? ended : prepare_problem(&t);
    if (ended)
        return ended < 0 ? -1 : dh_fail(error, DH_ERROR_INPUT, "%s", out->cause);
    t.x = doubles(&t, t.shape.dim);
    t.gradient = doubles(&t, t.shape.dim);
    if (!t.x || !t.gradient)
        return dh_fail_memory(error);
    const dh_problem *p = t.engine.problem;
    const dh_instance *instance = &t.engine.instance;
    dh_facts facts = {.dim = t.shape.dim, .blocks = t.shape.block_count, .mu = NAN, .L = NAN, .box = {NAN, NAN, NAN, NAN}};
    if (find_optimum(&t, &facts))
        return -1;
    if (p->curvature)
        p->curvature(instance, &facts.mu, &facts.L);
    if (p->box && facts.dim == 2)
        p->box(instance, facts.box);
    dh_stream init;
    dh_stream_init(&init, spec->study_seed, spec->problem.name, spec->data_hash, spec->seed, "init");
    p->start(instance, &init.lent, t.x);
    facts.cost_seconds = time_cost(&t);
    *ret = facts;
    return 0;
}
