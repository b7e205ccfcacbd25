#include "store_model.h"

#include "base/file.h"
#include "suite.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

char folder[] = "/tmp/dh_store_XXXXXX";
char path[64], other[64];

void begin(void)
{
    if (path[0])
        return;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/study.h5", folder);
    snprintf(other, sizeof other, "%s/other.h5", folder);
}

size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count - 2;
}

dh_buffer slurp(const char *name)
{
    dh_buffer all = {0};
    dh_error error = {0};
    CU_ASSERT_EQUAL(dh_file_read(name, 1 << 30, &all, &error), 0);
    return all;
}

/* ---- a made-up study ---- */

size_t rows_of(size_t run, size_t scale)
{
    return run % 5 == 4 ? 0 : scale + run % 7;
}

double value_of(size_t run, size_t row, size_t column)
{
    return column == 0                  ? (double)(10 * row)
           : column == 3 || column == 4 ? (double)(run + 3 * row)
                                        : 2.385 / (double)(1 + run + row) + (double)column;
}

size_t dim_of(size_t run)
{
    return 2 + run % 3;
}

bool keeps_x(size_t run)
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

char long_yaml[200001];
static dh_table runs_labels, problem_table, plugin_table, surface_table;
const dh_attribute attributes[3] = {{"version", "0.1.0"}, {"cpu", "a made-up one, ½ fast"}, {"began", ""}};

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

int write_sample(const char *name, size_t runs, sample *s, dh_error *error)
{
    dh_arena arena = {0};
    begin();
    dh_results_head head = make_head(&arena, runs);
    int result = dh_results_write(name, &head, make_record, s, error);
    dh_arena_finish(&arena);
    return result;
}
