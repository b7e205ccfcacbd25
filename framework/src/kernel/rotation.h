/* Random rotations (and reflections) of n dimensions, as square matrices. */
#ifndef DH_KERNEL_ROTATION_H
#define DH_KERNEL_ROTATION_H

#include <downhill/plugin.h>

/* q [n][n] = uniform over all orthogonal matrices (Haar measure), from n (n + 1) / 2 normal numbers. scratch [2 n].
 */
void dh_rotation_draw(size_t n, double *q, double *scratch, dh_random *random);

/* out [n] = Q x, and Q' x. out does not overlap x. */
void dh_rotation_turn(size_t n, const double *q, const double *x, double *out);
void dh_rotation_turn_back(size_t n, const double *q, const double *x, double *out);

#endif
