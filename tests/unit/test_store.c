/* Results files: what goes in comes out, the same input gives the same bytes, and what is no results file is refused.
 */
#include "suite.h"

#include "base/file.h"
#include "base/process.h"
#include "store/results.h"

#include <dirent.h>
#include <hdf5.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/dh_store_XXXXXX";
static char path[64], other[64];

static void begin(void)
{
    if (path[0])
        return;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/study.h5", folder);
    snprintf(other, sizeof other, "%s/other.h5", folder);
}

static size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count - 2;
}

/* ---- a made-up study ---- */

/* Run i: an odd one has a test split and metrics, every fifth has no history, every seventh kept no final point. */
typedef struct sample {
    size_t scale;               /* of history lengths */
    const char *column, *cause; /* put into run 1, unless NULL */
    int calls, fail_at;         /* source calls so far; the one that fails, if any */
} sample;

static size_t rows_of(size_t run, size_t scale)
{
    return run % 5 == 4 ? 0 : scale + run % 7;
}

static double value_of(size_t run, size_t row, size_t column)
{
    return column == 0                  ? (double)(10 * row)
           : column == 3 || column == 4 ? (double)(run + 3 * row)
                                        : 2.385 / (double)(1 + run + row) + (double)column;
}

static size_t dim_of(size_t run)
{
    return 2 + run % 3;
}

static bool keeps_x(size_t run)
{
    return run % 7 != 6;
}

static const char *const plain[] = {"step", "epoch", "cost", "gradient_evals", "seconds"};
static const char *const tested[] = {"step", "epoch",     "cost",          "gradient_evals",
                                     "hvps", "test_cost", "test_accuracy", "seconds"};
static const char *const metrics[] = {"train_mae", "test_accuracy"};

static int make_record(void *self, size_t run, dh_arena *arena, dh_record *r, dh_error *error)
{
    sample *s = self;
    if (++s->calls == s->fail_at)
        return dh_fail(error, DH_ERROR_SYSTEM, "the journal is gone");
    bool test = run % 2;
    *r = (dh_record){.status = (dh_status)(run % DH_STATUS_COUNT),
                     .cause = run % DH_STATUS_COUNT ? "a cost of 1e101 at step 17 – over the limit" : "",
                     .stop_step = 17 + run,
                     .ledger = {.steps = 18 + run,
                                .epochs = 2.385 * (double)run,
                                .loss_evals = 3 + run,
                                .gradient_evals = 19 + run,
                                .sample_losses = 300 + run,
                                .sample_gradients = 1900 + run,
                                .hvps = 7 * run,
                                .oracle_seconds = 0.7385,
                                .optimizer_seconds = 0.1274},
                     .clock_sampled = test,
                     .wall_seconds = 1.25 + (double)run,
                     .began = 1.7e9 + (double)run,
                     .state_size = 2 * dim_of(run),
                     .peak_memory = run == 2 ? UINT64_MAX : 4096 * run,
                     .sandbox = DH_SANDBOX_FULL,
                     .notes = run == 3 ? DH_NOTE_FP_MODE : 0,
                     .verified = run % 2 ? DH_VERIFIED : DH_UNVERIFIED,
                     .rows = rows_of(run, s->scale),
                     .columns = test ? 8 : 5,
                     .metrics = test ? 2 : 1,
                     .dim = dim_of(run)};
    snprintf(r->id, sizeof r->id, "%032zx", run * 2654435761u);
    r->column = DH_NEW(arena, const char *, r->columns);
    r->value = DH_NEW(arena, double, r->rows * r->columns);
    r->metric = DH_NEW(arena, const char *, r->metrics);
    r->metric_value = DH_NEW(arena, double, r->metrics);
    r->final_x = keeps_x(run) ? DH_NEW(arena, double, r->dim) : NULL;
    for (size_t c = 0; c < r->columns; c++)
        r->column[c] = test ? tested[c] : plain[c];
    for (size_t i = 0; i < r->rows * r->columns; i++)
        r->value[i] = value_of(run, i / r->columns, i % r->columns);
    for (size_t i = 0; i < r->metrics; i++) {
        r->metric[i] = metrics[i];
        r->metric_value[i] = 0.61 * (double)(run + i);
    }
    for (size_t i = 0; r->final_x && i < r->dim; i++)
        r->final_x[i] = 3.71 * (double)run - (double)i;
    if (run == 1 && s->column)
        r->column[2] = s->column;
    if (run == 1 && s->cause)
        r->cause = s->cause;
    dh_record_close(r);
    return 0;
}

