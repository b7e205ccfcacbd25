/* What it means to reach a target, and how runs become contests. */
#include "suite.h"

#include "summary/apart.h"
#include "summary/compare.h"
#include "summary/ecdf.h"
#include "summary/factors.h"
#include "summary/outcomes.h"

#include <math.h>
#include <string.h>

static dh_arena arena;
static dh_error error;
static dh_trace trace[16];
static dh_traces traces;

static void begin(bool larger_is_better)
{
    dh_arena_finish(&arena);
    traces = (dh_traces){.trace = trace, .larger_is_better = larger_is_better};
    error.text[0] = 0;
}

static dh_trace *add(const char *problem, const char *method, int64_t seed, dh_status status, size_t rows,
                     const double *x, const double *y)
{
    trace[traces.count] = (dh_trace){.problem = problem,
                                     .method = method,
                                     .id = "",
                                     .seed = seed,
                                     .status = status,
                                     .f_star = NAN,
                                     .rows = rows,
                                     .x = x,
                                     .y = y,
                                     .row = traces.count};
    return &trace[traces.count++];
}

static dh_contests make(void)
{
    dh_contests contests;
    CU_ASSERT_EQUAL_FATAL(dh_contests_make(&traces, &arena, &contests, &error), 0);
    return contests;
}

static const double x5[] = {0, 2, 4, 6, 9};

/* f* = 0 for a gap: f0 = 8, tau = 1/8 is reached by exactly 1, which is enough; what comes later changes nothing. */
static void targets_are_reached_once(void)
{
    static const double falls[] = {8, 3, 1, 0.5, 70}, nan[] = {8, NAN, 0.5, NAN, NAN}, slow[] = {8, 7, 6, 5, 1.0625};
    begin(false);
    add("line", "falls", 1, DH_DIVERGED, 5, x5, falls)->gap = true;
    add("line", "nan", 1, DH_CRASHED, 5, x5, nan)->gap = true;
    add("line", "slow", 1, DH_FINISHED, 5, x5, slow)->gap = true;
    add("line", "none", 1, DH_OUT_OF_MEMORY, 0, NULL, NULL)->gap = true;
    dh_contests all = make();
    double cost[4];
    dh_contest_costs(&all, all.contest, (dh_goal){.value = 0.125}, cost);
    CU_ASSERT_TRUE(cost[0] == 4 && cost[1] == 4 && cost[2] == INFINITY && cost[3] == INFINITY);
    CU_ASSERT_EQUAL(all.contest->floor, DH_FLOOR_CERTIFIED);
    CU_ASSERT_TRUE(all.contest->first == 2 && all.contest->last == 9 && all.contest->best == 0);
    CU_ASSERT_EQUAL(dh_trace_final(&trace[0], false), INFINITY);
    CU_ASSERT_EQUAL(dh_trace_final(&trace[1], false), INFINITY);
    CU_ASSERT_EQUAL(dh_trace_final(&trace[2], false), 1.0625);
    CU_ASSERT_TRUE(dh_trace_spent(&trace[2]) == 9 && dh_trace_spent(&trace[3]) == 0);
}

/* Without f*: the best of all runs, -2.5, stands for it; 5.5 is halfway from 13.5. A cost as the target with a gap:
 * f* is added. */
static void floors(void)
{
    static const double a[] = {13.5, 9, 5.5, 5.25, 5}, b[] = {12.5, 5, 2.5, -2.5, INFINITY};
    begin(false);
    add("line", "a", 1, DH_FINISHED, 5, x5, a);
    add("line", "b", 1, DH_FINISHED, 5, x5, b);
    dh_contests all = make();
    double cost[2];
    CU_ASSERT_TRUE(all.contest->floor == DH_FLOOR_BEST_SEEN && all.contest->best == -2.5);
    dh_contest_costs(&all, all.contest, (dh_goal){.value = 0.5}, cost);
    CU_ASSERT_TRUE(cost[0] == 4 && cost[1] == 2); /* of each run's own start */
    dh_contest_costs(&all, all.contest, (dh_goal){.absolute = true, .value = 5}, cost);
    CU_ASSERT_TRUE(cost[0] == 9 && cost[1] == 2);
    trace[0].gap = trace[1].gap = true;
    trace[0].f_star = trace[1].f_star = 100;
    all = make();
    dh_contest_costs(&all, all.contest, (dh_goal){.absolute = true, .value = 105.5}, cost);
    CU_ASSERT_TRUE(cost[0] == 4 && cost[1] == 2);
    CU_ASSERT_EQUAL(all.contest->resolution, 100 * 0x1p-52);
}

