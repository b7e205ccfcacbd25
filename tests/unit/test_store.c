/* Results files: what goes in comes out, and the same input gives the same bytes. */
#include "suite.h"

#include "base/process.h"
#include "store_model.h"

#include <hdf5.h>
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* ---- what is mended ---- */

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
    unlink(path);
    rmdir(folder);
}

SUITE("store", {"what goes in comes out", round_trips},
      {"histories, final points, and a file replaced", one_after_another},
      {"Python reads it as results/README.md says", python_reads_it},
      {"the same input gives the same bytes", same_bytes},
      {"texts that are not UTF-8 are mended", texts_that_are_not_utf8})
