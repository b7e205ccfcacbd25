/* Problems over files of data, on one core, on demand, so that bench.py can take them and their rivals in turn. Usage:
 * bench_problem BUILD_ROOT PROBLEM [KEY=VALUE...]. Commands on standard input, one a line, each answered by one line:
 *   read FILE [TARGETS]   reads the files into the dataset: seconds, rows, features; targets become labels where few differ
 *   at FILE               reads a point from an NPY file: its length
 *   loss N                N evaluations of loss and gradient on all rows at the point: seconds of one, the loss, |gradient|
 *   sum N                 N sums over all stored values: seconds of one, the sum
 *   sgd B LR STEPS        a run of STEPS steps on batches of B: seconds in steps, by the engine's clock; seconds in all */
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "bench/engine.h"
#include "data/build.h"
#include "data/read.h"
#include "run/history.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 100, ROOM = 64 };

typedef struct bench {
    engine_plugins plugins;
    dh_spec spec;
    dh_arena arena;
    dh_data data;
    dh_instance self;
    double *x;
    size_t dim;
    dh_outcome *out;
    dh_error error;
} bench;

static void stop(const char *why)
{
    fprintf(stderr, "bench_problem: %s\n", why);
    exit(2);
}

static dh_rows parse(bench *b, const char *path, const char *target)
{
    const dh_read_options options = {.format = dh_format_of(path), .delimiter = ',', .target = target, .index_base = 1, .inside = ""};
    dh_buffer bytes = {0};
    dh_rows rows = {0};
    if (dh_file_read(path, DH_MOST_FILE_BYTES, &bytes, &b->error) ||
        dh_read_bytes(path, bytes.data, bytes.size, &options, &b->arena, &rows, &b->error))
        stop(b->error.text);
    dh_buffer_finish(&bytes);
    return rows;
}

static bool few_values(const dh_rows *rows)
{
    for (size_t i = 0; i < rows->rows; i++)
        if (!(rows->y[i] >= -1 && rows->y[i] < FEW && rows->y[i] == floor(rows->y[i])))
            return false;
    return true;
}

static const dh_problem *problem_of(const bench *b)
{
    return &b->plugins.at[DH_KIND_PROBLEM].problem;
}

static void make_instance(bench *b)
{
    const dh_problem *p = problem_of(b);
    char refusal[200] = "";
    dh_stream random;
    b->self = (dh_instance){.size = sizeof b->self, .data = &b->data.view, .param = b->spec.problem.param, .list = b->spec.problem.list};
    b->dim = p->dim(&b->self, refusal, sizeof refusal);
    if (!b->dim)
        stop(refusal);
    const size_t size = p->memory_size ? p->memory_size(&b->self) : 0;
    double *memory = size ? DH_NEW(&b->arena, double, size) : NULL;
    b->self.scratch = DH_NEW(&b->arena, double, p->scratch_size ? p->scratch_size(&b->self) : 0);
    b->x = DH_NEW(&b->arena, double, b->dim);
    dh_stream_init(&random, 0, "", "", 0, "prepare");
    if (p->prepare)
        p->prepare(&b->self, memory, &random.lent);
    b->self.memory = memory;
    p->start(&b->self, &random.lent, b->x);
}

static void read_data(bench *b, const char *path, const char *targets)
{
    const double start = dh_clock();
    dh_rows rows = parse(b, path, targets ? "none" : NULL);
    const double seconds = dh_clock() - start;
    if (targets)
        rows.y = parse(b, targets, "none").x;
    if (few_values(&rows) && dh_rows_label(&rows, &b->arena, &b->error))
        stop(b->error.text);
    dh_data_finish(&b->data);
    if (dh_data_build(&rows, &(dh_arrangement){.scale = DH_SCALE_NONE}, &b->data, &b->error))
        stop(b->error.text);
    make_instance(b);
    printf("%.9g %zu %zu\n", seconds, rows.rows, rows.features);
}

static void read_point(bench *b, const char *path)
{
    const dh_rows rows = parse(b, path, "none");
    if (rows.rows * rows.features != b->dim)
        stop("the point has another length");
    memcpy(b->x, rows.x, b->dim * sizeof *b->x);
    printf("%zu\n", b->dim);
}

