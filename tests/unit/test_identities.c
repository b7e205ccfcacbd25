/* Where one optimizer is another one at certain settings, or has a first step that is known beforehand. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define PLUGIN(NAME) "plugins/optimizers/" NAME

enum { KINDS = 3, STEPS = 200, MOST = 6 };

/* Rates at which plain gradient descent and Adam descend. */
static const struct {
    const drive_problem *problem;
    const double *start;
    double rate, adam_rate;
} functions[KINDS] = {
    {&drive_valley, drive_valley_start, 0.000935, 0.0185},
    {&drive_smooth, drive_smooth_start, 0.385, 0.0385},
    {&drive_rows, drive_rows_start, 0.185, 0.0285},
};

static drive *begin(int kind, drive_setup setup)
{
    setup.problem = functions[kind].problem;
    setup.start = functions[kind].start;
    setup.horizon = STEPS;
    return drive_create(&setup);
}

static void end(drive *a, drive *b)
{
    CU_ASSERT(drive_intact(a) && drive_intact(b));
    drive_destroy(a);
    drive_destroy(b);
}

static size_t bytes(int kind)
{
    return functions[kind].problem->dim * sizeof(double);
}

static bool same_x(const drive *a, const drive *b, int kind)
{
    return !memcmp(drive_x(a), drive_x(b), bytes(kind));
}

/* Steps at which x is the same to the bit, up to the first at which it is not. */
static int agreeing_steps(int kind, double rate, drive_setup first, drive_setup second)
{
    drive *a = begin(kind, first), *b = begin(kind, second);
    int step = 0;
    for (; step < STEPS; step++) {
        drive_step(a, rate);
        drive_step(b, rate);
        if (!same_x(a, b, kind))
            break;
    }
    CU_ASSERT(memcmp(drive_x(a), functions[kind].start, bytes(kind))); /* they did move */
    end(a, b);
    return step;
}

static void test_without_memory(void)
{
    const drive_setup sgd = {.plugin = PLUGIN("sgd")};
    const drive_setup others[] = {
        {.plugin = PLUGIN("momentum"), .set = {{"beta", 0}, {.name = "form", .choice = "averaged"}}},
        {.plugin = PLUGIN("momentum"), .set = {{"beta", 0}, {.name = "form", .choice = "heavy_ball"}}},
        {.plugin = PLUGIN("nesterov"), .set = {{"beta", 0}}},
        {.plugin = PLUGIN("asgd"), .set = {{"lambda", 0}}},
        {.plugin = PLUGIN("aggmo"), .set = {{.name = "betas", .list = {(double[]){0}, 1}}}},
        {.plugin = PLUGIN("qhm"), .set = {{"nu", 0}}},
    };
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            CU_ASSERT_EQUAL(agreeing_steps(kind, functions[kind].rate, sgd, others[k]), STEPS);
}

/* One where the mixture, the aggregate or the threshold has a single term. */
static void test_single_term(void)
{
    const drive_setup pairs[][2] = {
        {{.plugin = PLUGIN("qhm"), .set = {{"nu", 1}, {"beta", 0.85}}},
         {.plugin = PLUGIN("momentum"), .set = {{"beta", 0.85}, {.name = "form", .choice = "averaged"}}}},
        {{.plugin = PLUGIN("aggmo"), .set = {{.name = "betas", .list = {(double[]){0.85}, 1}}}},
         {.plugin = PLUGIN("momentum"), .set = {{"beta", 0.85}, {.name = "form", .choice = "heavy_ball"}}}},
        {{.plugin = PLUGIN("signum"), .set = {{"beta", 0}}}, {.plugin = PLUGIN("signsgd")}},
    };
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
            CU_ASSERT_EQUAL(agreeing_steps(kind, functions[kind].rate / 8, pairs[k][0], pairs[k][1]), STEPS);
}

/* Wrappers that change nothing: the slow weights follow at once, the neighbourhood is a point. */
static void test_idle_wrappers(void)
{
    const drive_setup inners[] = {
        {.plugin = PLUGIN("sgd")},
        {.plugin = PLUGIN("adam"), .set = {{"beta2", 0.915}}},
        {.plugin = PLUGIN("momentum"), .set = {{"beta", 0.85}, {.name = "form", .choice = "heavy_ball"}}},
    };
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t k = 0; k < sizeof inners / sizeof *inners; k++) {
            const double rate = (k == 1 ? functions[kind].adam_rate : functions[kind].rate) / 8;
            drive_setup lookahead = {.plugin = PLUGIN("lookahead"), .set = {{"k", 1}, {"alpha", 1}}, .inner = &inners[k]};
            const drive_setup sam = {.plugin = PLUGIN("sam"), .set = {{"rho", 0}}, .inner = &inners[k]};
            CU_ASSERT_EQUAL(agreeing_steps(kind, rate, inners[k], lookahead), STEPS);
            CU_ASSERT_EQUAL(agreeing_steps(kind, rate, inners[k], sam), STEPS);
            lookahead.set[0].value = 3; /* and with a share below 1 the third step differs */
            lookahead.set[1].value = 0.625;
            CU_ASSERT_EQUAL(agreeing_steps(kind, rate, inners[k], lookahead), 2);
        }
}

