/* What every optimizer promises, tried on the one that DH_PLUGIN names ("plugins/optimizers/sgd"). A wrapper is tried
 * around SGD. Nothing here knows any optimizer by name. */
#include "conformance/table.h"
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000, DIM = 7, STARTS = 20 };

static const dh_optimizer *self(void)
{
    return (const dh_optimizer *)drive_load(getenv("DH_PLUGIN"), DH_KIND_OPTIMIZER);
}

static const drive_setup sgd = {.plugin = "plugins/optimizers/sgd"};

static drive *begin_on(drive_problem bowl, const double *start, const double *param)
{
    const dh_optimizer *o = self();
    return drive_create(&(drive_setup){.plugin = getenv("DH_PLUGIN"),
                                       .param = param,
                                       .inner = o->flags & DH_WRAPS ? &sgd : NULL,
                                       .problem = &bowl,
                                       .start = start,
                                       .horizon = 500,
                                       .seed = 47});
}

/* A run on a mild quadratic (minimum near 1.5 in every coordinate); full batch unless 2 of 5 samples are allowed. */
static drive *begin_at(const double *start, size_t dim, double scale, const double *param, bool stochastic)
{
    bool full = !stochastic || self()->flags & DH_NEEDS_FULL_BATCH;
    return begin_on(drive_bowl(dim, full ? 5 : 2, scale), start, param);
}

static drive *begin(size_t dim, double scale, const double *param, bool stochastic)
{
    static double start[MOST];
    drive_bowl_start(start, dim);
    return begin_at(start, dim, scale, param, stochastic);
}

static bool is_finite(const drive *d, size_t dim)
{
    for (size_t i = 0; i < dim; i++)
        if (!isfinite(drive_x(d)[i]))
            return false;
    return true;
}

static void test_table(void)
{
    const dh_optimizer *o = self();
    check_head((const dh_head *)o, sizeof *o);
    CU_ASSERT(o->step != NULL);
    CU_ASSERT(o->rate > 0 && o->rate_min > 0 && o->rate_min <= o->rate && o->rate <= o->rate_max);
    CU_ASSERT(!(o->flags & DH_WRAPS_GRADIENT) || (o->flags & DH_WRAPS));
    CU_ASSERT(!o->release || (o->flags & DH_KEEPS_MEMORY));
    CU_ASSERT(o->flags < DH_NEEDS_THREADS * 2);
}

/* Share of the height above the minimum that is left after 500 steps from start number k. */
static double share_left(int k, double rate, bool stochastic)
{
    double start[DIM];
    for (int i = 0; i < DIM; i++) /* 1 to 3 away from the minimum, on either side of it */
        start[i] = 1.5 + ((k * 5 + i * 3) % 8 < 4 ? -1 : 1) * (1 + (k * 7 + i * 11) % 20 / 10.);
    drive *d = begin_at(start, DIM, 1, NULL, stochastic);
    double lowest = drive_bowl(DIM, 5, 1).optimum, before = drive_cost(d) - lowest;
    drive_steps(d, rate, 500);
    double after = drive_cost(d) - lowest;
    drive_destroy(d);
    return after / before;
}

/* The best of 13 rates in the range that the plugin says is worth a search, on start 0. */
static double tune(bool stochastic)
{
    const dh_optimizer *o = self();
    double best = o->rate, least = INFINITY;
    for (int k = 0; k <= 12; k++) {
        double rate = o->rate_min * pow(o->rate_max / o->rate_min, k / 12.), left = share_left(0, rate, stochastic);
        if (left < least) {
            least = left;
            best = rate;
        }
    }
    return best;
}

static void check_descent(double rate, bool stochastic, double most)
{
    for (int k = 0; k < STARTS; k++) {
        double left = share_left(k, rate, stochastic);
        if (!(left < most))
            fprintf(stderr, "rate %g, %s, start %d: %.3g of the height is left\n", rate,
                    stochastic ? "stochastic" : "full batch", k, left);
        CU_ASSERT(left < most);
    }
}

