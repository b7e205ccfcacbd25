/* What schedules promise of one another and of themselves: special cases that are another schedule, beginnings, peaks
 * and ends. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>

#define PLUGIN(NAME) "plugins/schedules/" NAME

enum { STEP = DH_UNIT_STEP + 1, EPOCH = DH_UNIT_EPOCH + 1, HORIZON = DH_UNIT_HORIZON + 1 };
enum { MOST = 1000, STEPS = 240, AN_EPOCH = 16 };

/* Every multiplier of a run. */
static void walk(drive_schedule_setup setup, unsigned steps, double *ret)
{
    setup.steps = steps;
    setup.steps_per_epoch = AN_EPOCH;
    drive_schedule *s = drive_schedule_create(&setup);
    for (unsigned step = 0; step < steps; step++)
        ret[step] = drive_rate(s, step, 1, NAN);
    CU_ASSERT(drive_schedule_intact(s));
    drive_schedule_destroy(s);
}

/* |a - b| <= tolerance at every step, and a moves unless it is meant to be constant. */
static void same(drive_schedule_setup a, drive_schedule_setup b, unsigned steps, double tolerance, bool moves)
{
    double first[MOST], second[MOST], worst = 0, span = 0;
    walk(a, steps, first);
    walk(b, steps, second);
    for (unsigned i = 0; i < steps; i++) {
        worst = fmax(worst, fabs(first[i] - second[i]));
        span = fmax(span, fabs(first[i] - first[0]));
    }
    if (!(worst <= tolerance))
        fprintf(stderr, "%s, %s: apart by %.3g\n", a.plugin, b.plugin, worst);
    CU_ASSERT(worst <= tolerance);
    CU_ASSERT((span > 0.1) == moves);
}

static void test_wsd(void)
{
    const drive_schedule_setup bare = {.plugin = PLUGIN("wsd"), .set = {{"decay", 0}, {"warmup", 0}}};
    const drive_schedule_setup constant = {.plugin = PLUGIN("constant")};
    same(bare, constant, STEPS, 0, false);
    /* All decay: a cosine; a half of decay: the knee; 1 - sqrt: at a quarter of the decay, half is gone. */
    const drive_schedule_setup decay = {
        .plugin = PLUGIN("wsd"),
        .set = {{"decay", 1}, {"warmup", 0}, {"floor", 0.125}, {"shape", .choice = "cosine"}}};
    same(decay, (drive_schedule_setup){.plugin = PLUGIN("cosine"), .set = {{"floor", 0.125}}}, STEPS, 1e-15, true);
    const drive_schedule_setup half = {.plugin = PLUGIN("wsd"), .set = {{"decay", 0.375}, {"warmup", 0}}};
    same(half, (drive_schedule_setup){.plugin = PLUGIN("knee"), .set = {{"explore", 0.625}}}, STEPS, 1e-15, true);
    double m[STEPS];
    walk((drive_schedule_setup){.plugin = PLUGIN("wsd"),
                                .set = {{"decay", 80}, {"warmup", 60}, {"shape", .choice = "one_minus_sqrt"}},
                                .unit = STEP},
         STEPS, m);
    CU_ASSERT(m[0] == 0 && m[60] == 1 && m[160] == 1);
    CHECK_CLOSE(m[15], 0.25, 1e-15);
    CHECK_CLOSE(m[180], 0.5, 1e-15);
}

/* A warm-up and a decay that meet: the lower one, in 0 ... 1, without a jump. */
static void test_wsd_overlap(void)
{
    double m[STEPS];
    walk((drive_schedule_setup){.plugin = PLUGIN("wsd"), .set = {{"decay", 0.75}, {"warmup", 0.75}}}, STEPS, m);
    CHECK_CLOSE(m[STEPS / 2], 2. / 3, 1e-14);
    for (unsigned i = 1; i < STEPS; i++) {
        CU_ASSERT(fabs(m[i] - m[i - 1]) < 1.001 / (0.75 * STEPS));
        CHECK_CLOSE(m[i], m[STEPS - i], 1e-13);
    }
}

