/* The training loop with plugins that are linked in: what is recorded, what is counted, and how a run ends. */
#include "suite.h"

#include "run/batch.h"
#include "run/history.h"
#include "run/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- plugins ---- */

static void descend(double *x, double *state, const dh_step *call)
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

/* In one step the wind is the same, whatever is asked for and how often; in the next it is another. x becomes the wind. */
static void feel(double *x, double *wind, const dh_step *call)
{
    const dh_oracle *oracle = call->oracle;
    double zero[2] = {0}, g[2], hv[2];
    oracle->batch(oracle, zero, g);
    oracle->hvp(oracle, x, zero, hv);
    CU_ASSERT(hv[0] == g[0] && g[0] != wind[0]);
    oracle->hvp(oracle, x, zero, hv);
    CU_ASSERT_EQUAL(hv[0], g[0]);
    x[0] = x[1] = wind[0] = g[0];
}

/* Looks five times, and never again. */
static void fall_asleep(double *x, double *state, const dh_step *call)
{
    double g[4];
    (void)state;
    if (call->step >= 5)
        return;
    call->oracle->batch(call->oracle, x, g);
    for (size_t i = 0; i < call->shape->dim; i++)
        x[i] -= call->rate * g[i];
}

static size_t mean_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    (void)param, (void)list;
    return shape->dim;
}

/* Descent, judged at the mean of all points so far. */
static void average(double *x, double *sum, const dh_step *call)
{
    for (size_t i = 0; i < call->shape->dim; i++)
        sum[i] += x[i];
    descend(x, NULL, call);
}

static void mean_point(double *out, const double *x, const double *sum, const dh_step *call)
{
    for (size_t i = 0; i < call->shape->dim; i++)
        out[i] = (sum[i] + x[i]) / (double)(call->step + 1);
    CU_ASSERT(!call->gradient && !call->oracle->batch && !call->oracle->full);
}

/* Lets another move `param` times at half the rate. */
static void repeat(double *x, double *state, const dh_step *call)
{
    (void)state;
    dh_step half = dh_step_copy(call);
    half.rate /= 2;
    for (int i = 0; i < (int)call->param[0]; i++)
        call->inner->step(call->inner, x, &half);
}

static void lose(double *x, double *state, const dh_step *call)
{
    descend(x, state, call);
    if (call->step == 4)
        x[0] = NAN;
}

static double even(const dh_rate_call *call, double *state)
{
    (void)call, (void)state;
    return 1;
}

/* 1 / (number of rows seen), -1 when the cost rises. */
static double by_rows(const dh_rate_call *call, double *state)
{
    double before = state[0];
    state[0] = call->cost;
    return call->step && call->cost > before ? -1 : 1 / (double)call->records;
}

static size_t one_double(const double *param, const dh_list *list)
{
    (void)param, (void)list;
    return 1;
}

static size_t dim_2(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal, (void)size;
    return 2;
}

static size_t dim_1(const dh_instance *self, char *refusal, size_t size)
{
    (void)self, (void)refusal, (void)size;
    return 1;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    for (size_t i = 0; i < (self->data ? 1 : 2); i++)
        x[i] = random->normal(random);
}

static void start_1(const dh_instance *self, dh_random *random, double *x)
{
    (void)self;
    x[0] = random->normal(random);
}

/* x^2 + y^2, and with noise a wind that is the same at every call of one step. */
static double bowl(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
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

/* 1/2 (3 (x - 1)^2 + (y + 2)^2) + 1/4, which is 1-strongly convex. */
static double well(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const double a = x[0] - 1, b = x[1] + 2;
    (void)self, (void)batch;
    if (gradient) {
        gradient[0] = 3 * a;
        gradient[1] = b;
    }
    return (3 * a * a + b * b) / 2 + 0.25;
}

static void well_hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    (void)self, (void)x, (void)batch;
    out[0] = 3 * v[0];
    out[1] = v[1];
}

static double well_gap(const dh_instance *self, const double *x, const double *gradient)
{
    (void)self, (void)x;
    return (gradient[0] * gradient[0] + gradient[1] * gradient[1]) / 2;
}

static double no_gap(const dh_instance *self, const double *x, const double *gradient)
{
    (void)self, (void)x, (void)gradient;
    return (double)INFINITY;
}

/* Points off the minimum of `well`, by 1e-7 and by 1e-5, and f there; and f* without a point. */
static double beside(double *x_star, double away)
{
    const double x[2] = {1, -2 + away};
    if (x_star)
        memcpy(x_star, x, sizeof x);
    return well(NULL, x, NULL, NULL);
}

static double beside_it(const dh_instance *self, double *x_star)
{
    (void)self;
    return beside(x_star, 1e-7);
}

static double far_off(const dh_instance *self, double *x_star)
{
    (void)self;
    return beside(x_star, 1e-5);
}

