/* One golden file: the optimizer's points equal PyTorch's (or NumPy's), component by component, at every one of 200 steps,
 * for several settings on each of three functions: to 1e-12 of their size, or to the tolerance that a case states. */
#include "golden/golden.h"
#include "suite.h"

#include <math.h>
#include <string.h>

enum { KINDS = 3 };

static double worst;

static bool agrees(double got, double expected, double tolerance)
{
    double error = fabs(got - expected) / fmax(fmax(fabs(got), fabs(expected)), 1e-3); /* of numbers of size 1 */
    worst = error > worst ? error : worst;
    return error <= tolerance;
}

static const struct {
    const char *name;
    const drive_problem *problem;
    const double *start;
} functions[KINDS] = {
    {"smooth", &drive_smooth, drive_smooth_start},
    {"valley", &drive_valley, drive_valley_start},
    {"rows", &drive_rows, drive_rows_start},
};

static int kind(const golden_case *c)
{
    int k = 0;
    while (k < KINDS - 1 && strcmp(functions[k].name, c->problem) != 0)
        k++;
    return k;
}

static drive_setup method(const golden_method *m)
{
    drive_setup setup = {.plugin = m->plugin, .seed = 47};
    memcpy(setup.set, m->set, sizeof setup.set);
    return setup;
}

static drive *begin(const golden_case *c, drive_problem *ret_problem)
{
    *ret_problem = *functions[kind(c)].problem;
    if (c->batch)
        ret_problem->batch = c->batch;
    drive_setup setup = method(&c->method), inner = method(&c->inner[0]);
    setup.inner = *inner.plugin ? &inner : NULL;
    setup.problem = ret_problem;
    setup.start = functions[kind(c)].start;
    setup.horizon = 200;
    return drive_create(&setup);
}

static size_t follow(golden *g, const golden_case *c)
{
    drive_problem problem;
    drive *d = begin(c, &problem);
    double row[GOLDEN_COLUMNS], judged[GOLDEN_COLUMNS], tolerance = c->tolerance > 0 ? c->tolerance : 1e-12;
    size_t steps = 0, count, dim = problem.dim;
    for (; (count = golden_row(g, row)) > 0; steps++) {
        drive_step(d, c->rate);
        drive_point(d, judged);
        bool same = count == dim || count == 2 * dim;
        for (size_t i = 0; i < dim; i++)
            same &= agrees(drive_x(d)[i], row[i], tolerance) && agrees(judged[i], row[count - dim + i], tolerance);
        if (!same)
            fprintf(stderr, "%s, rate %g, line %zu: step %zu differs; largest relative difference %.2g\n",
                    c->method.plugin, c->rate, g->line_number, steps, worst);
        CU_ASSERT_FATAL(same);
    }
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
    return steps;
}

static bool needs_samples(const golden_case *c)
{
    return ((const dh_optimizer *)drive_load(c->method.plugin, DH_KIND_OPTIMIZER))->flags & DH_NEEDS_SAMPLES;
}

static void test_trajectories(void)
{
    golden g = golden_open();
    golden_case c;
    size_t cases = 0, of_kind[KINDS] = {0};
    bool samples = false;
    for (; golden_next(&g, "plugins/optimizers", &c); cases++) {
        CU_ASSERT(c.tolerance <= 1e-10);
        of_kind[kind(&c)]++;
        CU_ASSERT(follow(&g, &c) == (c.steps ? c.steps : 200));
        samples |= needs_samples(&c);
    }
    for (int k = 0; k < KINDS; k++) /* the valley is no sum over samples */
        CU_ASSERT(of_kind[k] >= 2 || (samples && functions[k].problem == &drive_valley));
    printf("%zu cases, largest relative difference %.2g ... ", cases, worst);
}

SUITE("golden optimizer", {"every step of every case agrees", test_trajectories})
