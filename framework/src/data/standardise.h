/* Scaling of features. */
#ifndef DH_DATA_STANDARDISE_H
#define DH_DATA_STANDARDISE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

typedef struct dh_scaling {
    double *mean, *deviation; /* [features]; deviation 1 for a constant feature */
} dh_scaling;

/* Mean and population standard deviation of each feature over the rows order[0] ... order[count-1] of x [][features].
 */
int dh_scaling_measure(const double *x, size_t features, const uint32_t *order, size_t count, dh_arena *arena,
                       dh_scaling *ret, dh_error *error);

#endif