static void test_descends(void)
{
    for (int stochastic = 0; stochastic < 2; stochastic++) {
        check_descent(self()->rate, stochastic, 1);
        check_descent(tune(stochastic), stochastic, 0.05);
    }
}

static void test_repeatable(void)
{
    drive *a = begin(7, 1, NULL, true), *b = begin(7, 1, NULL, true);
    drive_steps(a, 0.0185, 200);
    drive_steps(b, 0.0185, 200);
    size_t count;
    const double *state = drive_state(a, &count);
    CU_ASSERT(!memcmp(drive_x(a), drive_x(b), 7 * sizeof(double)));
    if (!(self()->flags & DH_KEEPS_MEMORY)) /* two runs hold different addresses */
        CU_ASSERT(!count || !memcmp(state, drive_state(b, &count), count * sizeof(double)));
    drive_destroy(a);
    drive_destroy(b);
}

/* No hidden memory: two runs of different problems, step by step in turn, equal the same runs one after the other. */
static void test_interleaved(void)
{
    drive *run[4];
    for (int k = 0; k < 4; k++)
        run[k] = begin(k % 2 ? 7 : 12, k % 2 ? 0.625 : 1.125, NULL, true);
    for (int step = 0; step < 150; step++) {
        drive_step(run[0], 0.0185);
        drive_step(run[1], 0.0335);
    }
    drive_steps(run[2], 0.0185, 150);
    drive_steps(run[3], 0.0335, 150);
    CU_ASSERT(!memcmp(drive_x(run[0]), drive_x(run[2]), 12 * sizeof(double)));
    CU_ASSERT(!memcmp(drive_x(run[1]), drive_x(run[3]), 7 * sizeof(double)));
    for (int k = 0; k < 4; k++)
        drive_destroy(run[k]);
}

