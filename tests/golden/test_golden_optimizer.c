/* One golden file: the optimizer's points equal PyTorch's (or NumPy's) to 1e-12, component by component, at every
 * step. */
#include "drive/drive.h"
#include "golden/golden.h"
#include "suite.h"

#include <math.h>
#include <string.h>

static double worst;

static bool agrees(double got, double expected)
{
    double error = fabs(got - expected) / fmax(fabs(got), fabs(expected));
    worst = error > worst ? error : worst;
    return error <= 1e-12;
}

static drive *begin(const golden_case *c, const drive_problem **ret_problem)
{
    char plugin[128];
    snprintf(plugin, sizeof plugin, "plugins/optimizers/%s", c->plugin);
    bool valley = !strcmp(c->problem, "valley");
    *ret_problem = valley ? &drive_valley : &drive_rows;
    drive_setup setup = {.plugin = plugin,
                         .problem = *ret_problem,
                         .start = valley ? drive_valley_start : drive_rows_start,
                         .seed = 47};
    for (size_t i = 0; i < GOLDEN_SETTINGS && *c->set[i].name; i++)
        setup.set[i] = (drive_setting){.name = c->set[i].name, .value = c->set[i].value};
    return drive_create(&setup);
}

static size_t follow(golden *g, const golden_case *c)
{
    const drive_problem *problem;
    drive *d = begin(c, &problem);
    double row[GOLDEN_COLUMNS], judged[GOLDEN_COLUMNS];
    size_t steps = 0, count, dim = problem->dim;
    for (; (count = golden_row(g, row)) > 0; steps++) {
        drive_step(d, c->rate);
        drive_point(d, judged);
        bool same = count == dim || count == 2 * dim;
        for (size_t i = 0; i < dim; i++)
            same &= agrees(drive_x(d)[i], row[i]) && agrees(judged[i], row[count - dim + i]);
        if (!same)
            fprintf(stderr, "%s, rate %g, line %zu: step %zu differs\n", c->plugin, c->rate, g->line_number, steps);
        CU_ASSERT_FATAL(same);
    }
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
    return steps;
}

static void test_trajectories(void)
{
    golden g = golden_open();
    golden_case c;
    size_t cases = 0;
    for (; golden_next(&g, &c); cases++)
        CU_ASSERT(follow(&g, &c) == 200);
    CU_ASSERT(cases >= 2);
    printf("%zu cases, largest relative difference %.2g ... ", cases, worst);
}

SUITE("golden optimizer", {"every step of every case agrees to 1e-12", test_trajectories})