static char long_yaml[200001];
static dh_table runs_labels, problem_table, plugin_table, surface_table;
static const dh_attribute attributes[] = {{"version", "0.1.0"}, {"cpu", "a made-up one, ½ fast"}, {"began", ""}};

static dh_results_head make_head(dh_arena *arena, size_t runs)
{
    dh_table_init(&runs_labels, arena, runs);
    dh_column *id = dh_table_add(&runs_labels, "id", DH_TEXT, "hash of all that decides the result");
    for (size_t i = 0; i < runs; i++)
        id->text[i] = dh_arena_format(arena, "%032zx", i * 2654435761u);
    dh_column *method = dh_table_add(&runs_labels, "method", DH_TEXT, "label of the method");
    for (size_t i = 0; i < runs; i++)
        method->text[i] = i % 3 ? "adam lr=0.01 β=0.9" : "";
    dh_column *seed = dh_table_add(&runs_labels, "seed", DH_WHOLE, "seed");
    dh_column *dim = dh_table_add(&runs_labels, "dim", DH_REAL, "hyperparameter of the problem");
    dh_column *nesterov = dh_table_add(&runs_labels, "nesterov", DH_FLAG, "hyperparameter");
    for (size_t i = 0; i < runs; i++) {
        seed->whole[i] = (int64_t)i - 3;
        dim->real[i] = i % 2 ? 2.385 * (double)i : NAN;
        nesterov->flag[i] = i % 4 == 1;
    }
    dh_table_init(&problem_table, arena, 2);
    dh_column *name = dh_table_add(&problem_table, "name", DH_TEXT, "problem");
    dh_column *optimum = dh_table_add(&problem_table, "optimum", DH_REAL, "f*");
    name->text[0] = "quadratic", name->text[1] = "logistic_regression";
    optimum->real[1] = 0.0713;
    dh_column *offset = dh_table_add(&problem_table, "surface_offset", DH_WHOLE, "first point");
    offset->whole[1] = 4;
    dh_column *length = dh_table_add(&problem_table, "surface_length", DH_WHOLE, "points");
    length->whole[0] = 4, length->whole[1] = 9;
    dh_table_init(&surface_table, arena, 13);
    dh_table_add(&surface_table, "problem", DH_WHOLE, "its row in /problems");
    dh_table_add(&surface_table, "x1", DH_REAL, "first coordinate");
    dh_table_add(&surface_table, "x2", DH_REAL, "second coordinate; x1 goes through its values for each x2");
    dh_column *f = dh_table_add(&surface_table, "f", DH_REAL, "cost there, without noise");
    for (size_t i = 0; i < 13; i++) {
        f->real[i] = 2.385 * (double)i - 4;
        surface_table.column[1].real[i] = (double)(i % 3);
        surface_table.column[2].real[i] = (double)(i / 3);
    }
    dh_table_init(&plugin_table, arena, 1);
    dh_table_add(&plugin_table, "sha256", DH_TEXT, "of the file")->text[0] = "ab12";
    memset(long_yaml, 'y', sizeof long_yaml - 1);
    memcpy(long_yaml, "study: made_up # ", 17);
    return (dh_results_head){.study = "made_up",
                             .yaml = long_yaml,
                             .attribute_count = 3,
                             .attribute = attributes,
                             .runs = &runs_labels,
                             .problems = &problem_table,
                             .plugins = &plugin_table,
                             .surface = runs == 1 ? NULL : &surface_table};
}

static int write_sample(const char *name, size_t runs, sample *s, dh_error *error)
{
    dh_arena arena = {0};
    begin();
    dh_results_head head = make_head(&arena, runs);
    int result = dh_results_write(name, &head, make_record, s, error);
    dh_arena_finish(&arena);
    return result;
}

/* ---- what goes in comes out ---- */

