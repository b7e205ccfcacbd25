/* One number a run: samples of methods, curves and tables over hyperparameters, from runs made here; rows of them
 * drawn. */
#include "suite.h"

#include "base/file.h"
#include "summary/curve.h"
#include "summary/pairs.h"
#include "summary/sample.h"
#include "summary/sensitivity.h"
#include "view/legend.h"
#include "view/rows.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 64 };
static dh_arena arena;
static dh_error error;
static dh_results file;
static dh_traces traces;
static dh_column *lr, *beta, *steps, *oracle, *optimizer;

static void begin(bool larger_is_better)
{
    dh_arena_finish(&arena);
    file = (dh_results){.path = "made.h5"};
    dh_table_init(&file.runs, &arena, MOST);
    static const char *const name[] = {"lr", "optimizer_beta", "oracle_seconds", "optimizer_seconds"};
    for (size_t i = 0; i < 4; i++)
        dh_table_add(&file.runs, name[i], DH_REAL, "");
    dh_table_add(&file.runs, "steps", DH_WHOLE, "");
    lr = dh_table_find(&file.runs, "lr");
    beta = dh_table_find(&file.runs, "optimizer_beta");
    oracle = dh_table_find(&file.runs, "oracle_seconds");
    optimizer = dh_table_find(&file.runs, "optimizer_seconds");
    steps = dh_table_find(&file.runs, "steps");
    traces = (dh_traces){.trace = DH_NEW(&arena, dh_trace, MOST), .larger_is_better = larger_is_better};
}

static dh_trace *add(const char *problem, const char *method, int64_t seed, double final, double rate)
{
    double *x = DH_NEW(&arena, double, 2), *y = DH_NEW(&arena, double, 2);
    size_t row = traces.count++;
    x[1] = 10;
    y[0] = 17.5;
    y[1] = final;
    lr->real[row] = rate;
    traces.trace[row] = (dh_trace){.problem = problem,
                                   .method = method,
                                   .id = "",
                                   .seed = seed,
                                   .status = isfinite(final) ? DH_FINISHED : DH_DIVERGED,
                                   .results = &file,
                                   .row = row,
                                   .f_star = NAN,
                                   .rows = 2,
                                   .x = x,
                                   .y = y};
    return &traces.trace[row];
}

static void samples_are_sorted_and_censored(void)
{
    dh_samples s;
    begin(false);
    for (int64_t seed = 0; seed < 4; seed++) {
        add("a", "sgd", seed, 2.385 + (double)seed, 0.1);
        add("a", "adam", seed, seed < 3 ? 0.25 * (double)seed : INFINITY, 0.1);
        add("b", "sgd", seed, 1, 0.1);
        add("a", "twin", seed, 2.385 + (double)seed, 0.1);
        add("a", "falls off", seed, seed ? INFINITY : 0.125, 0.1);
    }
    add("b", "adam", 7, 0.5, 0.1)->status = DH_TIMED_OUT; /* finite, and not delivered */
    CU_ASSERT_EQUAL_FATAL(dh_samples_make(&traces, dh_number_final, NULL, &arena, &s, &error), 0);
    CU_ASSERT_EQUAL_FATAL(s.panels, 2);
    const dh_sample_panel *p = &s.panel[0];
    CU_ASSERT(p->count == 4 && p->seeds == 4 && !strcmp(p->problem, "a"));
    static const char *const order[] = {"adam", "sgd", "twin", "falls off"};
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_STRING_EQUAL(p->sample[i].method, order[i]);
    CU_ASSERT(p->sample[0].lost == 1 && p->sample[0].runs == 4 && p->sample[0].count == 3);
    CHECK_CLOSE(p->sample[0].median, 0.375, 1e-15); /* of 0, 0.25, 0.5, infinity */
    CHECK_CLOSE(p->sample[0].low, 0.1875, 1e-15);
    CU_ASSERT_EQUAL(p->sample[0].high, INFINITY);
    CHECK_CLOSE(p->sample[1].high, 2.385 + 2.25, 1e-15);
    CU_ASSERT_EQUAL(p->sample[3].median, INFINITY);
    CU_ASSERT(s.panel[1].sample[1].lost == 1 && s.panel[1].seeds == 5);
    begin(true); /* more of a score is better */
    add("a", "worse", 0, 0.5, 0.1);
    add("a", "better", 0, 0.75, 0.1);
    add("a", "lost", 0, INFINITY, 0.1);
    CU_ASSERT_EQUAL_FATAL(dh_samples_make(&traces, dh_number_final, NULL, &arena, &s, &error), 0);
    CU_ASSERT_STRING_EQUAL(s.panel[0].sample[0].method, "better");
    CU_ASSERT_EQUAL(s.panel[0].sample[2].median, -INFINITY);
}

