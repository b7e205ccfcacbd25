/* What a programmer writes who needs gradient descent once. */
#ifndef DH_TESTS_BENCH_HAND_H
#define DH_TESTS_BENCH_HAND_H

#include <stddef.h>

/* Moves w[2] by `steps` steps of y = w[0] + w[1] x's least squares; history [steps + 1] gets the cost before each
 * step and after the last. */
void hand_descend(const double *x, const double *y, size_t samples, double rate, size_t steps, double w[2],
                  double *history);

#endif