static void check_runs(const dh_results *r, size_t runs, size_t scale)
{
    const dh_table *t = &r->runs;
    CU_ASSERT_EQUAL_FATAL(t->rows, runs);
    CU_ASSERT_STRING_EQUAL(t->column[0].name, "id");
    CU_ASSERT_STRING_EQUAL(t->column[0].doc, "hash of all that decides the result");
    CU_ASSERT_STRING_EQUAL(t->column[3].name, "label_dim");
    int wrong = 0;
    size_t offset = 0, final_offset = 0;
    for (size_t i = 0; i < runs; i++) {
        char id[33];
        size_t rows = rows_of(i, scale);
        snprintf(id, sizeof id, "%032zx", i * 2654435761u);
        wrong += strcmp(dh_table_find(t, "id")->text[i], id) != 0;
        wrong += strcmp(dh_table_find(t, "method")->text[i], i % 3 ? "adam lr=0.01 β=0.9" : "") != 0;
        wrong += dh_table_find(t, "seed")->whole[i] != (int64_t)i - 3;
        wrong += i % 2 ? dh_table_find(t, "label_dim")->real[i] != 2.385 * (double)i
                       : !isnan(dh_table_find(t, "label_dim")->real[i]);
        wrong += dh_table_find(t, "nesterov")->flag[i] != (i % 4 == 1);
        wrong += strcmp(dh_table_find(t, "status")->text[i], dh_status_name((dh_status)(i % DH_STATUS_COUNT))) != 0;
        wrong += dh_table_find(t, "status_code")->whole[i] != (int64_t)(i % DH_STATUS_COUNT);
        wrong += (strlen(dh_table_find(t, "cause")->text[i]) > 0) != (i % DH_STATUS_COUNT > 0);
        wrong += dh_table_find(t, "stop_step")->whole[i] != (int64_t)(17 + i);
        wrong += dh_table_find(t, "steps")->whole[i] != (int64_t)(18 + i);
        wrong += dh_table_find(t, "epochs")->real[i] != 2.385 * (double)i;
        wrong += dh_table_find(t, "loss_evals")->whole[i] != (int64_t)(3 + i);
        wrong += dh_table_find(t, "gradient_evals")->whole[i] != (int64_t)(19 + i);
        wrong += dh_table_find(t, "sample_losses")->whole[i] != (int64_t)(300 + i);
        wrong += dh_table_find(t, "sample_gradients")->whole[i] != (int64_t)(1900 + i);
        wrong += dh_table_find(t, "hvps")->whole[i] != (int64_t)(7 * i);
        wrong += dh_table_find(t, "oracle_seconds")->real[i] != 0.7385;
        wrong += dh_table_find(t, "optimizer_seconds")->real[i] != 0.1274;
        wrong += dh_table_find(t, "clock_sampled")->flag[i] != i % 2;
        wrong += dh_table_find(t, "wall_seconds")->real[i] != 1.25 + (double)i;
        wrong += dh_table_find(t, "began")->real[i] != 1.7e9 + (double)i;
        wrong += dh_table_find(t, "state_size")->whole[i] != (int64_t)(2 * dim_of(i));
        wrong += dh_table_find(t, "peak_memory")->whole[i] != (i == 2 ? INT64_MAX : (int64_t)(4096 * i));
        wrong += dh_table_find(t, "sandbox")->whole[i] != DH_SANDBOX_FULL;
        wrong += dh_table_find(t, "notes")->whole[i] != (i == 3);
        wrong += dh_table_find(t, "verified")->whole[i] != (int64_t)(i % 2);
        wrong += strlen(dh_table_find(t, "history_hash")->text[i]) != 64;
        wrong += dh_table_find(t, "dim")->whole[i] != (int64_t)dim_of(i);
        wrong += dh_table_find(t, "offset")->whole[i] != (int64_t)offset;
        wrong += dh_table_find(t, "length")->whole[i] != (int64_t)rows;
        wrong += dh_table_find(t, "final_offset")->whole[i] != (int64_t)final_offset;
        wrong += dh_table_find(t, "final_length")->whole[i] != (keeps_x(i) ? (int64_t)dim_of(i) : 0);
        wrong += dh_table_find(t, "final_train_mae")->real[i] != 0.61 * (double)i;
        double accuracy = runs > 1 ? dh_table_find(t, "final_test_accuracy")->real[i] : NAN;
        wrong += i % 2 ? accuracy != 0.61 * (double)(i + 1) : !isnan(accuracy);
        double best = dh_table_find(t, "best_cost")->real[i], last = dh_table_find(t, "final_cost")->real[i];
        wrong += rows ? best != value_of(i, rows - 1, 2) || last != best : !isnan(best) || !isnan(last);
        wrong += dh_table_find(t, "best_step")->whole[i] != (rows ? (int64_t)(10 * (rows - 1)) : 0);
        offset += rows;
        final_offset += keeps_x(i) ? dim_of(i) : 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(r->history_rows, offset);
}

/* `even` and `odd`: which column of value_of it is in runs without and with a test split; -1: they lack it. */
static void check_history(dh_results *r, const char *name, int even, int odd)
{
    dh_arena arena = {0};
    dh_error error = {0};
    double *value = dh_results_history(r, name, &arena, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    const int64_t *offset = dh_table_find(&r->runs, "offset")->whole,
                  *length = dh_table_find(&r->runs, "length")->whole;
    int wrong = 0;
    for (size_t i = 0; i < r->runs.rows; i++)
        for (int64_t k = 0; k < length[i]; k++) {
            double is = value[offset[i] + k];
            int column = i % 2 ? odd : even;
            wrong += column < 0 ? !isnan(is) : is != value_of(i, (size_t)k, (size_t)column);
        }
    CU_ASSERT_EQUAL(wrong, 0);
    dh_arena_finish(&arena);
}

static void check_final_x(dh_results *r)
{
    int wrong = 0;
    for (size_t i = 0; i < r->runs.rows; i++) {
        dh_arena arena = {0};
        dh_error error = {0};
        double *x;
        size_t dim;
        wrong += dh_results_final_x(r, i, &arena, &x, &dim, &error) != 0;
        wrong += dim != (keeps_x(i) ? dim_of(i) : 0) || !x != !dim;
        for (size_t k = 0; k < dim; k++)
            wrong += x[k] != 3.71 * (double)i - (double)k;
        dh_arena_finish(&arena);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void round_trip(size_t runs, size_t scale)
{
    sample s = {.scale = scale};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results r;
    int written = write_sample(path, runs, &s, &error), opened = dh_results_open(path, &arena, &r, &error);
    if (written || opened)
        fprintf(stderr, "%s\n", error.text);
    CU_ASSERT_EQUAL_FATAL(written || opened, 0);
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    CU_ASSERT_STRING_EQUAL(r.study, "made_up");
    CU_ASSERT_STRING_EQUAL(r.yaml, long_yaml);
    CU_ASSERT_EQUAL_FATAL(r.attribute_count, 3);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(r.attribute[i].name, attributes[i].name);
        CU_ASSERT_STRING_EQUAL(r.attribute[i].text, attributes[i].text);
    }
    CU_ASSERT(r.problems.rows == 2 && isnan(dh_table_find(&r.problems, "optimum")->real[0]));
    CU_ASSERT_EQUAL(dh_table_find(&r.problems, "optimum")->real[1], 0.0713);
    CU_ASSERT_STRING_EQUAL(dh_table_find(&r.plugins, "sha256")->text[0], "ab12");
    CU_ASSERT_EQUAL_FATAL(r.surface_rows, runs == 1 ? 0 : 13);
    double *f = runs == 1 ? NULL : dh_results_surface(&r, "f", &arena, &error);
    CU_ASSERT(runs == 1 || (f && f[0] == -4 && f[12] == 2.385 * 12 - 4));
    CU_ASSERT_PTR_NULL(runs == 1 ? NULL : dh_results_surface(&r, "g", &arena, &error));
    CU_ASSERT(runs == 1 || strstr(error.text, "surface/g"));
    if (runs)
        check_runs(&r, runs, scale);
    check_final_x(&r);
    if (runs > 1) {
        static const char *const order[] = {"step",    "epoch", "cost",      "gradient_evals",
                                            "seconds", "hvps",  "test_cost", "test_accuracy"};
        CU_ASSERT_EQUAL_FATAL(r.history_count, 8);
        for (size_t i = 0; i < 8; i++)
            CU_ASSERT_STRING_EQUAL(r.history[i], order[i]);
        check_history(&r, "step", 0, 0);
        check_history(&r, "cost", 2, 2);
        check_history(&r, "gradient_evals", 3, 3);
        check_history(&r, "seconds", 4, 7);
        check_history(&r, "hvps", -1, 4);
        check_history(&r, "test_accuracy", -1, 6);
    }
    dh_results_close(&r);
    dh_results_close(&r);
    dh_arena_finish(&arena);
}

static void round_trips(void)
{
    round_trip(0, 3);
    round_trip(1, 3);
    round_trip(29, 4);
    round_trip(8192 + 117, 3); /* several chunks of texts, numbers and histories */
    round_trip(5, 9000);
}

static void one_after_another(void)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results r;
    sample s = {.scale = 9};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 8, &s, &error), 0);
    CU_ASSERT_EQUAL_FATAL(dh_results_open(path, &arena, &r, &error), 0);
    CU_ASSERT_PTR_NULL(dh_results_history(&r, "gradient_eval", &arena, &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean gradient_evals?"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(error.text, "step, epoch, cost, gradient_evals, seconds, hvps, test_cost, test_accuracy"));
    double *x;
    size_t dim;
    CU_ASSERT_EQUAL(dh_results_final_x(&r, 8, &arena, &x, &dim, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "there is no run 8"));
    double *run = dh_results_history(&r, "run", &arena, &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(run);
    CU_ASSERT(run[0] == 0 && run[r.history_rows - 1] == 7 && run[9] == 1);
    /* A new file over one that is open: its reader goes on with the old one. */
    sample t = {.scale = 2};
    CU_ASSERT_EQUAL(write_sample(path, 8, &t, &error), 0);
    check_history(&r, "cost", 2, 2);
    dh_results_close(&r);
    dh_arena_finish(&arena);
}

/* The examples in results/README.md, run on a file of ours, and its tables against what is in the file. */
static void python_reads_it(void)
{
    sample s = {.scale = 6};
    dh_error error = {0};
    dh_ending out;
    char script[512], readme[512];
    const char *source = getenv("DH_SOURCE"); /* meson sets it; by hand, run this in the project's folder */
    snprintf(script, sizeof script, "%s/tests/system/read_results.py", source ? source : ".");
    snprintf(readme, sizeof readme, "%s/results/README.md", source ? source : ".");
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 60, &s, &error), 0);
    const char *const argv[] = {"/usr/bin/python3", script, path, readme, NULL};
    CU_ASSERT_EQUAL_FATAL(dh_process_run(&(dh_command){.argv = argv, .seconds = 300}, &out, &error), 0);
    CU_ASSERT_EQUAL(out.exit_status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr((char *)out.out.data, "60 runs, "));
    if (out.exit_status)
        fprintf(stderr, "%s\n", (char *)out.err.data);
    dh_ending_finish(&out);
}

/* ---- the same bytes ---- */

static dh_buffer slurp(const char *name)
{
    dh_buffer all = {0};
    dh_error error = {0};
    CU_ASSERT_EQUAL(dh_file_read(name, 1 << 30, &all, &error), 0);
    return all;
}

static void same_bytes_of(size_t runs, size_t scale)
{
    sample s = {.scale = scale};
    dh_error error = {0};
    mallopt(M_PERTURB, 0xa5); /* fresh memory holds other bytes the second time */
    CU_ASSERT_EQUAL(write_sample(path, runs, &s, &error), 0);
    H5close();
    mallopt(M_PERTURB, 0x3c);
    CU_ASSERT_EQUAL(write_sample(other, runs, &s, &error), 0);
    mallopt(M_PERTURB, 0);
    dh_buffer a = slurp(path), b = slurp(other);
    size_t differ = 0;
    while (differ < a.size && differ < b.size && a.data[differ] == b.data[differ])
        differ++;
    if (a.size != b.size || differ < a.size)
        fprintf(stderr, "sizes %zu and %zu, first difference at %zu\n", a.size, b.size, differ);
    CU_ASSERT(a.size > 4096 && a.size == b.size && differ == a.size);
    dh_buffer_finish(&a);
    dh_buffer_finish(&b);
    unlink(other);
}

static herr_t has_times(hid_t at, const char *name, const H5O_info_t *info, void *count)
{
    (void)at, (void)name;
    ++*(int *)count;
    return info->atime || info->mtime || info->ctime || info->btime;
}

/* The clock is not in the file: two writes within one second would not show it. */
static void no_times(void)
{
    int objects = 0;
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    CU_ASSERT_EQUAL(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, has_times, &objects, H5O_INFO_TIME), 0);
    CU_ASSERT(objects > 50);
    H5Fclose(file);
}

