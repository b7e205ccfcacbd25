/* Baselines as text, there and back, and torn, and wrong; and new cells put into old ones. */
#include "suite.h"

#include "verdict_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dh_arena arena;
static dh_error error;

static void updates_put_cells_in_their_places(void)
{
    dh_baseline got;
    make(&old, 2, 3, "a");
    make(&new, 3, 3, "b");
    CU_ASSERT_EQUAL_FATAL(dh_baseline_update(&old.baseline, &new.baseline, "m[12] on p", &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.cells, 3);
    CU_ASSERT_STRING_EQUAL(got.cell[0].run[0].hash, "a0");
    CU_ASSERT_STRING_EQUAL(got.cell[1].run[0].hash, "b0");
    CU_ASSERT_STRING_EQUAL(got.cell[2].run[0].hash, "b0");
    CU_ASSERT_EQUAL(dh_baseline_update(&old.baseline, &new.baseline, "m7*", &arena, &got, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no cell of b is called so"));
    new.problem.definition = "another";
    CU_ASSERT_EQUAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "problem \"p\" is another one"));
    new.problem.definition = old.problem.definition;
    new.problem.floor = 1;
    CU_ASSERT_EQUAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "problem \"p\" is another one"));
    new.problem.label = "q";
    CU_ASSERT_EQUAL_FATAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.problems, 2);
    CU_ASSERT_EQUAL(got.cells, 3);
    CU_ASSERT_STRING_EQUAL(dh_baseline_problem(&got, 2), "q");
}

static void updates_of_all_keep_the_rules_alone(void)
{
    dh_baseline got;
    make(&old, 3, 3, "a");
    make(&new, 2, 4, "b");
    old.baseline.rule = &(dh_rule){.ignore = true, .pattern = "m*", .reason = "known"};
    old.baseline.rules = 1;
    CU_ASSERT_EQUAL_FATAL(dh_baseline_update(&old.baseline, &new.baseline, NULL, &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.cells, 2);
    CU_ASSERT_EQUAL(got.cell[1].runs, 4);
    CU_ASSERT_STRING_EQUAL(got.name, "b");
    CU_ASSERT_EQUAL(got.rules, 1);
    CU_ASSERT_STRING_EQUAL(got.rule->reason, "known");
}

static void a_floor_that_nobody_saw_is_the_same_one(void)
{
    dh_baseline got;
    make(&old, 2, 3, "a");
    make(&new, 2, 3, "b");
    old.problem.certified = new.problem.certified = false;
    old.problem.floor = new.problem.floor = NAN;
    CU_ASSERT_EQUAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), 0);
    new.problem.floor = 1;
    CU_ASSERT_EQUAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), -1);
}

/* ---- text ---- */

