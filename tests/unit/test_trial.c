/* The training loop with plugins that are linked in: what is recorded, and what is counted. */
#include "suite.h"
#include "trial_model.h"

#include <math.h>
#include <string.h>

/* ---- plugins ---- */

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

const linked further[] = {
    OPTIMIZER("average", .step = average, .state_size = mean_size, .evaluation_point = mean_point),
    OPTIMIZER("feel", .step = feel, .state_size = mean_size, .flags = DH_OWN_GRADIENT | DH_NEEDS_HVP),
    OPTIMIZER("repeat", .step = repeat, .flags = DH_WRAPS, .param_count = 1),
    SCHEDULE("by_rows", .rate = by_rows, .state_size = one_double),
    {0},
};

/* ---- runs ---- */

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

SUITE("trial", {"every row is right", every_row_is_right}, {"rare rows are the same", rare_rows_are_the_same},
      {"batches are charged", batches_are_charged}, {"own gradients are charged", own_gradients_are_charged},
      {"a method is judged where it says", a_method_is_judged_where_it_says}, {"wrappers hand on", wrappers_hand_on},
      {"schedules see the history", schedules_see_the_history}, {"clipped", clipped},
      {"wind is not recorded", wind_is_not_recorded}, {"problems hand on", problems_hand_on},
      {"tests and metrics", tests_and_metrics},
      {"without room the last row is kept", without_room_the_last_row_is_kept})