static void same_bytes(void)
{
    same_bytes_of(3, 2);
    same_bytes_of(117, 40);
    same_bytes_of(9001, 4);
    no_times();
}

/* ---- what cannot be written ---- */

static void texts_that_are_not_utf8(void)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"caf\xe9 \xc3\xa9", "caf? é"},
        {"\xc0\xaf overlong, \xe0\x80\x80", "?? overlong, ???"},
        {"\xed\xa0\x80 surrogate, € and 𝛽", "??? surrogate, € and 𝛽"},
        {"\xf4\x90\x80\x80 too large, \xf4\x8f\xbf\xbf", "???? too large, \xf4\x8f\xbf\xbf"},
        {"cut short \xe2\x82", "cut short ??"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sample s = {.scale = 3, .cause = cases[i].in};
        dh_arena arena = {0};
        dh_error error = {0};
        dh_results r;
        CU_ASSERT_EQUAL_FATAL(write_sample(path, 4, &s, &error), 0);
        CU_ASSERT_EQUAL_FATAL(dh_results_open(path, &arena, &r, &error), 0);
        CU_ASSERT_STRING_EQUAL(dh_table_find(&r.runs, "cause")->text[1], cases[i].out);
        CU_ASSERT_STRING_EQUAL(dh_table_find(&r.runs, "cause")->text[2],
                               "a cost of 1e101 at step 17 – over the limit");
        dh_results_close(&r);
        dh_arena_finish(&arena);
    }
}

