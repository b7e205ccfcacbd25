/* Optimizers against closed forms and what their papers promise; tests/golden has their trajectories. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <string.h>

#define PLUGIN(NAME) "plugins/optimizers/" NAME

static drive *on_slope(const char *plugin, double scale, drive_setting first, drive_setting second)
{
    drive_problem p = drive_slope(scale);
    return drive_create(
        &(drive_setup){.plugin = plugin, .set = {first, second}, .problem = &p, .start = drive_slope_start});
}

/* Moves of one step on the slope, k = 1, 2, ...: each is `expected` times the sign of the slope. */
static void check_moves(drive *d, double rate, int steps, double (*expected)(double rate, int k, double slope))
{
    for (int k = 1; k <= steps; k++) {
        double before[3];
        memcpy(before, drive_x(d), sizeof before);
        drive_step(d, rate);
        for (int i = 0; i < 3; i++) {
            double move = before[i] - drive_x(d)[i], right = expected(rate, k, drive_slope_gradient[i]);
            CU_ASSERT(fabs(move - right) <= 1e-12 * fabs(right) + 1e-15);
        }
    }
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
}

static double sign_of(double rate, int k, double g)
{
    (void)k;
    return copysign(rate, g);
}

static double inverse_root(double rate, int k, double g)
{
    return copysign(rate / sqrt(k), g);
}

static double root_mean_square(double rate, int k, double g)
{
    return copysign(rate / sqrt(1 - pow(0.75, k)), g);
}

static double heavy_ball_sum(double rate, int k, double g)
{
    return rate * g * (1 - pow(0.75, k)) / 0.25;
}

static double nesterov_sum(double rate, int k, double g)
{
    return rate * g * (1 - pow(0.75, k + 1)) / 0.25;
}

/* On a constant gradient each method's moves have a closed form. */
static void test_constant_gradient(void)
{
    const drive_setting none = {0}, tiny = {"epsilon", 1e-300}, beta = {"beta", 0.75};
    check_moves(on_slope(PLUGIN("adam"), 1, tiny, none), 0.0125, 400, sign_of);
    check_moves(on_slope(PLUGIN("adagrad"), 1, tiny, none), 0.0125, 100, inverse_root);
    check_moves(on_slope(PLUGIN("rmsprop"), 1, tiny, beta), 0.0125, 100, root_mean_square);
    check_moves(on_slope(PLUGIN("momentum"), 1, beta, (drive_setting){"form", 1}), 0.0125, 100, heavy_ball_sum);
    check_moves(on_slope(PLUGIN("nesterov"), 1, beta, none), 0.0125, 100, nesterov_sum);
}

/* x_t = x_0 (1 - lr weight_decay)^t where f is flat. */
static void test_weight_decay(void)
{
    drive *d = on_slope(PLUGIN("sgd"), 0, (drive_setting){"weight_decay", 0.375}, (drive_setting){0});
    drive_steps(d, 0.0625, 50);
    for (int i = 0; i < 3; i++)
        CHECK_CLOSE(drive_x(d)[i], drive_slope_start[i] * pow(1 - 0.0625 * 0.375, 50), 1e-13);
    drive_destroy(d);
}

/* With epsilon far above the squares, AdaGrad is gradient descent at rate lr / (sqrt(initial) + epsilon). */
static void test_adagrad_initial(void)
{
    drive *d = on_slope(PLUGIN("adagrad"), 1e-8, (drive_setting){"initial", 6.25}, (drive_setting){"epsilon", 1.5});
    drive_step(d, 0.8);
    for (int i = 0; i < 3; i++)
        CHECK_CLOSE(drive_x(d)[i], drive_slope_start[i] - 0.2 * 1e-8 * drive_slope_gradient[i], 1e-14);
    drive_destroy(d);
}

/* mu_1 mu_2 ... fades to nothing in the end, and what is left is the plain mean: with a constant gradient each move is lr. */
static void test_nadam_late(void)
{
    const char *const plugins[] = {PLUGIN("nadam"), PLUGIN("nadamw")};
    for (int k = 0; k < 2; k++) {
        const drive_problem p = drive_slope(1);
        drive *d = drive_create(&(drive_setup){.plugin = plugins[k],
                                               .set = {{"beta1", 0.5},
                                                       {"epsilon", 1e-300},
                                                       {"momentum_decay", 0.001},
                                                       {k ? "weight_decay" : NULL, 0}},
                                               .problem = &p,
                                               .start = drive_slope_start});
        drive_steps(d, 0.0125, 200);
        for (int step = 200; step < 3000; step++) {
            double before = drive_x(d)[0];
            drive_step(d, 0.0125);
            CU_ASSERT(fabs((before - drive_x(d)[0]) / 0.0125 - 1) < 0.01);
        }
        drive_destroy(d);
    }
}

