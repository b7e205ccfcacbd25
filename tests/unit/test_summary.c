/* Curves against values worked out by hand or by NumPy. */
#include "suite.h"

#include "store/results.h"
#include "summary/best.h"
#include "summary/curve.h"
#include "summary/grid.h"
#include "summary/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static dh_arena arena;
static dh_error error;

/* numpy.quantile(numpy.sort([2.385, -1.75, 0.625, 9.5, 3.25, 7.125, -4.5])[:n], q), NumPy 1.24 */
static void quantiles_are_numpys(void)
{
    const double sorted[] = {-4.5, -1.75, 0.625, 2.385, 3.25, 7.125, 9.5};
    const struct {
        size_t n;
        double q, value;
    } table[] = {
        {2, 0.25, -3.8125}, {2, 0.5, -3.125},  {2, 0.75, -2.4375},
        {4, 0.25, -2.4375}, {4, 0.5, -0.5625}, {4, 0.75, 1.0649999999999999},
        {5, 0.25, -1.75},   {5, 0.5, 0.625},   {5, 0.75, 2.3849999999999998},
        {7, 0.25, -0.5625}, {7, 0.5, 2.385},   {7, 0.75, 5.1875},
        {1, 0.75, -4.5},    {7, 1, 9.5},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CHECK_CLOSE(dh_quantile(sorted, table[i].n, table[i].q), table[i].value, 1e-15);
}

static void quantiles_lean_on_infinity_only_where_they_must(void)
{
    const double up[] = {0.7, 2.385, 4.1, INFINITY, INFINITY}, down[] = {-INFINITY, 0.7, 2.385};
    CU_ASSERT_EQUAL(dh_quantile(up, 5, 0.5), 4.1); /* rank 2 exactly: 0 times infinity plays no part */
    CU_ASSERT_EQUAL(dh_quantile(up, 5, 0.25), 2.385);
    CU_ASSERT_EQUAL(dh_quantile(up, 5, 0.75), INFINITY);
    CU_ASSERT_EQUAL(dh_quantile(up, 4, 0.75), INFINITY); /* between 4.1 and infinity */
    CU_ASSERT_EQUAL(dh_quantile(up + 3, 2, 0.5), INFINITY);
    CU_ASSERT_EQUAL(dh_quantile(down, 3, 0.25), -INFINITY);
    CU_ASSERT_EQUAL(dh_quantile(down, 3, 0.5), 0.7);
}

/* ---- curves from traces made here ---- */

enum { MOST_TRACES = 40 };
static dh_traces traces;

static void begin(bool larger_is_better)
{
    dh_arena_finish(&arena);
    traces = (dh_traces){.trace = DH_NEW(&arena, dh_trace, MOST_TRACES), .larger_is_better = larger_is_better};
}

static void add(const char *problem, const char *method, dh_status status, size_t rows, const double *x,
                const double *y)
{
    traces.trace[traces.count] = (dh_trace){.problem = problem,
                                            .method = method,
                                            .id = "",
                                            .seed = (int64_t)traces.count,
                                            .status = status,
                                            .f_star = NAN,
                                            .rows = rows,
                                            .x = x,
                                            .y = y};
    traces.count++;
}

static dh_curves make(size_t most)
{
    dh_curves curves;
    error.text[0] = 0;
    CU_ASSERT_EQUAL_FATAL(dh_curves_make(&traces, DH_SCALE_LINEAR, most, &arena, &curves, &error), 0);
    return curves;
}

/* v = numpy.round(numpy.random.RandomState(2385).lognormal(1, 1, size=(5, 4)), 3);
 * [[numpy.quantile(v[:, j], q) for q in (.25, .5, .75)] for j in range(4)] */
static void median_and_quartiles_over_seeds(void)
{
    static const double x[] = {0, 10, 20, 30};
    static const double v[5][4] = {{4.252, 1.326, 1.689, 2.18},
                                   {10.348, 2.549, 2.788, 2.912},
                                   {14.861, 2.527, 0.484, 6.538},
                                   {0.748, 1.807, 2.737, 1.535},
                                   {9.276, 9.95, 2.391, 0.541}};
    static const double want[4][3] = {
        {4.252, 9.276, 10.348}, {1.807, 2.527, 2.549}, {1.689, 2.391, 2.737}, {1.535, 2.18, 2.912}};
    begin(false);
    for (size_t i = 0; i < 5; i++)
        add("line", "sgd", DH_FINISHED, 4, x, v[i]);
    dh_curves curves = make(400);
    const dh_curve *curve = &curves.panel[0].curve[0];
    CU_ASSERT_EQUAL_FATAL(curve->points, 4);
    CU_ASSERT_EQUAL(curves.panel[0].seeds, 5);
    for (size_t j = 0; j < 4; j++) {
        CU_ASSERT_EQUAL(curve->x[j], x[j]);
        CHECK_CLOSE(curve->low[j], want[j][0], 1e-15);
        CHECK_CLOSE(curve->median[j], want[j][1], 1e-15);
        CHECK_CLOSE(curve->high[j], want[j][2], 1e-15);
    }
    CU_ASSERT_EQUAL(curve->final, 2.18);
}

/* The same values; numpy.quantile(v[:, j], (.1, .9)), v.mean(axis=0). The interval of a mean lies between the t
 * interval and the extremes of means; of a lost run it is infinite. */
static void other_bands(void)
{
    static const double x[] = {0, 10, 20, 30};
    static const double v[5][4] = {{4.252, 1.326, 1.689, 2.18},
                                   {10.348, 2.549, 2.788, 2.912},
                                   {14.861, 2.527, 0.484, 6.538},
                                   {0.748, 1.807, 2.737, 1.535},
                                   {9.276, 9.95, 2.391, 0.541}};
    static const double low[] = {2.1496, 1.5184, 0.966, 0.9386}, high[] = {13.0558, 6.9896, 2.7676, 5.0876},
                        mean[] = {7.897, 3.6318, 2.0178, 2.7412};
    const dh_band tenths = {.low = 0.1, .high = 0.9}, around = {.mean = true, .level = 0.95};
    dh_curves curves;
    begin(false);
    for (size_t i = 0; i < 5; i++)
        add("line", "sgd", DH_FINISHED, 4, x, v[i]);
    CU_ASSERT_EQUAL_FATAL(dh_curves_make_band(&traces, DH_SCALE_LINEAR, 400, &tenths, &arena, &curves, &error), 0);
    for (size_t j = 0; j < 4; j++) {
        CHECK_CLOSE(curves.panel[0].curve[0].low[j], low[j], 1e-14);
        CHECK_CLOSE(curves.panel[0].curve[0].high[j], high[j], 1e-14);
    }
    CU_ASSERT_EQUAL_FATAL(dh_curves_make_band(&traces, DH_SCALE_LINEAR, 400, &around, &arena, &curves, &error), 0);
    const dh_curve *curve = &curves.panel[0].curve[0];
    for (size_t j = 0; j < 4; j++) {
        CHECK_CLOSE(curve->median[j], mean[j], 1e-14);
        double spread = 0; /* standard error of the mean */
        for (size_t i = 0; i < 5; i++)
            spread += (v[i][j] - mean[j]) * (v[i][j] - mean[j]) / 20;
        CU_ASSERT_TRUE(curve->low[j] < mean[j] - 1.2 * sqrt(spread));
        CU_ASSERT_TRUE(curve->low[j] > mean[j] - 4 * sqrt(spread) && curve->low[j] > 0);
        CU_ASSERT_TRUE(curve->high[j] > mean[j] + 1.2 * sqrt(spread) && curve->high[j] < mean[j] + 4 * sqrt(spread));
    }
    static const double flat[5][2] = {
        {4.252, 4.252}, {10.348, 10.348}, {14.861, 14.861}, {0.748, 0.748}, {9.276, 9.276}};
    for (size_t i = 0; i < 5; i++) {
        traces.trace[i].rows = 2;
        traces.trace[i].y = flat[i];
    }
    CU_ASSERT_EQUAL_FATAL(dh_curves_make_band(&traces, DH_SCALE_LINEAR, 400, &around, &arena, &curves, &error), 0);
    curve = &curves.panel[0].curve[0];
    CU_ASSERT_TRUE(curve->low[0] == curve->low[1] && curve->high[0] == curve->high[1]); /* no noise of its own */
    for (size_t i = 0; i < 5; i++) {
        traces.trace[i].rows = 4;
        traces.trace[i].y = v[i];
    }
    traces.trace[2].status = DH_DIVERGED;
    traces.trace[2].rows = 3;
    CU_ASSERT_EQUAL_FATAL(dh_curves_make_band(&traces, DH_SCALE_LINEAR, 400, &around, &arena, &curves, &error), 0);
    CU_ASSERT_TRUE(isfinite(curves.panel[0].curve[0].median[2]) && isinf(curves.panel[0].curve[0].median[3]));
    CU_ASSERT_EQUAL(curves.panel[0].curve[0].high[3], INFINITY);
}

/* Three runs with other rows; by hand: the value at x is the one of the last row at or before x. */
static void runs_are_step_functions_on_the_union_of_their_rows(void)
{
    static const double xa[] = {0, 4, 9}, ya[] = {8.5, 6.25, 3.125};
    static const double xb[] = {0, 6}, yb[] = {7.5, 2.385};
    static const double xc[] = {0, 4, 6, 12}, yc[] = {9.5, 5.75, 4.5, 1.25};
    static const double grid[] = {0, 4, 6, 9, 12}, median[] = {8.5, 6.25, 4.5, 3.125, 2.385};
    begin(false);
    add("line", "sgd", DH_FINISHED, 3, xa, ya);
    add("line", "sgd", DH_TARGET_REACHED, 2, xb, yb); /* keeps 2.385 */
    add("line", "sgd", DH_FINISHED, 4, xc, yc);
    dh_curves curves = make(400);
    const dh_curve *curve = &curves.panel[0].curve[0];
    CU_ASSERT_EQUAL_FATAL(curve->points, 5);
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_EQUAL(curve->x[i], grid[i]);
        CU_ASSERT_EQUAL(curve->median[i], median[i]);
    }
    CHECK_CLOSE(curve->low[4], (1.25 + 2.385) / 2, 1e-15);
    CU_ASSERT_EQUAL(curve->lost, 0);
}