static void seconds_are_per_step(void)
{
    dh_samples s;
    begin(false);
    for (size_t i = 0; i < 3; i++) {
        add("a", "sgd", (int64_t)i, 1, 0.1);
        steps->whole[i] = i < 2 ? 200 : 0;
        oracle->real[i] = 3 + (double)i;
        optimizer->real[i] = 1;
    }
    CU_ASSERT_EQUAL_FATAL(dh_samples_make(&traces, dh_number_step, dh_number_optimizer_step, &arena, &s, &error), 0);
    const dh_sample *m = &s.panel[0].sample[0];
    CU_ASSERT(m->count == 2 && m->lost == 1); /* one made no step */
    CHECK_CLOSE(m->value[0], 0.02, 1e-15);
    CHECK_CLOSE(m->value[1], 0.025, 1e-15);
    CHECK_CLOSE(m->other_median, 0.005, 1e-15);
    CU_ASSERT(isnan(dh_run_number(&traces.trace[0], "no_such")));
    CU_ASSERT_EQUAL(dh_run_number(&traces.trace[0], "steps"), 200);
}

static void labels_lose_a_word(void)
{
    CU_ASSERT_STRING_EQUAL(dh_label_without("adam lr=0.1 beta=0.9 lrx=3", "lr", &arena), "adam beta=0.9 lrx=3");
    CU_ASSERT_STRING_EQUAL(dh_label_without("lr=0.1", "lr", &arena), "lr=0.1"); /* never empty */
    CU_ASSERT_STRING_EQUAL(dh_label_without("plain lr", "lr", &arena), "plain lr");
    const char *const all[] = {"sgd a=1 b=2", "sgd b=2 a=3", "sgd c=1 b=2"};
    CU_ASSERT_STRING_EQUAL(dh_label_shared(all, 3, &arena), "sgd b=2");
    CU_ASSERT_STRING_EQUAL(dh_label_short(all, 3, all[1], &arena), "a=3");
    CU_ASSERT_STRING_EQUAL(dh_label_shared(all, 1, &arena), "");
    const char *const same[] = {"sgd a=1", "sgd a=1"};
    CU_ASSERT_STRING_EQUAL(dh_label_short(same, 2, same[0], &arena), "sgd");
}

