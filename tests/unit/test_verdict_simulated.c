/* How often the gate is wrong: false alarms and power, on simulated results with fixed streams. `scripts/torture
 * gate` is the long form, whose figures stand in CONTRIBUTING.md. */
#include "suite.h"

#include "base/random.h"
#include "verdict_model.h"

#include <downhill/math.h>
#include <math.h>
#include <stdlib.h>

static double t3(dh_stream *stream)
{
    double z = dh_stream_normal(stream), square = 0;
    for (int i = 0; i < 3; i++) {
        double y = dh_stream_normal(stream);
        square += y * y;
    }
    return z / sqrt(square / 3);
}

static double setting(const char *name, double usual)
{
    const char *text = getenv(name);
    return text ? strtod(text, NULL) : usual;
}

/* log10 ratios of deviation 0.1 by Student's law of 3 degrees of freedom, the part `shared` of their variance common
 * to the metrics: with 1 each metric has this law itself, else that of a sum of two. */
static void draw(dh_stream *stream, double shared, const double slower[4], dh_base_run run[MOST_SEEDS])
{
    const double unit = 0.1 / sqrt(3);
    for (size_t s = 0; s < MOST_SEEDS; s++) {
        double shift[4], common = t3(stream);
        for (int m = 0; m < 4; m++)
            shift[m] = slower[m] + unit * (sqrt(shared) * common + sqrt(1 - shared) * t3(stream));
        run[s] = run_of(s, shift, "b");
    }
}

/* 100 cells, all of them changed, one of them slower; each suite has a stream of its own. */
static dh_judged simulate(size_t suite, const char *purpose, const double slower[4])
{
    static const double none[4] = {0};
    dh_stream stream;
    dh_stream_init(&stream, 2385, "", "", (int64_t)suite, purpose);
    for (size_t c = 0; c < MOST_CELLS; c++)
        draw(&stream, setting("DH_GATE_SHARED", 0.5), c == 7 ? slower : none, new.run[c]);
    return judge();
}

static size_t suites(void)
{
    return (size_t)setting("DH_GATE_SUITES", 12);
}

/* None of them worse: at most one suite in a hundred raises an alarm. */
static void null_changes_raise_few_alarms(void)
{
    static const double none[4] = {0};
    size_t alarms = 0, count = suites();
    make(&old, MOST_CELLS, MOST_SEEDS, "a");
    make(&new, MOST_CELLS, MOST_SEEDS, "b");
    for (size_t i = 0; i < count; i++)
        alarms += simulate(i, "null changes", none).count[DH_SLOWER] > 0;
    printf("null changes: %zu of %zu suites raised an alarm\n", alarms, count);
    CU_ASSERT_TRUE((double)alarms <= 0.01 * (double)count + 3 * sqrt(0.0099 * (double)count));
}

/* Shares of a tenth are known well enough from a tenth of the suites. */
static size_t trials(void)
{
    return getenv("DH_GATE_SUITES") ? suites() / 10 : suites();
}

static size_t found(double share, size_t metrics, const char *what)
{
    double slower[4] = {0};
    size_t hits = 0;
    for (size_t m = 4 - metrics; m < 4; m++)
        slower[m] = dh_log(1 + share) / M_LN10;
    for (size_t i = 0; i < trials(); i++)
        hits += simulate(i, what, slower).cell[7].verdict == DH_SLOWER;
    printf("%s: found in %zu of %zu suites\n", what, hits, trials());
    return hits;
}

static void slow_downs_are_found_and_margins_kept(void)
{
    make(&old, MOST_CELLS, MOST_SEEDS, "a");
    make(&new, MOST_CELLS, MOST_SEEDS, "b");
    CU_ASSERT_TRUE((double)found(0.2, 4, "20 % slower") >= 0.9 * (double)trials() - 2);
    CU_ASSERT_TRUE((double)found(0.02, 4, "2 % slower") <= 0.01 * (double)trials() + 1);
    if (getenv("DH_GATE_SUITES")) {
        found(0.05, 4, "5 % slower");
        found(0.2, 1, "a gap 20 % larger, the rest as before");
    }
}

static void identical_results_never_alarm(void)
{
    make(&old, MOST_CELLS, 3, "a");
    make(&new, MOST_CELLS, 3, "a");
    size_t alarms = 0, count = getenv("DH_GATE_SUITES") ? suites() : 100;
    for (size_t i = 0; i < count; i++)
        alarms += judge().count[DH_SAME] != MOST_CELLS;
    printf("identical results: %zu alarms in %zu\n", alarms, count);
    CU_ASSERT_EQUAL(alarms, 0);
}

SUITE("verdict, simulated", {"identical results", identical_results_never_alarm},
      {"null changes", null_changes_raise_few_alarms}, {"slow-downs", slow_downs_are_found_and_margins_kept})
