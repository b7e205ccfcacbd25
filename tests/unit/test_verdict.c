/* The gate's rules, on baselines made here: each verdict by the case that calls for it. */
#include "suite.h"

#include "verdict_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void equal_hashes_pass_whatever_else_is_there(void)
{
    make(&old, 4, 5, "a");
    make(&new, 4, 5, "a");
    new.baseline.compiler = "another";
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.count[DH_SAME], 4);
    CU_ASSERT_EQUAL(got.tests, 0);
    CU_ASSERT_TRUE(got.machine_differs);
}

static void slower_faster_between(void)
{
    make(&old, 4, 20, "a");
    make(&new, 4, 20, "a");
    shift_all(0, 0.2, 0.002);
    shift_all(1, -0.2, 0.002);
    shift_all(2, 0.01, 0.0005);
    shift_all(3, 0.04, 0.02);
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_SLOWER);
    CU_ASSERT_EQUAL(got.cell[1].verdict, DH_FASTER);
    CU_ASSERT_EQUAL(got.cell[2].verdict, DH_MOVED);
    CU_ASSERT_EQUAL(got.cell[3].verdict, DH_UNDECIDED);
    CU_ASSERT_EQUAL(got.tests, 4);
    CU_ASSERT_EQUAL(got.needed, 10); /* 2 * 4 / 2^10 <= 0.01 < 8 / 2^9 */
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, "more work to reach"));
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, "(20 seeds, 0 to 19; p = "));
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[3].detail, "run more seeds"));
    options.margin = 0.5; /* more than it lost */
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
    options.margin = 0;
    CU_ASSERT_EQUAL(judge().cell[2].verdict, DH_SLOWER);
    options.margin = 0.05;
}

static void few_seeds_are_refused_with_the_number(void)
{
    make(&old, 1, 7, "a");
    make(&new, 1, 7, "a");
    shift_all(0, 0.5, 0.001);
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_TOO_FEW);
    CU_ASSERT_EQUAL(got.needed, 8); /* 2 / 2^8 <= 0.01 < 2 / 2^7 */
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, "at least 8 seeds"));
}

static void a_run_without_chance_is_judged_by_its_size(void)
{
    make(&old, 1, 3, "a");
    make(&new, 1, 3, "a");
    const double worse[4] = {0.05, 0.05, 0.05, 0.05};
    for (size_t s = 0; s < 3; s++) {
        new.run[0][s] = run_of(s, worse, "b");
        strcpy(new.run[0][s].hash, "same");
        strcpy(old.run[0][s].hash, "always");
    }
    dh_judged got = judge();
    CU_ASSERT_TRUE(got.cell[0].fixed);
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_SLOWER);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, "no chance in it"));
}

static void unreached_targets_rank_worst(void)
{
    make(&old, 1, 20, "a");
    make(&new, 1, 20, "a");
    for (size_t s = 0; s < 20; s++) {
        strcpy(new.run[0][s].hash, "b");
        new.run[0][s].cost[2] = s < 15 ? INFINITY : old.run[0][s].cost[2];
    }
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_SLOWER);
    CU_ASSERT_EQUAL(got.cell[0].worst, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, "no longer reaches 0.001"));
    CU_ASSERT_EQUAL(got.tests, 1);
    CU_ASSERT_EQUAL(got.cell[0].chance.tests, 2); /* that target, and the sign test; pairs of the others are equal */
    CHECK_CLOSE(got.cell[0].chance.p, 0x1p-14, 1e-15); /* twice the joint test, which is that of the target */
    CHECK_CLOSE(got.cell[0].weighing[4].p, 0x1p-15, 1e-15);
    CHECK_CLOSE(got.cell[0].weighing[4].shift.estimate, 0.75, 1e-15);
}

static void rounding_is_told_from_change(void)
{
    make(&old, 1, 20, "a");
    make(&new, 1, 20, "b");
    for (size_t s = 0; s < 20; s++)
        new.run[0][s].probe[1] *= 1 + 4e-16;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_ROUNDED);
    new.run[0][3].probe[1] *= 1 + 1e-9;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
    new.run[0][3].probe[1] = 1.5;
    new.run[0][3].rates *= 1.01; /* the same costs, and another schedule */
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
    new.run[0][3].rates = old.run[0][3].rates;
    new.run[0][3].steps++;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
}

static void lost_runs_fail_at_once(void)
{
    make(&old, 1, 2, "a");
    make(&new, 1, 2, "a");
    new.run[0][1].status = DH_CRASHED;
    new.run[0][1].final = INFINITY;
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, "seed 1 crashed"));
    new.run[0][1].status = DH_FINISHED;
    got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_SAME); /* only the hash tells, and it is the same */
    strcpy(new.run[0][1].hash, "b");
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, "ends without a finite cost"));
    old.run[0][1].status = DH_DIVERGED; /* lost before as well */
    old.run[0][1].final = INFINITY;
    CU_ASSERT_NOT_EQUAL(judge().cell[0].verdict, DH_BROKEN);
}

static int judge_once(dh_arena *arena, dh_error *error)
{
    dh_judged judged;
    return dh_judge(&old.baseline, &new.baseline, &options, arena, &judged, error);
}

static void no_memory_is_told(void)
{
    dh_rule rule = {.pattern = "m9 on *", .reason = "r", .margin = 0.1};
    make(&old, 8, 10, "a");
    make(&new, 8, 10, "b");
    shift_all(0, 0.2, 0.002);
    shift_all(1, -0.2, 0.002);
    shift_all(2, 0.04, 0.02);
    new.run[3][1].status = DH_CRASHED;
    new.run[3][1].final = INFINITY;
    new.cell[4].budget = "steps=7";
    new.cell[5].runs = 9;
    new.cell[6].method = "another";
    old.baseline.plugin = &(dh_base_plugin){"optimizer", "o", "1.0", "x"};
    old.baseline.plugins = 1;
    options.rule = &rule;
    options.rules = 1;
    options.only = "*";
    refuse_each(judge_once);
    options.only = NULL;
    options.rules = 0;
}

SUITE("verdict", {"equal hashes pass", equal_hashes_pass_whatever_else_is_there},
      {"slower, faster, between", slower_faster_between}, {"too few seeds", few_seeds_are_refused_with_the_number},
      {"no chance", a_run_without_chance_is_judged_by_its_size}, {"unreached targets", unreached_targets_rank_worst},
      {"rounding", rounding_is_told_from_change}, {"lost runs", lost_runs_fail_at_once},
      {"no memory", no_memory_is_told})