/* The write fails with `words`; the file that was there stays as it was, and nothing else is left. */
static void fails_with(sample *s, const char *words)
{
    sample good = {.scale = 3};
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 4, &good, &error), 0);
    dh_buffer before = slurp(path);
    CU_ASSERT_EQUAL(write_sample(path, 4, s, &error), -1);
    if (!strstr(error.text, words))
        fprintf(stderr, "\"%s\" lacks \"%s\"\n", error.text, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    dh_buffer after = slurp(path);
    CU_ASSERT(before.size == after.size && !memcmp(before.data, after.data, after.size));
    CU_ASSERT_EQUAL(files_in_folder(), 1);
    dh_buffer_finish(&before);
    dh_buffer_finish(&after);
}

static void refused_records(void)
{
    static const char *const bad[] = {"../cost", "row", "run", "", "Cost", "9lives", "epoch", "a/b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        fails_with(&(sample){.scale = 3, .column = bad[i]}, "has no valid name, or comes twice");
    fails_with(&(sample){.scale = 3, .fail_at = 2}, "the journal is gone"); /* first pass */
    fails_with(&(sample){.scale = 3, .fail_at = 7}, "the journal is gone"); /* second pass */
    dh_error error = {0};
    sample s = {.scale = 3};
    CU_ASSERT_EQUAL(write_sample("/nowhere/at/all/x.h5", 4, &s, &error), -1);
    CU_ASSERT(error.kind == DH_ERROR_SYSTEM && strstr(error.text, "No such file"));
}

static void let_grow(rlim_t size)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* Many sizes, so that the room ends in the middle of every kind of write, the last flush included. */
static int write_without_room(void)
{
    dh_error error = {0};
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t room = 100; room < 400000; room += room / 3) {
        sample s = {.scale = 30};
        let_grow(room);
        int result = write_sample(other, 300, &s, &error);
        let_grow(RLIM_INFINITY);
        if (!result || error.kind != DH_ERROR_SYSTEM || !strstr(error.text, "File too large") ||
            files_in_folder() != 1) {
            fprintf(stderr, "%zu: %d %s\n", (size_t)room, result, error.text);
            return 1;
        }
    }
    sample s = {.scale = 30};
    return write_sample(other, 300, &s, &error) ? 2 : 0;
}

