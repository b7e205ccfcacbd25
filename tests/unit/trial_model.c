#include "trial_model.h"

#include "suite.h"

#include "run/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- methods ---- */

void descend(double *x, double *state, const dh_step *call)
{
    (void)state;
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * call->gradient[i];
}

/* Takes both of its gradients itself: at x, and half a step further. */
static void look_ahead(double *x, double *state, const dh_step *call)
{
    double g[4], y[4];
    (void)state;
    CU_ASSERT(!call->gradient && isnan(call->loss));
    call->oracle->batch(call->oracle, x, g);
    for (size_t i = 0; i < call->shape->dim; i++)
        y[i] = x[i] - call->rate / 2 * g[i];
    call->oracle->full(call->oracle, y, NULL);
    call->oracle->batch(call->oracle, y, g);
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * g[i];
}

static double even(const dh_rate_call *call, double *state)
{
    (void)call, (void)state;
    return 1;
}

/* ---- problems ---- */

size_t dim_2(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal, (void)size;
    return 2;
}

size_t dim_1(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal, (void)size;
    return 1;
}

void start(const dh_instance *self, dh_random *random, double *x)
{
    for (size_t i = 0; i < (self->data ? 1 : 2); i++)
        x[i] = random->normal(random);
}

/* x^2 + y^2, and with noise a wind that is the same at every call of one step. */
double bowl(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self;
    double wind = batch->noise ? batch->noise->normal(batch->noise) : 0;
    for (int i = 0; gradient && i < 2; i++)
        gradient[i] = 2 * x[i] + wind;
    return x[0] * x[0] + x[1] * x[1] + wind * (x[0] + x[1]);
}

static void bowl_hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    double wind = batch->noise ? batch->noise->normal(batch->noise) : 0;
    (void)self, (void)x;
    for (int i = 0; i < 2; i++)
        out[i] = 2 * v[i] + wind;
}

static double nothing(const dh_instance *self, double *x_star)
{
    (void)self, (void)x_star;
    return 0;
}

void flat(const dh_instance *self, double *mu, double *L)
{
    (void)self;
    *mu = *L = 0.5;
}

static double middle(const dh_instance *self, double *x_star)
{
    (void)self;
    if (x_star)
        x_star[0] = x_star[1] = 0;
    return 0;
}

void wide(const dh_instance *self, double box[4])
{
    (void)self;
    box[0] = -2;
    box[1] = 3;
    box[2] = 0.5;
    box[3] = 1.5;
}

/* Half the mean squared distance of x from the targets. */
static double distance(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    double loss = 0, slope = 0;
    for (size_t i = 0; i < batch->count; i++) {
        double e = x[0] - self->data->y[batch->index ? batch->index[i] : batch->first + i];
        loss += e * e / 2;
        slope += e;
    }
    if (gradient)
        gradient[0] = slope / (double)batch->count;
    return loss / (double)batch->count;
}

static const char *const metric_names[] = {"largest", NULL};

static void largest(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    out[0] = 0;
    for (size_t i = rows->first; i < rows->first + rows->count; i++)
        out[0] = fmax(out[0], fabs(x[0] - self->data->y[i]));
}

/* ---- one that wraps: what lies inside, raised by 3 and a random number of its own */

static size_t veil_dim(const dh_instance *self, char *refusal, size_t size)
{
    CU_ASSERT(self->inner && self->inner->size == sizeof *self->inner && !self->inner->instance->data);
    return self->inner->problem->dim(self->inner->instance, refusal, size);
}

static size_t one_number(const dh_instance *self)
{
    (void)self;
    return 1;
}

static void veil_prepare(const dh_instance *self, double *memory, dh_random *random)
{
    const dh_instance *inner = self->inner->instance;
    memory[0] = random->normal(random);
    CU_ASSERT(!inner->inner || inner->memory[0] != memory[0]); /* what lies inside is ready, with other numbers */
}

static void veil_start(const dh_instance *self, dh_random *random, double *x)
{
    self->inner->problem->start(self->inner->instance, random, x);
}

static double veil(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    return 3 + self->memory[0] + self->inner->problem->evaluate(self->inner->instance, x, batch, gradient);
}

static void veil_hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    self->inner->problem->hvp(self->inner->instance, x, batch, v, out);
}

static double veil_optimum(const dh_instance *self, double *x_star)
{
    return 3 + self->memory[0] + self->inner->problem->optimum(self->inner->instance, x_star);
}

static double veil_gap(const dh_instance *self, const double *x, const double *gradient)
{
    return self->inner->problem->gap(self->inner->instance, x, gradient);
}

