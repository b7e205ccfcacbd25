/* List parameters, wrappers of several schedules, nesting. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>

static void test_multistep(void)
{
    static const double at[] = {2.5, 4, 9.75};
    drive_schedule *s =
        drive_schedule_create(&(drive_schedule_setup){.plugin = "tests/abi/multistep",
                                                      .set = {{"factor", 0.375}, {"milestones", .list = {at, 3}}},
                                                      .steps = 120,
                                                      .steps_per_epoch = 10});
    for (unsigned step = 0; step < 120; step++) {
        double expected = step < 25 ? 1 : step < 40 ? 0.375 : step < 98 ? 0.375 * 0.375 : 0.375 * 0.375 * 0.375;
        CHECK_CLOSE(drive_rate(s, step, 1, NAN), expected, 1e-15);
    }
    drive_schedule_destroy(s);
}

/* Constant for 3 epochs, an exponential for 5, a cosine for what is left: each starts at its own 0 with its own
 * horizon. */
static void test_join(void)
{
    static const double at[] = {3, 8};
    drive_schedule_setup constant = {.plugin = "plugins/schedules/constant"};
    drive_schedule_setup exponential = {.plugin = "plugins/schedules/exponential", .set = {{"gamma", 0.625}}};
    drive_schedule_setup cosine = {.plugin = "plugins/schedules/cosine"};
    drive_schedule *s = drive_schedule_create(&(drive_schedule_setup){.plugin = "tests/abi/join",
                                                                      .set = {{"at", .list = {at, 2}}},
                                                                      .inner = {&constant, &exponential, &cosine},
                                                                      .steps = 60,
                                                                      .steps_per_epoch = 4});
    for (unsigned step = 0; step < 60; step++) {
        double expected = step < 12   ? 1
                          : step < 32 ? pow(0.625, (step - 12) / 4.)
                                      : (1 + cos(3.14159265358979323846 * (step - 32) / 28)) / 2;
        CHECK_CLOSE(drive_rate(s, step, 1, NAN), expected, 1e-12);
    }
    drive_schedule_destroy(s);
}

/* A schedule with state inside a wrapper: the plateau keeps its own count while the ramp rises over it. */
static void test_plateau_inside_warmup(void)
{
    drive_schedule_setup plateau = {.plugin = "plugins/schedules/plateau",
                                    .set = {{"patience", 2}, {"factor", 0.375}}};
    drive_schedule *s =
        drive_schedule_create(&(drive_schedule_setup){.plugin = "plugins/schedules/warmup",
                                                      .set = {{"from", 0.25}, {"length", 2}, {"shift", 1}},
                                                      .inner = {&plateau},
                                                      .steps = 40,
                                                      .steps_per_epoch = 4});
    double multiplier = 0;
    for (unsigned step = 0; step < 40; step++) { /* a row every 4 steps; the cost never falls */
        multiplier = drive_rate(s, step, 1 + step / 4, 2.385);
        double cuts = floor(step / 12.);
        double ramp = step < 8 ? 0.25 + 0.75 * step / 8 : 1;
        CHECK_CLOSE(multiplier, ramp * pow(0.375, cuts), 1e-14);
    }
    CU_ASSERT(multiplier < 0.06);
    CU_ASSERT(drive_schedule_intact(s));
    drive_schedule_destroy(s);
}

SUITE("abi schedules", {"multistep: list parameter", test_multistep}, {"join: several inner schedules", test_join},
      {"plateau inside warm-up: state of an inner schedule", test_plateau_inside_warmup})