/* Its path magnifies rounding, so the golden one is short; here each of 200 steps is compared with the formula at the point where it
 * began. */
static void test_polyak_steps(void)
{
    const drive_problem *const problems[] = {&drive_valley, &drive_smooth};
    const double *const starts[] = {drive_valley_start, drive_smooth_start};
    for (int k = 0; k < 2; k++) {
        const drive_problem *p = problems[k];
        drive *d = drive_create(&(drive_setup){.plugin = PLUGIN("polyak"), .problem = p, .start = starts[k]});
        for (int step = 0; step < 200; step++) {
            double x[6], g[6], square = 0, f;
            memcpy(x, drive_x(d), p->dim * sizeof *x);
            f = p->evaluate(p, NULL, 0, x, g);
            for (size_t i = 0; i < p->dim; i++)
                square += g[i] * g[i];
            drive_step(d, 1);
            for (size_t i = 0; i < p->dim && square > 0; i++)
                CU_ASSERT(fabs(drive_x(d)[i] - (x[i] - fmax(f - p->optimum, 0) / square * g[i])) <= 1e-13 * fmax(1, fabs(x[i])));
        }
        CU_ASSERT(drive_cost(d) - p->optimum < 1e-3);
        drive_destroy(d);
    }
}

static void test_momentum_forms(void)
{
    drive_setup setup = {.plugin = PLUGIN("momentum"),
                         .set = {{"beta", 0.8}, {"form", 0}},
                         .problem = &drive_valley,
                         .start = drive_valley_start};
    drive *averaged = drive_create(&setup);
    setup.set[1].value = 1;
    drive *heavy = drive_create(&setup);
    for (int k = 0; k < 200; k++) {
        drive_step(averaged, 0.0003 / (1 - 0.8));
        drive_step(heavy, 0.0003);
        for (int i = 0; i < 5; i++)
            CU_ASSERT(fabs(drive_x(averaged)[i] - drive_x(heavy)[i]) < 1e-12);
    }
    drive_destroy(averaged);
    drive_destroy(heavy);
}

/* Without memory, every form of momentum is gradient descent, to the bit. */
static void test_beta_zero(void)
{
    drive_setup setup = {.plugin = PLUGIN("sgd"), .problem = &drive_rows, .start = drive_rows_start};
    drive *sgd = drive_create(&setup);
    const char *const others[] = {PLUGIN("momentum"), PLUGIN("nesterov")};
    drive_steps(sgd, 0.185, 100);
    for (int k = 0; k < 2; k++) {
        setup.plugin = others[k];
        setup.set[0] = (drive_setting){"beta", 0};
        drive *d = drive_create(&setup);
        drive_steps(d, 0.185, 100);
        CU_ASSERT(!memcmp(drive_x(d), drive_x(sgd), sizeof drive_rows_start));
        drive_destroy(d);
    }
    drive_destroy(sgd);
}

/* Nocedal & Wright, eq. (3.4), and every step at most grow times the one before and at most lr. */
static void test_armijo_condition(void)
{
    drive *d = drive_create(&(drive_setup){.plugin = PLUGIN("gd_armijo"),
                                           .set = {{"c", 0.3}, {"grow", 1.75}},
                                           .problem = &drive_valley,
                                           .start = drive_valley_start});
    double last = 0.0475;
    for (int k = 0; k < 200; k++) {
        double g[5], before[5], square = 0, length = 0;
        memcpy(before, drive_x(d), sizeof before);
        double f = drive_valley.evaluate(&drive_valley, NULL, 0, before, g);
        drive_step(d, 0.0475);
        for (int i = 0; i < 5; i++) {
            square += g[i] * g[i];
            length += (before[i] - drive_x(d)[i]) * (before[i] - drive_x(d)[i]);
        }
        double t = sqrt(length / square);
        CU_ASSERT(t > 0 && t <= fmin(0.0475, k ? 1.75 * last : INFINITY) * (1 + 1e-9));
        CU_ASSERT(drive_cost(d) <= f - 0.3 * t * square * (1 - 1e-9));
        last = t;
    }
    CU_ASSERT(drive_spent(d).batch > 200 && drive_spent(d).batch < 1200);
    drive_destroy(d);
}

