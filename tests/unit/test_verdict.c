/* The gate's rules, on baselines made here: each verdict by the case that calls for it; false alarms and power by
 * simulation with fixed streams. `scripts/torture gate` is the long form, whose figures stand in CONTRIBUTING.md. */
#include "suite.h"

#include "base/random.h"
#include "verdict/judge.h"
#include "verdict/times.h"

#include <downhill/math.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SEEDS = 30, MOST_CELLS = 100 };

static dh_arena arena;
static dh_error error;

/* Cells with as many seeds, all on one problem. */
typedef struct model {
    dh_baseline baseline;
    dh_base_problem problem;
    dh_cell cell[MOST_CELLS];
    dh_base_run run[MOST_CELLS][MOST_SEEDS];
    char method[MOST_CELLS][16];
} model;

static dh_base_run run_of(size_t seed, const double shift[4], const char *hash)
{
    dh_base_run run = {.seed = (int64_t)seed,
                       .status = DH_FINISHED,
                       .steps = 1000,
                       .work = 1e6,
                       .rates = 23.85,
                       .probes = 2,
                       .probe = {7.25, 1.5}};
    for (size_t t = 0; t < DH_TARGETS; t++)
        run.cost[t] = floor(1e5 * (double)(t + 1) * dh_pow(10, shift[t]));
    run.final = 1e-3 * dh_pow(10, shift[3]);
    snprintf(run.hash, sizeof run.hash, "%s%zu", hash, seed);
    return run;
}

static void make(model *m, size_t cells, size_t seeds, const char *hash)
{
    static const double none[4] = {0};
    *m = (model){
        .problem = {.label = "p", .plugin = "bowl", .definition = "d", .dataset = "", .dim = 3, .certified = true}};
    m->baseline = (dh_baseline){.name = hash,
                                .study = "s",
                                .reason = "",
                                .version = "v",
                                .compiler = "c",
                                .cpu = "u",
                                .problems = 1,
                                .problem = &m->problem,
                                .cells = cells,
                                .cell = m->cell};
    for (size_t i = 0; i < cells; i++) {
        snprintf(m->method[i], sizeof m->method[i], "m%zu", i);
        m->cell[i] = (dh_cell){.method = m->method[i],
                               .optimizer = "o",
                               .schedule = "s",
                               .budget = "steps=1000",
                               .runs = seeds,
                               .run = m->run[i]};
        for (size_t s = 0; s < seeds; s++)
            m->run[i][s] = run_of(s, none, hash);
    }
}

static model old, new;
static dh_judge_options options = {.alpha = 0.01, .margin = 0.05};

static dh_judged judge(void)
{
    dh_judged judged = {0};
    dh_arena_finish(&arena);
    CU_ASSERT_EQUAL_FATAL(dh_judge(&old.baseline, &new.baseline, &options, &arena, &judged, &error), 0);
    return judged;
}

static void shift_all(size_t cell, double share, double noise)
{
    for (size_t s = 0; s < old.cell[cell].runs; s++) {
        double d = dh_log(1 + share) / M_LN10 + noise * ((double)(s * 7 % 11) - 5);
        const double shift[4] = {d, d, d, d / 2};
        new.run[cell][s] = run_of(s, shift, "b");
    }
}