static void no_room(void)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results r;
    sample s = {.scale = 3};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 4, &s, &error), 0);
    fflush(NULL);
    pid_t child = fork();
    if (!child)
        exit(write_without_room()); /* exit and not _exit: HDF5 must also end in peace */
    int status = -1;
    waitpid(child, &status, 0);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CU_ASSERT_EQUAL(dh_results_open(other, &arena, &r, &error), 0);
    dh_results_close(&r);
    dh_arena_finish(&arena);
    unlink(other);
}

/* ---- what cannot be read ---- */

static void refused(const char *name, const char *words)
{
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results r;
    CU_ASSERT_EQUAL(dh_results_open(name, &arena, &r, &error), -1);
    CU_ASSERT_EQUAL(error.kind, DH_ERROR_INPUT);
    if (!strstr(error.text, words))
        fprintf(stderr, "\"%s\" lacks \"%s\"\n", error.text, words);
    CU_ASSERT(strstr(error.text, words) && strstr(error.text, name) == error.text);
    dh_results_close(&r);
    dh_arena_finish(&arena);
}

static void not_hdf5(void)
{
    dh_error error = {0};
    begin();
    unlink(other);
    refused(other, "No such file");
    refused(folder, "not a results file");
    CU_ASSERT_EQUAL(dh_file_write(other, "id,cost\n1,2.385\n", 16, &error), 0);
    refused(other, "not a results file, or a damaged one");
    CU_ASSERT_EQUAL(dh_file_write(other, "", 0, &error), 0);
    refused(other, "not a results file, or a damaged one");
    unlink(other);
}

