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
    strcpy(new.run[0][2].hash, "another"); /* now seeds matter, in the new runs alone */
    got = judge();
    CU_ASSERT_FALSE(got.cell[0].fixed);
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_TOO_FEW);
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
}

static void each_number_of_a_run_tells_a_change(void)
{
    for (int what = 0; what < 6; what++) {
        make(&old, 1, 20, "a");
        make(&new, 1, 20, "b");
        CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_ROUNDED);
        dh_base_run *run = &new.run[0][3];
        run->status = what == 0 ? DH_TARGET_REACHED : run->status;
        run->steps += what == 1;
        run->work += what == 2;
        run->probes -= what == 3;
        run->cost[1] += what == 4;
        run->rates += what == 5; /* the same costs, and another schedule */
        CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
    }
}

static void rounding_of_costs_that_are_no_numbers(void)
{
    make(&old, 1, 20, "a");
    make(&new, 1, 20, "b");
    old.problem.certified = new.problem.certified = false;
    old.problem.floor = new.problem.floor = NAN; /* nobody saw a cost */
    old.run[0][5].probe[0] = new.run[0][5].probe[0] = INFINITY;
    old.run[0][3].probe[1] = new.run[0][3].probe[1] = NAN;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_ROUNDED);
    new.run[0][3].probe[1] = 1.5;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
    old.run[0][3].probe[1] = 1.5;
    new.run[0][3].probe[1] = NAN;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_MOVED);
}

/* log10 of two gaps' ratio, on a problem with this floor and, unless NaN, this first cost. */
static double gaps(double floor, double start, double was, double is)
{
    const dh_base_problem problem = {.floor = floor};
    const dh_base_run before = {.final = was, .probes = isnan(start) ? 0 : 1, .probe = {start}},
                      after = {.final = is};
    const dh_base_run *pair[] = {&before, &after};
    double difference;
    dh_pairs_differ(&(dh_pairing){1, &pair[0], &pair[1]}, &problem, DH_TARGETS, &difference);
    return difference;
}

static void tiny_gaps_are_all_the_same(void)
{
    CHECK_CLOSE(gaps(0, 7.25, 1e-3, 1e-2), 1, 1e-15);
    CHECK_CLOSE(gaps(0, 7.25, 7.25e-12, 7.25e-9), 1, 1e-13); /* counted from 1e-10 of the start's gap */
    CU_ASSERT_EQUAL(gaps(0, 7.25, 1e-12, 1e-11), 0);
    CHECK_CLOSE(gaps(0, NAN, 1e-12, 1e-11), 1, 1e-13); /* no start, no such bound */
    CHECK_CLOSE(gaps(0, INFINITY, 1e-12, 1e-11), 1, 1e-13);
    CU_ASSERT_EQUAL(gaps(2.385, NAN, 1e-17, 1e-16), 0); /* less than the floor's last digit */
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

/* Eight of thirty seeds: too few for the median of work, and sure. */
static void shares_of_seeds_that_reach_the_target_count(void)
{
    for (int side = 0; side < 2; side++) {
        make(&old, 1, 30, "a");
        make(&new, 1, 30, "b");
        for (size_t s = 0; s < 8; s++)
            (side ? &old : &new)->run[0][3 * s].cost[2] = INFINITY;
        dh_judged got = judge();
        CU_ASSERT_EQUAL(got.cell[0].verdict, side ? DH_FASTER : DH_SLOWER);
        CU_ASSERT_EQUAL(got.cell[0].worst, DH_METRICS - 1);
        CHECK_CLOSE(side ? got.cell[0].chance.less : got.cell[0].chance.p, 0x1p-7, 1e-15); /* twice the joint test */
        CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, side ? "26.7 % more of the seeds reach 0.001"
                                                               : "26.7 % fewer of the seeds reach 0.001"));
    }
}

static void nothing_to_compare_is_no_pass(void)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_judged got;
    make(&old, 0, 0, "a");
    make(&new, 0, 0, "b");
    CU_ASSERT_EQUAL(dh_judge(&old.baseline, &new.baseline, &options, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "a and b: no cell to compare");
    options.only = "nobody";
    make(&old, 1, 2, "a");
    make(&new, 1, 2, "a");
    CU_ASSERT_EQUAL(dh_judge(&old.baseline, &new.baseline, &options, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "a and a: no cell to compare; none is called like nobody");
    options.only = NULL;
    dh_arena_finish(&arena);
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
    new.run[7][0].seed = -2; /* seeds one by one */
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
      {"rounding", rounding_is_told_from_change}, {"each number", each_number_of_a_run_tells_a_change},
      {"no numbers", rounding_of_costs_that_are_no_numbers}, {"tiny gaps", tiny_gaps_are_all_the_same},
      {"lost runs", lost_runs_fail_at_once}, {"shares", shares_of_seeds_that_reach_the_target_count},
      {"nothing", nothing_to_compare_is_no_pass}, {"no memory", no_memory_is_told})
