/* Results into a baseline: a study of eight made-up runs, written as the program writes it and read back; then read
 * with each of its parts missing, or another. */
#include "suite.h"

#include "store/results.h"
#include "verdict_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static dh_arena arena, own; /* of the results; of what is measured */
static dh_error error;
static dh_results results;

/* ---- a made-up study ---- */

static const char rows_hash[] = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

/* A gap of 2^-k in row k, above 2; so 0.1, 0.01 and 0.001 of the start's are reached in rows 4, 7 and 10. */
static const struct {
    const char *method, *problem, *phase;
    int64_t seed;
    dh_status status;
    size_t rows;
    double last; /* the last cost; 0: as above */
} run[] = {
    {"a", "bowl", "final", 1, DH_FINISHED, 12, 0},         {"a", "bowl", "final", 0, DH_FINISHED, 6, 0},
    {"b", "rows", "final", 2, DH_DIVERGED, 9, NAN},        {"a", "bowl", "tune", 0, DH_FINISHED, 4, -9},
    {"a", "rows", "final", 0, DH_FINISHED, 4200, 0},       {"b", "rows", "final", 1, DH_REFUSED, 0, 0},
    {"b", "rows", "final", 0, DH_TARGET_REACHED, 12, 1.5}, {"a", "rows", "final", 1, DH_FINISHED, 9, INFINITY},
};
enum { RUNS = sizeof run / sizeof *run, COLUMNS = 7 };

static double cost_of(size_t i, size_t row)
{
    return row + 1 == run[i].rows && run[i].last != 0 ? run[i].last : 2 + ldexp(1, -(int)row);
}

/* On rows a gradient is 150 terms, a loss 50. Run 4 asks for losses alone. */
static double value_of(size_t i, size_t row, size_t column)
{
    double k = (double)row, gradients = i == 4 ? 0 : k + 1, each = i < 2 ? 1 : 150;
    const double value[COLUMNS] = {k, cost_of(i, row), gradients, 2 * k, each * gradients, 50 * k, 0.5};
    return value[column];
}

static int make_record(void *self, size_t i, dh_arena *to, dh_record *r, dh_error *ret)
{
    static const char *column[] = {"step",          "cost", "gradient_evals", "hvps", "sample_gradients",
                                   "sample_losses", "rate"};
    (void)ret;
    *r = (dh_record){.status = run[i].status,
                     .cause = "",
                     .rows = run[i].rows,
                     .columns = *(const size_t *)self,
                     .column = column};
    r->ledger.steps = 10 * i;
    snprintf(r->id, sizeof r->id, "%032zx", i);
    r->value = DH_NEW(to, double, r->rows * r->columns);
    for (size_t k = 0; k < r->rows * r->columns; k++)
        r->value[k] = value_of(i, k / r->columns, k % r->columns);
    dh_record_close(r);
    return 0;
}

static void make_runs(dh_table *runs)
{
    static const char *const text[] = {"method", "optimizer", "problem", "problem_plugin", "schedule",
                                       "budget", "phase",     "id",      "problem_shape"};
    dh_table_init(runs, &arena, RUNS);
    for (size_t c = 0; c < sizeof text / sizeof *text; c++)
        dh_table_add(runs, text[c], DH_TEXT, "");
    dh_table_add(runs, "seed", DH_WHOLE, "");
    dh_table_add(runs, "problem_size", DH_REAL, "");
    dh_table_add(runs, "problem_l2", DH_REAL, "");
    dh_table_add(runs, "problem_sum", DH_REAL, "");
    dh_table_add(runs, "problem_count", DH_WHOLE, "no parameter");
    for (size_t i = 0; i < RUNS; i++) {
        bool bowl = !strcmp(run[i].problem, "bowl");
        const char *value[] = {run[i].method,      "adam",     run[i].problem, bowl ? "sphere" : "least_squares",
                               "constant",         "steps=11", run[i].phase,   dh_arena_format(&arena, "%032zx", i),
                               bowl ? "round" : ""};
        for (size_t c = 0; c < sizeof text / sizeof *text; c++)
            runs->column[c].text[i] = value[c];
        dh_table_find(runs, "seed")->whole[i] = run[i].seed;
        dh_table_find(runs, "problem_l2")->real[i] = bowl ? NAN : 1.0 / 3;
        dh_table_find(runs, "problem_size")->real[i] = 2.385;
    }
}

