/* A primal-dual interior point method, with a predictor and a corrector (S. Mehrotra 1992, "On the implementation of
 * a primal-dual interior point method", doi:10.1137/0802028; for support vector machines M. C. Ferris & T. S. Munson
 * 2002, "Interior-point methods for massive support vector machines", doi:10.1137/S1052623400374379). With p = s -
 * low and q = high - s,
 *
 *     e - width s + u - v = 0    l2 w + 1/m sum s_i x_i = 0    sum s_i = 0, with an intercept    p u = q v = mu -> 0
 *
 * Newton's step has ds = (rho + x . d) / D with D = width + u/p + v/q, rho = e - width s + mu/p - mu/q, and for d the
 * matrix diag(0, l2, ...) + 1/m sum x_i x_i' / D_i. */
#include "kernel/interior_parts.h"

#include "kernel/twice.h"
#include "kernel/vector.h"

enum { STEPS = 100, STALLS = 12 };           /* steps; in a row that halve neither the bound nor mu */
enum { VECTORS = 14, WIDE = 3, POINTS = 7 }; /* arrays over rows; more of these; over unknowns */
static const double SHORTER = 0.995, FAR = 100, SOFT = 1e-8, ENOUGH = 1e-15; /* of f */

static size_t columns(const dh_interior *problem)
{
    return problem->data->features + (problem->intercept != 0);
}

size_t dh_interior_size(const dh_interior *problem)
{
    const size_t m = problem->data->samples, k = columns(problem), own = dh_interior_system_size(problem, m, k);
    if (!(problem->l2 >= 0) || !own)
        return 0;
    return (VECTORS + (dh_interior_is_wide(problem, m, k) ? WIDE : 0)) * m + POINTS * k + own;
}

static dh_interior_state divide(const dh_interior *problem, double *room)
{
    dh_interior_state t = {.problem = problem, .m = problem->data->samples, .k = columns(problem)};
    double **const over_rows[VECTORS + WIDE] = {&t.target, &t.low,    &t.high, &t.e,    &t.p,  &t.q,
                                                &t.u,      &t.v,      &t.rho,  &t.ds,   &t.du, &t.dv,
                                                &t.best_p, &t.best_q, &t.gram, &t.ones, &t.z};
    double **const over_columns[POINTS] = {&t.w, &t.d, &t.row, &t.pull, &t.doubt, &t.best, &t.mark};
    t.wide = dh_interior_is_wide(problem, t.m, t.k);
    for (size_t i = 0; i < VECTORS + (t.wide ? WIDE : 0); i++, room += t.m)
        *over_rows[i] = room;
    for (size_t i = 0; i < POINTS; i++, room += t.k)
        *over_columns[i] = room;
    t.H = room;
    return t;
}

/* e, so rounded that where rows depend on one another, their errors do. */
static void predict(dh_interior_state *t, const double *w)
{
    for (size_t i = 0; i < t->m; i++)
        t->e[i] = dh_dot_twice(t->k, -t->target[i], dh_interior_row(t, i), w);
}

/* w = 0 but for the intercept, s in the middle, u and v far larger than errors are: w may have a long way to go. */
static void begin(dh_interior_state *t)
{
    double mean = 0, scale = 0, span = 0;
    for (size_t i = 0; i < t->m; i++) {
        t->problem->interval(t->problem->shape, t->problem->data->y[i], &t->target[i], &t->low[i], &t->high[i]);
        t->p[i] = t->q[i] = (t->high[i] - t->low[i]) / 2;
        t->ds[i] = t->du[i] = t->dv[i] = 0;
        mean += t->target[i] / (double)t->m;
        span += (t->high[i] - t->low[i]) / (double)t->m;
    }
    memset(t->w, 0, t->k * sizeof *t->w);
    t->w[0] = t->problem->intercept ? mean : 0;
    predict(t, t->w);
    for (size_t i = 0; i < t->m; i++)
        scale += fabs(t->e[i]) / (double)t->m;
    scale = scale > 0 ? scale : 1;
    t->soft = SOFT * scale / span;
    t->most = (double)INFINITY;
    for (size_t i = 0; i < t->m; i++)
        t->u[i] = t->v[i] = FAR * scale;
}

/* s += length ds; the smaller one of p and q is exact. */
void dh_interior_shift(dh_interior_state *t, double length)
{
    for (size_t i = 0; i < t->m; i++) {
        t->p[i] += length * t->ds[i];
        t->q[i] -= length * t->ds[i];
        *(t->p[i] < t->q[i] ? &t->q[i] : &t->p[i]) = t->high[i] - t->low[i] - fmin(t->p[i], t->q[i]);
    }
}

