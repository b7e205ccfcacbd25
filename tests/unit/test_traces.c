/* Traces read back from results files. */
#include "suite.h"

#include "store/results.h"
#include "summary/curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static dh_arena arena;
static dh_error error;
static dh_traces traces;

enum { RUNS = 6, ROWS = 3 };
static const char *const column[] = {"step", "epoch", "cost", "sample_gradients", "test_accuracy", "seconds"};
enum { COLUMNS = sizeof column / sizeof *column };
static bool backwards; /* x of run 3 falls */
static size_t rows_each;
static size_t tuned = SIZE_MAX; /* a run of the tuning phase */

/* run i: problem i % 2, method i / 2 % 2; the last one diverged */
static int record(void *self, size_t run, dh_arena *into, dh_record *ret, dh_error *failure)
{
    (void)self;
    (void)failure;
    *ret = (dh_record){.status = run == RUNS - 1 ? DH_DIVERGED : DH_FINISHED,
                       .cause = run == RUNS - 1 ? "cost over 1e100" : "",
                       .rows = rows_each,
                       .columns = COLUMNS,
                       .column = DH_NEW(into, const char *, COLUMNS),
                       .value = DH_NEW(into, double, COLUMNS *ROWS)};
    snprintf(ret->id, sizeof ret->id, "%032zx", run + 2385);
    memcpy(ret->column, column, sizeof column);
    for (size_t row = 0; row < rows_each; row++) {
        double at = backwards && run == 3 ? (double)(ROWS - row) : (double)row;
        const double value[] = {10 * at,  0.5 * at,  7.5 - (double)row - 0.125 * (double)run,
                                120 * at, 0.25 * at, 0.01 * at};
        memcpy(ret->value + row * COLUMNS, value, sizeof value);
    }
    dh_record_close(ret);
    return 0;
}

static void write_results(const char *path, size_t runs)
{
    dh_table labels, problems, plugins;
    dh_table_init(&labels, &arena, runs);
    dh_table_init(&problems, &arena, 2);
    dh_table_init(&plugins, &arena, 0);
    const char **id = dh_table_add(&labels, "id", DH_TEXT, "")->text;
    const char **problem = dh_table_add(&labels, "problem", DH_TEXT, "")->text;
    const char **method = dh_table_add(&labels, "method", DH_TEXT, "")->text;
    int64_t *seed = dh_table_add(&labels, "seed", DH_WHOLE, "")->whole;
    const char **phase = dh_table_add(&labels, "phase", DH_TEXT, "")->text;
    for (size_t i = 0; i < runs; i++) {
        phase[i] = i == tuned ? "tune" : "final";
        id[i] = dh_arena_format(&arena, "%032zx", i + 2385);
        problem[i] = i % 2 ? "rosenbrock" : "line";
        method[i] = i / 2 % 2 ? "adam lr=0.01" : "sgd lr=0.1";
        seed[i] = (int64_t)(i / 4);
    }
    dh_column *name = dh_table_add(&problems, "problem", DH_TEXT, "");
    name->text[0] = "line";
    name->text[1] = "rosenbrock";
    dh_column *f_star = dh_table_add(&problems, "f_star", DH_REAL, "");
    f_star->real[0] = 2.5;
    dh_column *samples = dh_table_add(&problems, "samples", DH_WHOLE, "");
    samples->whole[0] = 80;
    dh_results_head head = {
        .study = "small", .yaml = "study: small\n", .runs = &labels, .problems = &problems, .plugins = &plugins};
    if (dh_results_write(path, &head, record, NULL, &error))
        fprintf(stderr, "%s\n", error.text);
}

static char folder[] = "/tmp/dh_traces_XXXXXX";
static char path[2][64];

static dh_results *open_results(int which)
{
    dh_results *results = DH_NEW(&arena, dh_results, 1);
    error.text[0] = 0;
    if (dh_results_open(path[which], &arena, results, &error))
        fprintf(stderr, "%s\n", error.text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(results->file);
    return results;
}

static void write_two(size_t rows)
{
    if (!path[0][0]) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
        snprintf(path[0], sizeof path[0], "%s/a.h5", folder);
        snprintf(path[1], sizeof path[1], "%s/b.h5", folder);
    }
    dh_arena_finish(&arena);
    rows_each = rows;
    write_results(path[0], RUNS - 2);
    write_results(path[1], RUNS);
}

static void finish_files(dh_results **results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        dh_results_close(results[i]);
    dh_arena_finish(&arena);
}

static void traces_come_from_files(void)
{
    write_two(ROWS);
    dh_results *both[] = {open_results(0), open_results(1)};
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(both, 2, DH_AXIS_GRADIENTS, NULL, NULL, &arena, &traces, &error), 0);
    CU_ASSERT_EQUAL_FATAL(traces.count, RUNS); /* the second file repeats the first and goes on */
    const dh_trace *line = &traces.trace[2], *rosenbrock = &traces.trace[5];
    CU_ASSERT_STRING_EQUAL(line->problem, "line");
    CU_ASSERT_STRING_EQUAL(line->method, "adam lr=0.01");
    CU_ASSERT_TRUE(line->gap);
    CU_ASSERT_EQUAL_FATAL(line->rows, ROWS);
    CHECK_CLOSE(line->x[2], 240.0 / 80, 1e-15);
    CHECK_CLOSE(line->y[2], 7.5 - 2 - 0.25 - 2.5, 1e-15);
    CU_ASSERT_FALSE(rosenbrock->gap); /* f* is not known: the cost itself; no dataset: a gradient is a pass */
    CHECK_CLOSE(rosenbrock->x[1], 120, 1e-15);
    CHECK_CLOSE(rosenbrock->y[1], 7.5 - 1 - 0.625, 1e-15);
    CU_ASSERT_EQUAL(rosenbrock->status, DH_DIVERGED);
    CU_ASSERT_EQUAL(rosenbrock->seed, 1);
    finish_files(both, 2);
}

