/* Least squares, by GSL. Only the process that inspects a problem calls it, and only the worker is linked with it: GSL's archive, so that
 * no run's process has a library more to map. */
#ifndef DH_RUN_LEAST_H
#define DH_RUN_LEAST_H

#include "base/arena.h"

#include <downhill/problem.h>

enum { DH_LEAST_COLUMNS = 512 }; /* beyond, it would take minutes */

typedef struct dh_least {
    double optimum;  /* f*; NaN, as are the others, when GSL fails */
    const double *x; /* [dim] the shortest minimiser */
    double mu, L;    /* squares of the least and the greatest singular value */
} dh_least;

typedef size_t dh_squares(const dh_instance *self, size_t first, size_t count, double *row); /* dh_problem.squares */

/* Of 1/2 |A x - b|^2, dim <= DH_LEAST_COLUMNS. -1: no memory. */
int dh_least_squares(const dh_instance *instance, dh_squares *squares, size_t dim, dh_arena *arena, dh_least *ret);

#endif
