/* What the tables of residuals share. A residual gets its size, its number i = 1, ..., m as in the paper, and x [n]; it
 * returns f_i and writes into d [n], which is zeroed, those partial derivatives that are not 0. Where the paper writes
 * x_j, x[j - 1] stands here. */
#ifndef DH_PLUGINS_MGH_SIZE_H
#define DH_PLUGINS_MGH_SIZE_H

#include <downhill/math.h>
#include <math.h>
#include <stddef.h>

typedef struct mgh_size {
    size_t n, m;
} mgh_size;

typedef double mgh_residual(mgh_size size, size_t i, const double *x, double *d);

#endif
