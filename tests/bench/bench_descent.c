/* The tutorial's batch gradient descent (100 rows, 1000 steps, every cost recorded), by the engine and by hand, on
 * demand: so that bench.py can take them in turn. Usage: bench_descent BUILD_ROOT. Commands on standard input, one a
 * line:
 *     data        the rows, as "x y"
 *     engine N    N runs by dh_trial_run with loaded plugins: seconds a run, last cost
 *     hand N      N runs by hand_descend: the same
 *     short N     N runs as engine's, but of 5 steps
 *     fork N      N processes that do nothing: seconds each, 0 */
#include "base/clock.h"
#include "base/random.h"
#include "bench/engine.h"
#include "bench/hand.h"
#include "data/build.h"
#include "run/history.h"
#include "run/trial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAMPLES = 100, STEPS = 1000, FEW = 5 };
static const double RATE = 0.1, START[2] = {2.385, -1.25};

typedef struct bench {
    engine_plugins plugins;
    dh_data data;
    dh_spec spec;
    dh_outcome *out;
    double *history; /* [STEPS + 1] */
} bench;

/* y = 4 + 3 x + N(0, 1), x uniform on [0, 2] */
static int make_data(dh_data *ret, dh_error *error)
{
    double x[SAMPLES], y[SAMPLES];
    dh_stream stream;
    dh_stream_init(&stream, 0, "bench", "line", 0, "data");
    for (int i = 0; i < SAMPLES; i++) {
        x[i] = 2 * dh_stream_uniform(&stream);
        y[i] = 4 + 3 * x[i] + dh_stream_normal(&stream);
    }
    dh_rows rows = {.rows = SAMPLES, .features = 1, .x = x, .y = y, .target = "y"};
    return dh_data_build(&rows, &(dh_arrangement){.scale = DH_SCALE_NONE}, ret, error);
}

static int prepare(bench *b, const char *root, dh_error *error)
{
    static double start[2];
    memcpy(start, START, sizeof start);
    b->spec = (dh_spec){.lr = RATE,
                        .start = start,
                        .start_count = 2,
                        .budget = {.steps = STEPS},
                        .record = {DH_EVERY_STEPS, 1, DH_METRICS_NONE},
                        .limits = {600, 1e9, 1e100},
                        .target = {NAN, NAN}};
    uint64_t room = dh_row_room(&b->spec.record, 1, STEPS);
    b->out = malloc(dh_outcome_size(room));
    b->history = malloc((STEPS + 1) * sizeof *b->history);
    if (!b->out || !b->history)
        return dh_fail_memory(error);
    b->out->row_room = room;
    return engine_load(&b->plugins, root, "linear_regression", DH_KIND_PROBLEM, &b->spec.problem, error) ||
                   engine_load(&b->plugins, root, "sgd", DH_KIND_OPTIMIZER, &b->spec.optimizer, error) ||
                   engine_load(&b->plugins, root, "constant", DH_KIND_SCHEDULE, &b->spec.schedule, error) ||
                   make_data(&b->data, error)
               ? -1
               : 0;
}

static double run_steps(bench *b, uint64_t steps)
{
    b->spec.budget.steps = (double)steps;
    if (engine_run(&b->plugins, &b->spec, &b->data.view, b->out) || b->out->rows != steps + 1)
        exit(1);
    for (uint32_t c = 0; c < b->out->columns; c++)
        if (!strcmp(b->out->column[c], "cost"))
            return b->out->value[steps * (size_t)b->out->columns + c];
    exit(1);
}

static double run_engine(bench *b)
{
    return run_steps(b, STEPS);
}

static double run_short(bench *b)
{
    return run_steps(b, FEW);
}

static double run_hand(bench *b)
{
    double w[2];
    memcpy(w, START, sizeof w);
    hand_descend(b->data.view.x, b->data.view.y, SAMPLES, RATE, STEPS, w, b->history);
    return b->history[STEPS];
}

static double run_nothing(bench *b)
{
    (void)b;
    pid_t pid = fork();
    if (!pid)
        _exit(0);
    if (pid < 0 || waitpid(pid, NULL, 0) < 0)
        exit(1);
    return 0;
}

static void measure(bench *b, double (*run)(bench *), int times)
{
    double cost = 0, start = dh_clock();
    for (int i = 0; i < times; i++)
        cost = run(b);
    printf("%.9g %.17g\n", (dh_clock() - start) / times, cost);
}

static void obey(bench *b, const char *line)
{
    int times;
    if (!strcmp(line, "data\n"))
        for (int i = 0; i < SAMPLES; i++)
            printf("%.17g %.17g\n", b->data.view.x[i], b->data.view.y[i]);
    else if (sscanf(line, "engine %d", &times) == 1)
        measure(b, run_engine, times);
    else if (sscanf(line, "hand %d", &times) == 1)
        measure(b, run_hand, times);
    else if (sscanf(line, "fork %d", &times) == 1)
        measure(b, run_nothing, times);
    else if (sscanf(line, "short %d", &times) == 1)
        measure(b, run_short, times);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static bench b;
    dh_error error = {0};
    char line[64];
    if (argc != 2 || prepare(&b, argv[1], &error)) {
        fprintf(stderr, "bench_descent: %s\n", argc == 2 ? error.text : "expected the build folder");
        return 2;
    }
    while (fgets(line, sizeof line, stdin))
        obey(&b, line);
    dh_data_finish(&b.data);
    dh_arena_finish(&b.plugins.arena);
    free(b.out);
    free(b.history);
    return 0;
}
