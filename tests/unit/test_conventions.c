/* What papers and libraries define differently, method by method: dampening, the rate inside or outside a buffer,
 * epsilon inside or outside the root, initial accumulators, L2 or decoupled decay, corrections for the start. The
 * files of the plugins say what each does; here it is seen from outside, in the first moves on a constant gradient.
 */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define PLUGIN(NAME) "plugins/optimizers/" NAME
#define CHOICE(NAME, VALUE)           \
    {                                 \
        .name = NAME, .choice = VALUE \
    }

enum { DIM = DRIVE_SLOPE };

static const double rate = 0.0125;

/* A method, and its first move against the gradient g. */
typedef struct method {
    const char *plugin;
    drive_setting set[4];
    double (*move)(double g);
} method;

static drive *begin(const method *m, double scale)
{
    const drive_problem p = drive_slope(scale);
    drive_setup setup = {.plugin = m->plugin, .problem = &p, .start = drive_slope_start, .horizon = 100};
    memcpy(setup.set, m->set, sizeof m->set);
    return drive_create(&setup);
}

static void check_first_moves(const method *methods, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        drive *d = begin(&methods[k], 1);
        drive_step(d, rate);
        for (int i = 0; i < DIM; i++) {
            double moved = drive_slope_start[i] - drive_x(d)[i],
                   expected = rate * methods[k].move(drive_slope_gradient[i]);
            bool same = fabs(moved - expected) <= 1e-12 * fabs(expected) + 1e-15;
            if (!same)
                fprintf(stderr, "%s: coordinate %d moves by %.15g, expected %.15g\n", methods[k].plugin, i, moved,
                        expected);
            CU_ASSERT(same);
        }
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
}

#define CHECK_FIRST_MOVES(...)                                        \
    do {                                                              \
        const method methods[] = {__VA_ARGS__};                       \
        check_first_moves(methods, sizeof methods / sizeof *methods); \
    } while (0)

static double whole(double g)
{
    return g;
}

static double quarter(double g)
{
    return 0.25 * g;
}

static double and_a_look_ahead(double g)
{
    return 1.75 * g;
}

/* beta = 0.75: the first velocity is g, or (1 - beta) g where the mean is meant. */
static void test_dampening(void)
{
    CHECK_FIRST_MOVES({PLUGIN("momentum"), {{"beta", 0.75}, CHOICE("form", "heavy_ball")}, whole},
                      {PLUGIN("momentum"), {{"beta", 0.75}, CHOICE("form", "averaged")}, quarter},
                      {PLUGIN("nesterov"), {{"beta", 0.75}}, and_a_look_ahead},
                      {PLUGIN("aggmo"), {{.name = "betas", .list = {(double[]){0.75}, 1}}}, whole},
                      {PLUGIN("qhm"), {{"beta", 0.75}, {"nu", 1}}, quarter});
}

static const double epsilon = 0.5;
static double outside(double g)
{
    return g / (fabs(g) + epsilon);
}

static double outside_uncorrected(double g)
{
    return g / (sqrt(0.25) * fabs(g) + epsilon);
}

static double inside_both(double g)
{
    return g * sqrt(epsilon) / sqrt(0.25 * g * g + epsilon);
}

static double in_both_places(double g)
{
    return g / (sqrt(0.9 * 0.9 * g * g + epsilon / 0.25) + epsilon);
}

/* The share of the new square is 0.25. */
static void test_epsilon(void)
{
    CHECK_FIRST_MOVES({PLUGIN("adam"), {{"epsilon", epsilon}, {"beta2", 0.75}}, outside},
                      {PLUGIN("adamw"), {{"epsilon", epsilon}, {"beta2", 0.75}, {"weight_decay", 0}}, outside},
                      {PLUGIN("laprop"), {{"epsilon", epsilon}, {"beta2", 0.75}, {"weight_decay", 0}}, outside},
                      {PLUGIN("adamax"), {{"epsilon", epsilon}, {"beta2", 0.75}}, outside},
                      {PLUGIN("adagrad"), {{"epsilon", epsilon}}, outside},
                      {PLUGIN("rmsprop"), {{"epsilon", epsilon}, {"beta", 0.75}}, outside_uncorrected},
                      {PLUGIN("adadelta"), {{"epsilon", epsilon}, {"rho", 0.75}}, inside_both},
                      {PLUGIN("adabelief"), {{"epsilon", epsilon}, {"beta2", 0.75}, {"beta1", 0.9}}, in_both_places});
}

static double accumulated(double g)
{
    return g / (sqrt(6.25 + g * g) + epsilon);
}

static double from_a_constant(double g)
{
    double v = 6.25 - 0.25 * copysign(1, 6.25 - g * g) * g * g;
    return 0.25 * g / (sqrt(v) + epsilon);
}

