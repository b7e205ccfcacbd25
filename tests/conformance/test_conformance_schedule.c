/* What every schedule promises, tried on the one that DH_PLUGIN names ("plugins/schedules/cosine"). A wrapper is
 * tried around inverse_time. Nothing here knows any schedule by name. */
#include "conformance/table.h"
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>

enum { STEPS = 600 };

static const dh_schedule *self(void)
{
    return (const dh_schedule *)drive_load(getenv("DH_PLUGIN"), DH_KIND_SCHEDULE);
}

static drive_schedule *begin(const double *param, int unit, uint64_t steps)
{
    static const drive_schedule_setup inner = {.plugin = "plugins/schedules/inverse_time"};
    return drive_schedule_create(&(drive_schedule_setup){.plugin = getenv("DH_PLUGIN"),
                                                         .param = param,
                                                         .inner = {self()->flags & DH_WRAPS_SCHEDULE ? &inner : NULL},
                                                         .unit = unit,
                                                         .steps = steps,
                                                         .steps_per_epoch = 20});
}

/* A cost that falls, stalls and rises, with a row every 10 steps. */
static double ask(drive_schedule *s, uint64_t step)
{
    uint64_t row = 1 + step / 10;
    return drive_rate(s, step, row, 2.385 + (double)(row * 37 % 11) / 7 - (double)row / 40);
}

static void test_table(void)
{
    const dh_schedule *o = self();
    check_head((const dh_head *)o, sizeof *o);
    CU_ASSERT(o->rate != NULL);
    CU_ASSERT(o->unit <= DH_UNIT_HORIZON);
}

static void walk(drive_schedule *s, uint64_t steps)
{
    unsigned bad = 0;
    for (uint64_t step = 0; step < steps; step++) {
        double multiplier = ask(s, step);
        bad += !(multiplier >= 0 && isfinite(multiplier));
    }
    CU_ASSERT_EQUAL(bad, 0);
    CU_ASSERT(drive_schedule_intact(s));
    drive_schedule_destroy(s);
}

static void test_range_in_every_unit(void)
{
    for (int unit = 0; unit <= DH_UNIT_HORIZON + 1; unit++)
        walk(begin(NULL, unit, STEPS), STEPS);
    walk(begin(NULL, 0, 1), 1);
}

static void test_corners(void)
{
    const dh_schedule *o = self();
    CU_ASSERT_FATAL(o->param_count <= 10);
    for (unsigned corner = 0; corner < 1u << o->param_count; corner++) {
        double param[10];
        for (size_t i = 0; i < o->param_count; i++)
            param[i] = range_end(&o->params[i], corner >> i & 1);
        walk(begin(param, 0, STEPS), STEPS);
    }
}

static void test_unknown_horizon(void)
{
    if (!(self()->flags & DH_NEEDS_HORIZON) && self()->unit != DH_UNIT_HORIZON)
        walk(begin(NULL, 0, 0), STEPS);
}

/* Without state: a closed form, the same asked forwards, backwards or once. With state: the same from run to run. */
static void test_closed_form_or_repeatable(void)
{
    const dh_schedule *o = self();
    double forwards[STEPS];
    drive_schedule *a = begin(NULL, 0, STEPS), *b = begin(NULL, 0, STEPS);
    for (uint64_t step = 0; step < STEPS; step++)
        forwards[step] = ask(a, step);
    unsigned differ = 0;
    for (uint64_t k = 0; k < STEPS; k++) {
        uint64_t step = o->state_size ? k : STEPS - 1 - k;
        differ += ask(b, step) != forwards[step];
        differ += ask(b, step) != forwards[step]; /* a wrapper may ask twice */
    }
    CU_ASSERT_EQUAL(differ, 0);
    drive_schedule_destroy(a);
    drive_schedule_destroy(b);
}

/* A schedule that does not say DH_NEEDS_COST does not read it. */
static void test_cost(void)
{
    drive_schedule *a = begin(NULL, 0, STEPS), *b = begin(NULL, 0, STEPS);
    unsigned differ = 0;
    for (uint64_t step = 0; step < STEPS; step++)
        differ += ask(a, step) != drive_rate(b, step, 1 + step, step % 97 < 3 ? NAN : INFINITY);
    CU_ASSERT_EQUAL(differ > 0, (self()->flags & DH_NEEDS_COST) != 0);
    CU_ASSERT(drive_schedule_intact(b));
    drive_schedule_destroy(a);
    drive_schedule_destroy(b);
}

SUITE("conformance of a schedule", {"name, texts and parameter table", test_table},
      {"finite and not negative, in every unit", test_range_in_every_unit},
      {"finite and not negative at every corner of the parameters", test_corners},
      {"no horizon", test_unknown_horizon},
      {"a closed form, or state and repeatable", test_closed_form_or_repeatable},
      {"reads the cost only when it says so", test_cost})