/* pct_start 0.25 of 240 steps: the peak is step 59. Three phases: back where it began at step 118. */
static void test_one_cycle(void)
{
    static const char *const anneal[] = {"cosine", "linear"};
    for (unsigned k = 0; k < 2; k++)
        for (unsigned phases = 2; phases <= 3; phases++) {
            const drive_schedule_setup setup = {.plugin = PLUGIN("one_cycle"),
                                                .set = {{"anneal", .choice = anneal[k]},
                                                        {"div", 8},
                                                        {"final_div", 500},
                                                        {"pct_start", 0.25},
                                                        {"phases", phases}}};
            double m[STEPS];
            walk(setup, STEPS, m);
            CU_ASSERT_EQUAL(m[0], 0.125);
            CU_ASSERT_EQUAL(m[59], 1);
            CHECK_CLOSE(m[STEPS - 1], 1 / 4000., 1e-15);
            for (unsigned i = 1; i < STEPS; i++)
                CU_ASSERT(i <= 59 ? m[i] > m[i - 1] : m[i] < m[i - 1]);
            if (phases == 3)
                CHECK_CLOSE(m[118], 0.125, 1e-15);
        }
}

/* Runs of a few steps, and three phases that would leave no room for the third: the end is kept. */
static void test_one_cycle_ends(void)
{
    for (unsigned steps = 1; steps < 12; steps++)
        for (unsigned phases = 2; phases <= 3; phases++)
            for (unsigned share = 0; share <= 9; share++) {
                double m[12];
                walk((drive_schedule_setup){.plugin = PLUGIN("one_cycle"),
                                            .set = {{"pct_start", share / 10.}, {"phases", phases}}},
                     steps, m);
                CHECK_CLOSE(m[steps - 1], 1 / 25e4, 1e-15);
            }
}

static void test_cosine_restarts(void)
{
    for (unsigned factor = 1; factor <= 3; factor++)
        same((drive_schedule_setup){.plugin = PLUGIN("cosine_restarts"),
                                    .set = {{"factor", factor}, {"floor", 0.0625}, {"period", 1}},
                                    .unit = HORIZON},
             (drive_schedule_setup){.plugin = PLUGIN("cosine"), .set = {{"floor", 0.0625}}}, STEPS, 1e-15, true);
    /* Tenths of the run are no binary fractions, and yet each begins at its step. */
    double m[100];
    walk((drive_schedule_setup){.plugin = PLUGIN("cosine_restarts"), .set = {{"period", 0.1}}, .unit = HORIZON}, 100,
         m);
    for (unsigned i = 0; i < 100; i++) {
        CHECK_CLOSE(m[i], m[i % 10], 1e-12);
        CU_ASSERT((m[i] == 1) == (i % 10 == 0));
    }
}

static void test_polynomial(void)
{
    same((drive_schedule_setup){.plugin = PLUGIN("polynomial"), .set = {{"power", 1}, {"end", 0}}},
         (drive_schedule_setup){.plugin = PLUGIN("linear"), .set = {{"start", 1}, {"end", 0}, {"length", 1}}}, STEPS,
         1e-15, true);
    same((drive_schedule_setup){.plugin = PLUGIN("polynomial"), .set = {{"power", 1}, {"end", 0.25}}, .unit = EPOCH},
         (drive_schedule_setup){.plugin = PLUGIN("linear"), .set = {{"end", 0.25}, {"length", STEPS}}, .unit = STEP},
         STEPS, 1e-15, true);
}

