/* One golden file: the schedule's multipliers equal PyTorch's to 1e-14 at every step. A step is an epoch here.
 *
 * Where a cosine ends near 0, 1 + cos has lost digits in PyTorch as well as here: one unit in the last place of 1 is let
 * pass there. */
#include "drive/drive.h"
#include "golden/golden.h"
#include "suite.h"

#include <float.h>
#include <math.h>
#include <string.h>

static double worst;

static drive_schedule *begin(const golden_case *c)
{
    char plugin[128], inner[128];
    snprintf(plugin, sizeof plugin, "plugins/schedules/%s", c->plugin);
    snprintf(inner, sizeof inner, "plugins/schedules/%s", c->inner);
    drive_schedule_setup wrapped = {.plugin = inner};
    drive_schedule_setup setup = {
        .plugin = plugin, .inner = {*c->inner ? &wrapped : NULL}, .steps = c->steps, .steps_per_epoch = 1};
    for (size_t i = 0; i < GOLDEN_SETTINGS && *c->set[i].name; i++)
        setup.set[i] = (drive_setting){.name = c->set[i].name, .value = c->set[i].value};
    return drive_schedule_create(&setup);
}

static unsigned follow(golden *g, const golden_case *c)
{
    drive_schedule *s = begin(c);
    double row[GOLDEN_COLUMNS];
    size_t count;
    unsigned step = 0;
    double rounding = !strcmp(c->plugin, "cosine") || !strcmp(c->inner, "cosine") ? DBL_EPSILON : 0;
    for (; (count = golden_row(g, row)) > 0; step++) {
        double expected = row[count - 1], got = drive_rate(s, step, step + 1, count == 2 ? row[0] : NAN);
        double error = fmax(fabs(got - expected) - rounding, 0) / fmax(fabs(got), fabs(expected));
        worst = error > worst ? error : worst;
        if (!(error <= 1e-14))
            fprintf(stderr, "%s, line %zu: step %u: %.17g is not %.17g\n", c->plugin, g->line_number, step, got,
                    expected);
        CU_ASSERT(error <= 1e-14);
    }
    CU_ASSERT(drive_schedule_intact(s));
    drive_schedule_destroy(s);
    return step;
}

static void test_multipliers(void)
{
    golden g = golden_open();
    golden_case c;
    size_t cases = 0;
    for (; golden_next(&g, &c); cases++)
        CU_ASSERT(follow(&g, &c) == c.steps);
    CU_ASSERT(cases >= 2);
    printf("%zu cases, largest relative difference %.2g ... ", cases, worst);
}

SUITE("golden schedule", {"every multiplier of every case agrees to 1e-14", test_multipliers})