/* Largest difference, beside the full gradient's size, between it and the mean of a step's direction over all batches of one,
 * after `warm` steps that were the same. */
static double bias(const char *plugin, int warm)
{
    enum { ROWS = 2 };
    drive_problem p = drive_rows;
    const double rate = 0.0185;
    double mean[MOST] = {0}, full[MOST], before[MOST], worst = 0, size = 0;
    p.batch = 1;
    for (uint64_t k = 0; k < p.samples; k++) {
        drive *d = drive_create(&(drive_setup){.plugin = plugin, .problem = &p, .start = functions[ROWS].start});
        drive_steps(d, rate, (uint64_t)warm);
        memcpy(before, drive_x(d), bytes(ROWS));
        drive_skip(d, k);
        drive_step(d, rate);
        for (size_t i = 0; i < p.dim; i++)
            mean[i] += (before[i] - drive_x(d)[i]) / rate / (double)p.samples;
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
    p.evaluate(&p, NULL, 0, before, full);
    for (size_t i = 0; i < p.dim; i++) {
        worst = fmax(worst, fabs(mean[i] - full[i]));
        size = fmax(size, fabs(full[i]));
    }
    return worst / size;
}

/* SAG's direction is known to be biased, which shows that this can fail. */
static void test_unbiased(void)
{
    const int warm[] = {1, 9, 23, 40};
    for (int k = 0; k < 4; k++) {
        CU_ASSERT(bias(PLUGIN("saga"), warm[k]) < 1e-11);
        CU_ASSERT(bias(PLUGIN("svrg"), warm[k]) < 1e-11);
        CU_ASSERT(bias(PLUGIN("sgd"), warm[k]) < 1e-11);
        CU_ASSERT(bias(PLUGIN("sag"), warm[k]) > 1e-3);
    }
}

/* x <- x - lr m / (1 - beta1^t): an epsilon of 1e12 leaves nothing of the root, and lr makes up for it. */
static void test_adam_is_momentum(void)
{
    for (int kind = 1; kind < KINDS; kind++) { /* the valley's gradients are no trifle beside 1e12 */
        drive *adam =
            begin(kind, (drive_setup){.plugin = PLUGIN("adam"), .set = {{"epsilon", 1e12}, {"beta1", 0.85}}});
        drive *momentum = begin(kind, (drive_setup){.plugin = PLUGIN("momentum"), .set = {{"beta", 0.85}}});
        for (int t = 1; t <= STEPS; t++) {
            drive_step(adam, 1e12 * functions[kind].rate);
            drive_step(momentum, functions[kind].rate / (1 - pow(0.85, t)));
            for (size_t i = 0; i < functions[kind].problem->dim; i++)
                CU_ASSERT(fabs(drive_x(adam)[i] - drive_x(momentum)[i]) <= 1e-9);
        }
        end(adam, momentum);
    }
}

static void test_no_decay(void)
{
    const char *const answers[] = {"no", "yes"};
    for (int kind = 0; kind < KINDS; kind++) {
        const double rate = functions[kind].adam_rate;
        for (int k = 0; k < 2; k++) {
            const drive_setting amsgrad = {.name = "amsgrad", .choice = answers[k]}, beta2 = {"beta2", 0.915};
            const drive_setup adam = {.plugin = PLUGIN("adam"), .set = {amsgrad, beta2}};
            drive_setup adamw = {.plugin = PLUGIN("adamw"), .set = {amsgrad, beta2, {"weight_decay", 0}}};
            CU_ASSERT_EQUAL(agreeing_steps(kind, rate, adam, adamw), STEPS);
            adamw.set[2].value = 0.0235;
            CU_ASSERT_EQUAL(agreeing_steps(kind, rate, adam, adamw), 0);
        }
        const drive_setup nadam = {.plugin = PLUGIN("nadam")};
        drive_setup nadamw = {.plugin = PLUGIN("nadamw"), .set = {{"weight_decay", 0}}};
        CU_ASSERT_EQUAL(agreeing_steps(kind, rate, nadam, nadamw), STEPS);
        nadamw.set[0].value = 0.0235;
        CU_ASSERT_EQUAL(agreeing_steps(kind, rate, nadam, nadamw), 0);
    }
}

/* A steep slope while x0 > 0, almost flat after. */
static double cliff(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    const double slope[2] = {x[0] > 0 ? 2.385 : 0.0125, x[0] > 0 ? -1250 : 0.375};
    (void)p, (void)index, (void)count;
    for (int i = 0; gradient && i < 2; i++)
        gradient[i] = slope[i];
    return slope[0] * x[0] + slope[1] * x[1];
}

/* The largest v is v itself while v grows; from the first step at which it falls the two part. */
static void test_amsgrad(void)
{
    const char *const plugins[] = {PLUGIN("adam"), PLUGIN("adamw")};
    const drive_problem p = {.dim = 2, .evaluate = cliff};
    const double start[2] = {0.9975, -1.875};
    for (int k = 0; k < 2; k++) {
        drive_setup setup = {.plugin = plugins[k], .problem = &p, .start = start};
        drive *plain = drive_create(&setup);
        setup.set[0] = (drive_setting){.name = "amsgrad", .choice = "yes"};
        drive *largest = drive_create(&setup);
        int together = 0;
        while (together < 1000 && drive_x(plain)[0] > 0) {
            drive_step(plain, 0.01);
            drive_step(largest, 0.01);
            CU_ASSERT(!memcmp(drive_x(plain), drive_x(largest), sizeof start));
            together++;
        }
        CU_ASSERT_EQUAL(together, 100);
        drive_step(plain, 0.01);
        drive_step(largest, 0.01);
        for (int i = 0; i < 2; i++)
            CU_ASSERT(drive_x(plain)[i] != drive_x(largest)[i]);
        end(plain, largest);
    }
}

/* v <- beta v + (1 - beta) g^2, x <- x - lr g / (sqrt(v) + epsilon): what it was before it had more parameters. */
static void test_rmsprop_plain(void)
{
    const drive_setup setups[] = {
        {.plugin = PLUGIN("rmsprop")},
        {.plugin = PLUGIN("rmsprop"), .set = {{.name = "centered", .choice = "no"}, {"momentum", 0}}},
    };
    for (int kind = 0; kind < 2; kind++) /* full batches */
        for (int k = 0; k < 2; k++) {
            const drive_problem *p = functions[kind].problem;
            double x[MOST], g[MOST], v[MOST] = {0};
            memcpy(x, functions[kind].start, bytes(kind));
            drive *d = begin(kind, setups[k]);
            for (int step = 0; step < STEPS; step++) {
                p->evaluate(p, NULL, 0, x, g);
                for (size_t i = 0; i < p->dim; i++) {
                    v[i] = 0.9 * v[i] + (1 - 0.9) * (g[i] * g[i]);
                    x[i] -= 0.00235 * g[i] / (sqrt(v[i]) + 1e-8);
                }
                drive_step(d, 0.00235);
                CU_ASSERT(!memcmp(drive_x(d), x, bytes(kind)));
            }
            drive_destroy(d);
        }
    const drive_setup centered = {.plugin = PLUGIN("rmsprop"), .set = {{.name = "centered", .choice = "yes"}}};
    const drive_setup momentum = {.plugin = PLUGIN("rmsprop"), .set = {{"momentum", 0.235}}};
    CU_ASSERT_EQUAL(agreeing_steps(0, 0.00235, setups[0], centered), 0);
    CU_ASSERT_EQUAL(agreeing_steps(0, 0.00235, setups[0], momentum), 1);
}

static double plane(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    (void)index, (void)count, (void)x;
    for (size_t i = 0; gradient && i < p->dim; i++)
        gradient[i] = 0.1 * (double)(i + 1);
    return 0;
}

/* On a constant gradient v - m^2 is nothing but rounding in the end, and may be negative. */
static void test_rmsprop_no_variance(void)
{
    const drive_problem p = {.dim = MOST, .evaluate = plane};
    drive *d = drive_create(&(drive_setup){.plugin = PLUGIN("rmsprop"),
                                           .set = {{.name = "centered", .choice = "yes"}, {"beta", 0.5}},
                                           .problem = &p,
                                           .start = drive_smooth_start});
    drive_steps(d, 0.00235, 1000);
    for (int i = 0; i < MOST; i++)
        CU_ASSERT(isfinite(drive_x(d)[i]) && drive_x(d)[i] < drive_smooth_start[i]);
    drive_destroy(d);
}

static void test_adagrad_first_step(void)
{
    for (int kind = 0; kind < 2; kind++) {
        const drive_problem *p = functions[kind].problem;
        double g[MOST];
        drive *d = begin(kind, (drive_setup){.plugin = PLUGIN("adagrad"), .set = {{"epsilon", 1e-300}}});
        p->evaluate(p, NULL, 0, functions[kind].start, g);
        drive_step(d, 0.0385);
        for (size_t i = 0; i < p->dim; i++)
            CHECK_CLOSE(functions[kind].start[i] - drive_x(d)[i], copysign(0.0385, g[i]), 1e-13);
        drive_destroy(d);
    }
}

static void test_decay_forms(void)
{
    const drive_setting decoupled = {.name = "decay", .choice = "decoupled"};
    for (int kind = 0; kind < KINDS; kind++) {
        drive *l2 = begin(kind, (drive_setup){.plugin = PLUGIN("sgd"), .set = {{"weight_decay", 0.235}}});
        drive *own = begin(kind, (drive_setup){.plugin = PLUGIN("sgd"), .set = {{"weight_decay", 0.235}, decoupled}});
        drive *none = begin(kind, (drive_setup){.plugin = PLUGIN("sgd"), .set = {{"weight_decay", 0}, decoupled}});
        for (int step = 0; step < STEPS; step++) {
            drive_step(l2, functions[kind].rate);
            drive_step(own, functions[kind].rate);
            drive_step(none, functions[kind].rate);
            for (size_t i = 0; i < functions[kind].problem->dim; i++) {
                CU_ASSERT(fabs(drive_x(l2)[i] - drive_x(own)[i]) <= 1e-14 * fmax(1, fabs(drive_x(l2)[i])));
                CU_ASSERT(fabs(drive_x(own)[i] - drive_x(none)[i]) > 1e-5);
            }
        }
        end(l2, own);
        drive_destroy(none);
    }
}

/* With t0 = 0 PyTorch's mean begins with the second iterate. */
static void test_asgd_mean(void)
{
    for (int kind = 0; kind < KINDS; kind++) {
        drive *asgd = begin(kind, (drive_setup){.plugin = PLUGIN("asgd"), .set = {{"lambda", 0}, {"t0", 0}}});
        drive *mean = begin(kind, (drive_setup){.plugin = PLUGIN("polyak_average"), .set = {{"start", 1}}});
        for (int step = 0; step < STEPS; step++) {
            double judged[2][MOST];
            drive_step(asgd, functions[kind].rate);
            drive_step(mean, functions[kind].rate);
            drive_point(asgd, judged[0]);
            drive_point(mean, judged[1]);
            for (size_t i = 0; i < functions[kind].problem->dim; i++)
                CU_ASSERT(fabs(judged[0][i] - judged[1][i]) <= 1e-13);
        }
        end(asgd, mean);
    }
}

/* Neither the gradient's size nor, after the first step, the rate has a say. */
static void test_rprop_signs(void)
{
    double start[7];
    drive_bowl_start(start, 7);
    const drive_problem one = drive_bowl(7, 2, 1), tiny = drive_bowl(7, 2, 0x1p-900);
    drive *a = drive_create(&(drive_setup){.plugin = PLUGIN("rprop"), .problem = &one, .start = start});
    drive *b = drive_create(&(drive_setup){.plugin = PLUGIN("rprop"), .problem = &tiny, .start = start});
    for (int step = 0; step < STEPS; step++) {
        drive_step(a, 0.0135);
        drive_step(b, step ? 0 : 0.0135);
        CU_ASSERT(!memcmp(drive_x(a), drive_x(b), sizeof start));
        for (int i = 0; step == 0 && i < 7; i++)
            CHECK_CLOSE(fabs(drive_x(a)[i] - start[i]), 0.0135, 1e-13);
    }
    end(a, b);
}

SUITE("identities", {"without memory: SGD, to the bit", test_without_memory},
      {"with a single term: momentum, signs, to the bit", test_single_term},
      {"wrappers that change nothing", test_idle_wrappers},
      {"SAGA and SVRG have the full gradient as their mean", test_unbiased},
      {"Adam with a huge epsilon is corrected momentum", test_adam_is_momentum},
      {"AdamW is Adam and NAdamW is NAdam without decay, to the bit", test_no_decay},
      {"AMSGrad is Adam while v grows, and no longer", test_amsgrad},
      {"plain RMSprop, to the bit", test_rmsprop_plain},
      {"centered RMSprop on a constant gradient", test_rmsprop_no_variance},
      {"AdaGrad's first step is the sign", test_adagrad_first_step},
      {"SGD's two forms of decay are one", test_decay_forms}, {"ASGD's mean", test_asgd_mean},
      {"Rprop sees signs alone, and the first rate", test_rprop_signs})