static void lost_runs_count_as_the_worst(void)
{
    static const double x[] = {0, 1, 2, 3};
    static const double a[] = {4.5, 3.5, 2.5, 1.5}, b[] = {4.25, 3.25, 2.25, 1.25}, c[] = {4.75, 55.5, 1e30, NAN};
    begin(false);
    add("line", "sgd", DH_FINISHED, 4, x, a);
    add("line", "sgd", DH_DIVERGED, 4, x, c); /* its last row is the non-finite one */
    add("line", "sgd", DH_FINISHED, 4, x, b);
    dh_curves curves = make(400);
    const dh_curve *curve = &curves.panel[0].curve[0];
    CU_ASSERT_EQUAL(curve->runs, 3);
    CU_ASSERT_EQUAL(curve->median[3], 1.5); /* of 1.25, 1.5 and infinity: the run is in, at its rank */
    CU_ASSERT_EQUAL(curve->low[3], 1.375);
    CU_ASSERT_EQUAL(curve->high[3], INFINITY);
    CHECK_CLOSE(curve->high[2], (2.5 + 1e30) / 2, 1e-15);
    CU_ASSERT_EQUAL(curve->ended[DH_DIVERGED], 1);
    CU_ASSERT_EQUAL_FATAL(curve->lost, 1);
    CU_ASSERT_EQUAL(curve->lost_x[0], 2);
    CU_ASSERT_EQUAL(curve->lost_y[0], 1e30);
}