static void cut_short(void)
{
    sample s = {.scale = 3};
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(write_sample(path, 40, &s, &error), 0);
    dh_buffer all = slurp(path);
    int opened = 0;
    for (size_t size = 0; size < all.size; size += size < 4096 ? 61 : 1999) {
        dh_arena arena = {0};
        dh_results r;
        CU_ASSERT_EQUAL_FATAL(dh_file_write(other, all.data, size, &error), 0);
        opened += !dh_results_open(other, &arena, &r, &error);
        dh_results_close(&r);
        dh_arena_finish(&arena);
    }
    CU_ASSERT_EQUAL(opened, 0);
    dh_buffer_finish(&all);
    unlink(other);
}

/* Damages a copy of a good file through HDF5 itself: other[] is open for writing during the call. */
static void damaged(void (*damage)(hid_t file), const char *words)
{
    sample s = {.scale = 3};
    dh_error error = {0};
    CU_ASSERT_EQUAL_FATAL(write_sample(other, 40, &s, &error), 0);
    hid_t file = H5Fopen(other, H5F_ACC_RDWR, H5P_DEFAULT);
    CU_ASSERT_FATAL(file >= 0);
    damage(file);
    CU_ASSERT(H5Fclose(file) >= 0);
    refused(other, words);
    unlink(other);
}

static void set_schema(hid_t file, int64_t value)
{
    hid_t at = H5Aopen(file, "schema", H5P_DEFAULT);
    CU_ASSERT(H5Awrite(at, H5T_NATIVE_INT64, &value) >= 0);
    H5Aclose(at);
}

static void set_one(hid_t file, const char *name, hsize_t row, int64_t value)
{
    hid_t id = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(id), one = H5Screate(H5S_SCALAR);
    CU_ASSERT(H5Sselect_elements(space, H5S_SELECT_SET, 1, &row) >= 0);
    CU_ASSERT(H5Dwrite(id, H5T_NATIVE_INT64, one, space, H5P_DEFAULT, &value) >= 0);
    H5Sclose(one);
    H5Sclose(space);
    H5Dclose(id);
}

static void put_dataset(hid_t file, const char *name, hid_t type, hsize_t rows)
{
    hid_t space = H5Screate_simple(1, &rows, NULL), id;
    H5Ldelete(file, name, H5P_DEFAULT);
    CU_ASSERT((id = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)) >= 0);
    H5Dclose(id);
    H5Sclose(space);
}