static double quarter(const dh_instance *self, double *x_star)
{
    (void)self, (void)x_star;
    return 0.25;
}

static double nothing(const dh_instance *self, double *x_star)
{
    (void)self, (void)x_star;
    return 0;
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

static void flat(const dh_instance *self, double *mu, double *L)
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

static void wide(const dh_instance *self, double box[4])
{
    (void)self;
    box[0] = -2;
    box[1] = 3;
    box[2] = 0.5;
    box[3] = 1.5;
}

static void upside_down(const dh_instance *self, double box[4])
{
    wide(self, box);
    box[3] = 0.5;
}

/* x^2 + y of row 0: whatever the number of rows, it is evaluated at once. */
static double tilted(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch;
    if (gradient) {
        gradient[0] = 2 * x[0];
        gradient[1] = 1;
    }
    return x[0] < 1 ? x[0] * x[0] + x[1] : -(double)NAN;
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

static void endless(const dh_instance *self, double box[4])
{
    wide(self, box);
    box[3] = (double)INFINITY;
}

static void backwards(const dh_instance *self, double box[4])
{
    wide(self, box);
    box[0] = 3;
    box[1] = -2;
}

static double not_here(const dh_instance *self, double *x_star)
{
    (void)self, (void)x_star;
    return NAN;
}

/* (x - 0.75)^2 */
static double valley(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    (void)self, (void)batch;
    if (gradient)
        gradient[0] = 2 * (x[0] - 0.75);
    return (x[0] - 0.75) * (x[0] - 0.75);
}

static double bottom(const dh_instance *self, double *x_star)
{
    (void)self;
    if (x_star)
        x_star[0] = 0.75;
    return 0.125;
}

#define OPTIMIZER(NAME, ...)                                        \
    {                                                               \
        NAME,                                                       \
        {                                                           \
            .kind = DH_KIND_OPTIMIZER, .optimizer = { __VA_ARGS__ } \
        }                                                           \
    }
#define SCHEDULE(NAME, ...)                                       \
    {                                                             \
        NAME,                                                     \
        {                                                         \
            .kind = DH_KIND_SCHEDULE, .schedule = { __VA_ARGS__ } \
        }                                                         \
    }
#define PROBLEM(NAME, ...)                                      \
    {                                                           \
        NAME,                                                   \
        {                                                       \
            .kind = DH_KIND_PROBLEM, .problem = { __VA_ARGS__ } \
        }                                                       \
    }

static const struct {
    const char *name;
    dh_plugin plugin;
} plugins[] = {
    OPTIMIZER("average", .step = average, .state_size = mean_size, .evaluation_point = mean_point),
    OPTIMIZER("descent", .step = descend),
    OPTIMIZER("fall_asleep", .step = fall_asleep, .flags = DH_OWN_GRADIENT),
    OPTIMIZER("feel", .step = feel, .state_size = mean_size, .flags = DH_OWN_GRADIENT | DH_NEEDS_HVP),
    OPTIMIZER("lose", .step = lose),
    OPTIMIZER("look_ahead", .step = look_ahead, .flags = DH_OWN_GRADIENT | DH_NEEDS_FULL),
    OPTIMIZER("needs_full_batch", .step = descend, .flags = DH_NEEDS_FULL_BATCH),
    OPTIMIZER("needs_hvp", .step = descend, .flags = DH_NEEDS_HVP),
    OPTIMIZER("needs_optimum", .step = descend, .flags = DH_NEEDS_OPTIMUM),
    OPTIMIZER("needs_samples", .step = descend, .flags = DH_NEEDS_SAMPLES),
    OPTIMIZER("repeat", .step = repeat, .flags = DH_WRAPS, .param_count = 1),
    SCHEDULE("by_rows", .rate = by_rows, .state_size = one_double),
    SCHEDULE("even", .rate = even),
    SCHEDULE("needs_horizon", .rate = even, .flags = DH_NEEDS_HORIZON),
    PROBLEM("backwards", .dim = dim_2, .start = start, .evaluate = bowl, .box = backwards),
    PROBLEM("beside_it", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .optimum = beside_it, .certificate = "strong convexity"),
    PROBLEM("bowl", .dim = dim_2, .start = start, .evaluate = bowl, .optimum = nothing, .certificate = "analytic"),
    PROBLEM("distance", .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET, .dim = dim_1, .start = start,
            .evaluate = distance, .metric_names = metric_names, .metrics = largest),
    PROBLEM("endless", .dim = dim_2, .start = start, .evaluate = bowl, .box = endless),
    PROBLEM("far_off", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .optimum = far_off, .certificate = "strong convexity"),
    PROBLEM("hilly", .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap, .certificate = "none"),
    PROBLEM("no_products", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .gap = well_gap, .certificate = "none"),
    PROBLEM("not_here", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .optimum = not_here, .certificate = "strong convexity"),
    PROBLEM("quarter", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = no_gap,
            .optimum = quarter, .certificate = "analytic"),
    PROBLEM("tilted", .flags = DH_NEEDS_DATASET, .dim = dim_2, .start = start, .evaluate = tilted, .box = wide),
    PROBLEM("turned", .dim = dim_2, .start = start, .evaluate = bowl, .box = upside_down),
    PROBLEM("unproven", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = no_gap,
            .certificate = "none"),
    PROBLEM("valley", .dim = dim_1, .start = start_1, .evaluate = valley, .optimum = bottom, .curvature = flat, .box = wide,
            .certificate = "analytic"),
    PROBLEM("veil", .flags = DH_WRAPS_PROBLEM | DH_CONVEX, .dim = veil_dim, .memory_size = one_number, .prepare = veil_prepare,
            .start = veil_start, .evaluate = veil, .hvp = veil_hvp, .optimum = veil_optimum, .certificate = "mine",
            .curvature = flat, .box = round_box, .gap = veil_gap),
    PROBLEM("well", .flags = DH_CONVEX, .dim = dim_2, .start = start, .evaluate = well, .hvp = well_hvp, .gap = well_gap,
            .certificate = "strong convexity"),
    PROBLEM("windy", .flags = DH_NOISY, .dim = dim_2, .start = start, .evaluate = bowl, .hvp = bowl_hvp, .box = wide, .optimum = middle,
            .certificate = "analytic"),
};

static int load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    (void)self, (void)arena;
    for (size_t i = 0; i < sizeof plugins / sizeof *plugins; i++)
        if (plugins[i].plugin.kind == kind && !strcmp(plugins[i].name, use->name)) {
            *ret = plugins[i].plugin;
            return 0;
        }
    return dh_fail(error, DH_ERROR_PLUGIN, "no %s", use->name);
}

/* ---- runs ---- */

static double targets[13] = {1.5, -0.7, 2.385, 0.25, 3.125, -1.5, 0.875, 1.25, 2.5, 0.375, 9.5, -4.25, 0.5};
static const dh_dataset data = {
    .size = sizeof(dh_dataset), .samples = 10, .test_samples = 3, .features = 1, .x = targets, .y = targets};
static double origin[2] = {3, -1.5};

static dh_spec spec_of(const char *optimizer, const char *schedule, const char *problem)
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

/* What a run left, as long as the next has not begun. */
static dh_outcome *run_in(const dh_spec *spec, uint64_t room)
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

static dh_outcome *run(const dh_spec *spec)
{
    size_t samples = strcmp(spec->problem.name, "distance") ? 0 : data.samples;
    return run_in(spec, dh_row_room(&spec->record, dh_steps_per_epoch(spec, samples), dh_horizon(spec, samples)));
}

static double at(const dh_outcome *o, uint64_t row, const char *column)
{
    for (uint32_t c = 0; c < o->columns; c++)
        if (!strcmp(o->column[c], column))
            return row < o->rows ? o->value[row * o->columns + c] : NAN;
    return NAN;
}

static void every_row_is_right(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    CU_ASSERT_STRING_EQUAL(o->cause, "");
    CU_ASSERT_EQUAL(o->rows, 11);
    CU_ASSERT_EQUAL(o->stop_step, 10);
    for (uint64_t k = 0; k < o->rows; k++) {
        double shrink = pow(0.8, (double)k);
        CU_ASSERT_EQUAL(at(o, k, "step"), (double)k);
        CU_ASSERT_EQUAL(at(o, k, "epoch"), (double)k);
        CHECK_CLOSE(at(o, k, "cost"), 11.25 * shrink * shrink, 1e-14);
        CHECK_CLOSE(at(o, k, "gradient_norm"), 2 * sqrt(11.25) * shrink, 1e-14);
        CHECK_CLOSE(at(o, k, "x2"), -1.5 * shrink, 1e-14);
        CU_ASSERT_EQUAL(at(o, k, "rate"), 0.1);
        CU_ASSERT_EQUAL(at(o, k, "gradient_evals"), (double)k); /* what reaching this point has cost */
        CU_ASSERT_EQUAL(at(o, k, "sample_gradients"), (double)k);
    }
    CU_ASSERT_EQUAL(o->ledger.steps, 10);
    CU_ASSERT_EQUAL(o->ledger.gradient_evals, 10);
    CU_ASSERT_EQUAL(o->ledger.loss_evals, 0);
    CHECK_CLOSE(dh_outcome_final_x(o, o->row_room)[0], 3 * pow(0.8, 10), 1e-14);
}

/* Rows at rare steps are the same as those of a run that records every step. */
static void rare_rows_are_the_same(void)
{
    double cost[41];
    dh_spec spec = spec_of("descent", "even", "distance");
    spec.batch = 3;
    spec.budget.steps = 40;
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL_FATAL(o->rows, 41);
    for (uint64_t k = 0; k < 41; k++)
        cost[k] = at(o, k, "cost");
    spec.record.every = 7;
    o = run(&spec);
    CU_ASSERT_EQUAL(o->rows, 7);
    for (uint64_t i = 0; i < o->rows; i++)
        CU_ASSERT_EQUAL(at(o, i, "cost"), cost[(int)at(o, i, "step")]);
    CU_ASSERT_EQUAL(at(o, 6, "step"), 40);
}

static void batches_are_charged(void)
{
    dh_spec spec = spec_of("descent", "even", "distance");
    spec.batch = 4;
    spec.budget = (dh_budget){.epochs = 2};
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->ledger.steps, 6); /* 4 + 4 + 2, twice */
    CU_ASSERT_EQUAL(o->ledger.gradient_evals, 6);
    CU_ASSERT_EQUAL(o->ledger.sample_gradients, 20);
    CHECK_CLOSE(o->ledger.epochs, 2, 0);
    CHECK_CLOSE(at(o, 1, "epoch"), 1. / 3, 1e-15);
    CU_ASSERT_EQUAL(at(o, 2, "sample_gradients"), 8);
    spec.budget = (dh_budget){.gradients = 2.5};
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    CU_ASSERT_EQUAL(o->ledger.sample_gradients, 28); /* the first count that is 25 or more */
    CU_ASSERT_EQUAL(at(o, o->rows - 1, "step"), 8);
}