/* Every end but "finished" and "target reached" censors from the last row on; a run without rows is censored
 * throughout. */
static void every_kind_of_loss_is_censored(void)
{
    static const double x[] = {0, 1, 2, 3}, y[] = {4.5, 3.5, 2.5, 1.5};
    for (int status = 0; status < DH_STATUS_COUNT; status++) {
        bool kept = status == DH_FINISHED || status == DH_TARGET_REACHED;
        begin(false);
        add("line", "sgd", DH_FINISHED, 4, x, y);
        add("line", "sgd", (dh_status)status, 2, x, y);
        add("line", "sgd", (dh_status)status, 0, NULL, NULL);
        dh_curves curves = make(400);
        const dh_curve *curve = &curves.panel[0].curve[0];
        CU_ASSERT_EQUAL(curve->median[1], 3.5); /* 3.5, 3.5, infinity */
        CU_ASSERT_EQUAL(curve->median[2], kept ? 3.5 : INFINITY);
        CU_ASSERT_EQUAL(curve->lost, kept ? 0u : 1u);
    }
}

static void scores_are_worst_at_minus_infinity(void)
{
    static const double x[] = {0, 1}, a[] = {0.55, 0.91}, b[] = {0.5, 0.87}, c[] = {0.52, 0.625};
    begin(true);
    add("digits", "sgd", DH_FINISHED, 2, x, a);
    add("digits", "sgd", DH_CRASHED, 1, x, c);
    add("digits", "sgd", DH_FINISHED, 2, x, b);
    dh_curves curves = make(400);
    const dh_curve *curve = &curves.panel[0].curve[0];
    CU_ASSERT_EQUAL(curve->median[1], 0.87);
    CU_ASSERT_EQUAL(curve->low[1], -INFINITY);
    CHECK_CLOSE(curve->high[1], 0.89, 1e-15);
    CU_ASSERT_TRUE(dh_larger_is_better("test_r2"));
    CU_ASSERT_TRUE(dh_larger_is_better("accuracy"));
    CU_ASSERT_FALSE(dh_larger_is_better("test_mae"));
    CU_ASSERT_FALSE(dh_larger_is_better("cost"));
}

