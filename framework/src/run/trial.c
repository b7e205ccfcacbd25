/* The training loop. Step k, from the point x_k:
 *   1. a row of history when one is due, and the tests for target and divergence;
 *   2. the rate: lr times the schedule's multiplier at k;
 *   3. loss and gradient on the step's batch, clipped;
 *   4. the optimizer moves x_k to x_k+1.
 * With full batches and an exact loss, 3 comes before 1, and its loss and gradient are the row's: recording is free. */
#include "run/setup.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

enum { CALIBRATION = 32, SAMPLING = 128 }; /* steps: so many in a row that were short; then one in so many is measured */
static const double SHORT_STEP = 1e-6;    /* seconds */
enum { REST = 100 };                      /* steps without a question to the oracle */

static dh_step make_call(dh_trial *t)
{
    return (dh_step){.size = sizeof(dh_step), .loss = NAN, .shape = &t->shape, .oracle = &t->engine.lent};
}

/* Cost and full gradient at the evaluation point, off the clock. Returns the point. */
static const double *judge(dh_trial *t, uint64_t step, double *cost)
{
    static const dh_oracle silent = {.size = sizeof silent, .optimum = NAN};
    const double *point = t->x;
    if (t->judges) {
        dh_step call = make_call(t);
        call.step = step;
        call.oracle = &silent;
        dh_mover_judged(&t->mover, t->history.judged, t->x, &call);
        dh_trial_restore(t);
        point = t->history.judged;
    }
    *cost = dh_engine_cost(&t->engine, point, t->history.gradient);
    return point;
}

static bool beyond(const dh_trial *t, double cost)
{
    return !(fabs(cost) <= t->spec->limits.cost);
}

/* One row, and the tests that belong to it: 1 when the run ends here. */
static int record(dh_trial *t, uint64_t step, const double *point, double cost, const double *gradient, bool last)
{
    t->ledger.steps = step;
    t->ledger.epochs = (double)step / (double)t->shape.steps_per_epoch;
    t->out->ledger = t->ledger;
    t->out->stop_step = step;
    dh_history_row(&t->history, step, point, cost, gradient, &t->ledger, last);
    t->cost = cost;
    if (beyond(t, cost))
        return dh_trial_end(t, DH_DIVERGED, "the cost is %g at step %llu", cost, (unsigned long long)step);
    const dh_target *target = &t->spec->target;
    if (cost <= target->cost || cost - t->engine.lent.optimum <= target->gap)
        return dh_trial_end(t, DH_TARGET_REACHED, "the cost is %g at step %llu", cost, (unsigned long long)step);
    return 0;
}

static int judge_and_record(dh_trial *t, uint64_t step, bool last)
{
    double cost;
    const double *point = judge(t, step, &cost);
    return record(t, step, point, cost, t->history.gradient, last);
}

static double terms(const dh_trial *t)
{
    return t->shape.samples ? (double)t->shape.samples : 1;
}

static int used_up(const dh_trial *t, uint64_t step)
{
    const dh_budget *b = &t->spec->budget;
    if (t->shape.horizon ? step >= t->shape.horizon : t->idle >= REST)
        return 1;
    return (b->gradients > 0 && (double)t->ledger.sample_gradients >= b->gradients * terms(t)) ||
           (b->seconds > 0 && t->ledger.oracle_seconds + t->ledger.optimizer_seconds >= b->seconds);
}

static double rate_at(dh_trial *t, uint64_t step)
{
    t->pace.step = step;
    t->pace.records = t->out->rows;
    t->pace.cost = t->cost;
    return dh_pacer_rate(&t->pacer, &t->pace);
}

static void clip(dh_trial *t)
{
    double norm = dh_norm(t->gradient, t->shape.dim);
    if (!(norm > t->spec->clip))
        return;
    double factor = t->spec->clip / norm;
    for (size_t i = 0; i < t->shape.dim; i++)
        t->gradient[i] *= factor;
}