static void own_gradients_are_charged(void)
{
    dh_spec spec = spec_of("look_ahead", "even", "distance");
    spec.batch = 5;
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    CU_ASSERT_EQUAL(o->ledger.gradient_evals, 20);
    CU_ASSERT_EQUAL(o->ledger.sample_gradients, 100);
    CU_ASSERT_EQUAL(o->ledger.loss_evals, 10);
    CU_ASSERT_EQUAL(o->ledger.sample_losses, 100);
}

static void a_method_is_judged_where_it_says(void)
{
    dh_spec spec = spec_of("average", "even", "bowl");
    dh_outcome *o = run(&spec);
    double sum = 0;
    for (uint64_t k = 0; k < o->rows; k++) {
        sum += pow(0.8, (double)k);
        double mean = sum / (double)(k + 1);
        CHECK_CLOSE(at(o, k, "x1"), 3 * mean, 1e-14);
        CHECK_CLOSE(at(o, k, "cost"), 11.25 * mean * mean, 1e-14);
    }
    CHECK_CLOSE(dh_outcome_final_x(o, o->row_room)[1], -1.5 * sum / 11, 1e-14);
    CU_ASSERT_EQUAL(o->ledger.gradient_evals, 10);
    CU_ASSERT_EQUAL(o->state_size, 2);
}