/* ---- verdicts ---- */

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
    options.missing = false;
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
    new.baseline.cpu = "another";
    CU_ASSERT_TRUE(judge().machine_differs);
    new.baseline.cpu = old.baseline.cpu;
    new.baseline.version = "another";
    CU_ASSERT_TRUE(judge().machine_differs);
    old.baseline.rule = &(dh_rule){.ignore = true, .pattern = "m?*", .reason = "as the file says"};
    old.baseline.rules = 1;
    dh_judged got = judge();
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_IGNORED);
    CU_ASSERT_STRING_EQUAL(got.cell[0].cause, "as the file says");
    options.only = "nobody";
    CU_ASSERT_EQUAL(dh_judge(&old.baseline, &new.baseline, &options, &arena, &got, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no cell to compare; none is called like nobody"));
    options.only = NULL;
    for (dh_verdict v = DH_SAME; v < DH_VERDICTS; v++)
        CU_ASSERT_TRUE(*dh_verdict_name(v));
    for (size_t m = 0; m < DH_METRICS; m++)
        CU_ASSERT_TRUE(*dh_metric_name(m));
}

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

static void rules_accept_with_their_reason(void)
{
    dh_rule rule;
    make(&old, 2, 3, "a");
    make(&new, 2, 3, "b");
    CU_ASSERT_EQUAL_FATAL(dh_rule_parse("ignore m0 on *: because", &arena, &rule, &error), 0);
    options.rule = &rule;
    options.rules = 1;
    new.run[0][0].work = new.run[1][0].work = 2;
    dh_judged got = {0};
    CU_ASSERT_EQUAL_FATAL(dh_judge(&old.baseline, &new.baseline, &options, &arena, &got, &error), 0);
    CU_ASSERT_EQUAL(got.cell[0].verdict, DH_IGNORED);
    CU_ASSERT_STRING_EQUAL(got.cell[0].cause, "because");
    CU_ASSERT_EQUAL(got.cell[1].verdict, DH_MOVED);
    options.rules = 0;
}

/* ---- times ---- */

enum { PROCESSES = 9, TIMED = 4 };

/* Nine processes a side: 20 % slower, 20 % faster, 3 % slower, the same; with a noise that does not hide it. */
static void times(dh_paces before[PROCESSES], dh_paces after[PROCESSES])
{
    static const double factor[TIMED] = {1.2, 1 / 1.2, 1.03, 1};
    static const char *const name[TIMED] = {"slow", "fast", "near", "same"};
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
    static const dh_time_verdict want[] = {DH_TIME_SLOWER, DH_TIME_FASTER, DH_TIME_SAME, DH_TIME_SAME};
    for (size_t c = 0; c < TIMED; c++)
        CU_ASSERT_EQUAL(got.cell[c].verdict, want[c]);
    CHECK_CLOSE(got.cell[0].p, 4 / 48620.0, 1e-12); /* all of one side above the other, of four cells */
    CHECK_CLOSE(got.cell[0].old_seconds, 1.004e-6, 1e-12);
    CU_ASSERT_TRUE(got.cell[2].p < 0.002); /* sure, and within the margin */
    CHECK_CLOSE(got.cell[2].new_seconds / got.cell[2].old_seconds, 1.03, 1e-9);
    CU_ASSERT_EQUAL(got.needed, 7);   /* 4 / C(14, 7) <= 0.002 < 4 / C(12, 6) */
    after[3].pace[3].method = "gone"; /* not in every process */
    after[0].pace[0].problem = "q";   /* nowhere else */
    got = judge_times(before, after);
    CU_ASSERT_EQUAL(got.cells, 2);
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

static void paces_are_medians_of_a_process(void)
{
    dh_results results = {.path = "r"};
    dh_attribute attribute[] = {{"study", "s"}, {"cpu", "this one"}};
    dh_paces got;
    dh_table_init(&results.runs, &arena, 6);
    CU_ASSERT_EQUAL(dh_paces_measure(&results, &arena, &got, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "r: /runs/method: expected such a column");
    static const char *const method[] = {"a", "b", "a", "a", "b", "a"}, *const problem[] = {"p", "p", "p",
                                                                                            "p", "p", "q"};
    static const double oracle[] = {3, 1, 1, 5, 2, 0};
    for (size_t i = 0; i < 6; i++) {
        if (!i) {
            dh_table_add(&results.runs, "method", DH_TEXT, "");
            dh_table_add(&results.runs, "optimizer_seconds", DH_REAL, "");
            dh_table_add(&results.runs, "oracle_seconds", DH_REAL, "");
            dh_table_add(&results.runs, "problem", DH_TEXT, "");
            dh_table_add(&results.runs, "steps", DH_TEXT, "");
            CU_ASSERT_EQUAL(dh_paces_measure(&results, &arena, &got, &error), -1); /* of another type */
            results.runs.column[4].type = DH_WHOLE;
            results.runs.column[4].whole = DH_NEW(&arena, int64_t, 6);
        }
        results.runs.column[0].text[i] = method[i];
        results.runs.column[1].real[i] = 0;
        results.runs.column[2].real[i] = oracle[i];
        results.runs.column[3].text[i] = problem[i];
        results.runs.column[4].whole[i] = i == 4 ? 0 : 10; /* no step: no pace */
    }
    CU_ASSERT_EQUAL_FATAL(dh_paces_measure(&results, &arena, &got, &error), 0);
    CU_ASSERT_STRING_EQUAL(got.cpu, "unknown");
    results.attribute = attribute;
    results.attribute_count = 2;
    CU_ASSERT_EQUAL_FATAL(dh_paces_measure(&results, &arena, &got, &error), 0);
    CU_ASSERT_STRING_EQUAL(got.cpu, "this one");
    CU_ASSERT_EQUAL_FATAL(got.count, 2); /* on q no time went by */
    CHECK_CLOSE(got.pace[0].seconds, 0.3, 1e-15);
    CHECK_CLOSE(got.pace[1].seconds, 0.1, 1e-15);
}

/* ---- no memory ---- */

static size_t countdown; /* to the call that gets nothing; 0: all get what they ask for */

static bool is_refused(void)
{
    return countdown && !--countdown;
}

void *__real_dh_arena_alloc(dh_arena *from, size_t count, size_t size);
char *__real_dh_arena_copy(dh_arena *from, const char *text, size_t length);
char *__real_dh_arena_text(dh_arena *from, const char *text);
void *__wrap_dh_arena_alloc(dh_arena *from, size_t count, size_t size);
char *__wrap_dh_arena_copy(dh_arena *from, const char *text, size_t length);
char *__wrap_dh_arena_text(dh_arena *from, const char *text);
char *__wrap_dh_arena_format(dh_arena *from, const char *format, ...) __attribute__((format(printf, 2, 3)));

void *__wrap_dh_arena_alloc(dh_arena *from, size_t count, size_t size)
{
    return is_refused() ? NULL : __real_dh_arena_alloc(from, count, size);
}

char *__wrap_dh_arena_copy(dh_arena *from, const char *text, size_t length)
{
    return is_refused() ? NULL : __real_dh_arena_copy(from, text, length);
}

char *__wrap_dh_arena_text(dh_arena *from, const char *text)
{
    return is_refused() ? NULL : __real_dh_arena_text(from, text);
}

char *__wrap_dh_arena_format(dh_arena *from, const char *format, ...)
{
    char *text;
    va_list list;
    va_start(list, format);
    CU_ASSERT_FATAL(vasprintf(&text, format, list) >= 0);
    va_end(list);
    char *kept_text = is_refused() ? NULL : __real_dh_arena_text(from, text);
    free(text);
    return kept_text;
}

/* Each call in turn gets nothing: what was asked for fails, and says why. */
static void refuse_each(int (*act)(void))
{
    for (size_t n = 1; n < 20000; n++) {
        countdown = n;
        int failed = act();
        if (countdown) {
            countdown = 0;
            CU_ASSERT_TRUE(!failed && n > 3);
            return;
        }
        CU_ASSERT_EQUAL(failed, -1);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "memory"));
        if (failed != -1 || !strstr(error.text, "memory"))
            fprintf(stderr, "call %zu: %s\n", n, failed ? error.text : "it goes on");
    }
    CU_FAIL("it never ends");
}

static int judge_once(void)
{
    dh_judged judged;
    dh_arena own = {0};
    int failed = dh_judge(&old.baseline, &new.baseline, &options, &own, &judged, &error);
    dh_arena_finish(&own);
    return failed;
}

static char *kept;

static int parse_once(void)
{
    dh_baseline got;
    dh_arena own = {0};
    int failed = dh_baseline_parse("b", kept, strlen(kept), &own, &got, &error);
    dh_arena_finish(&own);
    return failed;
}

static int update_once(void)
{
    dh_baseline got;
    dh_arena own = {0};
    int failed = dh_baseline_update(&old.baseline, &new.baseline, "m*", &own, &got, &error);
    dh_arena_finish(&own);
    return failed;
}

static dh_paces before_paces[PROCESSES], after_paces[PROCESSES];

static int times_once(void)
{
    dh_timed timed;
    dh_arena own = {0};
    int failed = dh_times_judge(before_paces, after_paces, PROCESSES, 0.002, 0.05, &own, &timed, &error);
    dh_arena_finish(&own);
    return failed;
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
    kept = strdup(text_of(&old));
    refuse_each(parse_once);
    free(kept);
    make(&old, 2, 3, "a");
    make(&new, 2, 3, "b");
    refuse_each(update_once);
    times(before_paces, after_paces);
    refuse_each(times_once);
}

/* ---- simulation ---- */

static double t3(dh_stream *stream)
{
    double z = dh_stream_normal(stream), square = 0;
    for (int i = 0; i < 3; i++) {
        double y = dh_stream_normal(stream);
        square += y * y;
    }
    return z / sqrt(square / 3);
}

static double setting(const char *name, double usual)
{
    const char *text = getenv(name);
    return text ? strtod(text, NULL) : usual;
}

/* log10 ratios of deviation 0.1 by Student's law of 3 degrees of freedom, the part `shared` of their variance common
 * to the metrics: with 1 each metric has this law itself, else that of a sum of two. */
static void draw(dh_stream *stream, double shared, const double slower[4], dh_base_run run[MOST_SEEDS])
{
    const double unit = 0.1 / sqrt(3);
    for (size_t s = 0; s < MOST_SEEDS; s++) {
        double shift[4], common = t3(stream);
        for (int m = 0; m < 4; m++)
            shift[m] = slower[m] + unit * (sqrt(shared) * common + sqrt(1 - shared) * t3(stream));
        run[s] = run_of(s, shift, "b");
    }
}

/* 100 cells, all of them changed, one of them slower; each suite has a stream of its own. */
static dh_judged simulate(size_t suite, const char *purpose, const double slower[4])
{
    static const double none[4] = {0};
    dh_stream stream;
    dh_stream_init(&stream, 2385, "", "", (int64_t)suite, purpose);
    for (size_t c = 0; c < MOST_CELLS; c++)
        draw(&stream, setting("DH_GATE_SHARED", 0.5), c == 7 ? slower : none, new.run[c]);
    return judge();
}

static size_t suites(void)
{
    return (size_t)setting("DH_GATE_SUITES", 12);
}

/* None of them worse: at most one suite in a hundred raises an alarm. */
static void null_changes_raise_few_alarms(void)
{
    static const double none[4] = {0};
    size_t alarms = 0, count = suites();
    make(&old, MOST_CELLS, MOST_SEEDS, "a");
    make(&new, MOST_CELLS, MOST_SEEDS, "b");
    for (size_t i = 0; i < count; i++)
        alarms += simulate(i, "null changes", none).count[DH_SLOWER] > 0;
    printf("null changes: %zu of %zu suites raised an alarm\n", alarms, count);
    CU_ASSERT_TRUE((double)alarms <= 0.01 * (double)count + 3 * sqrt(0.0099 * (double)count));
}

/* Shares of a tenth are known well enough from a tenth of the suites. */
static size_t trials(void)
{
    return getenv("DH_GATE_SUITES") ? suites() / 10 : suites();
}

static size_t found(double share, size_t metrics, const char *what)
{
    double slower[4] = {0};
    size_t hits = 0;
    for (size_t m = 4 - metrics; m < 4; m++)
        slower[m] = dh_log(1 + share) / M_LN10;
    for (size_t i = 0; i < trials(); i++)
        hits += simulate(i, what, slower).cell[7].verdict == DH_SLOWER;
    printf("%s: found in %zu of %zu suites\n", what, hits, trials());
    return hits;
}

static void slow_downs_are_found_and_margins_kept(void)
{
    make(&old, MOST_CELLS, MOST_SEEDS, "a");
    make(&new, MOST_CELLS, MOST_SEEDS, "b");
    CU_ASSERT_TRUE((double)found(0.2, 4, "20 % slower") >= 0.9 * (double)trials() - 2);
    CU_ASSERT_TRUE((double)found(0.02, 4, "2 % slower") <= 0.01 * (double)trials() + 1);
    if (getenv("DH_GATE_SUITES")) {
        found(0.05, 4, "5 % slower");
        found(0.2, 1, "a gap 20 % larger, the rest as before");
    }
}

static void identical_results_never_alarm(void)
{
    make(&old, MOST_CELLS, 3, "a");
    make(&new, MOST_CELLS, 3, "a");
    size_t alarms = 0, count = getenv("DH_GATE_SUITES") ? suites() : 100;
    for (size_t i = 0; i < count; i++)
        alarms += judge().count[DH_SAME] != MOST_CELLS;
    printf("identical results: %zu alarms in %zu\n", alarms, count);
    CU_ASSERT_EQUAL(alarms, 0);
}

SUITE("verdict", {"equal hashes pass", equal_hashes_pass_whatever_else_is_there},
      {"slower, faster, between", slower_faster_between}, {"too few seeds", few_seeds_are_refused_with_the_number},
      {"no chance", a_run_without_chance_is_judged_by_its_size}, {"unreached targets", unreached_targets_rank_worst},
      {"words", each_size_has_its_words}, {"seeds", seeds_are_named},
      {"not comparable", what_cannot_be_compared_is_told_apart}, {"updates", updates_put_cells_in_their_places},
      {"rounding", rounding_is_told_from_change}, {"lost runs", lost_runs_fail_at_once},
      {"what differs", what_differs_is_named}, {"rules", rules_accept_with_their_reason},
      {"times", times_are_judged_by_process}, {"other machines", times_of_other_machines_are_not_compared},
      {"paces", paces_are_medians_of_a_process}, {"no memory", no_memory_is_told},
      {"text there and back", a_baseline_reads_back_what_was_put}, {"torn text", a_torn_baseline_is_refused},
      {"wrong text", what_is_not_a_baseline_is_named}, {"identical results", identical_results_never_alarm},
      {"null changes", null_changes_raise_few_alarms}, {"slow-downs", slow_downs_are_found_and_margins_kept})