static void measure_loss(bench *b, int times)
{
    const dh_problem *p = problem_of(b);
    const dh_batch all = {.size = sizeof all, .count = b->data.view.samples};
    double *g = DH_NEW(&b->arena, double, b->dim), loss = 0, square = 0, start = dh_clock();
    for (int i = 0; i < times; i++)
        loss = p->evaluate(&b->self, b->x, &all, g);
    const double seconds = (dh_clock() - start) / times;
    for (size_t i = 0; i < b->dim; i++)
        square += g[i] * g[i];
    printf("%.9g %.17g %.17g\n", seconds, loss, sqrt(square));
}

/* The fastest plain sum that a compiler makes: independent lanes. */
static double sum(const double *a, size_t count)
{
    enum { LANES = 32 };
    double lane[LANES] = {0}, total = 0;
    for (size_t i = 0; i + LANES <= count; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lane[k] += a[i + k];
    for (size_t k = 0; k < LANES; k++)
        total += lane[k];
    return total;
}

static void measure_sum(bench *b, int times)
{
    const dh_dataset *d = &b->data.view;
    const size_t count = d->x ? d->samples * d->features : d->row_start[d->samples];
    double total = 0, start = dh_clock();
    for (int i = 0; i < times; i++)
        total += sum(d->x ? d->x : d->value, count);
    printf("%.9g %.17g\n", (dh_clock() - start) / times, total / times);
}

static void measure_sgd(bench *b, unsigned long long batch, double rate, unsigned long long steps)
{
    b->spec.batch = batch;
    b->spec.lr = rate;
    b->spec.budget = (dh_budget){.steps = steps};
    const double start = dh_clock();
    if (engine_run(&b->plugins, &b->spec, &b->data.view, b->out))
        exit(2);
    printf("%.9g %.9g\n", b->out->ledger.oracle_seconds + b->out->ledger.optimizer_seconds, dh_clock() - start);
}

static void obey(bench *b, char *line)
{
    char first[2048], second[2048];
    int times;
    double rate;
    unsigned long long batch, steps;
    const int paths = sscanf(line, "read %2047s %2047s", first, second);
    if (paths >= 1)
        read_data(b, first, paths == 2 ? second : NULL);
    else if (sscanf(line, "at %2047s", first) == 1)
        read_point(b, first);
    else if (sscanf(line, "loss %d", &times) == 1)
        measure_loss(b, times);
    else if (sscanf(line, "sum %d", &times) == 1)
        measure_sum(b, times);
    else if (sscanf(line, "sgd %llu %lf %llu", &batch, &rate, &steps) == 3)
        measure_sgd(b, batch, rate, steps);
    else
        stop("unknown command");
    fflush(stdout);
}

static int prepare(bench *b, char **argv)
{
    const char *root = argv[1];
    b->spec = (dh_spec){.record = {DH_PER_DECADE, 1, DH_METRICS_NONE}, .limits = {600, 4e9, 1e100}, .target = {NAN, NAN}, .optimum = NAN};
    b->out = malloc(dh_outcome_size(ROOM));
    if (!b->out)
        return dh_fail_memory(&b->error);
    b->out->row_room = ROOM;
    if (engine_load(&b->plugins, root, argv[2], DH_KIND_PROBLEM, &b->spec.problem, &b->error) ||
        engine_load(&b->plugins, root, "sgd", DH_KIND_OPTIMIZER, &b->spec.optimizer, &b->error) ||
        engine_load(&b->plugins, root, "constant", DH_KIND_SCHEDULE, &b->spec.schedule, &b->error))
        return -1;
    for (char **setting = argv + 3; *setting; setting++) {
        char *value = *setting;
        const char *key = strsep(&value, "=");
        if (!value || engine_set(&b->plugins, &b->spec.problem, DH_KIND_PROBLEM, key, value))
            return dh_fail(&b->error, DH_ERROR_INPUT, "no parameter is called '%s'", key);
    }
    return 0;
}

int main(int argc, char **argv)
{
    static bench b;
    char line[8192];
    if (argc < 3)
        stop("expected the build folder and a problem");
    if (prepare(&b, argv))
        stop(b.error.text);
    while (fgets(line, sizeof line, stdin))
        obey(&b, line);
    dh_data_finish(&b.data);
    dh_arena_finish(&b.arena);
    dh_arena_finish(&b.plugins.arena);
    free(b.out);
    return 0;
}