static void wrappers_hand_on(void)
{
    double three[] = {3}, two[] = {2};
    dh_list none[1] = {{0}};
    dh_use descent = {.name = "descent"},
           inner = {
               .name = "repeat", .param_count = 1, .param = two, .list = none, .inner_count = 1, .inner = &descent};
    dh_spec spec = spec_of("repeat", "even", "bowl");
    spec.optimizer.param_count = 1;
    spec.optimizer.param = three;
    spec.optimizer.list = none;
    spec.optimizer.inner_count = 1;
    spec.optimizer.inner = &inner;
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    /* 3 x 2 steps at a quarter of the rate, each with the gradient of the step's beginning */
    CHECK_CLOSE(at(o, 1, "x1"), 3 * (1 - 6 * 0.025 * 2), 1e-14);
    CHECK_CLOSE(at(o, 10, "x1"), 3 * pow(0.7, 10), 1e-13);
    spec.optimizer.inner_count = 0;
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_REFUSED);
    CU_ASSERT_PTR_NOT_NULL(strstr(o->cause, "'repeat' wraps one other, but the study gives it 0"));
}

static void schedules_see_the_history(void)
{
    dh_spec spec = spec_of("descent", "by_rows", "bowl");
    spec.record.every = 3;
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    const double rate[] = {0.1, 0.05, 0.1 / 3, 0.025, 0.025}; /* the last row has that of the step that ended there */
    CU_ASSERT_EQUAL(o->rows, 5);
    for (uint64_t i = 0; i < o->rows; i++)
        CHECK_CLOSE(at(o, i, "rate"), rate[i], 1e-15);
    spec.lr = 1.1; /* uphill at once */
    spec.record.every = 1;
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_DIVERGED);
    CU_ASSERT_STRING_EQUAL(o->cause, "schedule 'by_rows' returned -1 at step 1");
    CU_ASSERT_EQUAL(o->rows, 2);
}

