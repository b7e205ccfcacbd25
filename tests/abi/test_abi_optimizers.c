/* Methods of tests/abi/plugins against closed forms or their own promises: each shows that one facility of the
 * optimizer ABI carries the method it was made for. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <string.h>

#define SGD "plugins/optimizers/sgd"

/* A 3 x 2 matrix, a 3 x 3 one and a vector, on the bowl. */
static const dh_block blocks[] = {{"weights", 0, 3, 2}, {"square", 6, 3, 3}, {"bias", 15, 4, 1}};

static drive_problem layers(size_t batch)
{
    drive_problem p = drive_bowl(19, batch, 1);
    p.blocks = blocks;
    p.block_count = 3;
    return p;
}

static double gap(drive *d, const drive_problem *p)
{
    CU_ASSERT(drive_intact(d));
    return drive_cost(d) - p->optimum;
}

static void test_lbfgs(void)
{
    drive *d = drive_create(
        &(drive_setup){.plugin = "tests/abi/lbfgs", .problem = &drive_valley, .start = drive_valley_start});
    double cost = drive_cost(d);
    for (int k = 0; k < 15; k++) {
        drive_step(d, NAN);
        CU_ASSERT(drive_cost(d) < cost);
        cost = drive_cost(d);
    }
    CU_ASSERT(drive_spent(d).batch < 30);
    drive_steps(d, NAN, 25);
    CU_ASSERT(gap(d, &drive_valley) < 1e-20);
    drive_destroy(d);
}

/* One gradient a sample and a constant rate reach the minimum itself, which SGD does not. */
static void test_saga(void)
{
    drive_problem p = drive_rows;
    p.batch = 1;
    drive *saga = drive_create(&(drive_setup){.plugin = "tests/abi/saga", .problem = &p, .start = drive_rows_start});
    drive *sgd = drive_create(&(drive_setup){.plugin = SGD, .problem = &p, .start = drive_rows_start});
    drive_steps(saga, 0.23, 4000);
    drive_steps(sgd, 0.23, 4000);
    double g[4], h[4], square = 0, other = 0;
    p.evaluate(&p, NULL, 0, drive_x(saga), g);
    p.evaluate(&p, NULL, 0, drive_x(sgd), h);
    for (int i = 0; i < 4; i++)
        square += g[i] * g[i], other += h[i] * h[i];
    CU_ASSERT(square < 1e-24);
    CU_ASSERT(other > 1e-6);
    CU_ASSERT(drive_spent(saga).samples == 23 + 4000);
    CU_ASSERT(drive_intact(saga));
    drive_destroy(saga);
    drive_destroy(sgd);
}

/* One step by hand. */
static void test_sam(void)
{
    drive_setup sgd = {.plugin = SGD};
    drive *d = drive_create(&(drive_setup){.plugin = "tests/abi/sam",
                                           .set = {{"rho", 0.37}},
                                           .inner = &sgd,
                                           .problem = &drive_valley,
                                           .start = drive_valley_start});
    double g[5], worst[5], square = 0;
    drive_valley.evaluate(&drive_valley, NULL, 0, drive_valley_start, g);
    for (int i = 0; i < 5; i++)
        square += g[i] * g[i];
    for (int i = 0; i < 5; i++)
        worst[i] = drive_valley_start[i] + 0.37 * g[i] / sqrt(square);
    drive_valley.evaluate(&drive_valley, NULL, 0, worst, g);
    drive_step(d, 0.000823);
    for (int i = 0; i < 5; i++)
        CHECK_CLOSE(drive_x(d)[i], drive_valley_start[i] - 0.000823 * g[i], 1e-12);
    double cost = drive_cost(d);
    drive_steps(d, 0.000823, 300);
    CU_ASSERT(gap(d, &drive_valley) < 0.1 * cost);
    drive_destroy(d);
}

/* After k steps the slow weights have gone alpha of the way that plain SGD went; before, they have not moved. */
static void test_lookahead(void)
{
    drive_setup sgd = {.plugin = SGD, .problem = &drive_valley, .start = drive_valley_start};
    drive *plain = drive_create(&sgd);
    drive *d = drive_create(&(drive_setup){.plugin = "tests/abi/lookahead",
                                           .set = {{"alpha", 0.375}, {"k", 7}},
                                           .inner = &sgd,
                                           .problem = &drive_valley,
                                           .start = drive_valley_start});
    double judged[5];
    for (int k = 0; k < 7; k++) {
        drive_point(d, judged);
        CU_ASSERT(!memcmp(judged, drive_valley_start, sizeof judged));
        CU_ASSERT(!memcmp(drive_x(d), drive_x(plain), sizeof judged));
        drive_step(d, 0.000923);
        drive_step(plain, 0.000923);
    }
    drive_point(d, judged);
    for (int i = 0; i < 5; i++) {
        double start = drive_valley_start[i];
        CHECK_CLOSE(judged[i], start + 0.375 * (drive_x(plain)[i] - start), 1e-14);
    }
    CU_ASSERT(!memcmp(judged, drive_x(d), sizeof judged));
    CU_ASSERT(drive_intact(d));
    drive_destroy(d);
    drive_destroy(plain);
}

