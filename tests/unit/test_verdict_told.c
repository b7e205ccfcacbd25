/* What the gate says of a cell: by how much, of which seeds, why it cannot be compared, whose file changed, which
 * rule. */
#include "suite.h"

#include "verdict_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void what_differs_is_named(void)
{
    make(&old, 2, 3, "a");
    make(&new, 2, 3, "b");
    new.cell[0].runs = 2;
    new.cell[1].budget = "steps=999";
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.count[DH_OTHER], 2);
    CU_ASSERT_STRING_EQUAL(got.cell[0].detail, "other seeds: seeds 0 to 2 in the baseline, seeds 0 to 1 now");
    CU_ASSERT_STRING_EQUAL(got.cell[1].detail, "the budget differs: steps=1000 in the baseline, steps=999 now");
    new.problem.definition = "e";
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[1].detail, "the problem differs"));
    new.problem.dataset = "f";
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[1].detail, "the dataset differs"));
    new.cell[1].method = "other";
    got = judge();
    CU_ASSERT_EQUAL(got.cells, 3);
    CU_ASSERT_EQUAL(got.count[DH_ADDED], 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[1].detail, "gone"));
    options.missing = true;
    CU_ASSERT_EQUAL(judge().cells, 2);
    options.missing = false;
}

/* One cell of so many seeds whose new runs are all changed alike. */
static dh_judged alike(size_t seeds, void (*change)(dh_base_run *was, dh_base_run *is))
{
    make(&old, 1, seeds, "a");
    make(&new, 1, seeds, "b");
    for (size_t s = 0; s < seeds; s++)
        change(&old.run[0][s], &new.run[0][s]);
    return judge();
}

static void end_larger(dh_base_run *was, dh_base_run *is)
{
    is->final = 1.5 * was->final;
    is->rates = 2.385; /* no rounding */
}

static void end_smaller(dh_base_run *was, dh_base_run *is)
{
    is->final = was->final / 2;
    is->rates = 2.385;
}

static void target_reached_now(dh_base_run *was, dh_base_run *is)
{
    (void)is;
    was->cost[2] = INFINITY;
}

static void finite_now(dh_base_run *was, dh_base_run *is)
{
    is->rates = 2.385;
    was->final = INFINITY;
}

static void one_run_faster(dh_base_run *was, dh_base_run *is)
{
    strcpy(was->hash, "always");
    strcpy(is->hash, "same");
    is->cost[0] = was->cost[0] / 2;
}

static void one_run_near(dh_base_run *was, dh_base_run *is)
{
    one_run_faster(was, is);
    is->cost[0] = 1.01 * was->cost[0];
}

static void each_size_has_its_words(void)
{
    static const struct {
        void (*change)(dh_base_run *was, dh_base_run *is);
        dh_verdict verdict;
        const char *words;
    } row[] = {
        {end_larger, DH_SLOWER, "ends with a gap 50 % larger"},
        {end_smaller, DH_FASTER, "ends with a gap 50 % smaller"},
        {finite_now, DH_FASTER, "now ends with a finite cost"},
        {one_run_faster, DH_FASTER, "needs 50 % less work to reach 0.1"},
        {one_run_near, DH_MOVED, "needs 1 % more work to reach 0.1"},
        {target_reached_now, DH_FASTER, "now reaches 0.001"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        dh_judged got = alike(20, row[i].change);
        CU_ASSERT_EQUAL(got.cell[0].verdict, row[i].verdict);
        CU_ASSERT_PTR_NOT_NULL(strstr(got.cell[0].detail, row[i].words));
        if (!strstr(got.cell[0].detail, row[i].words))
            fprintf(stderr, "'%s', expected '%s'\n", got.cell[0].detail, row[i].words);
    }
}

static void seeds_are_named(void)
{
    make(&old, 1, 12, "a");
    make(&new, 1, 12, "b");
    for (size_t s = 0; s < 12; s++)
        new.run[0][s].seed = (int64_t)(3 * s);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(judge().cell[0].detail, "seeds 0 to 11 in the baseline, seeds 0, 3, 6, 9, 12, 15, 18, 21, ... now"));
    new.cell[0].runs = 3;
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, "seeds 0, 3, 6 now"));
    new.cell[0].runs = 1;
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, "seed 0 now"));
    options.missing = true; /* fewer than the baseline has are enough then, others are not */
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_ROUNDED);
    new.run[0][0].seed = 99;
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_OTHER);
    make(&new, 1, 12, "b");
    old.cell[0].runs = 8;
    for (size_t s = 0; s < 8; s++)
        old.run[0][s].seed = (int64_t)(2 * s) - 2;
    static const char more[] = "seeds -2, 0, 2, 4, 6, 8, 10, 12 in the baseline, seeds 0 to 11 now";
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, more));
    options.missing = false;
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, more));
    make(&old, 1, 11, "a");
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, "seeds 0 to 10 in the baseline, seeds 0 to 11 now"));
}