static void runs_end(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    spec.record.every = 1000;
    spec.lr = 1.5; /* x doubles, and the cost grows by 4 */
    spec.limits.cost = 1e4;
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_DIVERGED);
    CU_ASSERT_EQUAL(o->stop_step, 5); /* 11.25 x 4^5 = 11520: seen between rows, and recorded */
    CU_ASSERT_EQUAL(at(o, o->rows - 1, "step"), 5);
    CU_ASSERT_PTR_NOT_NULL(strstr(o->cause, "11520 at step 5"));
    spec = spec_of("lose", "even", "bowl");
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_DIVERGED);
    CU_ASSERT_EQUAL(o->rows, 6);
    CU_ASSERT(isnan(at(o, 5, "cost")) && at(o, 4, "cost") > 0);
    spec = spec_of("descent", "even", "bowl");
    spec.target.cost = 11.25 * pow(0.64, 3.5);
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_TARGET_REACHED);
    CU_ASSERT_EQUAL(o->stop_step, 4);
    spec.target = (dh_target){NAN, 11.25 * pow(0.64, 6.5)};
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_TARGET_REACHED);
    CU_ASSERT_EQUAL(o->stop_step, 7);
    CU_ASSERT_EQUAL(o->ledger.gradient_evals, 7);
}

/* A budget in gradients would never be used up. One in steps is, and nothing changes. */
static void a_method_at_rest_ends(void)
{
    dh_spec spec = spec_of("fall_asleep", "even", "bowl");
    spec.budget = (dh_budget){.gradients = 50};
    dh_outcome *o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    CU_ASSERT_EQUAL(o->ledger.gradient_evals, 5);
    CU_ASSERT_EQUAL(o->ledger.steps, 5 + 100);
    spec.budget = (dh_budget){.steps = 300, .gradients = 50};
    o = run(&spec);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    CU_ASSERT_EQUAL(o->ledger.steps, 300);
}

static void clipped(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    spec.clip = 0.5;
    dh_outcome *o = run(&spec);
    double moved = hypot(at(o, 1, "x1") - 3, at(o, 1, "x2") + 1.5);
    CHECK_CLOSE(moved, 0.05, 1e-12);
    CHECK_CLOSE(at(o, 0, "gradient_norm"), 2 * sqrt(11.25), 1e-15); /* that of f, not what was left of it */
    spec.clip = 1e3;
    o = run(&spec);
    CHECK_CLOSE(at(o, 1, "x1"), 2.4, 1e-15);
}

static void wind_is_not_recorded(void)
{
    dh_spec spec = spec_of("descent", "even", "windy");
    dh_outcome *o = run(&spec);
    double x1[11];
    for (uint64_t k = 0; k < o->rows; k++) {
        x1[k] = at(o, k, "x1");
        CHECK_CLOSE(at(o, k, "cost"), x1[k] * x1[k] + at(o, k, "x2") * at(o, k, "x2"), 1e-15);
    }
    CU_ASSERT(fabs(x1[1] - 2.4) > 1e-6); /* it blew */
    spec.record.every = 5;
    o = run(&spec);
    CU_ASSERT_EQUAL(at(o, 2, "x1"), x1[10]); /* the same, however often it was looked at */
    spec.seed++;
    o = run(&spec);
    CU_ASSERT_NOT_EQUAL(at(o, 2, "x1"), x1[10]);
    spec = spec_of("feel", "even", "windy");
    CU_ASSERT_EQUAL(run(&spec)->status, DH_FINISHED);
}

/* The same runs as of what lies inside, but for the cost. */
static void problems_hand_on(void)
{
    double x1[11], cost[11];
    dh_spec spec = spec_of("descent", "even", "windy");
    spec.start_count = 0;
    dh_outcome *o = run(&spec);
    for (uint64_t k = 0; k < 11; k++) {
        x1[k] = at(o, k, "x1");
        cost[k] = at(o, k, "cost");
    }
    dh_use inner = {.name = "windy"}, outer = {.name = "veil", .inner = &inner, .inner_count = 1};
    spec.problem = outer;
    CU_ASSERT_STRING_EQUAL(dh_spec_core(&spec), "windy");
    o = run(&spec);
    for (uint64_t k = 0; k < 11; k++)
        CU_ASSERT_EQUAL(at(o, k, "x1"), x1[k]); /* the same wind blows */
    double raised = at(o, 0, "cost") - cost[0];
    CU_ASSERT(fabs(raised - 3) > 1e-6 && raised > -3 && raised < 9);
    spec.problem = (dh_use){.name = "veil", .inner = &outer, .inner_count = 1};
    o = run(&spec);
    double twice = at(o, 0, "cost") - cost[0] - raised;
    CU_ASSERT(fabs(twice - 3) > 1e-6 && fabs(twice - raised) > 1e-6);
    spec.instance = 1;
    CU_ASSERT(fabs(at(run(&spec), 0, "cost") - cost[0] - raised - twice) > 1e-6);
}