/* A wrapper that never looks at gradients may wrap a method that takes its own, and wrappers nest. */
static void test_nested_wrappers(void)
{
    drive_setup lbfgs = {.plugin = "tests/abi/lbfgs"}, adam = {.plugin = "plugins/optimizers/adam"};
    drive_setup lookahead = {.plugin = "tests/abi/lookahead", .set = {{"k", 3}}, .inner = &adam};
    drive *outer = drive_create(&(drive_setup){
        .plugin = "tests/abi/lookahead", .inner = &lbfgs, .problem = &drive_valley, .start = drive_valley_start});
    drive *deep = drive_create(&(drive_setup){.plugin = "tests/abi/sam",
                                              .set = {{"rho", 0.0125}},
                                              .inner = &lookahead,
                                              .problem = &drive_valley,
                                              .start = drive_valley_start});
    double start = drive_cost(outer);
    drive_steps(outer, NAN, 100); /* 20 times half the way: 2^-40 of a quadratic */
    CU_ASSERT(gap(outer, &drive_valley) < 1e-11 * start);
    drive_steps(deep, 0.0325, 600);
    CU_ASSERT(gap(deep, &drive_valley) < 0.01 * start);
    CU_ASSERT(memcmp(drive_x(deep), drive_valley_start, sizeof drive_valley_start));
    drive_destroy(outer);
    drive_destroy(deep);
}

/* With beta 0 the gradient point is the plain iterate, so it is SGD judged at its mean. */
static void test_schedule_free(void)
{
    drive_setup setup = {
        .plugin = "tests/abi/schedule_free", .set = {{"beta", 0}}, .problem = &drive_rows, .start = drive_rows_start};
    drive_setup mean = {
        .plugin = "plugins/optimizers/polyak_average", .problem = &drive_rows, .start = drive_rows_start};
    drive *a = drive_create(&setup), *b = drive_create(&mean);
    double judged[2][4];
    drive_point(a, judged[0]);
    CU_ASSERT(!memcmp(judged[0], drive_rows_start, sizeof judged[0]));
    for (int k = 0; k < 150; k++) {
        drive_step(a, 0.165);
        drive_step(b, 0.165);
        drive_point(a, judged[0]);
        drive_point(b, judged[1]);
        for (int i = 0; i < 4; i++)
            CHECK_CLOSE(judged[0][i], judged[1][i], 1e-12);
    }
    drive_destroy(a);
    drive_destroy(b);
    setup.set[0].value = 0.875;
    a = drive_create(&setup);
    double start = drive_cost(a);
    drive_steps(a, 0.365, 400);
    CU_ASSERT(drive_cost(a) < 0.7 * start);
    CU_ASSERT(drive_intact(a));
    drive_destroy(a);
}

/* Moves of both matrices have singular values near 1: their Gram matrix is close to the identity, and X to
 * orthogonal. */
static void test_muon(void)
{
    drive_problem p = layers(5);
    double start[19], g[19];
    drive_bowl_start(start, 19);
    drive *d = drive_create(&(drive_setup){.plugin = "tests/abi/muon", .problem = &p, .start = start});
    p.evaluate(&p, NULL, 0, start, g);
    drive_step(d, 0.0375);
    for (int b = 0; b < 2; b++) {
        double square = 0, along = 0, length = 0.0375 * sqrt((double)blocks[b].rows / (double)blocks[b].cols);
        for (size_t i = blocks[b].offset; i < blocks[b].offset + 3 * blocks[b].cols; i++) {
            double move = (start[i] - drive_x(d)[i]) / length;
            square += move * move;
            along += move * g[i];
        }
        CU_ASSERT(square > 0.45 * (double)blocks[b].cols && square < 1.5 * (double)blocks[b].cols);
        CU_ASSERT(along > 0);
    }
    for (size_t i = 15; i < 19; i++)
        CHECK_CLOSE(drive_x(d)[i], start[i] - 0.0375 * g[i], 1e-13);
    double cost = drive_cost(d);
    drive_steps(d, 0.00375, 300);
    CU_ASSERT(gap(d, &p) < 0.05 * cost);
    drive_destroy(d);
}