/* f is finite at the start only: no length helps, x stays, and the search begins anew at lr in the next step. */
static double needle(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    (void)index, (void)count;
    for (size_t i = 0; gradient && i < p->dim; i++)
        gradient[i] = drive_slope_gradient[i];
    return memcmp(x, drive_slope_start, sizeof drive_slope_start) ? NAN : 2.385;
}

static void test_armijo_gives_up(void)
{
    const drive_problem p = {.dim = 3, .evaluate = needle};
    drive *d = drive_create(
        &(drive_setup){.plugin = PLUGIN("gd_armijo"), .set = {{"tries", 17}}, .problem = &p, .start = drive_slope_start});
    drive_steps(d, 0.625, 3);
    CU_ASSERT(!memcmp(drive_x(d), drive_slope_start, sizeof drive_slope_start));
    CU_ASSERT_EQUAL(drive_spent(d).batch, 51);
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
}

static double gradient_square(drive *d)
{
    double g[4], square = 0;
    drive_rows.evaluate(&drive_rows, NULL, 0, drive_x(d), g);
    for (int i = 0; i < 4; i++)
        square += g[i] * g[i];
    return square;
}

/* A constant rate reaches the minimum itself, which plain SGD does not; one full gradient an epoch. */
static void test_svrg_converges(void)
{
    drive_setup setup = {.plugin = PLUGIN("svrg"), .problem = &drive_rows, .start = drive_rows_start};
    drive *svrg = drive_create(&setup);
    setup.plugin = PLUGIN("sgd");
    drive *sgd = drive_create(&setup);
    drive_steps(svrg, 0.35, 2400);
    drive_steps(sgd, 0.35, 2400);
    CU_ASSERT(gradient_square(svrg) < 1e-24);
    CU_ASSERT(gradient_square(sgd) > 1e-6);
    CU_ASSERT_EQUAL(drive_spent(svrg).full, 300); /* 23 rows in batches of 3: 8 steps an epoch */
    drive_destroy(svrg);
    drive_destroy(sgd);
}

static void test_svrg_full_batch(void)
{
    drive_setup setup = {.plugin = PLUGIN("svrg"), .problem = &drive_valley, .start = drive_valley_start};
    drive *svrg = drive_create(&setup);
    setup.plugin = PLUGIN("sgd");
    drive *gd = drive_create(&setup);
    drive_steps(svrg, 0.000935, 100);
    drive_steps(gd, 0.000935, 100);
    CU_ASSERT(!memcmp(drive_x(svrg), drive_x(gd), sizeof drive_valley_start));
    drive_destroy(svrg);
    drive_destroy(gd);
}

/* Judged at x until `start`, then at the mean of what follows, which is quieter than the iterates. */
static void test_polyak_average(void)
{
    drive *d = drive_create(&(drive_setup){.plugin = PLUGIN("polyak_average"),
                                           .set = {{"start", 30}},
                                           .problem = &drive_rows,
                                           .start = drive_rows_start});
    double judged[4];
    for (int k = 0; k <= 30; k++) {
        drive_point(d, judged);
        CU_ASSERT(!memcmp(judged, drive_x(d), sizeof judged));
        drive_step(d, 0.565);
    }
    drive_steps(d, 0.565, 2000);
    drive_point(d, judged);
    CU_ASSERT(memcmp(judged, drive_x(d), sizeof judged));
    double lowest = drive_cost(d), iterate = drive_rows.evaluate(&drive_rows, NULL, 0, drive_x(d), NULL);
    CU_ASSERT(lowest < iterate);
    drive_destroy(d);
}

SUITE("optimizers", {"NAdam after long", test_nadam_late},
      {"each of Polyak's steps", test_polyak_steps},
      {"moves on a constant gradient", test_constant_gradient}, {"weight decay", test_weight_decay},
      {"AdaGrad's initial sum", test_adagrad_initial},
      {"momentum: the forms differ by their rate", test_momentum_forms},
      {"momentum and Nesterov without memory", test_beta_zero}, {"Armijo's condition holds", test_armijo_condition},
      {"Armijo gives up", test_armijo_gives_up}, {"SVRG converges at a constant rate", test_svrg_converges},
      {"SVRG on full batches is gradient descent", test_svrg_full_batch},
      {"averaging is judged at the mean", test_polyak_average})
