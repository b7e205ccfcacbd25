/* Methods that treat blocks as matrices: on blocks of every form, and on a matrix and its transpose. */
#include "drive/drive.h"
#include "suite.h"

#include <math.h>
#include <string.h>

#define PLUGIN(NAME) "plugins/optimizers/" NAME

static const char *const methods[] = {PLUGIN("muon"), PLUGIN("shampoo"), PLUGIN("soap")};
enum { METHODS = 3, ROWS = 4, COLUMNS = 5, ENTRIES = ROWS * COLUMNS }; /* rank 4: the eigenvectors are unique, but for signs */

/* f = sum of w_ij^2 / 2 (1 + i + j / 2) shifted, plus what couples neighbours in a row; scale 1: W lies row by row,
 * -1: column by column. */
static double bent(const drive_problem *p, const uint32_t *index, size_t count, const double *x, double *gradient)
{
    double f = 0;
    (void)index, (void)count;
    memset(gradient ? gradient : (double[ENTRIES]){0}, 0, ENTRIES * sizeof *x);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            size_t at = p->scale > 0 ? i * COLUMNS + j : j * ROWS + i, right = p->scale > 0 ? at + 1 : at + ROWS;
            double curvature = 1 + (double)i + (double)j / 2, d = x[at] - 0.375 * (double)i + 0.625 * (double)j;
            f += 0.5 * curvature * d * d;
            if (gradient)
                gradient[at] += curvature * d;
            if (j + 1 == COLUMNS)
                continue;
            double e = x[at] - 2 * x[right];
            f += 0.25 * e * e;
            if (gradient) {
                gradient[at] += 0.5 * e;
                gradient[right] -= e;
            }
        }
    return f;
}

static void walk(const char *plugin, drive_setting setting, int form, double rate, int steps, double out[ENTRIES])
{
    const dh_block block = {"w", 0, form > 0 ? ROWS : COLUMNS, form > 0 ? COLUMNS : ROWS};
    drive_problem p = {.dim = ENTRIES, .block_count = 1, .blocks = &block, .scale = form, .evaluate = bent};
    double start[ENTRIES];
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < COLUMNS; j++)
            start[form > 0 ? i * COLUMNS + j : j * ROWS + i] = 1.375 * (double)((i * 7 + j * 3 + i * j) % 11) - 5;
    drive *d = drive_create(&(drive_setup){.plugin = plugin, .set = {setting}, .problem = &p, .start = start});
    double before = drive_cost(d);
    drive_steps(d, rate, (uint64_t)steps);
    CU_ASSERT(drive_cost(d) < 0.9 * before);
    CU_ASSERT(drive_intact(d));
    memcpy(out, drive_x(d), ENTRIES * sizeof *out);
    drive_destroy(d);
}

/* The transposed problem has the transposed trajectory. Muon's steps are sqrt(rows / cols) longer on a tall matrix. */
static void check_transposed(const char *plugin, drive_setting setting, double rate, double tall_rate)
{
    double wide[ENTRIES], tall[ENTRIES], worst = 0;
    walk(plugin, setting, 1, rate, 40, wide);
    walk(plugin, setting, -1, tall_rate, 40, tall);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < COLUMNS; j++)
            worst = fmax(worst, fabs(wide[i * COLUMNS + j] - tall[j * ROWS + i]));
    if (!(worst < 1e-11))
        fprintf(stderr, "%s: %g apart\n", plugin, worst);
    CU_ASSERT(worst < 1e-11);
}

static void test_transposed(void)
{
    drive_setting none = {0};
    check_transposed(PLUGIN("muon"), none, 0.1, 0.1 / sqrt((double)COLUMNS / ROWS));
    check_transposed(PLUGIN("shampoo"), none, 0.5, 0.5);
    check_transposed(PLUGIN("shampoo"), (drive_setting){"max_side", 4}, 0.5, 0.5);
    check_transposed(PLUGIN("shampoo"), (drive_setting){"frequency", 7}, 0.125, 0.125);
    check_transposed(PLUGIN("soap"), (drive_setting){"epsilon", 1e-3}, 0.1, 0.1); /* 1e-8 would blow up what is 0 but for rounding */
    check_transposed(PLUGIN("soap"), (drive_setting){"max_side", 4}, 0.1, 0.1);
}

/* Sides left out change the way; the last one left out leaves a diagonal method. */
static void test_sides(void)
{
    double both[ENTRIES], one[ENTRIES], none[ENTRIES];
    for (int m = 1; m < METHODS; m++) {
        walk(methods[m], (drive_setting){"max_side", 5}, 1, 0.1, 40, both);
        walk(methods[m], (drive_setting){"max_side", 4}, 1, 0.1, 40, one);
        walk(methods[m], (drive_setting){"max_side", 3}, 1, 0.1, 40, none);
        CU_ASSERT(fabs(both[0] - one[0]) > 1e-3 && fabs(one[0] - none[0]) > 1e-3);
    }
}

/* A tall, a wide, a square block, a column, a row and a single number, next to each other in x. */
static const dh_block blocks[] = {{"tall", 0, 4, 2},  {"wide", 8, 2, 3}, {"square", 14, 3, 3},
                                  {"column", 23, 5, 1}, {"row", 28, 1, 4}, {"number", 32, 1, 1}};
enum { DIM = 33 };

static void test_every_form(void)
{
    drive_problem p = drive_bowl(DIM, 5, 1);
    double start[DIM];
    p.blocks = blocks;
    p.block_count = sizeof blocks / sizeof *blocks;
    drive_bowl_start(start, DIM);
    for (int m = 0; m < METHODS; m++) {
        drive *d = drive_create(&(drive_setup){.plugin = methods[m], .problem = &p, .start = start});
        double before = drive_cost(d) - p.optimum;
        drive_steps(d, 0.1, 25);
        for (size_t i = 0; i < DIM; i++)
            CU_ASSERT(drive_x(d)[i] != start[i]);
        drive_steps(d, 0.1, 500);
        CU_ASSERT(drive_cost(d) - p.optimum < 0.1 * before);
        CU_ASSERT(drive_intact(d));
        drive_destroy(d);
    }
}

SUITE("methods for matrices", {"a matrix and its transpose", test_transposed}, {"sides left out", test_sides},
      {"blocks of every form", test_every_form})