static void make_others(dh_table *problems, dh_table *plugins)
{
    static const char *const name[] = {"kind", "name", "abi", "sha256"}, *const plugin[] = {"optimizer", "adam",
                                                                                            "1.0", rows_hash};
    dh_table_init(problems, &arena, 2);
    const char **label = dh_table_add(problems, "problem", DH_TEXT, "")->text;
    label[0] = "rows", label[1] = "bowl";
    dh_table_add(problems, "dataset_hash", DH_TEXT, "")->text[0] = rows_hash;
    dh_table_add(problems, "f_star", DH_REAL, "")->real[1] = 2;
    int64_t *dim = dh_table_add(problems, "dim", DH_WHOLE, "")->whole;
    dim[0] = 5, dim[1] = 3;
    dh_table_add(problems, "samples", DH_WHOLE, "")->whole[0] = 150;
    dh_table_init(plugins, &arena, 1);
    for (size_t i = 0; i < 4; i++)
        dh_table_add(plugins, name[i], DH_TEXT, "")->text[0] = plugin[i];
}

/* Anew, with so many columns of a history. */
static void begin(size_t columns)
{
    static const dh_attribute attribute[] = {{"cpu", "this one"}, {"version", "0.1.0"}};
    char path[] = "/tmp/dh_measure_XXXXXX";
    dh_table runs, problems, plugins;
    dh_results_close(&results);
    dh_arena_finish(&arena);
    make_runs(&runs);
    make_others(&problems, &plugins);
    dh_results_head head = {.study = "made up",
                            .yaml = "study: made up\n",
                            .attribute_count = 2,
                            .attribute = attribute,
                            .runs = &runs,
                            .problems = &problems,
                            .plugins = &plugins};
    int file = mkstemp(path);
    CU_ASSERT_FATAL(file >= 0);
    close(file);
    CU_ASSERT_EQUAL_FATAL(dh_results_write(path, &head, make_record, &columns, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_results_open(path, &arena, &results, &error), 0);
    unlink(path);
}

static int try(const dh_baseline *by, dh_baseline *ret)
{
    dh_arena_finish(&own);
    return dh_baseline_measure(&results, by, &own, ret, &error);
}

static dh_baseline measure(const dh_baseline *by)
{
    dh_baseline got = {0};
    CU_ASSERT_EQUAL_FATAL(try(by, &got), 0);
    return got;
}

static void refused(const char *words)
{
    dh_baseline got;
    CU_ASSERT_EQUAL(try(NULL, &got), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    if (!strstr(error.text, words))
        fprintf(stderr, "expected '%s': %s\n", words, error.text);
}

/* ---- what is measured ---- */

static void cells_are_in_order_and_seeds_rise(void)
{
    static const struct {
        const char *method, *problem;
        size_t runs;
    } want[] = {{"a", "bowl", 2}, {"b", "rows", 3}, {"a", "rows", 2}};
    begin(COLUMNS);
    dh_baseline got = measure(NULL);
    CU_ASSERT_EQUAL_FATAL(got.cells, 3);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(got.cell[i].method, want[i].method);
        CU_ASSERT_STRING_EQUAL(dh_baseline_problem(&got, i), want[i].problem);
        CU_ASSERT_EQUAL_FATAL(got.cell[i].runs, want[i].runs);
        for (size_t k = 0; k < want[i].runs; k++)
            CU_ASSERT_EQUAL(got.cell[i].run[k].seed, (int64_t)k);
        CU_ASSERT_STRING_EQUAL(got.cell[i].optimizer, "adam");
        CU_ASSERT_STRING_EQUAL(got.cell[i].schedule, "constant");
        CU_ASSERT_STRING_EQUAL(got.cell[i].budget, "steps=11");
    }
    CU_ASSERT_STRING_EQUAL(got.study, "made up");
    CU_ASSERT_STRING_EQUAL(got.cpu, "this one");
    CU_ASSERT_STRING_EQUAL(got.compiler, "unknown");
    CU_ASSERT_EQUAL(got.plugins, 1);
    CU_ASSERT_STRING_EQUAL(got.plugin->abi, "1.0");
}

static void work_is_counted_in_terms(void)
{
    begin(COLUMNS);
    dh_baseline got = measure(NULL);
    const dh_base_run *bowl = got.cell[0].run, *rows = got.cell[2].run;
    CU_ASSERT_EQUAL(bowl[1].work, 12 + 50 * 11 + 22); /* gradients, losses, Hessian-vector products as gradients */
    CU_ASSERT_EQUAL(bowl[1].cost[0], 5 + 50 * 4 + 8);
    CU_ASSERT_EQUAL(bowl[1].cost[1], 8 + 50 * 7 + 14);
    CU_ASSERT_EQUAL(bowl[1].cost[2], 11 + 50 * 10 + 20);
    CU_ASSERT_EQUAL(bowl[0].cost[0], 5 + 50 * 4 + 8);
    CU_ASSERT_EQUAL(bowl[0].cost[1], INFINITY); /* its six rows end before */
    CU_ASSERT_EQUAL(bowl[0].steps, 10);
    CU_ASSERT_EQUAL(bowl[1].rates, 12 * 0.5);
    CU_ASSERT_EQUAL(bowl[1].final, 0x1p-11);
    CU_ASSERT_EQUAL(strlen(bowl[1].hash), DH_HASH_KEPT);
    CU_ASSERT_EQUAL(strncmp(bowl[1].hash, dh_table_find(&results.runs, "history_hash")->text[0], DH_HASH_KEPT), 0);
    CU_ASSERT_EQUAL(rows[0].work, 50 * 4199 + 2 * 4199);                     /* without a gradient, one term each */
    CU_ASSERT_EQUAL(got.cell[1].run[0].work, 150 * 12 + 50 * 11 + 150 * 22); /* with, as many as it has */
    CU_ASSERT_EQUAL_FATAL(rows[0].probes, DH_PROBES);
    static const size_t at[] = {0, 1, 4, 16, 64, 256, 1024, 4199};
    for (size_t i = 0; i < DH_PROBES; i++)
        CU_ASSERT_EQUAL(rows[0].probe[i], cost_of(4, at[i]));
    CU_ASSERT_EQUAL(bowl[0].probes, 4); /* rows 0, 1, 4, 5 */
}

static void lost_runs_have_no_gap(void)
{
    begin(COLUMNS);
    dh_baseline got = measure(NULL);
    const dh_base_run *b = got.cell[1].run, *a = got.cell[2].run;
    CU_ASSERT_EQUAL(b[0].status, DH_TARGET_REACHED);
    CU_ASSERT_EQUAL(b[0].final, 0); /* the best cost that was seen is the floor */
    CU_ASSERT_EQUAL(b[1].status, DH_REFUSED);
    CU_ASSERT_TRUE(b[1].work == 0 && b[1].probes == 0 && isinf(b[1].cost[0]) && isinf(b[1].final));
    CU_ASSERT_TRUE(b[2].status == DH_DIVERGED && isinf(b[2].final) && isnan(b[2].probe[b[2].probes - 1]));
    CU_ASSERT_TRUE(a[1].status == DH_FINISHED && isinf(a[1].final));
    dh_table_find(&results.runs, "status_code")->whole[0] = DH_TIMED_OUT; /* lost, whatever it reached */
    CU_ASSERT_TRUE(isinf(measure(NULL).cell[0].run[1].final));
}

/* ---- problems ---- */

static void check_definition(const dh_base_problem *p, const char *text)
{
    uint8_t sum[DH_SHA_SIZE];
    char hex[DH_SHA_TEXT];
    dh_sha256(text, strlen(text), sum);
    CU_ASSERT_STRING_EQUAL(p->definition, dh_hex(hex, sum, DH_SHA_SIZE));
}

static void problems_are_known_by_what_they_are(void)
{
    static const char bowl[] =
        "sphere\n\n3 0\nproblem_plugin=sphere\nproblem_shape=round\nproblem_size=2.3849999999999998\n";
    begin(COLUMNS);
    dh_baseline got = measure(NULL);
    CU_ASSERT_EQUAL_FATAL(got.problems, 2);
    CU_ASSERT_TRUE(got.problem[0].certified && got.problem[0].floor == 2 && got.problem[0].dim == 3);
    CU_ASSERT_TRUE(!got.problem[1].certified && got.problem[1].floor == 1.5 && got.problem[1].samples == 150);
    CU_ASSERT_STRING_EQUAL(got.problem[1].dataset, rows_hash);
    check_definition(&got.problem[0], bowl);
    check_definition(&got.problem[1],
                     dh_arena_format(&own,
                                     "least_squares\n%s\n5 150\nproblem_l2=0.33333333333333331\n"
                                     "problem_plugin=least_squares\nproblem_size=2.3849999999999998\n",
                                     rows_hash));
    dh_table *runs = &results.runs; /* in whatever order the columns come */
    for (size_t i = 0, k = runs->count; i < --k; i++) {
        dh_column first = runs->column[i];
        runs->column[i] = runs->column[k];
        runs->column[k] = first;
    }
    got = measure(NULL);
    check_definition(&got.problem[0], bowl);
}

static void floors_are_those_of_the_baseline(void)
{
    dh_base_problem problem[] = {
        {.label = "others", .floor = -9}, {.label = "rows", .floor = 0.5}, {.label = "bowl", .floor = 0.25}};
    dh_baseline by = {.problems = 3, .problem = problem};
    begin(COLUMNS);
    dh_baseline got = measure(&by);
    CU_ASSERT_EQUAL(got.problem[0].floor, 2); /* certified here, and not there */
    CU_ASSERT_EQUAL(got.problem[1].floor, 0.5);
    CU_ASSERT_EQUAL(got.cell[1].run[0].final, 1);
    problem[2].certified = true;
    CU_ASSERT_EQUAL(measure(&by).problem[0].floor, 0.25);
    problem[1].floor = NAN; /* no run of it saw one */
    got = measure(&by);
    CU_ASSERT_EQUAL(got.problem[1].floor, 1.5);
    CU_ASSERT_EQUAL(got.cell[1].run[0].final, 0);
}

/* ---- files that are not as they should be ---- */

static void columns_that_are_optional(void)
{
    begin(COLUMNS);
    dh_column *budget = dh_table_find(&results.runs, "budget"), *phase = dh_table_find(&results.runs, "phase");
    budget->type = DH_WHOLE;
    CU_ASSERT_STRING_EQUAL(measure(NULL).cell[0].budget, "");
    budget->name = "bucket";
    CU_ASSERT_STRING_EQUAL(measure(NULL).cell[0].budget, "");
    phase->type = DH_WHOLE; /* then the tuning run counts */
    refused(": a on bowl: two runs with seed 0");
    phase->name = "face";
    refused(": a on bowl: two runs with seed 0");
}

static void each_column_is_asked_for(void)
{
    static const char *const wanted[][2] = {
        {"runs", "history_hash"}, {"runs", "length"},      {"runs", "method"},         {"runs", "offset"},
        {"runs", "optimizer"},    {"runs", "problem"},     {"runs", "problem_plugin"}, {"runs", "schedule"},
        {"runs", "seed"},         {"runs", "status_code"}, {"runs", "steps"},          {"problems", "dataset_hash"},
        {"problems", "dim"},      {"problems", "f_star"},  {"problems", "problem"},    {"problems", "samples"},
        {"plugins", "kind"},      {"plugins", "name"},     {"plugins", "abi"},         {"plugins", "sha256"}};
    begin(COLUMNS);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const char *group = wanted[i][0], *name = wanted[i][1];
        dh_table *table = *group == 'r' ? &results.runs : group[1] == 'r' ? &results.problems : &results.plugins;
        dh_column *column = dh_table_find(table, name), was = *column;
        dh_arena texts = {0};
        bool plugins = table == &results.plugins;
        column->type = was.type == DH_TEXT ? DH_REAL : DH_TEXT;
        refused(dh_arena_format(&texts, plugins ? "/%s/%s: expected a column of text" : "/%s/%s is of another type",
                                group, name));
        *column = was;
        column->name = "gone";
        refused(dh_arena_format(&texts, plugins ? "/%s/%s: expected a column of text" : "/%s/%s is missing", group,
                                name));
        *column = was;
        dh_arena_finish(&texts);
    }
    begin(COLUMNS - 1);
    refused("the histories have no column rate");
}

