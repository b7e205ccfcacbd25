/* Seconds a step, process by process: what is measured, and when they grew. */
#include "suite.h"

#include "verdict/times.h"
#include "verdict_model.h"

#include <math.h>
#include <string.h>

static dh_arena arena;
static dh_error error;

enum { PROCESSES = 9, TIMED = 5 };

/* Nine processes a side: 20 % slower, 20 % faster, 3 % slower, the same, 3 % faster; with a noise that does not hide
 * it. */
static void times(dh_paces before[PROCESSES], dh_paces after[PROCESSES])
{
    static const double factor[TIMED] = {1.2, 1 / 1.2, 1.03, 1, 1 / 1.03};
    static const char *const name[TIMED] = {"slow", "fast", "near", "same", "close"};
    for (size_t i = 0; i < PROCESSES; i++) {
        dh_paces *side[] = {&before[i], &after[i]};
        for (size_t k = 0; k < 2; k++) {
            *side[k] = (dh_paces){.count = TIMED, .pace = DH_NEW(&arena, dh_pace, TIMED), .cpu = "this one"};
            for (size_t c = 0; c < TIMED; c++)
                side[k]->pace[c] = (dh_pace){
                    name[c], "p", (1 + 0.001 * (double)((i * 5 + k) % PROCESSES)) * 1e-6 * (k ? factor[c] : 1)};
        }
    }
}

static dh_timed judge_times(const dh_paces *before, const dh_paces *after)
{
    dh_timed timed;
    CU_ASSERT_EQUAL_FATAL(dh_times_judge(before, after, PROCESSES, 0.002, 0.05, &arena, &timed, &error), 0);
    return timed;
}

static void times_are_judged_by_process(void)
{
    dh_paces before[PROCESSES], after[PROCESSES];
    times(before, after);
    dh_timed got = judge_times(before, after);
    CU_ASSERT_EQUAL_FATAL(got.cells, TIMED);
    static const dh_time_verdict want[] = {DH_TIME_SLOWER, DH_TIME_FASTER, DH_TIME_SAME, DH_TIME_SAME, DH_TIME_SAME};
    for (size_t c = 0; c < TIMED; c++)
        CU_ASSERT_EQUAL(got.cell[c].verdict, want[c]);
    CHECK_CLOSE(got.cell[0].p, 5 / 48620.0, 1e-12); /* all of one side above the other, of five cells */
    CHECK_CLOSE(got.cell[0].old_seconds, 1.004e-6, 1e-12);
    CU_ASSERT_TRUE(got.cell[2].p < 0.002 && got.cell[4].less < 0.002); /* sure, and within the margin */
    CHECK_CLOSE(got.cell[2].new_seconds / got.cell[2].old_seconds, 1.03, 1e-9);
    CU_ASSERT_EQUAL(got.needed, 7);   /* 5 / C(14, 7) <= 0.002 < 5 / C(12, 6) */
    after[3].pace[3].method = "gone"; /* not in every process */
    after[0].pace[0].problem = "q";   /* nowhere else */
    got = judge_times(before, after);
    CU_ASSERT_EQUAL(got.cells, 3);
    CU_ASSERT_EQUAL(got.missing, 2);
    after[0].count = 0;
    got = judge_times(before, after);
    CU_ASSERT_TRUE(!got.cells && !got.needed);
}

static void times_of_other_machines_are_not_compared(void)
{
    dh_paces before[PROCESSES], after[PROCESSES];
    for (size_t side = 0; side < 2; side++) {
        times(before, after);
        (side ? after : before)[8].cpu = "another one";
        dh_timed got = judge_times(before, after);
        CU_ASSERT_TRUE(got.machine_differs);
        CU_ASSERT_EQUAL(got.cells, 0);
    }
}

/* Six runs of three cells; one took no step, and on q no time went by. */
static void fill(dh_results *results)
{
    static const char *const method[] = {"a", "b", "a", "a", "b", "a"}, *const problem[] = {"p", "p", "p",
                                                                                            "p", "p", "q"};
    static const double oracle[] = {3, 1, 1, 5, 2, 0};
    dh_table *runs = &results->runs;
    dh_table_init(runs, &arena, 6);
    dh_table_add(runs, "method", DH_TEXT, "");
    dh_table_add(runs, "optimizer_seconds", DH_REAL, "");
    dh_table_add(runs, "oracle_seconds", DH_REAL, "");
    dh_table_add(runs, "problem", DH_TEXT, "");
    dh_table_add(runs, "steps", DH_WHOLE, "");
    for (size_t i = 0; i < 6; i++) {
        runs->column[0].text[i] = method[i];
        runs->column[1].real[i] = 0;
        runs->column[2].real[i] = oracle[i];
        runs->column[3].text[i] = problem[i];
        runs->column[4].whole[i] = i == 4 ? 0 : 10;
    }
}

static void paces_are_medians_of_a_process(void)
{
    dh_results results = {.path = "r"};
    dh_attribute attribute[] = {{"study", "s"}, {"cpu", "this one"}};
    dh_paces got;
    fill(&results);
    CU_ASSERT_EQUAL_FATAL(dh_paces_measure(&results, &arena, &got, &error), 0);
    CU_ASSERT_STRING_EQUAL(got.cpu, "unknown");
    results.attribute = attribute;
    results.attribute_count = 2;
    CU_ASSERT_EQUAL_FATAL(dh_paces_measure(&results, &arena, &got, &error), 0);
    CU_ASSERT_STRING_EQUAL(got.cpu, "this one");
    CU_ASSERT_EQUAL_FATAL(got.count, 2);
    CHECK_CLOSE(got.pace[0].seconds, 0.3, 1e-15);
    CHECK_CLOSE(got.pace[1].seconds, 0.1, 1e-15);
    results.runs.column[4].type = DH_REAL;
    CU_ASSERT_EQUAL(dh_paces_measure(&results, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "r: /runs/steps: expected such a column");
    results.runs.column[4].name = "stairs";
    CU_ASSERT_EQUAL(dh_paces_measure(&results, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "r: /runs/steps: expected such a column");
}

static dh_results measured;

static int measure_once(dh_arena *own, dh_error *ret)
{
    dh_paces got;
    return dh_paces_measure(&measured, own, &got, ret);
}

static dh_paces before_paces[PROCESSES], after_paces[PROCESSES];

static int times_once(dh_arena *own, dh_error *ret)
{
    dh_timed timed;
    return dh_times_judge(before_paces, after_paces, PROCESSES, 0.002, 0.05, own, &timed, ret);
}

static void no_memory_is_told(void)
{
    times(before_paces, after_paces);
    refuse_each(times_once);
    fill(&measured);
    refuse_each(measure_once);
}

SUITE("verdict, times", {"times", times_are_judged_by_process},
      {"other machines", times_of_other_machines_are_not_compared}, {"paces", paces_are_medians_of_a_process},
      {"no memory", no_memory_is_told})
