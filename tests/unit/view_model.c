#include "view_model.h"

#include "suite.h"
#include "view/convergence.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char folder[] = "/tmp/dh_view_XXXXXX";
dh_arena arena;
dh_error failure;

void begin(void)
{
    struct stat st;
    dh_arena_finish(&arena);
    failure.text[0] = 0;
    if (stat(folder, &st))
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

const char *in_folder(const char *name)
{
    return dh_arena_format(&arena, "%s/%s", folder, name);
}

void empty_folder(void)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        unlink(in_folder(entry->d_name));
    if (dir)
        closedir(dir);
}

void the_end(void)
{
    empty_folder();
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    dh_arena_finish(&arena);
}

const char *launcher(void)
{
    const char *path = getenv("DH_NOSPAWN");
    CU_ASSERT_PTR_NOT_NULL_FATAL(path);
    return path;
}

dh_traces traces;

void begin_runs(void)
{
    begin();
    traces = (dh_traces){.trace = DH_NEW(&arena, dh_trace, MOST_RUNS)};
}

void add(const char *problem, const char *method, int64_t seed, double rate, dh_status status)
{
    double *x = DH_NEW(&arena, double, ROWS), *y = DH_NEW(&arena, double, ROWS);
    double start = 7.385 + 0.25 * (double)seed;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = 10 * (double)i;
        y[i] = i ? y[i - 1] * rate : start;
    }
    traces.trace[traces.count++] = (dh_trace){.problem = problem,
                                              .method = method,
                                              .id = "",
                                              .seed = seed,
                                              .status = status,
                                              .f_star = NAN,
                                              .rows = status == DH_REFUSED ? 0 : ROWS,
                                              .x = x,
                                              .y = y};
}

dh_curves make(void)
{
    dh_curves curves;
    CU_ASSERT_EQUAL_FATAL(dh_curves_make(&traces, DH_SCALE_AUTO, 400, &arena, &curves, &failure), 0);
    return curves;
}

int draw(const char *format, const char *name, size_t width, dh_pictures *ret)
{
    dh_curves curves = make();
    dh_chart_options options = {.chart = "convergence",
                                .format = format,
                                .folder = folder,
                                .name = name,
                                .width = width,
                                .launcher = launcher()};
    int result = dh_convergence_draw_curves(&curves, "a study", &options, &arena, ret, &failure);
    if (result)
        fprintf(stderr, "%s\n", failure.text);
    return result;
}
