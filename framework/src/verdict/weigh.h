/* Parts of judge.c: from weighings to a verdict, and its sentence. */
#ifndef DH_VERDICT_WEIGH_H
#define DH_VERDICT_WEIGH_H

#include "verdict/judge.h"

/* Sets verdict and worst of a cell whose weighings are adjusted. needed: seeds, as in dh_judged. */
void dh_cell_decide(dh_judgement *cell, double alpha, size_t needed);

/* "needs 7 % more work to reach ..." of the metric `worst`, with seeds and p. -1: memory. */
int dh_cell_tell(dh_judgement *cell, const dh_pairing *pairs, size_t needed, dh_arena *arena);

const char *dh_seeds_text(const dh_cell *cell, dh_arena *arena); /* "seeds 0 to 19", "seeds 1, 5, 7", "seed 3" */

#endif