static void round_box(const dh_instance *self, double box[4])
{
    (void)self;
    box[0] = box[2] = -1;
    box[1] = box[3] = 1;
}

/* ---- by their names ---- */

static const linked plugins[] = {
    OPTIMIZER("descent", .step = descend),
    OPTIMIZER("look_ahead", .step = look_ahead, .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL),
    OPTIMIZER("needs_full_batch", .step = descend, .flags = DH_NEEDS_FULL_BATCH),
    OPTIMIZER("needs_hvp", .step = descend, .flags = DH_NEEDS_HVP),
    OPTIMIZER("needs_optimum", .step = descend, .flags = DH_NEEDS_OPTIMUM),
    OPTIMIZER("needs_samples", .step = descend, .flags = DH_NEEDS_SAMPLES),
    SCHEDULE("even", .rate = even),
    SCHEDULE("needs_horizon", .rate = even, .flags = DH_NEEDS_HORIZON),
    PROBLEM("bowl", .dim = dim_2, .start = start, .evaluate = bowl, .optimum = nothing, .certificate = "analytic"),
    PROBLEM("distance", .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET, .dim = dim_1, .start = start,
            .evaluate = distance, .metric_names = metric_names, .metrics = largest),
    PROBLEM("veil", .flags = DH_WRAPS_PROBLEM | DH_CONVEX, .dim = veil_dim, .memory_size = one_number, .prepare = veil_prepare,
            .start = veil_start, .evaluate = veil, .hvp = veil_hvp, .optimum = veil_optimum, .certificate = "mine",
            .curvature = flat, .box = round_box, .gap = veil_gap),
    PROBLEM("windy", .flags = DH_NOISY, .dim = dim_2, .start = start, .evaluate = bowl, .hvp = bowl_hvp, .box = wide, .optimum = middle,
            .certificate = "analytic"),
    {0},
};

static const linked *find(const linked *among, uint32_t kind, const char *name)
{
    while (among->name && (among->plugin.kind != kind || strcmp(among->name, name)))
        among++;
    return among->name ? among : NULL;
}

int load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    (void)self, (void)arena;
    const linked *found = find(plugins, kind, use->name);
    found = found ? found : find(further, kind, use->name);
    if (!found)
        return dh_fail(error, DH_ERROR_PLUGIN, "no %s", use->name);
    *ret = found->plugin;
    return 0;
}

/* ---- runs ---- */

double targets[13] = {1.5, -0.7, 2.385, 0.25, 3.125, -1.5, 0.875, 1.25, 2.5, 0.375, 9.5, -4.25, 0.5};
const dh_dataset data = {
    .size = sizeof(dh_dataset), .samples = 10, .test_samples = 3, .features = 1, .x = targets, .y = targets};
static double origin[2] = {3, -1.5};

dh_spec spec_of(const char *optimizer, const char *schedule, const char *problem)
{
    dh_spec s = {.study_seed = 3,
                 .seed = 8,
                 .lr = 0.1,
                 .data_fd = -1,
                 .budget = {.steps = 10},
                 .record = {DH_EVERY_STEPS, 1, DH_METRICS_FINAL},
                 .limits = {60, 1e9, 1e100},
                 .target = {NAN, NAN},
                 .optimum = strcmp(problem, "bowl") ? NAN : 0};
    s.optimizer.name = optimizer;
    s.schedule.name = schedule;
    s.problem.name = problem;
    if (strcmp(problem, "distance")) {
        s.start = origin;
        s.start_count = 2;
    }
    return s;
}

dh_outcome *run_in(const dh_spec *spec, uint64_t room)
{
    static dh_outcome *out;
    static dh_arena arena;
    dh_error error;
    free(out);
    dh_arena_finish(&arena);
    out = calloc(1, dh_outcome_size(room));
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    out->row_room = room;
    const dh_dataset *rows = strcmp(spec->problem.name, "distance") ? NULL : &data;
    CU_ASSERT_EQUAL_FATAL(dh_trial_run(spec, rows, load, NULL, &arena, out, &error), 0);
    CU_ASSERT_EQUAL(out->done, DH_OUTCOME_DONE);
    return out;
}

dh_outcome *run(const dh_spec *spec)
{
    size_t samples = strcmp(spec->problem.name, "distance") ? 0 : data.samples;
    return run_in(spec, dh_row_room(&spec->record, dh_steps_per_epoch(spec, samples), dh_horizon(spec, samples)));
}

double at(const dh_outcome *o, uint64_t row, const char *column)
{
    for (uint32_t c = 0; c < o->columns; c++)
        if (!strcmp(o->column[c], column))
            return row < o->rows ? o->value[row * o->columns + c] : NAN;
    return NAN;
}