static void test_multistep(void)
{
    static const double epochs[] = {3, 6, 9, 12}, tenths[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    same((drive_schedule_setup){.plugin = PLUGIN("multistep"),
                                .set = {{"milestones", .list = {epochs, 4}}, {"factor", 0.625}}},
         (drive_schedule_setup){.plugin = PLUGIN("step"), .set = {{"every", 3}, {"factor", 0.625}}}, STEPS, 1e-15,
         true);
    for (unsigned steps = 10; steps <= MOST; steps += 10)
        same((drive_schedule_setup){.plugin = PLUGIN("multistep"),
                                    .set = {{"milestones", .list = {tenths, 9}}, {"factor", 0.75}},
                                    .unit = HORIZON},
             (drive_schedule_setup){
                 .plugin = PLUGIN("step"), .set = {{"every", 0.1}, {"factor", 0.75}}, .unit = HORIZON},
             steps, 1e-15, true);
}

static void test_join(void)
{
    static const double far[] = {15}, start[] = {0}, pair[] = {4, 9.5};
    const drive_schedule_setup cosine = {.plugin = PLUGIN("cosine"), .set = {{"floor", 0.125}}};
    const drive_schedule_setup exponential = {.plugin = PLUGIN("exponential"), .set = {{"gamma", 0.75}}};
    const drive_schedule_setup constant = {.plugin = PLUGIN("constant")};
    const drive_schedule_setup one = {.plugin = PLUGIN("join"), .inner = {&cosine}};
    same(one, cosine, STEPS, 0, true);
    const drive_schedule_setup surplus = {
        .plugin = PLUGIN("join"), .set = {{"milestones", .list = {pair, 2}}}, .inner = {&cosine}};
    same(surplus, cosine, STEPS, 0, true);
    const drive_schedule_setup later = {
        .plugin = PLUGIN("join"), .set = {{"milestones", .list = {far, 1}}}, .inner = {&cosine, &exponential}};
    same(later, cosine, STEPS, 0, true); /* epoch 15 is the run's end */
    const drive_schedule_setup at_once = {
        .plugin = PLUGIN("join"), .set = {{"milestones", .list = {start, 1}}}, .inner = {&exponential, &cosine}};
    same(at_once, cosine, STEPS, 0, true);
    /* Each begins at its own step 0 and ends where the next begins. */
    double m[STEPS];
    walk((drive_schedule_setup){.plugin = PLUGIN("join"),
                                .set = {{"milestones", .list = {pair, 2}}},
                                .inner = {&constant, &exponential, &cosine}},
         STEPS, m);
    for (unsigned i = 0; i < STEPS; i++) {
        double expected = i < 64    ? 1
                          : i < 152 ? pow(0.75, (i - 64) / 16.)
                                    : 0.125 + 0.875 * (1 + cos(3.14159265358979323846 * (i - 152) / 88)) / 2;
        CHECK_CLOSE(m[i], expected, 1e-14);
    }
}

static void test_table(void)
{
    static const double ends[] = {0, 1}, down[] = {0.875, 0.25}, at[] = {3, 7.5}, value[] = {1, 0.375};
    same(
        (drive_schedule_setup){
            .plugin = PLUGIN("table"),
            .set = {{"at", .list = {ends, 2}}, {"value", .list = {down, 2}}, {"between", .choice = "linear"}},
            .unit = HORIZON},
        (drive_schedule_setup){.plugin = PLUGIN("linear"), .set = {{"start", 0.875}, {"end", 0.25}}}, STEPS, 1e-15,
        true);
    same((drive_schedule_setup){.plugin = PLUGIN("table"),
                                .set = {{"at", .list = {at, 2}}, {"value", .list = {value, 2}}},
                                .unit = EPOCH},
         (drive_schedule_setup){.plugin = PLUGIN("multistep"),
                                .set = {{"milestones", .list = {at + 1, 1}}, {"factor", 0.375}}},
         STEPS, 1e-15, true);
    same((drive_schedule_setup){.plugin = PLUGIN("table"), .set = {{"at", .list = {at, 2}}}},
         (drive_schedule_setup){.plugin = PLUGIN("constant")}, STEPS, 0, false);
}

/* Peaks of the height that the mode says at every odd multiple of `length`, `low` at every even one. */
static void test_triangular(void)
{
    static const char *const mode[] = {"triangular", "triangular2", "exp_range"};
    for (unsigned k = 0; k < 3; k++) {
        double m[STEPS];
        walk(
            (drive_schedule_setup){
                .plugin = PLUGIN("triangular"),
                .set = {{"gamma", 0.9375}, {"length", 20}, {"low", 0.375}, {"mode", .choice = mode[k]}}},
            STEPS, m);
        for (unsigned i = 0; i < STEPS; i += 20) {
            double height = k == 0 ? 1 : k == 1 ? pow(0.5, floor(i / 40.)) : pow(0.9375, i);
            CHECK_CLOSE(m[i], i / 20 % 2 ? 0.375 + 0.625 * height : 0.375, 1e-14);
        }
        if (k == 0)
            CU_ASSERT(m[20] == 1 && m[10] == 0.6875 && m[30] == 0.6875);
    }
}

/* Where they cross: noam is inverse_sqrt after the rise, and warmup over inverse_sqrt everywhere. */
static void test_noam(void)
{
    const drive_schedule_setup root = {.plugin = PLUGIN("inverse_sqrt"), .set = {{"warmup", 48}}};
    const drive_schedule_setup ramp = {.plugin = PLUGIN("warmup"),
                                       .set = {{"from", 0}, {"length", 3}, {"shift", .choice = "overlap"}},
                                       .inner = {&root}};
    same(ramp, (drive_schedule_setup){.plugin = PLUGIN("noam"), .set = {{"warmup", 48}}}, STEPS, 1e-15, true);
    double m[STEPS];
    walk(root, STEPS, m);
    CU_ASSERT(m[0] == 1 && m[48] == 1 && m[192] == 0.5);
}

static void test_two_forms(void)
{
    same((drive_schedule_setup){.plugin = PLUGIN("inverse_time"), .set = {{"form", .choice = "eta0"}, {"k", 0.125}}},
         (drive_schedule_setup){.plugin = PLUGIN("inverse_time"), .set = {{"t0", 8}, {"t1", 8}}}, STEPS, 1e-15, true);
    same((drive_schedule_setup){.plugin = PLUGIN("rex"), .set = {{"beta", 0}}},
         (drive_schedule_setup){.plugin = PLUGIN("linear")}, STEPS, 1e-15, true);
    const drive_schedule_setup constant = {.plugin = PLUGIN("constant")};
    const drive_schedule_setup power = {.plugin = PLUGIN("warmup"),
                                        .set = {{"from", 0.0625}, {"length", 4}, {"form", .choice = "exponential"}},
                                        .inner = {&constant}};
    double m[STEPS];
    walk(power, STEPS, m);
    CHECK_CLOSE(m[0], 0.0625, 1e-15);
    CHECK_CLOSE(m[32], 0.25, 1e-15);
    CHECK_CLOSE(m[48], 0.5, 1e-15);
    CU_ASSERT(m[64] == 1 && m[STEPS - 1] == 1);
}

SUITE("identities of schedules",
      {"wsd without warm-up and decay is constant; all decay is cosine; half, knee", test_wsd},
      {"wsd: warm-up and decay that overlap", test_wsd_overlap},
      {"one_cycle begins, peaks and ends where it says", test_one_cycle},
      {"one_cycle ends where it says in short runs", test_one_cycle_ends},
      {"cosine_restarts with one period is cosine; periods of tenths", test_cosine_restarts},
      {"polynomial of power 1 is linear", test_polynomial}, {"multistep at equal distances is step", test_multistep},
      {"join of one schedule is it; several", test_join}, {"table with two points is linear, or a step", test_table},
      {"triangular: peaks", test_triangular}, {"noam is warmup over inverse_sqrt", test_noam},
      {"inverse_time, rex and warmup: the other form", test_two_forms})