/* From zero moments the first move of a square matrix G = U S V^T is U V^T: orthogonal. */
static void test_shampoo(void)
{
    drive_problem p = layers(5);
    double start[19];
    drive_bowl_start(start, 19);
    start[7] += 0.3, start[10] -= 0.625, start[14] += 1.125;
    drive *d = drive_create(
        &(drive_setup){.plugin = "tests/abi/shampoo", .set = {{"epsilon", 1e-14}}, .problem = &p, .start = start});
    drive_step(d, 0.625);
    double move[9];
    for (int i = 0; i < 9; i++)
        move[i] = (start[6 + i] - drive_x(d)[6 + i]) / 0.625;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double product = 0;
            for (int k = 0; k < 3; k++)
                product += move[i * 3 + k] * move[j * 3 + k];
            CU_ASSERT(fabs(product - (i == j)) < 1e-6);
        }
    double cost = drive_cost(d);
    drive_steps(d, 0.25, 300);
    CU_ASSERT(gap(d, &p) < 0.05 * cost);
    drive_destroy(d);
}

static void test_sophia(void)
{
    drive_problem p = drive_bowl(19, 5, 1);
    double start[19], x[19];
    drive_bowl_start(start, 19);
    drive_setup setup = {.plugin = "tests/abi/sophia", .problem = &p, .start = start, .seed = 2385};
    drive *d = drive_create(&setup);
    double cost = drive_cost(d) - p.optimum;
    drive_steps(d, 0.0065, 400);
    CU_ASSERT(drive_spent(d).hvps == 40);
    CU_ASSERT(gap(d, &p) < 0.01 * cost);
    memcpy(x, drive_x(d), sizeof x);
    drive_destroy(d);
    for (uint64_t seed = 2385; seed < 2387; seed++) { /* the same stream gives the same bits, another does not */
        setup.seed = seed;
        d = drive_create(&setup);
        drive_steps(d, 0.0065, 40);
        if (seed == 2385)
            memcpy(x, drive_x(d), sizeof x);
        drive_destroy(d);
    }
    d = drive_create(&setup);
    drive_steps(d, 0.0065, 40);
    CU_ASSERT(memcmp(x, drive_x(d), sizeof x));
    drive_destroy(d);
}

/* In one dimension every step halves the distance to the minimum. */
static void test_polyak_step(void)
{
    drive_problem p = drive_bowl(1, 5, 3.25);
    double start = -2.75, distance = start - 1.5;
    drive *d = drive_create(&(drive_setup){.plugin = "tests/abi/polyak_step", .problem = &p, .start = &start});
    for (int k = 0; k < 12; k++) {
        drive_step(d, NAN);
        distance /= 2;
        CHECK_CLOSE(drive_x(d)[0] - 1.5, distance, 1e-7);
    }
    CU_ASSERT(gap(d, &p) < 1e-4);
    drive_destroy(d);
}

static void test_spsa(void)
{
    drive_problem p = drive_bowl(6, 5, 1);
    double start[6];
    drive_bowl_start(start, 6);
    drive_setup setup = {.plugin = "tests/abi/spsa", .problem = &p, .start = start, .seed = 47};
    drive *a = drive_create(&setup), *b = drive_create(&setup);
    setup.seed = 48;
    drive *c = drive_create(&setup);
    double cost = drive_cost(a) - p.optimum;
    for (int k = 0; k < 300; k++) {
        drive_step(a, 0.0425);
        drive_step(b, 0.0425);
        drive_step(c, 0.0425);
        CU_ASSERT(!memcmp(drive_x(a), drive_x(b), sizeof start));
        CU_ASSERT(memcmp(drive_x(a), drive_x(c), sizeof start));
    }
    CU_ASSERT(gap(a, &p) < 0.01 * cost);
    CU_ASSERT(drive_spent(a).batch == 600);
    drive_destroy(a);
    drive_destroy(b);
    drive_destroy(c);
}

SUITE("abi optimizers", {"L-BFGS: own gradients, line search", test_lbfgs},
      {"SAGA: gradients of single samples", test_saga}, {"SAM: wrapper with another gradient", test_sam},
      {"Lookahead: wrapper, evaluation point", test_lookahead},
      {"wrappers nest, also around own gradients", test_nested_wrappers},
      {"schedule-free: evaluation point", test_schedule_free}, {"Muon: blocks", test_muon},
      {"Shampoo: blocks", test_shampoo}, {"Sophia: Hessian-vector products, random stream", test_sophia},
      {"Polyak's step: known optimum", test_polyak_step}, {"SPSA: losses alone, random stream", test_spsa})
