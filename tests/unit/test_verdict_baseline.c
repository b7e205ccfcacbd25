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
    new.problem.floor = 1;
    CU_ASSERT_EQUAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "problem \"p\" is another one"));
    new.problem.label = "q";
    CU_ASSERT_EQUAL_FATAL(dh_baseline_update(&old.baseline, &new.baseline, "m1*", &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.problems, 2);
    CU_ASSERT_EQUAL(got.cells, 3);
    CU_ASSERT_STRING_EQUAL(dh_baseline_problem(&got, 2), "q");
}

/* ---- text ---- */

static const char sixty_four[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static char *text_of(model *m)
{
    static dh_rule rule[] = {{.ignore = true, .pattern = "m* on p", .reason = "known"},
                             {.margin = 0.1, .pattern = "* on q", .reason = "noisy"}};
    static dh_base_plugin plugin = {"optimizer", "o", "1.0", sixty_four};
    dh_buffer out = {0};
    make(m, 2, 3, "0123456789abcdef0123456789abcde");
    m->run[1][2].final = INFINITY;
    m->run[1][2].status = DH_DIVERGED;
    m->run[1][2].probe[1] = NAN;
    m->problem.definition = sixty_four;
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
    CU_ASSERT_EQUAL(got.cell[1].run[2].status, DH_DIVERGED);
    CU_ASSERT_EQUAL(got.rule[1].margin, 0.1);
    dh_buffer_finish(&out);
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

static void what_is_not_a_baseline_is_named(void)
{
    static const char *const wrong[][3] = {
        {"downhill baseline", "up", "b:1: expected 'downhill baseline 1'"},
        {"baseline 1", "baseline 7", "b:1: expected schema 1"},
        {"study s", "studies s", "b:3: expected a line 'study ...', got 'studies s'"},
        {"0.1 0.01 0.001", "0.1 0.01", "b:8: expected 3 words behind 'targets'"},
        {"0.1 0.01 0.001", "0.1 0.01 0.002", "b:8: other targets"},
        {"rule ignore", "rule forget", "b:9: expected 'ignore GLOB: reason'"},
        {"m* on p: known", "m* on p:", "b:9: expected 'ignore GLOB: reason'"},
        {"margin 0.1", "margin -0.1", "b:10: expected 'ignore GLOB: reason'"},
        {"o 1.0 0123", "o 1.0 x123", "b:11: expected 'plugin KIND NAME ABI'"},
        {"plugin bowl", "plugin bowl cup", "b:13: expected 1 words behind 'plugin'"},
        {"size 3 0", "size 3 -", "b:12: problem 'p'"},
        {"floor certified", "floor sure", "b:12: problem 'p'"},
        {"dataset -", "dataset 00", "b:12: problem 'p'"},
        {"cell m1", "cell m0", "a second cell of 'm0'"},
        {"run 1 finished", "run 0 finished", "seed 0 after seed 0: expected rising ones"},
        {"run 1 finished", "run 1 ended", "expected 'run SEED STATUS STEPS WORK'"},
        {"1000 1000000 ", "-1 1000000 ", "expected 'run SEED STATUS STEPS WORK'"},
        {"1000 1000000 ", "1000 much ", "expected 'run SEED STATUS STEPS WORK'"},
        {" 100000 200000", " nan 200000", "expected 'run SEED STATUS STEPS WORK'"},
        {" 7.25 1.5\n", " 7.25 1.5 1 1 1 1 1 1 1\n", "expected 'run SEED STATUS STEPS WORK'"},
        {"end 2", "end 3", "'end 3', but there are 2 cells"},
        {"end 2\n", "end 2\nmore\n", "expected nothing behind 'end'"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        dh_baseline got;
        dh_arena_finish(&arena);
        CU_ASSERT_EQUAL(parse(edit(wrong[i][0], wrong[i][1]), &got), -1);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, wrong[i][2]));
        if (!strstr(error.text, wrong[i][2]))
            fprintf(stderr, "'%s' for '%s': %s\n", wrong[i][1], wrong[i][0], error.text);
    }
    dh_baseline got;
    CU_ASSERT_EQUAL(dh_baseline_parse("b", "a\0b", 3, &arena, &got, &error), -1);
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
      {"text there and back", a_baseline_reads_back_what_was_put}, {"torn text", a_torn_baseline_is_refused},
      {"wrong text", what_is_not_a_baseline_is_named}, {"no memory", no_memory_is_told})