static void check_grid(size_t rows, double scale, bool log, size_t most)
{
    double *x = DH_NEW(&arena, double, rows);
    dh_trace trace = {.rows = rows, .x = x};
    const dh_trace *list[] = {&trace, &trace};
    const double *grid;
    size_t count, at = 0;
    for (size_t i = 0; i < rows; i++)
        x[i] = scale * (double)i;
    CU_ASSERT_EQUAL_FATAL(dh_grid_make(list, 2, log, most, &arena, &grid, &count, &error), 0);
    CU_ASSERT_TRUE_FATAL(count >= 2 && count <= most);
    CU_ASSERT_EQUAL(grid[0], 0);
    CU_ASSERT_EQUAL(grid[count - 1], x[rows - 1]);
    for (size_t i = 0; i < count; i++) { /* a rising part of the rows */
        while (at < rows && x[at] != grid[i])
            at++;
        CU_ASSERT_TRUE_FATAL(at < rows);
        at++;
    }
    if (rows <= most)
        CU_ASSERT_EQUAL(count, rows);
    if (log && rows > 10 * most)
        CU_ASSERT_TRUE(grid[count / 2] < 0.2 * grid[count - 1]);
    if (!log && rows > 10 * most)
        CHECK_CLOSE(grid[count / 2], 0.5 * grid[count - 1], 0.1);
}

static void grids_are_thinned(void)
{
    for (int log = 0; log < 2; log++) {
        check_grid(2, 2.385, log, 8);
        check_grid(400, 2.385, log, 400);
        check_grid(401, 2.385, log, 400);
        check_grid(60001, 0.001, log, 400);
        check_grid(5000, 1e-300, log, 17);
    }
}

static void methods_are_ranked_over_problems(void)
{
    static const double x[] = {0}, one[] = {1.5}, two[] = {2.5}, three[] = {3.5};
    begin(false);
    add("p", "slow", DH_FINISHED, 1, x, three);
    add("p", "lost", DH_CRASHED, 0, x, one);
    add("p", "good", DH_FINISHED, 1, x, one);
    add("p", "even", DH_FINISHED, 1, x, two);
    add("q", "even", DH_FINISHED, 1, x, one);
    add("q", "slow", DH_FINISHED, 1, x, two);
    add("q", "good", DH_FINISHED, 1, x, two);
    dh_curves curves = make(400);
    size_t order[4];
    CU_ASSERT_EQUAL_FATAL(dh_rank_methods(&curves, &arena, order, &error), 0);
    /* p: good 1, even 2, slow 3, lost 4; q: even 1, slow and good 2.5, lost 4. Means: even 1.5, good 1.75, slow 2.75,
     * lost 4 */
    CU_ASSERT_STRING_EQUAL(curves.method[order[0]], "even");
    CU_ASSERT_STRING_EQUAL(curves.method[order[1]], "good");
    CU_ASSERT_STRING_EQUAL(curves.method[order[2]], "slow");
    CU_ASSERT_STRING_EQUAL(curves.method[order[3]], "lost");
    CU_ASSERT_EQUAL(curves.panel[1].curve[1].runs, 0);
}

