/* Ranks of methods over blocks (problems, or the seeds of one problem), whether they differ at all, and which do. */
#ifndef DH_SUMMARY_FRIEDMAN_H
#define DH_SUMMARY_FRIEDMAN_H

#include "base/arena.h"
#include "base/error.h"

/* rank [count]: 1 for the smallest value; equal values, infinities among them, share the mean of their ranks. order
 * [count] is scratch. */
void dh_rank_values(const double *value, size_t count, size_t *order, double *rank);

typedef struct dh_friedman {
    size_t blocks, methods;
    const double *rank;   /* [methods] mean over the blocks */
    double chi_square, p; /* Friedman's, methods - 1 degrees of freedom */
    double f, p_f;        /* Iman and Davenport's: less timid, the one to prefer */
} dh_friedman;

/* value [blocks][methods], smaller is better, +infinity for what was not reached. With fewer than 2 of either, or
 * when all is tied, the p are 1. */
int dh_friedman_test(const double *value, size_t blocks, size_t methods, dh_arena *arena, dh_friedman *ret,
                     dh_error *error);

/* Nemenyi's critical difference: mean ranks of `methods` over `blocks` that lie closer are not told apart at alpha.
 * It depends on which other methods take part; Holm's adjusted signed-rank tests do not rank with others. */
double dh_critical_difference(size_t methods, size_t blocks, double alpha);

/* Neighbours in rank that are not told apart. */
typedef struct dh_group {
    size_t first, last; /* places in the order, first < last */
} dh_group;

/* ret [at most methods]: the longest runs of places whose mean ranks, sorted [methods] rising, differ by less than
 * difference; runs inside longer ones and single methods are left out. Returns their number. */
size_t dh_groups_find(const double *sorted, size_t methods, double difference, dh_group *ret);

#endif