static void scores_go_up(void)
{
    static const double a[] = {0.5, 0.6, 0.75, 0.7, 0.9}, b[] = {0.5, 0.4, 0.3, 0.2, 0.1};
    begin(true);
    add("digits", "a", 1, DH_FINISHED, 5, x5, a);
    add("digits", "b", 1, DH_FINISHED, 5, x5, b);
    dh_contests all = make();
    double cost[2], area;
    dh_contest_costs(&all, all.contest, (dh_goal){.value = 0.5}, cost); /* 0.9 - 0.5 (0.9 - 0.5) = 0.7 */
    CU_ASSERT_TRUE(all.contest->best == 0.9 && cost[0] == 4 && cost[1] == INFINITY);
    dh_contest_costs(&all, all.contest, (dh_goal){.absolute = true, .value = 0.85}, cost);
    CU_ASSERT_TRUE(cost[0] == 9 && cost[1] == INFINITY);
    CU_ASSERT_TRUE(dh_trace_final(&trace[0], true) == -0.9);
    dh_steps steps;
    CU_ASSERT_EQUAL_FATAL(dh_ecdf_make(&all, all.contest, 0, &arena, &steps, &area, &error), 0);
    CU_ASSERT_TRUE(steps.points == 2 && steps.x[0] == 4 && steps.x[1] == 9 && steps.share[1] == 1);
    CHECK_CLOSE(steps.share[0], 2 / 35.0,
                1e-15); /* 10^-0.2 and 10^-0.4 are above (0.9 - 0.75) / 0.4, 10^-0.6 is not */
}