/* The least of a few: what is longer was interrupted. */
static double clock_cost(void)
{
    double least = SHORT_STEP;
    for (int i = 0; i < CALIBRATION; i++) {
        double start = dh_clock();
        least = fmin(least, dh_clock() - start);
    }
    return least;
}

static void calibrate(dh_trial *t)
{
    const double spent = t->ledger.oracle_seconds + t->ledger.optimizer_seconds, mean = (spent - t->calibrated) / CALIBRATION;
    t->calibrated = spent;
    t->sampled = mean < SHORT_STEP;
    t->out->clock_sampled = t->sampled;
    if (t->sampled)
        t->engine.clock_cost = clock_cost();
}

/* Whether this step reads the clock: all at first; one in SAMPLING as soon as CALIBRATION steps took less than SHORT_STEP each. The
 * first may well take longer, while caches fill or others want the processor. */
static void choose_measuring(dh_trial *t, uint64_t step)
{
    if (!t->sampled && step && step % CALIBRATION == 0)
        calibrate(t);
    t->engine.measuring = !t->sampled || step % SAMPLING == 0;
}

static void move(dh_trial *t, uint64_t step, double rate, double loss)
{
    t->call.step = step;
    t->call.rate = rate;
    t->call.loss = loss;
    t->call.batch = t->engine.batch.index;
    t->call.batch_count = t->engine.batch.count;
    dh_engine *e = &t->engine;
    const bool measuring = e->measuring;
    double spent = e->inside + e->reading, start = measuring ? dh_clock() : 0;
    dh_mover_step(&t->mover, t->x, &t->call);
    dh_trial_restore(t); /* before anything is computed, be it a time */
    if (measuring) {
        double own = dh_clock() - start - e->clock_cost - (e->inside + e->reading - spent);
        t->last_oracle = e->inside;
        t->last_optimizer = own > 0 ? own : 0;
    }
    t->ledger.oracle_seconds += t->last_oracle;
    t->ledger.optimizer_seconds += t->last_optimizer;
}

/* The step with a gradient that the plugin cannot spoil; 1 when it tried. */
static int move_guarded(dh_trial *t, uint64_t step, double rate, double loss)
{
    size_t bytes = t->own_gradient || !t->copy ? 0 : t->shape.dim * sizeof *t->copy;
    if (bytes)
        memcpy(t->copy, t->gradient, bytes);
    move(t, step, rate, loss);
    if (!bytes || !memcmp(t->copy, t->gradient, bytes))
        return 0;
    return dh_trial_end(t, DH_CRASHED, "optimizer '%s' changed the gradient that it was given at step %llu",
                        t->spec->optimizer.name, (unsigned long long)step);
}

/* Steps 1 and 3 in the order that fits; 1 when the run ends at this step. */
static int look_shared(dh_trial *t, uint64_t step, bool due, double *loss)
{
    *loss = dh_engine_batch(&t->engine, t->x, t->gradient);
    if ((due || beyond(t, *loss)) && record(t, step, t->x, *loss, t->gradient, !due))
        return 1;
    dh_engine_charge(&t->engine); /* after the row: it says what reaching x has cost */
    return 0;
}

static int look_apart(dh_trial *t, uint64_t step, bool due, double *loss)
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
    return dh_trial_end(t, DH_DIVERGED, "the loss on the batch is %g at step %llu", *loss, (unsigned long long)step);
}

/* A method that has come to rest asks for nothing more, so that no budget but steps, epochs or seconds would ever end its run. */
static void count_idle(dh_trial *t)
{
    uint64_t asked = t->ledger.loss_evals + t->ledger.gradient_evals + t->ledger.hvps;
    t->idle = asked == t->asked ? t->idle + 1 : 0;
    t->asked = asked;
}

/* Has the beginning of the row that comes next brought into the cache; the processor sees the rest coming. */
static void prefetch(const dh_trial *t, const uint32_t *index)
{
    enum { LINE = 8, FIRST = 128 }; /* doubles */
    const dh_dataset *d = t->engine.instance.data;
    if (index == t->batches.index + d->samples - 1)
        return;
    const double *row = d->x + (size_t)index[1] * d->features;
    for (size_t j = 0; j < d->features && j < FIRST; j += LINE)
        __builtin_prefetch(row + j);
}