/* What a wrapper says that it can do, if what lies inside could. */
static void problems_lack_what_lies_inside(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    dh_use inner = {.name = "bowl"}, cube = {.name = "distance"}, empty = {.name = "veil"};
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    spec.problem = (dh_use){.name = "veil", .inner = &inner, .inner_count = 1};
    spec.optimum = NAN;
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.dim == 2 && f.optimum != 0 && isnan(f.L) && isnan(f.box[0]));
    CU_ASSERT_STRING_EQUAL(f.certificate, "analytic");
    inner.name = "well";
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.optimum > -3 && f.optimum < 9 && fabs(f.optimum - 3.25) > 1e-6 && f.optimum_gap <= 1e-14);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec.optimizer.name = "needs_hvp";
    CU_ASSERT_EQUAL(run(&spec)->status, DH_FINISHED);
    inner.name = "bowl";
    CU_ASSERT_PTR_NOT_NULL(strstr(run(&spec)->cause, "needs Hessian-vector products"));
    const struct {
        dh_use problem;
        const char *error;
    } bad[] = {
        {{.name = "veil"}, "problem 'veil' wraps one other, but the study gives it 0"},
        {{.name = "bowl", .inner = &inner, .inner_count = 1}, "problem 'bowl' wraps none, but the study gives it 1"},
        {{.name = "veil", .inner = &cube, .inner_count = 1}, "problem 'distance' needs a dataset"},
        {{.name = "veil", .inner = &empty, .inner_count = 1}, "problem 'veil' wraps one other, but the study gives it 0"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        spec.problem = bad[i].problem;
        CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), -1);
        CU_ASSERT_STRING_EQUAL(error.text, bad[i].error);
    }
    dh_arena_finish(&arena);
}

static void tests_and_metrics(void)
{
    dh_spec spec = spec_of("descent", "even", "distance");
    spec.record.metrics = DH_METRICS_EVERY;
    dh_outcome *o = run(&spec);
    double x = dh_outcome_final_x(o, o->row_room)[0], test = 0;
    for (int i = 10; i < 13; i++)
        test += (x - targets[i]) * (x - targets[i]) / 6;
    CHECK_CLOSE(at(o, 10, "test_cost"), test, 1e-14);
    CHECK_CLOSE(at(o, 10, "test_largest"), fmax(fabs(x - 9.5), fabs(x + 4.25)), 1e-15);
    CHECK_CLOSE(at(o, 10, "train_largest"), fmax(fabs(x - 3.125), fabs(x + 1.5)), 1e-15);
    CU_ASSERT_EQUAL(o->metrics, 2);
    CU_ASSERT_STRING_EQUAL(o->metric[1], "test_largest");
    CU_ASSERT_EQUAL(o->metric_value[1], at(o, 10, "test_largest"));
    spec.record.metrics = DH_METRICS_NONE;
    o = run(&spec);
    CU_ASSERT(o->metrics == 0 && isnan(at(o, 0, "train_largest")) && at(o, 0, "test_cost") > 0);
}

static void without_room_the_last_row_is_kept(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    spec.budget.steps = 50;
    dh_outcome *o = run_in(&spec, 8);
    CU_ASSERT_EQUAL(o->status, DH_FINISHED);
    CU_ASSERT_EQUAL(o->rows, 8);
    CU_ASSERT_EQUAL(at(o, 6, "step"), 6);
    CU_ASSERT_EQUAL(at(o, 7, "step"), 50);
    CHECK_CLOSE(at(o, 7, "x1"), 3 * pow(0.8, 50), 1e-12);
}