static void rates_make_curves(void)
{
    static const double rate[] = {1, 0.01, 0.1};
    dh_curves c;
    begin(false);
    for (int64_t seed = 0; seed < 3; seed++)
        for (size_t i = 0; i < 3; i++)
            add("a", dh_arena_format(&arena, "sgd lr=%g", rate[i]), seed,
                i == 0 ? seed ? INFINITY : 4 : rate[i] * (double)(seed + 1), rate[i]);
    add("a", "alone", 0, 2.385, 0.3);
    add("b", "sgd lr=0.01", 0, 5, 0.01); /* one value: nothing to show of b */
    CU_ASSERT_EQUAL_FATAL(dh_sensitivity_make(&traces, "lr", DH_SCALE_AUTO, &arena, &c, &error), 0);
    CU_ASSERT(c.methods == 1 && c.lost_on_edge && !strcmp(c.method[0], "sgd") && !strcmp(c.x_label, "lr"));
    const dh_curve *curve = &c.panel[0].curve[0];
    CU_ASSERT(c.panel[0].log_x && c.panel[0].seeds == 3 && curve->points == 3 && curve->runs == 9);
    CU_ASSERT(curve->x[0] == 0.01 && curve->x[1] == 0.1 && curve->x[2] == 1);
    CHECK_CLOSE(curve->median[1], 0.2, 1e-15);
    CHECK_CLOSE(curve->low[1], 0.15, 1e-15);
    CHECK_CLOSE(curve->high[1], 0.25, 1e-15);
    CU_ASSERT(curve->median[2] == INFINITY && isnan(curve->low[2]) && isnan(curve->high[2]));
    CU_ASSERT(curve->lost == 1 && curve->lost_x[0] == 1 && curve->lost_y[0] == INFINITY);
    CHECK_CLOSE(curve->final, 0.02, 1e-15); /* the best median */
    CU_ASSERT_EQUAL(curve->ended[DH_DIVERGED], 2);
    double start = 0; /* the axis ends at a thousand times the highest one */
    for (size_t i = 0; i < traces.count; i++)
        start = isfinite(traces.trace[i].y[0]) ? fmax(start, traces.trace[i].y[0]) : start;
    CHECK_CLOSE(c.panel[0].ceiling, 1000 * start, 1e-15);
    CU_ASSERT(start > 0);
    CU_ASSERT_EQUAL(dh_sensitivity_make(&traces, "beta", DH_SCALE_AUTO, &arena, &c, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no method was run at two values of beta"));
    CU_ASSERT_EQUAL(dh_sensitivity_make(&traces, "bet", DH_SCALE_AUTO, &arena, &c, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(error.text, "made.h5: no run has a hyperparameter \"bet\": did you mean \"beta\"?"));
}

static void two_parameters_make_tables(void)
{
    dh_pairs p;
    begin(false);
    for (size_t i = 0; i < 12; i++) { /* 2 seeds x 3 betas x 2 rates */
        double b = i / 2 % 3 == 0 ? 0 : i / 2 % 3 == 1 ? 0.5 : 0.9, rate = i < 6 ? 0.1 : 0.01;
        add("a", dh_arena_format(&arena, "momentum lr=%g beta=%g", rate, b), (int64_t)(i % 2),
            b > 0.8 && rate > 0.05 ? INFINITY : b + rate * (double)(i % 2), rate);
        beta->real[i] = b;
    }
    add("a", "sgd lr=0.1", 0, 1, 0.1);
    CU_ASSERT_EQUAL_FATAL(dh_pairs_make(&traces, "lr", NULL, &arena, &p, &error), 0);
    CU_ASSERT(p.count == 1 && !strcmp(p.y_name, "beta") && !strcmp(p.pair[0].method, "momentum"));
    const dh_pair *t = &p.pair[0];
    CU_ASSERT_FATAL(t->columns == 2 && t->rows == 3);
    CU_ASSERT(t->x[0] == 0.01 && t->x[1] == 0.1 && t->y[2] == 0.9);
    CHECK_CLOSE(t->cell[1 * 2 + 1].median, 0.55, 1e-15); /* beta 0.5, lr 0.1: of 0.5 and 0.6 */
    CU_ASSERT(t->cell[2 * 2 + 1].median == INFINITY && t->cell[5].lost == 2 && t->cell[5].runs == 2);
    CHECK_CLOSE(t->best, 0.005, 1e-15);
    CU_ASSERT_EQUAL(dh_pairs_make(&traces, "lr", "steps", &arena, &p, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no method was run at two values of lr and two of steps"));
}

/* ---- rows ---- */

static int draw(const char *folder, const char *format, const dh_rows_look *look, dh_number *other, dh_pictures *ret)
{
    dh_samples s;
    dh_chart_options options = {
        .chart = "final", .format = format, .folder = folder, .name = "p", .launcher = getenv("DH_NOSPAWN")};
    CU_ASSERT_EQUAL_FATAL(
        dh_samples_make(&traces, other ? dh_number_step : dh_number_final, other, &arena, &s, &error), 0);
    int result = dh_rows_draw(&s, look, &options, &arena, ret, &error);
    if (result)
        fprintf(stderr, "%s\n", error.text);
    return result;
}

static const char *read_text(const char *path)
{
    dh_buffer text = {0};
    const char *copy =
        dh_file_read(path, 1 << 26, &text, &error) ? "" : dh_arena_copy(&arena, (char *)text.data, text.size);
    dh_buffer_finish(&text);
    return copy;
}

static void rows_are_drawn(void)
{
    static const char *const format[] = {"svg", "png", "pdf", "dumb"};
    char folder[] = "/tmp/dh_samples_XXXXXX";
    dh_rows_look look = {.what = "final cost", .order = "best first"};
    dh_pictures made;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    begin(false);
    for (size_t i = 0; i < 60;
         i++) { /* 20 decades, 45 methods, some with a seed more; a format of numbers for a name */
        add("it's", dh_arena_format(&arena, "sgd %%s%%n w=%zu", i % 45), (int64_t)(i / 45),
            i % 7 == 3 ? INFINITY : pow(10, (double)(i % 21) - 10), 0.1);
        steps->whole[i] = 10;
        oracle->real[i] = 1e-5 * (double)(i + 1);
        optimizer->real[i] = 1e-6;
    }
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(draw(folder, format[i], &look, NULL, &made), 0);
        dh_rows_look shares = {
            .what = "seconds", .order = "fastest first", .shares = true, .part = {"problem", "optimizer"}};
        if (i == 0) {
            const char *svg = read_text(made.path[0]);
            CU_ASSERT_PTR_NOT_NULL(strstr(svg, "the first 40 of 45"));
            CU_ASSERT_PTR_NOT_NULL(strstr(svg, "box: quartiles"));
        }
        CU_ASSERT_EQUAL(draw(folder, format[i], &shares, dh_number_optimizer_step, &made), 0);
    }
    begin(false);
    add("a", "sgd", 0, INFINITY, 0.1); /* nothing to show, and that is shown */
    CU_ASSERT_EQUAL(draw(folder, "svg", &look, NULL, &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[0]), "1 of 1 lost"));
    CU_ASSERT_EQUAL(draw(folder, "dumb", &look, NULL, &made), 0);
    traces.trace[0].gap = true;
    traces.trace[0].status = DH_FINISHED;
    ((double *)traces.trace[0].y)[1] = -1e-17; /* rounding: on the edge */
    add("a", "adam", 0, 2.385, 0.1)->gap = true;
    CU_ASSERT_EQUAL(draw(folder, "svg", &look, NULL, &made), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_text(made.path[0]), "≈ 0"));
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        unlink(dh_arena_format(&arena, "%s/%s", folder, entry->d_name));
    closedir(dir);
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    dh_arena_finish(&arena);
}

SUITE("samples", {"samples are sorted and censored", samples_are_sorted_and_censored},
      {"seconds are per step", seconds_are_per_step}, {"labels lose a word", labels_lose_a_word},
      {"rates make curves", rates_make_curves}, {"two parameters make tables", two_parameters_make_tables},
      {"rows are drawn", rows_are_drawn})
