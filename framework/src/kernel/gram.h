/* Weighted sums of outer products of rows: Hessians of linear models, for minima that plugins know. No run asks for them. */
#ifndef DH_KERNEL_GRAM_H
#define DH_KERNEL_GRAM_H

#include <downhill/problem.h>

/* Doubles of room for rows of k columns. */
size_t dh_gram_room(size_t k);

/* H [k][k], on its diagonal and below = sum over the training rows of weight_i (1, x_i) (1, x_i)' with an intercept, or
 * of weight_i x_i x_i' without one, in order: (weight_i * x_ia) * x_ib, added to what is there so far. Rows of weight 0
 * are left out. k = features + intercept; room [dh_gram_room(k)]. */
void dh_gram(const dh_dataset *data, int intercept, const double *weight, double *H, double *room);

#endif
