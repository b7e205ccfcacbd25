#include "drive/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The optimizer on its own, or one link in a chain of wrappers. */
typedef struct link {
    dh_inner lent; /* first: what the wrapper around this one sees */
    const dh_optimizer *optimizer;
    values values;
    guarded state;
    dh_stream random;
    struct link *inner;
    drive *owner;
} link;

struct drive {
    dh_oracle oracle; /* first: plugins hand its address back */
    drive_problem problem;
    dh_block block;
    dh_shape shape;
    link *outer;
    guarded x, gradient, kept;
    uint32_t *batch;
    uint64_t step, skipped;
    bool own_gradient, wrote;
    drive_ledger spent;
};

uint32_t drive_sample(const drive_problem *problem, uint64_t step, size_t j)
{
    return (uint32_t)((step * problem->batch + j) * 7 % problem->samples);
}

static double on_batch(drive *d, const double *x, double *gradient)
{
    return d->problem.evaluate(&d->problem, d->batch, d->problem.batch, x, gradient);
}

static double oracle_batch(const dh_oracle *oracle, const double *x, double *gradient)
{
    drive *d = (drive *)(void *)oracle;
    d->spent.batch++;
    return on_batch(d, x, gradient);
}

static double oracle_full(const dh_oracle *oracle, const double *x, double *gradient)
{
    drive *d = (drive *)(void *)oracle;
    d->spent.full++;
    return d->problem.evaluate(&d->problem, NULL, 0, x, gradient);
}

static double oracle_samples(const dh_oracle *oracle, const uint32_t *index, size_t count, const double *x,
                             double *gradient)
{
    drive *d = (drive *)(void *)oracle;
    d->spent.samples++;
    return d->problem.evaluate(&d->problem, index, count, x, gradient);
}

static void oracle_hvp(const dh_oracle *oracle, const double *x, const double *v, double *out)
{
    drive *d = (drive *)(void *)oracle;
    d->spent.hvps++;
    d->problem.hvp(&d->problem, d->batch, d->problem.batch, x, v, out);
}

static void inner_step(const dh_inner *inner, double *x, const dh_step *call)
{
    link *l = (link *)(void *)inner;
    dh_step own = dh_step_copy(call);
    own.param = l->values.param;
    own.list = l->values.list;
    own.random = &l->random.lent;
    own.inner = l->inner ? &l->inner->lent : NULL;
    l->optimizer->step(x, l->state.at, &own);
}

static link *chain(drive *d, const drive_setup *setup)
{
    link *l = drive_allocate(sizeof *l);
    l->lent = (dh_inner){.size = sizeof(dh_inner), .step = inner_step};
    l->optimizer = (const dh_optimizer *)drive_load(setup->plugin, DH_KIND_OPTIMIZER);
    const dh_optimizer *o = l->optimizer;
    l->values = drive_choose((const dh_head *)o, setup->set, setup->param);
    l->state = drive_guard(o->state_size ? o->state_size(&d->shape, l->values.param, l->values.list) : 0);
    l->owner = d;
    dh_stream_init(&l->random, setup->seed, "test function", "", setup->seed, o->name);
    if (!(o->flags & DH_WRAPS) != !setup->inner)
        drive_die("%s: an inner optimizer is %s", o->name, setup->inner ? "given but not wanted" : "missing");
    if (setup->inner)
        l->inner = chain(d, setup->inner);
    if (l->inner && (l->inner->optimizer->flags & DH_OWN_GRADIENT) && (o->flags & DH_WRAPS_GRADIENT))
        drive_die("%s cannot wrap %s", o->name, l->inner->optimizer->name);
    d->own_gradient |= (o->flags & DH_OWN_GRADIENT) != 0;
    return l;
}

drive *drive_create(const drive_setup *setup)
{
    const drive_problem *p = setup->problem;
    drive *d = drive_allocate(sizeof *d);
    d->problem = *p;
    d->oracle =
        (dh_oracle){.size = sizeof(dh_oracle), .batch = oracle_batch, .full = oracle_full, .optimum = p->optimum};
    d->oracle.samples = p->samples ? oracle_samples : NULL;
    d->oracle.hvp = p->hvp ? oracle_hvp : NULL;
    d->block = (dh_block){"x", 0, p->dim, 1};
    d->shape = (dh_shape){.size = sizeof(dh_shape),
                          .dim = p->dim,
                          .block_count = p->block_count ? p->block_count : 1,
                          .blocks = p->block_count ? p->blocks : &d->block,
                          .samples = p->samples,
                          .batch = p->batch,
                          .steps_per_epoch = p->batch ? (p->samples + p->batch - 1) / p->batch : 1,
                          .horizon = setup->horizon};
    d->x = drive_guard(p->dim);
    d->gradient = drive_guard(p->dim);
    d->kept = drive_guard(p->dim);
    d->batch = p->batch < p->samples ? drive_allocate(p->batch * sizeof *d->batch) : NULL;
    d->outer = chain(d, setup);
    memcpy(d->x.at, setup->start, p->dim * sizeof(double));
    return d;
}