static void newer(hid_t f)
{
    set_schema(f, 2);
}
static void schema_0(hid_t f)
{
    set_schema(f, 0);
}
static void no_schema(hid_t f)
{
    H5Adelete(f, "schema");
}
static void no_study(hid_t f)
{
    H5Adelete(f, "study");
}
static void no_yaml(hid_t f)
{
    H5Ldelete(f, "/study/yaml", H5P_DEFAULT);
}
static void number_for_yaml(hid_t f)
{
    put_dataset(f, "/study/yaml", H5T_NATIVE_INT, 1);
}
static void no_runs(hid_t f)
{
    H5Ldelete(f, "/runs", H5P_DEFAULT);
}
static void no_offset(hid_t f)
{
    H5Ldelete(f, "/runs/offset", H5P_DEFAULT);
}
static void no_history(hid_t f)
{
    H5Ldelete(f, "/history", H5P_DEFAULT);
}
static void no_final(hid_t f)
{
    H5Ldelete(f, "/final", H5P_DEFAULT);
}
static void no_plugins(hid_t f)
{
    H5Ldelete(f, "/plugins", H5P_DEFAULT);
}
static void negative_offset(hid_t f)
{
    set_one(f, "/runs/offset", 7, -5);
}
static void length_too_large(hid_t f)
{
    set_one(f, "/runs/length", 39, INT64_MAX);
}
static void final_outside(hid_t f)
{
    set_one(f, "/runs/final_offset", 39, 1 << 20);
}
static void surface_outside(hid_t f)
{
    set_one(f, "/problems/surface_length", 1, 10);
}
static void surface_from_nowhere(hid_t f)
{
    H5Ldelete(f, "/problems/surface_offset", H5P_DEFAULT);
}
static void other_length(hid_t f)
{
    put_dataset(f, "/runs/cost_of_power", H5T_NATIVE_DOUBLE, 39);
}
static void real_status(hid_t f)
{
    put_dataset(f, "/runs/status", H5T_NATIVE_DOUBLE, 40);
}
static void bitfield(hid_t f)
{
    put_dataset(f, "/runs/bits", H5T_NATIVE_B8, 40);
}
static void bad_name(hid_t f)
{
    put_dataset(f, "/runs/Bad Name", H5T_NATIVE_DOUBLE, 40);
}
static void text_history(hid_t f)
{
    hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 8);
    put_dataset(f, "/history/epoch", text, 1);
    H5Tclose(text);
}
static void group_for_column(hid_t f)
{
    H5Gclose(H5Gcreate2(f, "/runs/inner", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

/* 2^40 rows that take no space: must not be believed, let alone allocated. */
static void bomb(hid_t f)
{
    hsize_t rows = (hsize_t)1 << 40, chunk = 1 << 16;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &rows, NULL);
    H5Pset_chunk(list, 1, &chunk);
    H5Ldelete(f, "/history/cost", H5P_DEFAULT);
    H5Dclose(H5Dcreate2(f, "/history/cost", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(list);
}

static void foreign_or_damaged(void)
{
    damaged(newer, "schema 2, and this program reads up to 1: use a newer downhill");
    damaged(schema_0, "schema 0, expected 1");
    damaged(no_schema, "not a results file of Downhill");
    damaged(no_study, "the attribute study is missing");
    damaged(no_yaml, "/study/yaml is missing");
    damaged(number_for_yaml, "expected one text");
    damaged(no_runs, "the group /runs is missing");
    damaged(no_offset, "/runs/offset: missing");
    damaged(no_history, "the group /history is missing");
    damaged(no_final, "the group /final is missing");
    damaged(no_plugins, "the group /plugins is missing");
    damaged(negative_offset, "run 7: offset -5");
    damaged(length_too_large, "run 39: offset");
    damaged(final_outside, "run 39: final_offset 1048576");
    damaged(surface_outside, "problem 1: surface_offset 4 and surface_length 10");
    damaged(surface_from_nowhere, "expected whole numbers surface_offset and surface_length");
    damaged(other_length, "/runs/cost_of_power: 39 rows, expected 40");
    damaged(real_status, "/runs/status: of another type than expected");
    damaged(bitfield, "/runs/bits: not a type of this schema");
    damaged(bad_name, "whose name is no column's");
    damaged(text_history, "/history/epoch: not a type of this schema");
    damaged(group_for_column, "/runs/inner: not a column");
    damaged(bomb, "/history/cost: not a list, or cut short");
    unlink(path);
    rmdir(folder);
}

SUITE("store", {"what goes in comes out", round_trips},
      {"histories, final points, and a file replaced", one_after_another},
      {"Python reads it as results/README.md says", python_reads_it},
      {"the same input gives the same bytes", same_bytes},
      {"texts that are not UTF-8 are mended", texts_that_are_not_utf8},
      {"a failed write leaves the old file and nothing else", refused_records},
      {"no room: an error, the old file, and a second try works", no_room}, {"what is not HDF5 is refused", not_hdf5},
      {"a file cut short anywhere is refused", cut_short},
      {"foreign and damaged files are refused with the reason", foreign_or_damaged})