static void test_dimensions(void)
{
    const size_t dims[] = {1, 2, MOST};
    double point[MOST];
    for (int k = 0; k < 3; k++) {
        drive *d = begin(dims[k], 1, NULL, true);
        drive_steps(d, 0.00985, k < 2 ? 100 : 20);
        drive_point(d, point);
        CU_ASSERT(is_finite(d, dims[k]));
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
}

/* x in matrices, a row, a column, a single number. */
static void test_blocks(void)
{
    static const dh_block blocks[] = {{"square", 0, 3, 3},  {"tall", 9, 4, 2}, {"wide", 17, 2, 5},
                                      {"column", 27, 4, 1}, {"row", 31, 1, 3}, {"number", 34, 1, 1}};
    enum { ALL = 35 };
    double start[ALL], point[ALL];
    drive_bowl_start(start, ALL);
    for (int stochastic = 0; stochastic < 2; stochastic++) {
        drive_problem bowl = drive_bowl(ALL, stochastic && !(self()->flags & DH_NEEDS_FULL_BATCH) ? 2 : 5, 1);
        bowl.blocks = blocks;
        bowl.block_count = sizeof blocks / sizeof *blocks;
        drive *d = begin_on(bowl, start, NULL);
        double before = drive_cost(d);
        drive_steps(d, self()->rate, 100);
        drive_point(d, point);
        CU_ASSERT(is_finite(d, ALL) && drive_cost(d) < before);
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
}

/* Every combination of ends of the hyperparameters' ranges (an unlimited end is 1000). */
static void test_corners(void)
{
    const dh_optimizer *o = self();
    CU_ASSERT_FATAL(o->param_count <= 10);
    for (unsigned corner = 0; corner < 1u << o->param_count; corner++) {
        double param[10];
        for (size_t i = 0; i < o->param_count; i++)
            param[i] = range_end(&o->params[i], corner >> i & 1);
        drive *d = begin(3, 1, param, true);
        drive_steps(d, 1e-4, 60);
        if (!is_finite(d, 3) || !isfinite(drive_cost(d)))
            fprintf(stderr, "corner %#x is not finite\n", corner);
        CU_ASSERT(is_finite(d, 3) && isfinite(drive_cost(d)));
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
}

static void test_rate_zero(void)
{
    if (self()->flags & (DH_MOVES_AT_RATE_0 | DH_IGNORES_RATE))
        return;
    drive *d = begin(7, 1, NULL, true);
    double start[7];
    memcpy(start, drive_x(d), sizeof start);
    drive_steps(d, 0, 60);
    CU_ASSERT(!memcmp(start, drive_x(d), sizeof start));
    drive_destroy(d);
}

static void test_zero_gradient(void)
{
    drive *d = begin(7, 0, NULL, false);
    drive_steps(d, 0.0185, 60);
    CU_ASSERT(is_finite(d, 7));
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
}

/* Whatever comes out, nothing crashes, hangs or writes where it must not. */
static void test_extreme_gradients(void)
{
    const double scale[] = {1e300, 1e-300, 1e308, 5e-324, NAN, INFINITY};
    for (int k = 0; k < 6; k++) {
        drive *d = begin(7, scale[k], NULL, true);
        drive_steps(d, 0.0185, 60);
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
}

static void test_evaluation_point(void)
{
    drive *d = begin(7, 1, NULL, true);
    double point[7], x[7], kept[4096];
    size_t count;
    drive_point(d, point);
    CU_ASSERT(!memcmp(point, drive_x(d), sizeof point)); /* before the first step: x itself */
    drive_steps(d, 0.0185, 60);
    memcpy(x, drive_x(d), sizeof x);
    const double *state = drive_state(d, &count);
    CU_ASSERT_FATAL(count <= 4096);
    memcpy(kept, state, count * sizeof *kept);
    drive_point(d, point);
    CU_ASSERT(!memcmp(x, drive_x(d), sizeof x) && !memcmp(kept, state, count * sizeof *kept));
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
}

/* State holds no addresses: a run goes on from a copy of its state elsewhere. */
static void test_state_moves(void)
{
    if (self()->flags & DH_KEEPS_MEMORY)
        return;
    drive *a = begin(7, 1, NULL, true), *b = begin(7, 1, NULL, true);
    drive_steps(a, 0.0185, 40);
    drive_move(a);
    drive_steps(a, 0.0185, 40);
    drive_steps(b, 0.0185, 80);
    CU_ASSERT(!memcmp(drive_x(a), drive_x(b), 7 * sizeof(double)));
    drive_destroy(a);
    drive_destroy(b);
}

/* The ledger holds no more than the flags announce. */
static void test_flags(void)
{
    const dh_optimizer *o = self();
    drive *d = begin(7, 1, NULL, true);
    drive_steps(d, 0.0185, 60);
    drive_ledger spent = drive_spent(d);
    CU_ASSERT(!spent.full == !(o->flags & DH_NEEDS_FULL));
    CU_ASSERT(!spent.samples == !(o->flags & DH_NEEDS_SAMPLES));
    CU_ASSERT(!spent.hvps == !(o->flags & DH_NEEDS_HVP));
    drive_destroy(d);
}

SUITE("conformance of an optimizer", {"name, texts and parameter table", test_table},
      {"descends from 20 starts, full batch and stochastic", test_descends}, {"repeats bit by bit", test_repeatable},
      {"two runs in turn equal two runs apart", test_interleaved}, {"1, 2 and 1000 dimensions", test_dimensions},
      {"blocks of parameters", test_blocks}, {"finite at every corner of the parameters", test_corners},
      {"rate 0 leaves x in place", test_rate_zero}, {"zero gradient", test_zero_gradient},
      {"huge, tiny and non-finite gradients", test_extreme_gradients}, {"evaluation point", test_evaluation_point},
      {"state can be moved", test_state_moves}, {"asks the oracle for what its flags say", test_flags})
