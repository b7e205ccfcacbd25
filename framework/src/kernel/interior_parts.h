/* What the files of the interior point method share: interior.c takes the steps, interior_system.c solves Newton's
 * equations for them, interior_bound.c tells how far the minimum may be. */
#ifndef DH_KERNEL_INTERIOR_PARTS_H
#define DH_KERNEL_INTERIOR_PARTS_H

#include "kernel/interior.h"
#include "kernel/rows.h"

#include <math.h>

typedef struct dh_interior_state {
    const dh_interior *problem;
    size_t m, k; /* rows; unknowns, with the intercept */
    int wide;    /* Newton's equations have m unknowns, not k */
    double *target, *low, *high, *e, *p, *q, *u, *v, *rho, *ds, *du, *dv, *best_p, *best_q; /* [m] each */
    double *gram, *ones, *z;                   /* [m] each where wide: diagonal of X X', K^-1 1, what is solved for */
    double *w, *d, *row, *pull, *doubt, *best, *mark; /* [k] each; doubt: how far pull is off at most; mark: columns that others determine */
    double *H;   /* [k][k], on its diagonal and below; where wide [m][m], and above the diagonal X X' */
    double cost, best_cost; /* f, where the bound was last asked for; at best */
    double soft; /* see dh_interior_bend */
    double most; /* see held_by_rows; else infinite */
} dh_interior_state;

/* (1, x_i) or x_i [k], in t->row */
static inline const double *dh_interior_row(const dh_interior_state *t, size_t i)
{
    t->row[0] = 1; /* unless a feature comes there */
    dh_row_copy(t->problem->data, i, t->row + (t->k - t->problem->data->features));
    return t->row;
}

/* Coefficient of the penalty of coordinate j. */
static inline double dh_interior_penalty(const dh_interior_state *t, size_t j)
{
    return j || !t->problem->intercept ? t->problem->l2 : 0;
}

static inline double dh_interior_slope(const dh_interior_state *t, size_t i)
{
    return t->p[i] < t->q[i] ? t->low[i] + t->p[i] : t->high[i] - t->q[i];
}

/* D, and a little more, which makes a step in s a little shorter: no number in H is then so large that others lose
 * their digits. (M. P. Friedlander & D. Orban 2012, "A primal-dual regularized interior-point method for convex
 * quadratic programs", doi:10.1007/s12532-012-0035-2.) */
static inline double dh_interior_bend(const dh_interior_state *t, size_t i)
{
    return t->problem->width + t->u[i] / t->p[i] + t->v[i] / t->q[i] + t->soft;
}

/* H = sum of t->rho[i] (1, x_i) (1, x_i)' on its diagonal and below */
void dh_interior_weigh(dh_interior_state *t);

/* s += length ds; the smaller one of p and q is exact. */
void dh_interior_shift(dh_interior_state *t, double length);

/* Whether Newton's equations have m unknowns, k or, 0, too many of both; and then doubles for H. */
int dh_interior_is_wide(const dh_interior *problem, size_t m, size_t k);
size_t dh_interior_system_size(const dh_interior *problem, size_t m, size_t k);

/* Once; then H's factor at p, q, u, v; then d = H^-1 d. */
void dh_interior_prepare(dh_interior_state *t);
void dh_interior_factor(dh_interior_state *t);
void dh_interior_solve_newton(dh_interior_state *t);

/* t->pull at w and s; and s moved, so that it is less. */
void dh_interior_settle(dh_interior_state *t);

/* A bound on f(w) - f*, for w, its e and s; sets cost and pull. */
double dh_interior_bound(dh_interior_state *t, const double *w);

#endif
