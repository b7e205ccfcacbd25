/* Minima of linear models whose loss is the largest of a family of lines less a parabola:
 *
 *     f(w) = 1/m sum_i max over s in [low_i, high_i] of (s e_i - width s^2 / 2) + l2/2 |w|^2        e_i = w0 + x_i . w - target_i
 *
 * The hinge (target +-1, width 0), Huber's loss (+-delta, 1) and the pinball loss, rounded or not, are such. With
 * their dual, so that what is found is proven, for a few hundred columns. Without l2 the rows must hold a minimum in
 * place, or have one at f = 0. Problem plugins ask in `optimum` and `gap`; no run does. */
#ifndef DH_KERNEL_INTERIOR_H
#define DH_KERNEL_INTERIOR_H

#include <downhill/problem.h>

/* The target of e, low and high, for a row whose target in the dataset is y; low <= 0 <= high, low < high. */
typedef void dh_interval(const double *shape, double y, double *target, double *low, double *high);

typedef struct dh_interior {
    const dh_dataset *data; /* its training rows */
    int intercept;          /* whether w[0] is w0, which has no penalty */
    double l2, width;       /* width >= 0 */
    dh_interval *interval;
    const double *shape;    /* handed to it */
} dh_interior;

/* Doubles of room; 0 where it would take minutes, and for an l2 that is no number. */
size_t dh_interior_size(const dh_interior *problem);

/* w [features + intercept] = a point; returns a bound on f(w) - f*, infinite when the method fails. *cost, unless NULL, = f(w), of which no prediction
 * was rounded. room [dh_interior_size]. */
double dh_interior_solve(const dh_interior *problem, double *w, double *cost, double *room);

/* The same bound for any w, by the dual's point where dh_interior_solve ends. */
double dh_interior_gap(const dh_interior *problem, const double *w, double *room);

#endif
