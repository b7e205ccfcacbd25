/* Schedules against their closed forms, in every unit; tests/golden compares them with PyTorch's. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>

#define PLUGIN(NAME) "plugins/schedules/" NAME

enum { STEP = DH_UNIT_STEP + 1, EPOCH = DH_UNIT_EPOCH + 1, HORIZON = DH_UNIT_HORIZON + 1 };

static double once(const drive_schedule_setup *setup, uint64_t step)
{
    drive_schedule *s = drive_schedule_create(setup);
    double multiplier = drive_rate(s, step, 1, 2.385);
    drive_schedule_destroy(s);
    return multiplier;
}

static void test_constant(void)
{
    const drive_schedule_setup setup = {.plugin = PLUGIN("constant"), .steps = 50, .steps_per_epoch = 7};
    CU_ASSERT_EQUAL(once(&setup, 37), 1);
}

/* The tutorial's t0 / (t + t1), and eta0 / (1 + k t) through t0 = t1 = 1 / k. */
static void test_inverse_time(void)
{
    drive_schedule_setup setup = {.plugin = PLUGIN("inverse_time"), .steps = 5000, .steps_per_epoch = 100};
    for (unsigned t = 0; t < 5000; t += 37)
        CHECK_CLOSE(once(&setup, t), 5. / (t + 50.), 1e-15);
    setup.set[0] = (drive_setting){.name = "t0", .value = 8};
    setup.set[1] = (drive_setting){.name = "t1", .value = 8};
    setup.unit = EPOCH;
    for (unsigned t = 0; t < 5000; t += 37)
        CHECK_CLOSE(once(&setup, t), 1 / (1 + 0.125 * t / 100.), 1e-15);
}

static void test_step(void)
{
    drive_schedule_setup setup = {
        .plugin = PLUGIN("step"), .set = {{"every", 3}, {"factor", 0.375}}, .steps = 300, .steps_per_epoch = 10};
    for (unsigned t = 0; t < 300; t++) {
        setup.unit = EPOCH;
        CHECK_CLOSE(once(&setup, t), pow(0.375, t / 30), 1e-14);
        setup.unit = STEP;
        CHECK_CLOSE(once(&setup, t), pow(0.375, t / 3), 1e-14);
    }
    setup.set[0].value = 0.25;
    setup.unit = HORIZON;
    CHECK_CLOSE(once(&setup, 74), 1, 1e-15);
    CHECK_CLOSE(once(&setup, 75), 0.375, 1e-15);
    CHECK_CLOSE(once(&setup, 299), pow(0.375, 3), 1e-14);
}

/* Smooth within an epoch; with the unit horizon, gamma is what the whole run comes to. */
static void test_exponential(void)
{
    drive_schedule_setup setup = {
        .plugin = PLUGIN("exponential"), .set = {{"gamma", 0.625}}, .steps = 200, .steps_per_epoch = 8};
    CHECK_CLOSE(once(&setup, 12), pow(0.625, 1.5), 1e-14);
    setup.unit = HORIZON;
    CHECK_CLOSE(once(&setup, 50), pow(0.625, 0.25), 1e-14);
    setup.unit = STEP;
    CHECK_CLOSE(once(&setup, 50), pow(0.625, 50), 1e-14);
}

static void test_cosine(void)
{
    drive_schedule_setup setup = {
        .plugin = PLUGIN("cosine"), .set = {{"floor", 0.0625}}, .steps = 240, .steps_per_epoch = 8};
    double last = 2;
    for (unsigned t = 0; t < 240; t++) {
        double now = once(&setup, t);
        CU_ASSERT(now < last);
        setup.unit = EPOCH;
        CHECK_CLOSE(once(&setup, t), now, 1e-14);
        setup.unit = 0;
        last = now;
    }
    CU_ASSERT_EQUAL(once(&setup, 0), 1);
    CHECK_CLOSE(once(&setup, 120), (1 + 0.0625) / 2, 1e-15);
    CHECK_CLOSE(last, 0.0625, 1e-2);
}

