/* Methods that finish: on a quadratic of n distinct curvatures some need about n steps, whatever n; and what makes them rest. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <string.h>

#define PLUGIN(NAME) "plugins/optimizers/" NAME

enum { MOST = 10, LIMIT = 3000 };

/* Curvatures 1, 4, 9, ... n^2 times `scale` along the axes, in a space turned by a reflection along (1, ..., 1). */
static double quadratic(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = 0, mean = 0, along = 0, y[MOST];
    (void)index, (void)count;
    for (size_t i = 0; i < p->dim; i++)
        mean += (x[i] - 0.375) / (double)p->dim;
    for (size_t i = 0; i < p->dim; i++) {
        double d = x[i] - 0.375 - 2 * mean, curvature = p->scale * (double)((i + 1) * (i + 1));
        f += 0.5 * curvature * d * d;
        y[i] = curvature * d;
        along += y[i] / (double)p->dim;
    }
    for (size_t i = 0; gradient && i < p->dim; i++)
        gradient[i] = y[i] - 2 * along;
    return f;
}

static const double start[MOST] = {2.385, -1.125, 0.875, 3.25, -2.75, 1.625, -0.475, 2.125, -3.375, 1.375};

static double slope_at(const drive_problem *p, const double *x)
{
    double g[MOST], square = 0;
    p->evaluate(p, NULL, 0, x, g);
    for (size_t i = 0; i < p->dim; i++)
        square += g[i] * g[i];
    return sqrt(square);
}

/* Steps until |g| <= share |g_0|; LIMIT: never. */
static int steps_to(double share, const drive_setup *setup, double rate)
{
    drive *d = drive_create(setup);
    double point[MOST], first = slope_at(setup->problem, setup->start);
    int k = 0;
    for (; k < LIMIT; k++) {
        drive_point(d, point);
        if (slope_at(setup->problem, point) <= share * first)
            break;
        drive_step(d, rate);
    }
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
    return k;
}

static int on_quadratic(const char *plugin, size_t n, double scale, drive_setting first, drive_setting second)
{
    drive_problem p = {.dim = n, .scale = scale, .evaluate = quadratic};
    return steps_to(1e-7, &(drive_setup){.plugin = plugin, .set = {first, second}, .problem = &p, .start = start}, 1);
}

/* A cubic through values and slopes of a quadratic is that quadratic, so that with a small c2 every search is exact; then
 * L-BFGS with all pairs takes the steps of conjugate gradients, n of them (Nocedal & Wright 2006, theorems 5.3 and 6.4). */
static void check_n_steps(const char *plugin, drive_setting setting)
{
    for (size_t n = 5; n <= MOST; n += 5)
        for (double scale = 0.01; scale < 100; scale *= 37) {
            int k = on_quadratic(plugin, n, scale, setting, (drive_setting){"c2", 1e-6});
            if (k != (int)n)
                fprintf(stderr, "%s: %d steps in %zu dimensions\n", plugin, k, n);
            CU_ASSERT(k >= (int)n - 1 && k <= (int)n + 1);
        }
}

static void test_conjugate_gradients(void)
{
    check_n_steps(PLUGIN("cg"), (drive_setting){"form", .choice = "pr_plus"});
    check_n_steps(PLUGIN("cg"), (drive_setting){"form", .choice = "hager_zhang"});
}

static void test_lbfgs(void)
{
    check_n_steps(PLUGIN("lbfgs"), (drive_setting){"memory", 10});
}

/* With their default line searches: some more. Steepest descent and a single pair need many more. */
static void test_default_searches(void)
{
    drive_setting none = {0};
    for (size_t n = 5; n <= MOST; n += 5) {
        CU_ASSERT(on_quadratic(PLUGIN("cg"), n, 0.37, none, none) <= 6 * (int)n);
        CU_ASSERT(on_quadratic(PLUGIN("lbfgs"), n, 0.37, none, none) <= 4 * (int)n);
        CU_ASSERT(on_quadratic(PLUGIN("gd_wolfe"), n, 0.37, none, none) > 25 * (int)n);
    }
    CU_ASSERT(on_quadratic(PLUGIN("lbfgs"), MOST, 0.37, (drive_setting){"memory", 1}, none) >
              on_quadratic(PLUGIN("lbfgs"), MOST, 0.37, none, none) + 5);
}

static int on_valley(const char *plugin, drive_setting setting, double share, double rate)
{
    return steps_to(share,
                    &(drive_setup){.plugin = plugin, .set = {setting}, .problem = &drive_valley, .start = drive_valley_start},
                    rate);
}

/* Condition number 1000: gradient descent needs thousands of steps at any rate, the same direction with other lengths does
 * not. */
static void test_step_lengths(void)
{
    drive_setting none = {0};
    for (double rate = 0.0005; rate < 0.002; rate *= 1.25)
        CU_ASSERT(on_valley(PLUGIN("sgd"), none, 1e-7, rate) == LIMIT);
    CU_ASSERT(on_valley(PLUGIN("barzilai_borwein"), (drive_setting){"form", .choice = "bb1"}, 1e-7, 0.001) < 200);
    CU_ASSERT(on_valley(PLUGIN("barzilai_borwein"), (drive_setting){"form", .choice = "bb2"}, 1e-7, 0.001) < 200);
    CU_ASSERT(on_valley(PLUGIN("adgd"), none, 1e-7, 0.001) < LIMIT);
}

