/* How a run ends: refused, at its target, diverged, at rest; and its last cost, which is doubted. */
#include "suite.h"
#include "trial_model.h"

#include <math.h>
#include <string.h>

/* ---- plugins ---- */

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

static void lose(double *x, double *state, const dh_step *call)
{
    descend(x, state, call);
    if (call->step == 4)
        x[0] = NAN;
}

const linked further[] = {
    OPTIMIZER("fall_asleep", .step = fall_asleep, .flags = DH_OWN_GRADIENT),
    OPTIMIZER("lose", .step = lose),
    {0},
};

/* ---- ends ---- */

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

SUITE("trial ends", {"runs end", runs_end}, {"a method at rest ends", a_method_at_rest_ends}, {"refusals", refusals},
      {"claims are checked", claims_are_checked})