static void test_initial_accumulator(void)
{
    CHECK_FIRST_MOVES({PLUGIN("adagrad"), {{"epsilon", epsilon}, {"initial", 0}}, outside},
                      {PLUGIN("adagrad"), {{"epsilon", epsilon}, {"initial", 6.25}}, accumulated},
                      {PLUGIN("yogi"),
                       {{"epsilon", epsilon}, {"beta1", 0.75}, {"beta2", 0.75}, {"initial", 6.25}},
                       from_a_constant});
}

static double sign(double g)
{
    return copysign(1, g);
}

static double uncorrected_root(double g)
{
    return copysign(1 / sqrt(0.25), g);
}

static double uncorrected(double g)
{
    return 0.25 * copysign(1 / sqrt(0.25), g);
}

/* With tiny epsilon and shares of 0.25: the corrected mean and root cancel from the first step on. */
static void test_correction(void)
{
    const drive_setting tiny = {"epsilon", 1e-300}, beta1 = {"beta1", 0.75}, beta2 = {"beta2", 0.75};
    CHECK_FIRST_MOVES({PLUGIN("adam"), {tiny, beta1, beta2}, sign}, {PLUGIN("adamax"), {tiny, beta1, beta2}, sign},
                      {PLUGIN("laprop"), {tiny, beta1, beta2, {"weight_decay", 0}}, sign},
                      {PLUGIN("rmsprop"), {tiny, {"beta", 0.75}}, uncorrected_root},
                      {PLUGIN("yogi"), {tiny, beta1, beta2, {"initial", 0}}, uncorrected});
}

/* Where f is flat: decoupled decay takes the share lr weight_decay of x each step; L2 is a gradient like any other,
 * of which Adam takes the sign. */
static void test_decay(void)
{
    const drive_setting decay = {"weight_decay", 0.375};
    const method decoupled[] = {{PLUGIN("sgd"), {decay, CHOICE("decay", "decoupled")}, NULL},
                                {PLUGIN("sgd"), {decay, CHOICE("decay", "l2")}, NULL}, /* there it is the same */
                                {PLUGIN("adabelief"), {decay}, NULL},
                                {PLUGIN("adamw"), {decay}, NULL},
                                {PLUGIN("ademamix"), {decay}, NULL},
                                {PLUGIN("laprop"), {decay}, NULL},
                                {PLUGIN("lion"), {decay}, NULL},
                                {PLUGIN("mars"), {decay}, NULL},
                                {PLUGIN("muon"), {decay, {"vector_rate", 1}}, NULL},
                                {PLUGIN("nadamw"), {decay}, NULL}};
    for (size_t k = 0; k < sizeof decoupled / sizeof *decoupled; k++) {
        drive *d = begin(&decoupled[k], 0);
        drive_steps(d, rate, 20);
        for (int i = 0; i < DIM; i++) {
            double expected = drive_slope_start[i] * pow(1 - rate * 0.375, 20);
            if (fabs(drive_x(d)[i] - expected) > 1e-13)
                fprintf(stderr, "%s: %.15g, expected %.15g\n", decoupled[k].plugin, drive_x(d)[i], expected);
            CU_ASSERT(fabs(drive_x(d)[i] - expected) <= 1e-13);
        }
        drive_destroy(d);
    }
    drive *l2 = begin(&(method){PLUGIN("adam"), {decay, {"epsilon", 1e-300}}, NULL}, 0);
    drive_step(l2, rate);
    for (int i = 0; i < DIM; i++)
        CU_ASSERT(fabs(drive_slope_start[i] - drive_x(l2)[i] - copysign(rate, drive_slope_start[i])) <= 1e-14);
    drive_destroy(l2);
}

/* Five steps at a rate, then one at rate 0: a velocity that holds moves goes on, one that holds gradients does not.
 */
static void test_rate_and_buffer(void)
{
    const method methods[] = {{PLUGIN("momentum"), {{"beta", 0.75}, CHOICE("form", "heavy_ball")}, NULL},
                              {PLUGIN("momentum"), {{"beta", 0.75}, CHOICE("form", "averaged")}, NULL},
                              {PLUGIN("nesterov"), {{"beta", 0.75}}, NULL},
                              {PLUGIN("rmsprop"), {{"momentum", 0.75}}, NULL},
                              {PLUGIN("laprop"), {{"weight_decay", 0}}, NULL},
                              {PLUGIN("nadam"), {{0}}, NULL},
                              {PLUGIN("lars"), {{"momentum", 0.75}}, NULL}};
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
        double before[DIM];
        drive *d = begin(&methods[k], 1);
        drive_steps(d, rate, 5);
        memcpy(before, drive_x(d), sizeof before);
        drive_step(d, 0);
        bool inside = strstr(methods[k].plugin, "lars") != NULL;
        CU_ASSERT(!memcmp(before, drive_x(d), sizeof before) != inside);
        drive_destroy(d);
    }
}

SUITE("conventions", {"dampening", test_dampening}, {"epsilon and the root", test_epsilon},
      {"the initial accumulator", test_initial_accumulator}, {"correction for the start", test_correction},
      {"weight decay", test_decay}, {"the rate and the buffer", test_rate_and_buffer})