static void test_warmup_after(void)
{
    const drive_schedule_setup inner = {.plugin = PLUGIN("cosine")};
    const drive_schedule_setup setup = {.plugin = PLUGIN("warmup"),
                                        .set = {{"from", 0.125}, {"length", 2.5}},
                                        .inner = {&inner},
                                        .steps = 100,
                                        .steps_per_epoch = 10};
    for (unsigned t = 0; t < 100; t++) {
        double expected = t < 25 ? 0.125 + 0.875 * t / 25 : (1 + cos(3.14159265358979323846 * (t - 25) / 75)) / 2;
        CHECK_CLOSE(once(&setup, t), expected, 1e-12);
    }
}

/* An inner schedule that does not begin at 1: the ramp leads to where it begins. */
static void test_warmup_over_inverse_time(void)
{
    const drive_schedule_setup inner = {.plugin = PLUGIN("inverse_time")};
    drive_schedule_setup setup = {.plugin = PLUGIN("warmup"),
                                  .set = {{"from", 0.25}, {"length", 20}, {"shift", 0}},
                                  .inner = {&inner},
                                  .unit = STEP,
                                  .steps_per_epoch = 10};
    for (unsigned t = 0; t < 60; t++) {
        double ramp = t < 20 ? 0.25 + 0.75 * t / 20 : 1;
        setup.set[2].value = 0;
        CHECK_CLOSE(once(&setup, t), ramp * 5 / (50. + (t < 20 ? 0 : t - 20)), 1e-14);
        setup.set[2].value = 1;
        CHECK_CLOSE(once(&setup, t), ramp * 5 / (50. + t), 1e-14);
    }
}

/* No ramp is the inner schedule itself; a ramp longer than the run never ends; lengths round to whole steps. */
static void test_warmup_lengths(void)
{
    const drive_schedule_setup inner = {.plugin = PLUGIN("cosine")};
    drive_schedule_setup bare = inner, setup = {.plugin = PLUGIN("warmup"),
                                                .set = {{"from", 0.5}, {"length", 0}},
                                                .inner = {&inner},
                                                .steps = 40,
                                                .steps_per_epoch = 10};
    bare.steps = 40;
    bare.steps_per_epoch = 10;
    for (unsigned t = 0; t < 40; t++)
        CU_ASSERT_EQUAL(once(&setup, t), once(&bare, t));
    setup.set[1].value = 8;
    CHECK_CLOSE(once(&setup, 39), 0.5 + 0.5 * 39 / 80, 1e-14);
    setup.set[1].value = 0.33;
    CHECK_CLOSE(once(&setup, 2), 0.5 + 0.5 * 2 / 3, 1e-14);
    CHECK_CLOSE(once(&setup, 3), 1, 1e-15);
}

/* Rows count, not steps; a NaN is no improvement; after a cut nothing is counted while it cools. */
static void test_plateau(void)
{
    static const double cost[] = {9.75, 8.5, 8.4, 8.45, NAN, 8.4, 8.6, 8.6, 8.6, 8.6, 8.6, 8.6, 7.5, 7.6};
    static const double multiplier[] = {1,     1,     1,     1,      1,      0.375,  0.375,
                                        0.375, 0.375, 0.375, 0.1875, 0.1875, 0.1875, 0.1875};
    drive_schedule *s = drive_schedule_create(
        &(drive_schedule_setup){.plugin = PLUGIN("plateau"),
                                .set = {{"patience", 2}, {"factor", 0.375}, {"cooldown", 2}, {"min", 0.1875}},
                                .steps_per_epoch = 5});
    for (unsigned row = 0; row < 14; row++)
        for (unsigned k = 0; k < 5; k++)
            CU_ASSERT_EQUAL(drive_rate(s, row * 5 + k, row + 1, cost[row]), multiplier[row]);
    CU_ASSERT(drive_schedule_intact(s));
    drive_schedule_destroy(s);
}

SUITE("schedules", {"constant", test_constant}, {"inverse time", test_inverse_time}, {"step", test_step},
      {"exponential", test_exponential}, {"cosine", test_cosine},
      {"warm-up, then the inner schedule", test_warmup_after},
      {"warm-up over a schedule that begins below 1", test_warmup_over_inverse_time},
      {"warm-up: none, too long, rounded", test_warmup_lengths}, {"plateau", test_plateau})