/* adam: one rate for each problem; sgd: the same on both; momentum: lost more often at the rate that ends lower. */
static void best_of_each_group(void)
{
    static const double x[] = {0, 1}, to_1[] = {9, 1}, to_2[] = {9, 2}, to_3[] = {9, 3};
    static const struct {
        const char *group, *method, *problem;
        const double *y;
        dh_status status;
    } run[] = {
        {"adam", "adam lr=0.1", "line", to_1, DH_FINISHED},
        {"adam", "adam lr=0.01", "line", to_2, DH_FINISHED},
        {"sgd", "sgd lr=1", "line", to_2, DH_FINISHED},
        {"sgd", "sgd lr=2", "line", to_2, DH_FINISHED},
        {"momentum", "momentum lr=1", "line", to_1, DH_DIVERGED},
        {"momentum", "momentum lr=2", "line", to_3, DH_FINISHED},
        {"adam", "adam lr=0.1", "bowl", to_2, DH_FINISHED},
        {"adam", "adam lr=0.01", "bowl", to_1, DH_FINISHED},
        {"sgd", "sgd lr=2", "bowl", to_2, DH_FINISHED},
        {"sgd", "sgd lr=1", "bowl", to_1, DH_FINISHED},
    };
    static const char *const kept[][2] = {{"adam", "adam lr=0.1"},
                                          {"sgd lr=1", "sgd lr=1"},
                                          {"momentum lr=2", "momentum lr=2"},
                                          {"adam", "adam lr=0.01"},
                                          {"sgd lr=1", "sgd lr=1"}};
    begin(false);
    for (size_t i = 0; i < sizeof run / sizeof *run; i++) {
        add(run[i].problem, run[i].method, run[i].status, 2, x, run[i].y);
        traces.trace[i].group = run[i].group;
    }
    CU_ASSERT_EQUAL_FATAL(dh_traces_keep_best(&traces, &arena, &error), 0);
    CU_ASSERT_EQUAL_FATAL(traces.count, sizeof kept / sizeof *kept);
    for (size_t i = 0; i < traces.count; i++) {
        CU_ASSERT_STRING_EQUAL(traces.trace[i].method, kept[i][0]);
        CU_ASSERT_STRING_EQUAL(traces.trace[i].settings, kept[i][1]);
    }
    dh_curves curves = make(400);
    CU_ASSERT_EQUAL(curves.methods, 3);
    CU_ASSERT_STRING_EQUAL(curves.panel[1].curve[0].settings, "adam lr=0.01");
}

static void axes_have_names(void)
{
    dh_axis axis;
    CU_ASSERT_EQUAL(dh_currency_parse("gradients", &axis, &error), 0);
    CU_ASSERT_EQUAL(axis, DH_AXIS_GRADIENTS);
    CU_ASSERT_EQUAL(dh_currency_parse("secnds", &axis, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "did you mean seconds?"));
}

SUITE("summary", {"quantiles are NumPy's", quantiles_are_numpys},
      {"quantiles lean on infinity only where they must", quantiles_lean_on_infinity_only_where_they_must},
      {"median and quartiles over seeds", median_and_quartiles_over_seeds}, {"other bands", other_bands},
      {"runs are step functions on the union of their rows", runs_are_step_functions_on_the_union_of_their_rows},
      {"lost runs count as the worst", lost_runs_count_as_the_worst},
      {"every kind of loss is censored", every_kind_of_loss_is_censored},
      {"scores are worst at minus infinity", scores_are_worst_at_minus_infinity},
      {"grids are thinned", grids_are_thinned}, {"methods are ranked over problems", methods_are_ranked_over_problems},
      {"the best of each group", best_of_each_group}, {"axes have names", axes_have_names})
