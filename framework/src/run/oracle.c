#include "run/oracle.h"

#include "base/clock.h"

#include <math.h>

static void charge(dh_ledger *ledger, bool gradient, size_t terms)
{
    uint64_t n = terms ? terms : 1; /* an analytic problem is one term */
    ledger->loss_evals += !gradient;
    ledger->gradient_evals += gradient;
    ledger->sample_losses += gradient ? 0 : n;
    ledger->sample_gradients += gradient ? n : 0;
}

/* Another reading begins before the first and ends after the second: twice its cost is gone, of which once is in the difference. */
static void took(dh_engine *e, double start)
{
    e->inside += fmax(dh_clock() - start - e->clock_cost, 0);
    e->reading += 2 * e->clock_cost;
}

__attribute__((noinline)) static double measured(dh_engine *e, const dh_batch *batch, const double *x, double *gradient)
{
    if (batch->noise)
        dh_stream_seek(&e->noise, e->step << 32);
    if (!e->measuring)
        return e->problem->evaluate(&e->instance, x, batch, gradient);
    double start = dh_clock();
    double loss = e->problem->evaluate(&e->instance, x, batch, gradient);
    took(e, start);
    return loss;
}

static double timed(dh_engine *e, const dh_batch *batch, const double *x, double *gradient)
{
    if (e->measuring || batch->noise)
        return measured(e, batch, x, gradient);
    return e->problem->evaluate(&e->instance, x, batch, gradient);
}

static double evaluate(dh_engine *e, const dh_batch *batch, const double *x, double *gradient)
{
    charge(e->ledger, gradient, batch->count);
    return timed(e, batch, x, gradient);
}

/* Plugins hold a const oracle; the engine around it is ours and not const. */
static dh_engine *engine_of(const dh_oracle *oracle)
{
    return (dh_engine *)(uintptr_t)oracle;
}

static double oracle_batch(const dh_oracle *oracle, const double *x, double *gradient)
{
    dh_engine *e = engine_of(oracle);
    return evaluate(e, &e->batch, x, gradient);
}

static double oracle_full(const dh_oracle *oracle, const double *x, double *gradient)
{
    dh_engine *e = engine_of(oracle);
    return evaluate(e, &e->all, x, gradient);
}

static double oracle_samples(const dh_oracle *oracle, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    dh_engine *e = engine_of(oracle);
    dh_batch chosen = {.size = sizeof chosen, .index = index, .count = count};
    return evaluate(e, &chosen, x, gradient);
}

static void oracle_hvp(const dh_oracle *oracle, const double *x, const double *v, double *out)
{
    dh_engine *e = engine_of(oracle);
    e->ledger->hvps++;
    if (e->batch.noise)
        dh_stream_seek(&e->noise, e->step << 32);
    double start = e->measuring ? dh_clock() : 0;
    e->problem->hvp(&e->instance, x, &e->batch, v, out);
    if (e->measuring)
        took(e, start);
}

void dh_engine_init(dh_engine *e)
{
    const dh_dataset *data = e->instance.data;
    size_t samples = data ? data->samples : 0;
    e->all = (dh_batch){.size = sizeof(dh_batch), .count = samples};
    e->test = (dh_batch){.size = sizeof(dh_batch), .first = samples, .count = data ? data->test_samples : 0};
    e->validation = (dh_batch){.size = sizeof(dh_batch), .first = samples + e->test.count, .count = data ? data->validation_samples : 0};
    e->batch = e->all;
    e->lent = (dh_oracle){.size = sizeof(dh_oracle), .batch = oracle_batch, .full = oracle_full, .optimum = NAN};
    if (samples)
        e->lent.samples = oracle_samples;
    if (e->problem->hvp)
        e->lent.hvp = oracle_hvp;
}

void dh_engine_step(dh_engine *e, uint64_t step, const uint32_t *index, size_t count)
{
    e->step = step;
    e->batch.index = index;
    e->batch.count = count;
    e->batch.noise = e->problem->flags & DH_NOISY ? &e->noise.lent : NULL;
    e->inside = e->reading = 0;
}

double dh_engine_batch(dh_engine *e, const double *x, double *gradient)
{
    return timed(e, &e->batch, x, gradient);
}

void dh_engine_charge(dh_engine *e)
{
    charge(e->ledger, true, e->batch.count);
}

double dh_engine_cost(const dh_engine *e, const double *x, double *gradient)
{
    return e->problem->evaluate(&e->instance, x, &e->all, gradient);
}

double dh_engine_split_cost(const dh_engine *e, const dh_batch *rows, const double *x)
{
    return e->problem->evaluate(&e->instance, x, rows, NULL);
}
