/* Baselines of made-up runs, and what comes out between two of them. */
#ifndef DH_TESTS_UNIT_VERDICT_MODEL_H
#define DH_TESTS_UNIT_VERDICT_MODEL_H

#include "verdict/judge.h"

enum { MOST_SEEDS = 30, MOST_CELLS = 100 };

/* Cells with as many seeds, all on one problem. */
typedef struct model {
    dh_baseline baseline;
    dh_base_problem problem;
    dh_cell cell[MOST_CELLS];
    dh_base_run run[MOST_CELLS][MOST_SEEDS];
    char method[MOST_CELLS][16];
} model;

/* What judge compares, and how. */
extern model old, new;
extern dh_judge_options options;

/* In decades: how much further away each target is, and how much larger the gap at the end. Its hash: `hash`, then
 * the seed. */
dh_base_run run_of(size_t seed, const double shift[4], const char *hash);
void make(model *m, size_t cells, size_t seeds, const char *hash); /* all runs of a seed alike; named `hash` */

/* The new runs of a cell become so much slower (0.2: 20 %), by a noise of so many decades more or less. */
void shift_all(size_t cell, double share, double noise);

dh_judged judge(void); /* lives until the next one */

/* The act with its n-th call for memory refused, for each n: it fails and says why; with none refused it does not. */
void refuse_each(int (*act)(dh_arena *arena, dh_error *error));

#endif