static void rows_that_cannot_be(void)
{
    begin(COLUMNS);
    int64_t *status = dh_table_find(&results.runs, "status_code")->whole,
            *seed = dh_table_find(&results.runs, "seed")->whole;
    status[1] = -1;
    refused("run 1: status_code -1 is none of 0 ... 6");
    status[1] = DH_STATUS_COUNT;
    refused("run 1: status_code 7 is none of 0 ... 6");
    status[1] = DH_FINISHED;
    seed[0] = seed[1];
    refused(": a on bowl: two runs with seed 0");
    seed[0] = 1;
    dh_table_find(&results.problems, "problem")->text[1] = "bowls";
    refused("run 0: problem \"bowl\" is not in /problems");
}

static int measure_once(dh_arena *to, dh_error *ret)
{
    dh_baseline got;
    return dh_baseline_measure(&results, NULL, to, &got, ret);
}

static void no_memory_is_told(void)
{
    begin(COLUMNS);
    refuse_each(measure_once);
    dh_results_close(&results);
    dh_arena_finish(&arena);
    dh_arena_finish(&own);
}

SUITE("verdict, measure", {"cells", cells_are_in_order_and_seeds_rise}, {"work", work_is_counted_in_terms},
      {"lost runs", lost_runs_have_no_gap}, {"problems", problems_are_known_by_what_they_are},
      {"floors", floors_are_those_of_the_baseline}, {"optional columns", columns_that_are_optional},
      {"columns", each_column_is_asked_for}, {"rows", rows_that_cannot_be}, {"no memory", no_memory_is_told})
