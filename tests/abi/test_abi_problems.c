/* A problem that wraps another, against the headers alone, in the host's hands. */
#include "suite.h"

#include "run/landscape.h"
#include "run/trial.h"

#include <math.h>
#include <stdlib.h>

static int load(void *self, const dh_use *use, uint32_t kind, dh_arena *arena, dh_plugin *ret, dh_error *error)
{
    (void)self;
    const char *folder = strcmp(use->name, "rosenbrock") ? "tests/abi" : "plugins/problems";
    char *path = dh_arena_format(arena, "%s/%s/%s.so", getenv("DH_BUILD"), folder, use->name);
    CU_ASSERT_EQUAL(kind, DH_KIND_PROBLEM);
    return dh_plugin_load(path, use->name, arena, ret, error);
}

static void test_mirror(void)
{
    double param[] = {1, 100, 2, 0}, x[2], y[2], g[2], h[2];
    static dh_list list[4];
    dh_use inner = {.name = "rosenbrock", .param_count = 4, .param = param, .list = list};
    dh_use middle = {.name = "mirror", .inner = &inner, .inner_count = 1, .param = param, .list = list};
    dh_use outer = {.name = "mirror", .inner = &middle, .inner_count = 1, .param = param, .list = list};
    dh_spec spec = {.problem = outer};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_landscape l;
    const dh_batch all = {.size = sizeof all};
    if (dh_landscape_load(&outer, NULL, load, NULL, &arena, &l, &error))
        fprintf(stderr, "%s\n", error.text);
    CU_ASSERT_EQUAL_FATAL(dh_landscape_prepare(&l, &spec, &arena), 2);
    const dh_problem *p = &l.plugin.problem, *once = l.instance.inner->problem;
    CU_ASSERT_EQUAL(p->dim(&l.instance, NULL, 0), 2);
    CU_ASSERT(!(p->flags & DH_CONVEX) && !p->hvp && !p->box); /* it has no box of its own */
    CU_ASSERT_STRING_EQUAL(p->certificate, "analytic");
    CU_ASSERT_EQUAL(once->optimum(l.instance.inner->instance, x), 0);
    CU_ASSERT(x[0] == -1 && x[1] == -1);
    CU_ASSERT_EQUAL(p->optimum(&l.instance, x), 0);
    CU_ASSERT(x[0] == 1 && x[1] == 1);
    x[0] = 1.2;
    x[1] = -1;
    y[0] = -1.2;
    y[1] = 1;
    const double twice = p->evaluate(&l.instance, y, &all, g),
                 mirrored = once->evaluate(l.instance.inner->instance, x, &all, h);
    CHECK_CLOSE(twice, 24.2, 1e-15);
    CU_ASSERT(mirrored == twice && h[0] == -g[0] && h[1] == -g[1]);
    dh_arena_finish(&arena);
}

/* 5/6 + 3/2 t, with errors 1/6, -1/3, 1/6; the Hessian is (3 3; 3 5). A wrapper hands nothing of that on. */
static void test_squares(void)
{
    dh_use line = {.name = "line"}, mirrored = {.name = "mirror", .inner = &line, .inner_count = 1};
    dh_spec spec = {.problem = line, .optimum = NAN};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_facts f;
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CHECK_CLOSE(f.optimum, 1 / 12., 1e-14);
    CHECK_CLOSE(f.mu, 4 - sqrt(10), 1e-14);
    CHECK_CLOSE(f.L, 4 + sqrt(10), 1e-14);
    CHECK_CLOSE(f.x_star[0], 5 / 6., 1e-14);
    CHECK_CLOSE(f.x_star[1], 1.5, 1e-14);
    CU_ASSERT(f.optimum_gap == 0 && !strcmp(f.certificate, "QR"));
    spec.optimum = 0.125; /* known from before */
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(f.optimum == 0.125 && f.L > 7);
    spec = (dh_spec){.problem = mirrored, .optimum = NAN};
    CU_ASSERT_EQUAL_FATAL(dh_trial_inspect(&spec, NULL, load, NULL, &arena, &f, &error), 0);
    CU_ASSERT(isnan(f.optimum) && isnan(f.L));
    dh_arena_finish(&arena);
}

SUITE("abi problems", {"a problem around another", test_mirror}, {"rows that the host solves", test_squares})