/* The ECDF's one pass is the same as a search for each target. */
static void ecdf_is_all_targets(void)
{
    static const double y[] = {700, 699, 3, 3.5, 0.00001};
    begin(false);
    add("line", "a", 1, DH_FINISHED, 5, x5, y)->gap = true;
    dh_contests all = make();
    dh_steps steps;
    double area, cost[DH_ECDF_TARGETS];
    for (size_t i = 0; i < DH_ECDF_TARGETS; i++) {
        dh_contest_costs(&all, all.contest, (dh_goal){.value = dh_ecdf_tau(i)}, &cost[i]);
        CU_ASSERT_TRUE(!i || dh_ecdf_tau(i) < dh_ecdf_tau(i - 1));
    }
    dh_steps want;
    CU_ASSERT_EQUAL_FATAL(dh_steps_make(cost, DH_ECDF_TARGETS, &arena, &want, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_ecdf_make(&all, all.contest, 0, &arena, &steps, &area, &error), 0);
    CU_ASSERT_EQUAL_FATAL(steps.points, want.points);
    CU_ASSERT_FALSE(memcmp(steps.share, want.share, steps.points * sizeof *steps.share));
    CHECK_CLOSE(dh_ecdf_tau(DH_ECDF_TARGETS - 1), 1e-7, 1e-14);
}

static void what_cannot_be_compared(void)
{
    static const double y[] = {8, 3, 1, 0.5, 70}, nothing[] = {NAN, NAN, NAN, NAN, NAN};
    dh_contests all;
    begin(false);
    add("line", "a", 7, DH_FINISHED, 5, x5, y);
    add("line", "a", 7, DH_FINISHED, 5, x5, y);
    CU_ASSERT_EQUAL(dh_contests_make(&traces, &arena, &all, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "problem \"line\", method \"a\": two different runs with seed 7"));
    trace[1].seed = 8;
    trace[1].gap = true;
    CU_ASSERT_EQUAL(dh_contests_make(&traces, &arena, &all, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "f* is known in one file and not in another"));
    trace[1] = (dh_trace){.problem = "other", .method = "b", .rows = 5, .x = x5, .y = nothing};
    all = make();
    CU_ASSERT_TRUE(all.count == 1 && all.left_out == 1 && all.methods == 2 && !strcmp(all.contest->problem, "line"));
    trace[0].y = nothing;
    CU_ASSERT_EQUAL(dh_contests_make(&traces, &arena, &all, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.text, "no run of 2 has a finite value of what is to be compared");
}

static void files_are_told_apart(void)
{
    static const double y[] = {8, 3, 1, 0.5, 70};
    static const char *const name[] = {"before.h5", "after.h5"};
    bool told;
    begin(false);
    add("line", "adam", 7, DH_FINISHED, 5, x5, y);
    add("line", "adam", 8, DH_FINISHED, 5, x5, y)->file = 1; /* more seeds of the same */
    CU_ASSERT_EQUAL_FATAL(dh_traces_tell_apart(&traces, name, &arena, &told, &error), 0);
    CU_ASSERT_TRUE(!told && !strcmp(trace[1].method, "adam"));
    add("line", "adam", 7, DH_FINISHED, 5, x5, y)->file = 1;
    CU_ASSERT_EQUAL_FATAL(dh_traces_tell_apart(&traces, name, &arena, &told, &error), 0);
    CU_ASSERT_TRUE(told && !strcmp(trace[0].method, "adam [before.h5]") &&
                   !strcmp(trace[1].method, "adam [after.h5]"));
}

static void levels_of_factors(void)
{
    static const char *text[] = {"1", "x", "0.01", "", "1", "0.01"};
    static const double number[] = {1, NAN, 0.01, NAN, 1, 0.01};
    static const size_t index[] = {0, 1, 2, 3, 4, 5}, want[] = {1, 2, 0, 3, 1, 0};
    const dh_factor factor = {"lr", text, number};
    size_t code[6], example[6];
    CU_ASSERT_EQUAL(dh_factor_levels(&factor, index, 6, code, example), 4);
    CU_ASSERT_FALSE(memcmp(code, want, sizeof want));
    CU_ASSERT_TRUE(example[0] == 2 && example[1] == 0);
    CU_ASSERT_EQUAL(dh_factor_levels(&factor, index + 4, 2, code, example), 2);
    CU_ASSERT_TRUE(code[0] == 1 && code[1] == 0);
}

static void stable_runs_end_no_worse(void)
{
    static const double same[] = {8, 9, 7, 6, 8}, worse[] = {8, 3, 1, 0.5, 8.0625},
                        up[] = {0.5, 0.5, 0.5, 0.5, 0.625};
    for (int score = 0; score < 2; score++) {
        begin(score);
        add("line", "a", 1, DH_FINISHED, 5, x5, score ? up : same);
        add("line", "b", 1, DH_FINISHED, 5, x5, worse);
        add("line", "c", 1, DH_DIVERGED, 5, x5, same);
        dh_outcomes all;
        CU_ASSERT_EQUAL_FATAL(dh_outcomes_make(&traces, &arena, &all, &error), 0);
        CU_ASSERT_TRUE(all.outcome[0].stable && !all.outcome[0].lost);
        CU_ASSERT_EQUAL(all.outcome[1].stable, score);
        CU_ASSERT_TRUE(!all.outcome[2].stable && all.outcome[2].lost && all.outcome[2].final == INFINITY);
    }
}

/* A problem that one method was not run on: it is ranked there among the others, and does not stand overall. */
static void standings_need_every_problem(void)
{
    static const double fast[] = {8, 1, 0, 0, 0}, slow[] = {8, 7, 6, 1, 0};
    const dh_compare_options options = {.target = {.value = 0.125}, .level = 0.95, .resamples = 20};
    begin(false);
    for (int64_t seed = 0; seed < 2; seed++) {
        add("line", "fast", seed, DH_FINISHED, 5, x5, fast)->gap = true;
        add("line", "slow", seed, DH_FINISHED, 5, x5, slow)->gap = true;
        add("line", "part", seed, DH_FINISHED, 5, x5, slow)->gap = true;
        add("digits", "fast", seed, DH_FINISHED, 5, x5, fast)->gap = true;
        add("digits", "slow", seed, DH_FINISHED, 5, x5, slow)->gap = true;
    }
    dh_contests all = make();
    dh_comparison c;
    CU_ASSERT_EQUAL_FATAL(dh_compare(&all, &options, &arena, &c, &error), 0);
    CU_ASSERT_TRUE(c.match[0].entries == 3 && c.match[1].entries == 2);
    CU_ASSERT_TRUE(c.match[0].entry[0].rank == 1 && c.match[0].entry[1].rank == 2.5);
    CU_ASSERT_EQUAL_FATAL(c.standings, 2);
    CU_ASSERT_TRUE(c.standing[0].rank == 1 && c.standing[1].rank == 2 && c.standing[0].first == 1);
    CU_ASSERT_TRUE(c.few_seeds && !c.by_seed && c.blocks == 2);
    CU_ASSERT_EQUAL(c.match[0].entry[1].pairs, 1); /* every seed did the same */
    CHECK_CLOSE(c.match[0].entry[1].effect.estimate, 3, 1e-14);
}

/* Three seeds of four for a, one for b, on both problems: a is mostly first, not always. */
static void ranks_are_as_sure_as_the_seeds(void)
{
    static const double at2[] = {8, 1, 0, 0, 0}, at4[] = {8, 7, 1, 0, 0}, at6[] = {8, 7, 6, 1, 0},
                        at9[] = {8, 7, 6, 5, 1};
    static const double *const a[] = {at2, at4, at2, at9}, *const b[] = {at4, at6, at4, at2};
    const dh_compare_options options = {.target = {.value = 0.125}, .level = 0.95, .resamples = 400};
    begin(false);
    for (int64_t seed = 0; seed < 4; seed++)
        for (int problem = 0; problem < 2; problem++) {
            add(problem ? "line" : "digits", "a", seed, DH_FINISHED, 5, x5, a[seed])->gap = true;
            add(problem ? "line" : "digits", "b", seed, DH_FINISHED, 5, x5, b[seed])->gap = true;
        }
    dh_contests all = make();
    dh_comparison c;
    CU_ASSERT_EQUAL_FATAL(dh_compare(&all, &options, &arena, &c, &error), 0);
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_TRUE(c.standing[i].interval.low == 1 && c.standing[i].interval.high == 2);
        CU_ASSERT_TRUE(c.standing[i].first > 0.2 && c.standing[i].first < 0.9);
    }
}

SUITE("contest", {"a target is reached once", targets_are_reached_once}, {"floors", floors}, {"scores", scores_go_up},
      {"the ECDF is that of all targets", ecdf_is_all_targets}, {"what cannot be compared", what_cannot_be_compared},
      {"files told apart", files_are_told_apart}, {"levels", levels_of_factors},
      {"stable runs", stable_runs_end_no_worse}, {"sure ranks", ranks_are_as_sure_as_the_seeds},
      {"standings", standings_need_every_problem})