static void other_columns_and_axes(void)
{
    write_two(ROWS);
    dh_results *one[] = {open_results(1)};
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_SECONDS, "test_accuracy", NULL, &arena, &traces, &error), 0);
    CU_ASSERT_TRUE(traces.larger_is_better);
    CHECK_CLOSE(traces.trace[0].x[2], 0.02, 1e-15);
    CHECK_CLOSE(traces.trace[0].y[2], 0.5, 1e-15);
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_EPOCH, "cost", NULL, &arena, &traces, &error), 0);
    CHECK_CLOSE(traces.trace[0].x[1], 0.5, 1e-15);
    CHECK_CLOSE(traces.trace[0].y[1], 6.5, 1e-15);
    CU_ASSERT_EQUAL(dh_traces_read(one, 1, DH_AXIS_STEP, "test_acuracy", NULL, &arena, &traces, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "test_accuracy"));
    finish_files(one, 1);
}

/* The least cost of all runs on a problem stands for f* where that is not known; where it is known nothing changes.
 */
static void gaps_to_the_best_seen(void)
{
    write_two(ROWS);
    dh_results *one[] = {open_results(1)};
    dh_traces costs;
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_STEP, "cost", NULL, &arena, &costs, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_STEP, "gap", NULL, &arena, &traces, &error), 0);
    CU_ASSERT_EQUAL_FATAL(costs.count, traces.count);
    double least = INFINITY;
    size_t unknown = 0;
    for (size_t i = 0; i < costs.count; i++)
        for (size_t row = 0; row < costs.trace[i].rows && !strcmp(costs.trace[i].problem, "rosenbrock"); row++)
            least = costs.trace[i].y[row] < least ? costs.trace[i].y[row] : least;
    for (size_t i = 0; i < costs.count; i++) {
        const dh_trace *cost = &costs.trace[i], *gap = &traces.trace[i];
        bool seen = !strcmp(cost->problem, "rosenbrock");
        CU_ASSERT_TRUE(gap->gap);
        CU_ASSERT_EQUAL(gap->best_seen, seen);
        unknown += seen;
        for (size_t row = 0; row < cost->rows; row++)
            CU_ASSERT_EQUAL(gap->y[row], cost->y[row] - (seen ? least : 2.5));
    }
    CU_ASSERT_TRUE(unknown > 1 && unknown < costs.count && least < INFINITY);
    finish_files(one, 1);
}

static void tuning_runs_are_left_out(void)
{
    tuned = 1;
    write_two(ROWS);
    tuned = SIZE_MAX;
    dh_results *one[] = {open_results(1)};
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_STEP, NULL, NULL, &arena, &traces, &error), 0);
    CU_ASSERT_EQUAL_FATAL(traces.count, RUNS - 1);
    CU_ASSERT_STRING_EQUAL(traces.trace[1].id, dh_arena_format(&arena, "%032zx", (size_t)2387));
    finish_files(one, 1);
}

static void files_without_history_or_with_a_broken_one(void)
{
    write_two(0);
    dh_results *one[] = {open_results(1)};
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_STEP, "cost", NULL, &arena, &traces, &error), 0);
    dh_curves curves;
    CU_ASSERT_EQUAL_FATAL(dh_curves_make(&traces, DH_SCALE_LINEAR, 400, &arena, &curves, &error), 0);
    CU_ASSERT_EQUAL(curves.panels, 2);
    CU_ASSERT_EQUAL(curves.panel[0].curve[0].points, 0);
    CU_ASSERT_EQUAL(curves.panel[0].curve[0].final, INFINITY);
    finish_files(one, 1);
    backwards = true;
    write_two(ROWS);
    backwards = false;
    dh_results *broken[] = {open_results(1)};
    CU_ASSERT_EQUAL(dh_traces_read(broken, 1, DH_AXIS_STEP, NULL, NULL, &arena, &traces, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "run 3"));
    finish_files(broken, 1);
    unlink(path[0]);
    unlink(path[1]);
    rmdir(folder);
}

static void groups_come_from_files(void)
{
    write_two(ROWS);
    dh_results *one[] = {open_results(1)};
    CU_ASSERT_EQUAL_FATAL(dh_traces_read(one, 1, DH_AXIS_STEP, "cost", "method", &arena, &traces, &error), 0);
    for (size_t i = 0; i < traces.count; i++)
        CU_ASSERT_STRING_EQUAL(traces.trace[i].group, traces.trace[i].method);
    CU_ASSERT_EQUAL(dh_traces_read(one, 1, DH_AXIS_STEP, "cost", "seed", &arena, &traces, &error), -1);
    CU_ASSERT_EQUAL(dh_traces_read(one, 1, DH_AXIS_STEP, "cost", "methid", &arena, &traces, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean \"method\"?"));
    finish_files(one, 1);
}

SUITE("traces", {"traces come from files", traces_come_from_files}, {"other columns and axes", other_columns_and_axes},
      {"gaps to the best seen", gaps_to_the_best_seen}, {"tuning runs are left out", tuning_runs_are_left_out},
      {"groups come from files", groups_come_from_files},
      {"files without history, or with a broken one", files_without_history_or_with_a_broken_one})