/* One step; 1 when the run ends instead. *due is the step of the next row, *rate the newest rate. */
static int advance(dh_trial *t, uint64_t step, uint64_t *due, double *rate)
{
    size_t count;
    double loss;
    bool now = step == *due;
    const uint32_t *index = dh_batches_at(&t->batches, step, &count);
    if (t->far)
        prefetch(t, index);
    choose_measuring(t, step);
    dh_engine_step(&t->engine, step, index, count);
    if (t->shared ? look_shared(t, step, now, &loss) : look_apart(t, step, now, &loss))
        return 1;
    double multiplier = rate_at(t, step);
    if (!(multiplier >= 0) || !isfinite(multiplier))
        return dh_trial_end(t, DH_DIVERGED, "schedule '%s' returned %g at step %llu", t->spec->schedule.name, multiplier,
                   (unsigned long long)step);
    dh_trial_restore(t);
    *rate = t->spec->lr * multiplier;
    if (now) {
        dh_history_rate(&t->history, *rate);
        *due = dh_next_due(&t->spec->record, t->shape.steps_per_epoch, step);
    }
    if (t->spec->clip > 0)
        clip(t);
    if (move_guarded(t, step, *rate, loss))
        return 1;
    if (!t->shape.horizon)
        count_idle(t);
    return 0;
}

static void prepare_calls(dh_trial *t)
{
    t->call = make_call(t);
    t->call.gradient = t->own_gradient ? NULL : t->lent;
    t->pace = (dh_rate_call){.size = sizeof t->pace, .steps = t->shape.horizon, .steps_per_epoch = t->shape.steps_per_epoch};
}

static void loop(dh_trial *t)
{
    prepare_calls(t);
    uint64_t step = 0, due = 0;
    double rate = 0;
    while (!used_up(t, step) && !advance(t, step, &due, &rate))
        step++;
    if (used_up(t, step) && !t->out->cause[0] && !judge_and_record(t, step, true))
        t->out->status = DH_FINISHED; /* without a cause */
    dh_history_rate(&t->history, rate);
}

static int set_up(dh_trial *t, const dh_dataset *data, dh_loader *load, void *self)
{
    int ended = dh_setup_problem(t, data, load, self);
    ended = ended ? ended : dh_setup_method(t, load, self);
    return ended ? ended : dh_setup_point(t);
}

/* What was written past x or a state may be anything: such a run is no result. */
static void find_trespasser(dh_trial *t)
{
    const char *who = dh_mover_trespasser(&t->mover);
    if (who)
        dh_trial_end(t, DH_CRASHED, "optimizer '%s' wrote past its state", who);
    else if (!dh_fence_is_whole(&t->x_fence))
        dh_trial_end(t, DH_CRASHED, "optimizer '%s' wrote past x", t->spec->optimizer.name);
}

int dh_trial_run(const dh_spec *spec, const dh_dataset *data, dh_loader *load, void *self, dh_arena *arena, dh_outcome *out,
                 dh_error *error)
{
    dh_trial t = {.spec = spec, .arena = arena, .out = out, .error = error};
    dh_error failure = {0};
    t.error = &failure;
    int ended = set_up(&t, data, load, self);
    if (ended < 0 && failure.kind == DH_ERROR_SYSTEM)
        ended = dh_trial_memory(&t);
    else if (ended < 0)
        ended = dh_trial_end(&t, DH_REFUSED, "%.500s", failure.text);
    dh_trial_restore(&t);
    if (!ended) {
        loop(&t);
        find_trespasser(&t);
        out->ledger = t.ledger;
        dh_history_final(&t.history, t.judges ? t.history.judged : t.x, spec->record.metrics != DH_METRICS_NONE);
    }
    __atomic_store_n(&out->done, DH_OUTCOME_DONE, __ATOMIC_RELEASE);
    return 0;
}