void drive_destroy(drive *d)
{
    for (link *l = d->outer; l;) {
        link *inner = l->inner;
        if (l->optimizer->release)
            l->optimizer->release(l->state.at);
        free(l->values.param);
        free(l->values.list);
        free(l->state.all);
        free(l);
        l = inner;
    }
    free(d->x.all);
    free(d->gradient.all);
    free(d->kept.all);
    free(d->batch);
    free(d);
}

static dh_step next_call(drive *d, double rate)
{
    link *l = d->outer;
    return (dh_step){.size = sizeof(dh_step),
                     .step = d->step,
                     .rate = rate,
                     .loss = NAN,
                     .batch = d->batch,
                     .batch_count = d->problem.batch,
                     .param = l->values.param,
                     .list = l->values.list,
                     .shape = &d->shape,
                     .oracle = &d->oracle,
                     .random = &l->random.lent,
                     .inner = l->inner ? &l->inner->lent : NULL};
}

void drive_step(drive *d, double rate)
{
    for (size_t j = 0; d->batch && j < d->problem.batch; j++)
        d->batch[j] = drive_sample(&d->problem, d->step + d->skipped, j);
    dh_step call = next_call(d, rate);
    if (!d->own_gradient) {
        call.loss = on_batch(d, d->x.at, d->gradient.at);
        call.gradient = memcpy(d->kept.at, d->gradient.at, d->gradient.count * sizeof(double));
    }
    d->outer->optimizer->step(d->x.at, d->outer->state.at, &call);
    d->wrote |= call.gradient && memcmp(d->kept.at, d->gradient.at, d->gradient.count * sizeof(double));
    d->step++;
}

void drive_steps(drive *d, double rate, uint64_t count)
{
    while (count--)
        drive_step(d, rate);
}

void drive_skip(drive *d, uint64_t batches)
{
    d->skipped += batches;
}

const double *drive_x(const drive *d)
{
    return d->x.at;
}

/* The outermost evaluation point of the chain; false: there is none. */
static bool judge(drive *d, double *out)
{
    static const dh_oracle silent = {.size = sizeof(dh_oracle), .optimum = NAN};
    dh_step call = next_call(d, NAN);
    call.oracle = &silent;
    for (link *l = d->outer; l; l = l->inner)
        if (l->optimizer->evaluation_point) {
            call.param = l->values.param;
            call.list = l->values.list;
            l->optimizer->evaluation_point(out, d->x.at, l->state.at, &call);
            return true;
        }
    return false;
}

void drive_point(drive *d, double *out)
{
    guarded point = drive_guard(d->x.count);
    bool judged = judge(d, point.at);
    d->wrote |= !drive_guard_intact(&point);
    memcpy(out, judged ? point.at : d->x.at, d->x.count * sizeof(double));
    free(point.all);
}

double drive_cost(drive *d)
{
    double *point = drive_allocate(d->x.count * sizeof(double));
    drive_point(d, point);
    double cost = d->problem.evaluate(&d->problem, NULL, 0, point, NULL);
    free(point);
    return cost;
}

const double *drive_state(const drive *d, size_t *count)
{
    *count = d->outer->state.count;
    return d->outer->state.at;
}

void drive_move(drive *d)
{
    for (link *l = d->outer; l; l = l->inner) {
        if (l->optimizer->flags & DH_KEEPS_MEMORY)
            continue;
        guarded old = l->state;
        l->state = drive_guard(old.count);
        memcpy(l->state.at, old.at, old.count * sizeof(double));
        memset(old.all, 0xee, old.count * sizeof(double));
        free(old.all);
    }
}

drive_ledger drive_spent(const drive *d)
{
    return d->spent;
}

bool drive_intact(const drive *d)
{
    bool intact =
        !d->wrote && drive_guard_intact(&d->x) && drive_guard_intact(&d->gradient) && drive_guard_intact(&d->kept);
    for (const link *l = d->outer; l; l = l->inner)
        intact &= drive_guard_intact(&l->state);
    return intact;
}