static const char sixty_four[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/* Two problems, the second one of data: what a baseline can hold. */
static char *text_of(model *m)
{
    static dh_rule rule[] = {{.ignore = true, .pattern = "m* on p", .reason = "known"},
                             {.margin = 0.1, .pattern = "* on q", .reason = "noisy"}};
    static dh_base_plugin plugin = {"optimizer", "o", "1.0", sixty_four};
    static dh_base_problem problem[2];
    dh_buffer out = {0};
    make(m, 3, 5, "0123456789abcdef0123456789abcde");
    m->run[1][2].final = INFINITY;
    m->run[1][2].status = DH_DIVERGED;
    m->run[1][2].probe[1] = NAN;
    m->run[1][3].probe[1] = -INFINITY;
    m->run[1][3].rates = 1.0 / 3;
    m->run[2][0].seed = -7;
    m->run[2][0].final = 0x1.fffffffffffffp1023;
    m->run[2][0].status = DH_TARGET_REACHED;
    problem[0] = problem[1] = m->problem;
    problem[0].definition = problem[1].definition = problem[1].dataset = sixty_four;
    problem[1].label = "q: rows";
    problem[1].samples = 150;
    problem[1].certified = false;
    problem[1].floor = 0x1p-1074;
    m->cell[2] = (dh_cell){m->method[0], "o", "s", "", 1, 5, m->run[2]};
    m->baseline.problem = problem;
    m->baseline.problems = 2;
    m->baseline.rule = rule;
    m->baseline.rules = 2;
    m->baseline.plugin = &plugin;
    m->baseline.plugins = 1;
    dh_baseline_put(&m->baseline, &out);
    char *text = dh_arena_copy(&arena, (const char *)out.data, out.size);
    dh_buffer_finish(&out);
    return text;
}

static int parse(const char *text, dh_baseline *ret)
{
    return dh_baseline_parse("b", text, strlen(text), &arena, ret, &error);
}

static void a_baseline_reads_back_what_was_put(void)
{
    dh_baseline got;
    dh_buffer out = {0};
    char *text = text_of(&old);
    CU_ASSERT_EQUAL_FATAL(parse(text, &got), 0);
    dh_baseline_put(&got, &out);
    CU_ASSERT_EQUAL_FATAL(out.size, strlen(text));
    CU_ASSERT_EQUAL(memcmp(out.data, text, out.size), 0);
    dh_buffer_finish(&out);
    CU_ASSERT_EQUAL(got.cell[1].run[2].status, DH_DIVERGED);
    CU_ASSERT_EQUAL(got.rule[1].margin, 0.1);
    CU_ASSERT_EQUAL(got.cell[1].run[3].probe[1], -INFINITY);
    CU_ASSERT_EQUAL(got.cell[1].run[3].rates, 1.0 / 3);
    CU_ASSERT_EQUAL(got.cell[2].run[0].seed, -7);
    CU_ASSERT_EQUAL(got.cell[2].run[0].final, 0x1.fffffffffffffp1023);
    CU_ASSERT_STRING_EQUAL(got.cell[2].budget, "");
    CU_ASSERT_EQUAL(got.cell[2].problem, 1);
    CU_ASSERT_STRING_EQUAL(got.problem[0].dataset, "");
    CU_ASSERT_STRING_EQUAL(got.problem[1].dataset, sixty_four);
    CU_ASSERT_STRING_EQUAL(got.problem[1].label, "q: rows");
    CU_ASSERT_EQUAL(got.problem[1].floor, 0x1p-1074);
    CU_ASSERT_TRUE(got.problem[0].certified && !got.problem[1].certified);
}

/* Cut anywhere it is refused, with the line. */
static void a_torn_baseline_is_refused(void)
{
    dh_baseline got;
    char *text = text_of(&old);
    size_t accepted = 0, unplaced = 0;
    for (size_t size = strlen(text); size-- > 0;) {
        text[size] = 0;
        accepted += !parse(text, &got);
        unplaced += strncmp(error.text, "b:", 2) != 0;
    }
    CU_ASSERT_EQUAL(accepted, 0);
    CU_ASSERT_EQUAL(unplaced, 0);
}

static char *edit(const char *from, const char *to)
{
    char *text = text_of(&old), *at = strstr(text, from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    return dh_arena_format(&arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void refused(const char *from, const char *to, const char *words)
{
    dh_baseline got;
    dh_arena_finish(&arena);
    CU_ASSERT_EQUAL(parse(edit(from, to), &got), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    if (!strstr(error.text, words))
        fprintf(stderr, "'%s' for '%s': %s\n", to, from, error.text);
}

static void what_is_not_a_baseline_is_named(void)
{
    static const char *const wrong[][3] = {
        {"downhill baseline", "up", "b:1: expected 'downhill baseline 1'"},
        {"baseline 1", "baseline 7", "b:1: expected schema 1"},
        {"study s", "studies s", "b:3: expected a line 'study ...', got 'studies s'"},
        {"study s", "studys s", "b:3: expected a line 'study ...', got 'studys s'"},
        {"study s", "study \xff", "b:3: expected UTF-8, got 'study ?'"},
        {"0.1 0.01 0.001", "0.1 0.01", "b:8: expected 3 words behind 'targets'"},
        {"0.1 0.01 0.001", "0.1 0.01 0.002", "b:8: other targets"},
        {"0.1 0.01 0.001", "0.1 0.01 small", "b:8: other targets"},
        {"o 1.0 0123", "o 1.0 x123", "b:11: expected 'plugin KIND NAME ABI'"},
        {"plugin bowl", "plugin bowl cup", "b:13: expected 1 words behind 'plugin'"},
        {"definition 0", "definition ", "b:12: problem 'p'"},
        {"size 3 0", "size 3 -", "b:12: problem 'p'"},
        {"size 3 0", "size three 0", "b:12: problem 'p'"},
        {"floor certified", "floor sure", "b:12: problem 'p'"},
        {"floor certified 0", "floor certified low", "b:12: problem 'p'"},
        {"dataset -", "dataset 00", "b:12: problem 'p'"},
        {"cell m1", "cell m0", "a second cell of 'm0'"},
        {"run 1 finished", "run 0 finished", "seed 0 after seed 0: expected rising ones"},
        {"end 3", "end 2", "'end 2', but there are 3 cells"},
        {"end 3", "end three", "'end three', but there are 3 cells"},
        {"end 3\n", "end 3\nmore\n", "expected nothing behind 'end'"},
        {"end 3\n", "end 3\nmore", "expected nothing behind 'end'"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(wrong[i][0], wrong[i][1], wrong[i][2]);
    dh_baseline got;
    CU_ASSERT_EQUAL(dh_baseline_parse("b", "a\0b", 3, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "b: expected text, got a NUL byte");
}

/* A run's line with each of its words in turn left out with all behind it, or another one. */
static void each_word_of_a_run_is_checked(void)
{
    static const char run[] =
        "run 1 finished 1000 1000000 100000 200000 300000 0.001 23.85 0123456789abcdef0123456789abcde1 7.25 1.5\n",
                      expected[] = "expected 'run SEED STATUS STEPS WORK'";
    enum { HASH = 9 };
    char line[sizeof run + 40];
    dh_baseline got;
    size_t words = 0;
    for (const char *at = strchr(run, ' '), *end; at; at = strchr(end, ' '), words++) {
        snprintf(line, sizeof line, "%.*s\n", (int)(at - run), run);
        if (words <= HASH)
            refused(run, line, expected);
        end = at + 1 + strcspn(at + 1, " \n");
        snprintf(line, sizeof line, "%.*s wrong%s", (int)(at - run), run, end);
        refused(run, line, expected);
    }
    CU_ASSERT_EQUAL(words, 12);
    CU_ASSERT_EQUAL(parse(edit(" 7.25 1.5\n", "\n"), &got), 0); /* costs need not be there */
    CU_ASSERT_EQUAL(got.cell[0].run[0].probes, 0);
    static const char *const wrong[][2] = {
        {"run 1 ", "run 9223372036854775808 "},
        {"finished 1000 ", "finished -1 "},
        {" 100000 200000", " nan 200000"},
        {" 300000 0.001 ", " 300000 nan "},
        {" 0.001 23.85", " 0.001 much"},
        {"e0 7.25", "f 7.25"},
        {" 7.25 1.5\n", " 7.25 1.5 1 1 1 1 1 1 1\n"},
        {"diverged 1000 1000000 100000 200000 300000 inf", "diverged 1000 1000000 100000 200000 300000 2"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(wrong[i][0], wrong[i][1], expected);
}

static void rules_have_a_reason_and_a_pattern(void)
{
    static const char *const wrong[] = {"",
                                        ":",
                                        ": why",
                                        "ignore m*",
                                        "ignore m*:",
                                        "ignore m*:  ",
                                        "ignore: why",
                                        "forget m*: why",
                                        "margin: why",
                                        "margin m*: why",
                                        "margin -0.1 m*: why",
                                        "margin inf m*: why",
                                        "margin nan m*: why",
                                        "margin 0.1: why"};
    dh_rule rule;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CU_ASSERT_EQUAL(dh_rule_parse(wrong[i], &arena, &rule, &error), -1);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected 'ignore GLOB: reason'"));
    }
    CU_ASSERT_EQUAL(dh_rule_parse("margin 0.25 m[01] on  q: why: so", &arena, &rule, &error), 0);
    CU_ASSERT_TRUE(!rule.ignore && rule.margin == 0.25);
    CU_ASSERT_STRING_EQUAL(rule.pattern, "m[01] on  q");
    CU_ASSERT_STRING_EQUAL(rule.reason, "why: so");
    refused("rule ignore", "rule forget", "b:9: expected 'ignore GLOB: reason'");
}

/* Comments, and the blank at the end of `reason ` that an editor takes away. */
static void editors_do_no_harm(void)
{
    dh_baseline got;
    CU_ASSERT_EQUAL_FATAL(parse(edit("reason \n", "# why?\n   reason\n"), &got), 0);
    CU_ASSERT_STRING_EQUAL(got.reason, "");
}

/* ---- no memory ---- */

static char *kept;

static int parse_once(dh_arena *own, dh_error *ret)
{
    dh_baseline got;
    return dh_baseline_parse("b", kept, strlen(kept), own, &got, ret);
}

static int update_once(dh_arena *own, dh_error *ret)
{
    dh_baseline got;
    return dh_baseline_update(&old.baseline, &new.baseline, "m*", own, &got, ret);
}

static void no_memory_is_told(void)
{
    kept = text_of(&old);
    refuse_each(parse_once);
    make(&old, 2, 3, "a");
    make(&new, 2, 3, "b");
    refuse_each(update_once);
}

SUITE("verdict, baseline", {"updates", updates_put_cells_in_their_places},
      {"updates of all", updates_of_all_keep_the_rules_alone},
      {"unseen floors", a_floor_that_nobody_saw_is_the_same_one},
      {"text there and back", a_baseline_reads_back_what_was_put}, {"torn text", a_torn_baseline_is_refused},
      {"wrong text", what_is_not_a_baseline_is_named}, {"wrong runs", each_word_of_a_run_is_checked},
      {"rules", rules_have_a_reason_and_a_pattern}, {"editors", editors_do_no_harm}, {"no memory", no_memory_is_told})