static void refusals(void)
{
    static const struct {
        const char *optimizer, *schedule, *problem, *cause;
        uint64_t batch;
        double gap, clip;
        size_t starts;
    } row[] = {
        {"needs_samples", "even", "bowl", "needs a sum over samples", 0, NAN, 0, 2},
        {"needs_hvp", "even", "bowl", "needs Hessian-vector products", 0, NAN, 0, 2},
        {"needs_optimum", "even", "windy", "needs a certified optimum", 0, NAN, 0, 2},
        {"needs_full_batch", "even", "distance", "full batches only", 3, NAN, 0, 0},
        {"descent", "needs_horizon", "bowl", "needs a budget in steps or epochs", 0, NAN, 0, 2},
        {"descent", "even", "windy", "gap needs a certified optimum", 0, 0.5, 0, 2},
        {"descent", "even", "bowl", "has 2 coordinates, the study gives 1", 0, NAN, 0, 1},
        {"look_ahead", "even", "bowl", "clip has no effect", 0, NAN, 2.5, 2},
        {"nowhere", "even", "bowl", "no nowhere", 0, NAN, 0, 2},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        dh_spec spec = spec_of(row[i].optimizer, row[i].schedule, row[i].problem);
        spec.batch = row[i].batch;
        spec.target.gap = row[i].gap;
        spec.clip = row[i].clip;
        spec.start_count = row[i].starts;
        spec.budget = (dh_budget){.gradients = 5};
        dh_outcome *o = run_in(&spec, 20);
        CU_ASSERT_EQUAL(o->status, DH_REFUSED);
        CU_ASSERT_EQUAL(o->rows, 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(o->cause, row[i].cause));
    }
    dh_spec shares = spec_of("descent", "even", "bowl"); /* any schedule that counts in shares of the run */
    shares.schedule.unit = DH_UNIT_HORIZON;
    CU_ASSERT_EQUAL(run(&shares)->status, DH_FINISHED);
    shares.budget = (dh_budget){.gradients = 5};
    dh_outcome *refused = run_in(&shares, 20);
    CU_ASSERT(refused->status == DH_REFUSED && strstr(refused->cause, "'even' needs a budget in steps or epochs"));
    dh_spec spec = spec_of("needs_full_batch", "needs_horizon", "distance"); /* and what is met is no reason */
    CU_ASSERT_EQUAL(run(&spec)->status, DH_FINISHED);
}

/* What a run says of its end is what the problem says; a number changed in its last bit is not. */
static void claims_are_checked(void)
{
    static const char *const problem[] = {"bowl", "distance"};
    for (int i = 0; i < 2; i++) {
        dh_spec spec = spec_of("descent", "even", problem[i]);
        const dh_dataset *rows = i ? &data : NULL;
        dh_arena arena = {0};
        dh_error error;
        dh_record claim;
        CU_ASSERT_EQUAL_FATAL(dh_outcome_record(run_in(&spec, 20), 20, &spec, DH_CRASHED, "", &arena,
                                                &claim, &error), 0);
        CU_ASSERT(claim.status == DH_FINISHED && dh_claim_can_be_checked(&claim));
        CU_ASSERT_EQUAL(dh_claim_check(&spec, rows, &claim, load, NULL, &arena), DH_VERIFIED);
        double x = claim.final_x[0], cost = claim.final_cost;
        claim.final_x[0] = x + 0.5;
        CU_ASSERT_EQUAL(dh_claim_check(&spec, rows, &claim, load, NULL, &arena), DH_CONTRADICTED);
        claim.final_x[0] = x;
        claim.final_cost = nextafter(cost, 1e9);
        CU_ASSERT_EQUAL(dh_claim_check(&spec, rows, &claim, load, NULL, &arena), DH_CONTRADICTED);
        claim.final_cost = NAN;
        CU_ASSERT_EQUAL(dh_claim_check(&spec, rows, &claim, load, NULL, &arena), DH_CONTRADICTED);
        claim.final_cost = cost;
        claim.dim++;
        CU_ASSERT_EQUAL(dh_claim_check(&spec, rows, &claim, load, NULL, &arena), DH_CONTRADICTED);
        spec.problem.name = "nothing";
        CU_ASSERT_EQUAL(dh_claim_check(&spec, rows, &claim, load, NULL, &arena), DH_UNVERIFIED);
        claim.status = DH_CRASHED;
        CU_ASSERT(!dh_claim_can_be_checked(&claim));
        dh_arena_finish(&arena);
    }
}

static void problems_are_inspected(void)
{
    dh_spec spec = spec_of("descent", "even", "bowl");
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.dim == 2 && f.blocks == 1 && f.optimum == 0 && isnan(f.L) && isnan(f.box[0]) && f.cost_seconds > 0);
    CU_ASSERT_STRING_EQUAL(f.certificate, "analytic");
    spec = spec_of("descent", "even", "well");
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 0.25, 1e-15);
    CU_ASSERT(f.optimum_gap >= 0 && f.optimum_gap <= 1e-15);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec.optimum = 0.125; /* known from before: not looked for */
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT_EQUAL(f.optimum, 0.125);
    spec = spec_of("descent", "even", "unproven");
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    spec = spec_of("descent", "even", "bowl");
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, &data, load, NULL, &arena, &f, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "problem 'bowl' takes no dataset");
    spec.problem.name = "distance";
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "problem 'distance' needs a dataset");
    dh_arena_finish(&arena);
}

/* What a problem says of its minimum is held against its own bound, where it says a point. */
static void what_a_problem_says(void)
{
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    dh_spec spec = spec_of("descent", "even", "beside_it");
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 0.25, 1e-13);
    CHECK_CLOSE(f.optimum_gap, 5e-15, 1e-6);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec = spec_of("descent", "even", "far_off"); /* nor is another one looked for, which this problem has no way to */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    spec = spec_of("descent", "even", "quarter");
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.optimum == 0.25 && f.optimum_gap == 0);
    dh_arena_finish(&arena);
}