static void test_acceleration(void)
{
    drive_setting none = {0};
    int plain = on_valley(PLUGIN("nesterov_convex"), (drive_setting){"restart", .choice = "none"}, 1e-6, 0.0009);
    CU_ASSERT(on_valley(PLUGIN("sgd"), none, 1e-6, 0.0009) == LIMIT);
    CU_ASSERT(on_valley(PLUGIN("fista"), none, 1e-6, 1) < LIMIT);
    CU_ASSERT(on_valley(PLUGIN("nesterov_convex"), (drive_setting){"restart", .choice = "function"}, 1e-6, 0.0009) < plain / 2);
    CU_ASSERT(on_valley(PLUGIN("nesterov_convex"), (drive_setting){"restart", .choice = "gradient"}, 1e-6, 0.0009) < plain / 2);
}

static void test_gsl(void)
{
    CU_ASSERT(on_valley(PLUGIN("gsl_bfgs2"), (drive_setting){0}, 1e-7, 0.01) < 120);
    CU_ASSERT(on_valley(PLUGIN("gsl_conjugate_pr"), (drive_setting){0}, 1e-6, 0.01) < 200);
    CU_ASSERT(on_valley(PLUGIN("gsl_conjugate_fr"), (drive_setting){0}, 1e-6, 0.01) < 200);
    CU_ASSERT(on_valley(PLUGIN("gsl_steepest_descent"), (drive_setting){0}, 1e-6, 0.01) > 200);
}

static const char *const resting[] = {PLUGIN("barzilai_borwein"), PLUGIN("cg"), PLUGIN("fista"), PLUGIN("gd_wolfe"),
    PLUGIN("gsl_bfgs2"), PLUGIN("gsl_conjugate_fr"), PLUGIN("gsl_conjugate_pr"), PLUGIN("gsl_steepest_descent"), PLUGIN("lbfgs")};

/* Once |g| <= gtol |g_0| at the point where a step begins, x stays and nothing is evaluated; before, it moves. */
static void test_rest(void)
{
    for (size_t i = 0; i < sizeof resting / sizeof *resting; i++) {
        drive_problem p = {.dim = 5, .scale = 0.37, .evaluate = quadratic};
        drive *d = drive_create(&(drive_setup){.plugin = resting[i], .set = {{"gtol", 1e-3}}, .problem = &p, .start = start});
        double first = slope_at(&p, start), x[MOST];
        int k = 0;
        for (; k < LIMIT && slope_at(&p, drive_x(d)) > 1e-3 * first; k++) {
            memcpy(x, drive_x(d), sizeof start[0] * 5);
            drive_step(d, 0.0625);
            CU_ASSERT(memcmp(x, drive_x(d), sizeof start[0] * 5) != 0);
        }
        CU_ASSERT(k > 2 && k < LIMIT);
        memcpy(x, drive_x(d), sizeof start[0] * 5);
        uint64_t spent = drive_spent(d).batch;
        drive_steps(d, 0.0625, 10);
        CU_ASSERT(!memcmp(x, drive_x(d), sizeof start[0] * 5));
        CU_ASSERT(drive_spent(d).batch == spent);
        drive_destroy(d);
    }
}

/* A wrapper moves x now and then. What they remember of the way is then of no use, but they get there. */
static void test_moved_by_a_wrapper(void)
{
    for (size_t i = 0; i < sizeof resting / sizeof *resting; i++) {
        drive_problem p = {.dim = 5, .scale = 0.37, .evaluate = quadratic};
        drive_setup inner = {.plugin = resting[i]};
        drive_setup outer = {
            .plugin = "tests/abi/lookahead", .set = {{"alpha", 0.625}, {"k", 7}}, .inner = &inner, .problem = &p, .start = start};
        if (strstr(resting[i], "fista")) /* its x runs ahead of the iterate */
            continue;
        int k = steps_to(1e-6, &outer, 0.0625);
        if (k == LIMIT)
            fprintf(stderr, "%s inside lookahead never arrives\n", resting[i]);
        CU_ASSERT(k < LIMIT);
    }
}

/* A loss that is not finite beyond a wall is a reason for a shorter step, for every line search of ours. */
static double walled(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = quadratic(p, index, count, x, gradient);
    for (size_t i = 0; i < p->dim; i++)
        if (fabs(x[i]) > 4)
            f = p->optimum;
    return f;
}

static void test_wall(void)
{
    const char *const name[] = {PLUGIN("barzilai_borwein"), PLUGIN("cg"), PLUGIN("fista"), PLUGIN("gd_wolfe"), PLUGIN("lbfgs")};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        for (int k = 0; k < 2; k++) {
            drive_problem p = {.dim = 5, .scale = 0.37, .optimum = k ? (double)NAN : (double)INFINITY, .evaluate = walled};
            int steps = steps_to(1e-6, &(drive_setup){.plugin = name[i], .problem = &p, .start = start}, 1000);
            if (steps == LIMIT)
                fprintf(stderr, "%s stays before the wall\n", name[i]);
            CU_ASSERT(steps < LIMIT);
        }
}

SUITE("methods that finish", {"conjugate gradients: n steps", test_conjugate_gradients}, {"L-BFGS: n steps", test_lbfgs},
      {"with default line searches", test_default_searches}, {"Barzilai and Borwein's lengths", test_step_lengths},
      {"acceleration and restarts", test_acceleration}, {"GSL's minimisers", test_gsl},
      {"they rest when they have arrived", test_rest}, {"a wrapper that moves x", test_moved_by_a_wrapper},
      {"losses that are not finite", test_wall})
