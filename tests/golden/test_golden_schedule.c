/* One golden file: the schedule's multipliers equal PyTorch's (or NumPy's) to 1e-14 at every step. Where a curve ends near 0, its
 * formula has lost digits in PyTorch as well as here: one unit in the last place of 1 is let pass, when a case says so. */
#include "golden/golden.h"
#include "suite.h"

#include <math.h>
#include <string.h>

static double worst;

static drive_schedule *begin(const golden_case *c)
{
    drive_schedule_setup inner[DRIVE_INNERS] = {0};
    drive_schedule_setup setup = {
        .plugin = c->method.plugin, .steps = c->steps, .steps_per_epoch = c->epoch, .unit = c->unit};
    memcpy(setup.set, c->method.set, sizeof setup.set);
    for (size_t k = 0; k < DRIVE_INNERS && *c->inner[k].plugin; k++) {
        inner[k].plugin = c->inner[k].plugin;
        memcpy(inner[k].set, c->inner[k].set, sizeof inner[k].set);
        setup.inner[k] = &inner[k];
    }
    return drive_schedule_create(&setup);
}

static unsigned follow(golden *g, const golden_case *c)
{
    drive_schedule *s = begin(c);
    double row[GOLDEN_COLUMNS];
    size_t count;
    unsigned step = 0;
    for (; (count = golden_row(g, row)) > 0; step++) {
        double expected = row[count - 1], got = drive_rate(s, step, step + 1, count == 2 ? row[0] : NAN);
        double error = fmax(fabs(got - expected) - c->tolerance, 0) / fmax(fabs(got), fabs(expected));
        worst = error > worst ? error : worst;
        if (!(error <= 1e-14))
            fprintf(stderr, "%s, line %zu: step %u: %.17g is not %.17g\n", c->method.plugin, g->line_number, step, got,
                    expected);
        CU_ASSERT(!(error > 1e-14));
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
    for (; golden_next(&g, "plugins/schedules", &c); cases++) {
        CU_ASSERT(c.tolerance <= 4e-16);
        CU_ASSERT(follow(&g, &c) == c.steps);
    }
    CU_ASSERT(cases >= 2);
    printf("%zu cases, largest relative difference %.2g ... ", cases, worst);
}

SUITE("golden schedule", {"every multiplier of every case agrees", test_multipliers})
