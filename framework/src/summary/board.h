/* The numbers of one problem that a comparison works on; shared by match.c and standing.c. */
#ifndef DH_SUMMARY_BOARD_H
#define DH_SUMMARY_BOARD_H

#include "summary/compare.h"

/* All [methods][seeds]. */
typedef struct dh_board {
    size_t methods, seeds;
    bool delivered, factor;
    double *cost; /* +infinity: not reached; NaN: no run, also in the others */
    double *spent;
    double *final; /* smaller is better */
    bool *fixed;   /* [methods] all its runs are the same run, as of a deterministic method from one start */
    double least;  /* what counts as 0 when values are divided */
} dh_board;

int dh_board_make(const dh_contests *all, const dh_contest *contest, const dh_compare_options *options,
                  dh_arena *arena, dh_board *ret, dh_error *error);

/* ERT, or the median of what was delivered, over the seeds pick [count] (NULL: seeds 0 ... count - 1); NaN without
 * runs. scratch [count]. */
double dh_board_value(const dh_board *board, size_t method, const size_t *pick, size_t count, double *scratch);

/* Cost or final value of one run. */
double dh_board_run(const dh_board *board, size_t method, size_t seed);

/* Paired differences of method and other, on log10 where factors are asked for: +infinity where only the first is at
 * +infinity, 0 where both are. difference [at most seeds]; returns how many seeds both have, or 1
 * where seeds change neither: one experiment told many times proves no more than once. */
size_t dh_board_pair(const dh_board *board, size_t method, size_t other, double *difference);
double dh_board_difference(double a, double b, bool factor, double least);

/* The two tests of differences in one: p of both sides, and the effect, as a factor where asked for. */
int dh_board_test(const double *difference, size_t count, double level, bool factor, double *p, dh_shift *effect,
                  dh_error *error);

int dh_match_make(const dh_contests *all, const dh_contest *contest, const dh_board *board, size_t reference,
                  const dh_compare_options *options, dh_arena *arena, dh_match *ret, dh_error *error);

/* board [contests]; fills all but match and options. */
int dh_standings_make(const dh_board *board, size_t reference, dh_arena *arena, dh_comparison *ret, dh_error *error);

#endif