/* A bound on the gap proves something of a convex problem whose Hessian can be asked for, and of no other. */
static void what_is_no_proof(void)
{
    static const char *const name[] = {"hilly", "no_products"};
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        dh_spec spec = spec_of("descent", "even", name[i]);
        CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    }
    dh_spec spec = spec_of("descent", "even", "not_here"); /* it knows none for these parameters: looked for */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 0.25, 1e-15);
    CU_ASSERT_STRING_EQUAL(f.certificate, "strong convexity");
    spec.optimum = (double)INFINITY; /* looked for before, in vain */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.optimum_gap) && !*f.certificate);
    dh_arena_finish(&arena);
}

/* Of a problem that is not of two dimensions the box and the minimiser are not asked for: there is room for two numbers. */
static void one_dimension(void)
{
    dh_spec spec = spec_of("descent", "even", "valley");
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.dim == 1 && f.optimum == 0.125 && f.mu == 0.5 && f.L == 0.5);
    CU_ASSERT(isnan(f.box[0]) && isnan(f.box[3]) && isnan(f.x_star[0]) && f.side == 0 && !f.surface);
    dh_arena_finish(&arena);
}

/* The exact f, row by row, whatever noise the steps see; fewer points where they are dear. */
static void surfaces_are_surveyed(void)
{
    dh_spec spec = spec_of("descent", "even", "windy");
    dh_arena arena = {0};
    dh_facts f;
    dh_error error;
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT_EQUAL_FATAL(f.side, 161);
    CU_ASSERT(f.x_star[0] == 0 && f.x_star[1] == 0);
    for (size_t j = 0; j < 161; j += 23)
        for (size_t i = 0; i < 161; i += 7) {
            double x = -2 + 5 * (double)i / 160, y = 0.5 + (double)j / 160;
            CHECK_CLOSE(f.surface[161 * j + i], x * x + y * y, 1e-15);
            CHECK_CLOSE(dh_surface_at(f.box, 161, 0, i), x, 1e-15);
            CHECK_CLOSE(dh_surface_at(f.box, 161, 1, j), y, 1e-15);
        }
    static const char *const no_box[] = {"backwards", "endless", "turned"}; /* no box that is a box, no surface */
    for (size_t i = 0; i < sizeof no_box / sizeof *no_box; i++) {
        spec.problem.name = no_box[i];
        CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT(f.side == 0 && !f.surface && isnan(f.x_star[0]));
    }
    spec.problem.name = "bowl";
    CU_ASSERT_EQUAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.side == 0 && isnan(f.x_star[0])); /* it has an optimum and no point for it */
    spec.problem.name = "tilted";
    static const struct {
        size_t samples, side;
    } row[] = {{10, 161}, {2000, 101}, {100000000, 41}};
    for (size_t i = 0; i < 3; i++) {
        dh_dataset rows = data;
        rows.samples = row[i].samples;
        rows.test_samples = 0;
        CU_ASSERT_EQUAL(dh_trial_inspect(&spec, &rows, load, NULL, &arena, &f, &error), 0);
        CU_ASSERT_EQUAL(f.side, row[i].side);
    }
    CHECK_CLOSE(f.surface[41 * 40], 5.5, 1e-15);
    const double plain = NAN;
    CU_ASSERT(!memcmp(&f.surface[40], &plain, sizeof plain)); /* one NaN, whatever its sign was */
    dh_arena_finish(&arena);
}

SUITE("trial", {"every row is right", every_row_is_right}, {"rare rows are the same", rare_rows_are_the_same},
      {"batches are charged", batches_are_charged}, {"own gradients are charged", own_gradients_are_charged},
      {"a method is judged where it says", a_method_is_judged_where_it_says}, {"wrappers hand on", wrappers_hand_on},
      {"schedules see the history", schedules_see_the_history}, {"runs end", runs_end}, {"clipped", clipped},
      {"a method at rest ends", a_method_at_rest_ends},
      {"wind is not recorded", wind_is_not_recorded}, {"problems hand on", problems_hand_on},
      {"problems lack what lies inside", problems_lack_what_lies_inside}, {"tests and metrics", tests_and_metrics},
      {"without room the last row is kept", without_room_the_last_row_is_kept}, {"refusals", refusals},
      {"claims are checked", claims_are_checked}, {"problems are inspected", problems_are_inspected},
      {"what is no proof", what_is_no_proof}, {"what a problem says of its minimum", what_a_problem_says}, {"one dimension", one_dimension},
      {"surfaces are surveyed", surfaces_are_surveyed})