/* Newton's step towards p u = q v = mu; with correct, second order terms of the last one are taken into account. */
static void direct(dh_interior_state *t, double mu, int correct)
{
    const double width = t->problem->width;
    for (size_t j = 0; j < t->k; j++)
        t->d[j] = -t->pull[j];
    for (size_t i = 0; i < t->m; i++) {
        const double D = dh_interior_bend(t, i);
        t->du[i] = mu - (correct ? t->ds[i] * t->du[i] : 0);
        t->dv[i] = mu + (correct ? t->ds[i] * t->dv[i] : 0);
        t->rho[i] = t->e[i] - width * dh_interior_slope(t, i) + t->du[i] / t->p[i] - t->dv[i] / t->q[i];
        dh_add_scaled(t->k, -t->rho[i] / D / (double)t->m, dh_interior_row(t, i), t->d);
    }
    dh_interior_solve_newton(t);
    for (size_t i = 0; i < t->m; i++) {
        const double up = t->u[i] / t->p[i], down = t->v[i] / t->q[i];
        t->ds[i] = dh_dot_twice(t->k, t->rho[i], dh_interior_row(t, i), t->d) / dh_interior_bend(t, i);
        t->du[i] = t->du[i] / t->p[i] - t->u[i] - up * t->ds[i];
        t->dv[i] = t->dv[i] / t->q[i] - t->v[i] + down * t->ds[i];
    }
}

static double shorten(double length, double at, double step)
{
    return step < 0 ? fmin(length, -SHORTER * at / step) : length;
}

/* The length, up to 1, at which p, q, u and v stay positive. */
static double reach(const dh_interior_state *t)
{
    double length = 1;
    for (size_t i = 0; i < t->m; i++) {
        length = shorten(shorten(length, t->p[i], t->ds[i]), t->q[i], -t->ds[i]);
        length = shorten(shorten(length, t->u[i], t->du[i]), t->v[i], t->dv[i]);
    }
    return length;
}

/* Mean of p u and q v after a step. */
static double mean_product(const dh_interior_state *t, double length)
{
    double sum = 0;
    for (size_t i = 0; i < t->m; i++)
        sum += (t->p[i] + length * t->ds[i]) * (t->u[i] + length * t->du[i]) +
               (t->q[i] - length * t->ds[i]) * (t->v[i] + length * t->dv[i]);
    return sum / (2 * (double)t->m);
}

static void move(dh_interior_state *t)
{
    const double length = reach(t);
    dh_add_scaled(t->k, length, t->d, t->w);
    for (size_t i = 0; i < t->m; i++) {
        t->u[i] += length * t->du[i];
        t->v[i] += length * t->dv[i];
    }
    dh_interior_shift(t, length);
    predict(t, t->w);
}

/* Leaves the best point in t->best, and its s in p and q. */
static double minimise(dh_interior_state *t)
{
    double least = (double)INFINITY,
           seen[2] = {least, least}; /* halves of the bound and of mu when they last fell to them */
    begin(t);
    dh_interior_prepare(t);
    for (int step = 0, stalls = 0; step < STEPS && stalls < STALLS; step++) {
        dh_interior_settle(t);
        const double gap = dh_interior_bound(t, t->w), mu = mean_product(t, 0);
        stalls = gap <= seen[0] || mu <= seen[1] ? 0 : stalls + 1;
        seen[0] = gap <= seen[0] ? gap / 2 : seen[0];
        seen[1] = mu <= seen[1] ? mu / 2 : seen[1];
        if (gap < least) {
            least = gap;
            t->best_cost = t->cost;
            memcpy(t->best, t->w, t->k * sizeof *t->w);
            memcpy(t->best_p, t->p, t->m * sizeof *t->p);
            memcpy(t->best_q, t->q, t->m * sizeof *t->q);
        }
        if (!(gap > ENOUGH * t->cost && mu > 0))
            break;
        dh_interior_factor(t);
        direct(t, 0, 0);
        const double after = mean_product(t, reach(t)) / mu;
        direct(t, after * after * after * mu, 1);
        move(t);
    }
    memcpy(t->p, t->best_p, t->m * sizeof *t->p);
    memcpy(t->q, t->best_q, t->m * sizeof *t->q);
    return least;
}

double dh_interior_solve(const dh_interior *problem, double *w, double *cost, double *room)
{
    dh_interior_state t = divide(problem, room);
    const double gap = minimise(&t);
    if (gap < (double)INFINITY)
        memcpy(w, t.best, t.k * sizeof *w);
    if (cost && gap < (double)INFINITY)
        *cost = t.best_cost;
    return gap;
}

double dh_interior_gap(const dh_interior *problem, const double *w, double *room)
{
    dh_interior_state t = divide(problem, room);
    if (!(minimise(&t) < (double)INFINITY))
        return (double)INFINITY;
    predict(&t, w);
    return dh_interior_bound(&t, w);
}