static void what_cannot_be_compared_is_told_apart(void)
{
    make(&old, 1, 3, "a");
    make(&new, 1, 3, "b");
    new.problem.samples = 9;
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, "the dataset differs"));
    new.problem.samples = 0;
    new.problem.certified = false;
    CU_ASSERT_PTR_NOT_NULL(strstr(judge().cell[0].detail, "the problem differs"));
    new.problem.certified = true;
    old.cell[0].budget = ""; /* of a file that does not say */
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_ROUNDED);
    old.cell[0].budget = new.cell[0].budget;
    new.cell[0].budget = "";
    CU_ASSERT_EQUAL(judge().cell[0].verdict, DH_ROUNDED);
    new.baseline.cpu = "another";
    CU_ASSERT_TRUE(judge().machine_differs);
    new.baseline.cpu = old.baseline.cpu;
    new.baseline.version = "another";
    CU_ASSERT_TRUE(judge().machine_differs);
    for (dh_verdict v = DH_SAME; v < DH_VERDICTS; v++)
        CU_ASSERT_TRUE(*dh_verdict_name(v));
    for (size_t m = 0; m < DH_METRICS; m++)
        CU_ASSERT_TRUE(*dh_metric_name(m));
}

static void rules_accept_with_their_reason(void)
{
    dh_rule own[] = {{.ignore = true, .pattern = "q?*", .reason = "of others"},
                     {.ignore = true, .pattern = "m?*", .reason = "as the file says"}};
    dh_rule asked[] = {{.margin = 0.5, .pattern = "m1 on *", .reason = "noisy"},
                       {.pattern = "m0 on *", .reason = "strict"}};
    make(&old, 3, 20, "a");
    make(&new, 3, 20, "b");
    for (size_t i = 0; i < 3; i++)
        shift_all(i, 0.2, 0.002);
    CU_ASSERT_EQUAL(judge().count[DH_SLOWER], 3);
    old.baseline.rule = own;
    old.baseline.rules = 2;
    options.rule = asked;
    options.rules = 2;
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_SLOWER);
    CU_ASSERT_STRING_EQUAL(got.cell[0].cause, "strict");
    CU_ASSERT_EQUAL(got.cell[1].verdict, DH_MOVED); /* 20 % of the 50 that it may */
    CU_ASSERT_STRING_EQUAL(got.cell[1].cause, "noisy");
    CU_ASSERT_EQUAL(got.cell[2].verdict, DH_IGNORED);
    CU_ASSERT_STRING_EQUAL(got.cell[2].cause, "as the file says");
    CU_ASSERT_EQUAL(got.tests, 2);
    options.rules = 0;
}

static void whose_file_changed_is_named(void)
{
    dh_base_plugin was[] = {{"optimizer", "s", "1.0", "00"},
                            {"optimizer", "o", "1.0", "aa"},
                            {"schedule", "s", "1.0", "bb"},
                            {"problem", "bowl", "1.0", "cc"}},
                   is[4];
    memcpy(is, was, sizeof is);
    make(&old, 1, 3, "a");
    make(&new, 1, 3, "b");
    old.baseline.plugin = was;
    new.baseline.plugin = is;
    old.baseline.plugins = new.baseline.plugins = 4;
    is[0].sha256 = "another"; /* it takes no part */
    CU_ASSERT_STRING_EQUAL(judge().cell[0].cause, "its plugins' files are the same");
    is[2].sha256 = "another";
    CU_ASSERT_STRING_EQUAL(judge().cell[0].cause, "other file: schedule s");
    old.baseline.plugins = 3;
    CU_ASSERT_STRING_EQUAL(judge().cell[0].cause, "other file: schedule s, problem bowl");
    new.baseline.compiler = "another"; /* makes other files anyway */
    CU_ASSERT_STRING_EQUAL(judge().cell[0].cause, "");
}

SUITE("verdict, told", {"what differs", what_differs_is_named}, {"words", each_size_has_its_words},
      {"seeds", seeds_are_named}, {"not comparable", what_cannot_be_compared_is_told_apart},
      {"rules", rules_accept_with_their_reason}, {"causes", whose_file_changed_is_named})
