/* A primal-dual interior point method, with a predictor and a corrector (S. Mehrotra 1992, "On the implementation of a primal-dual interior
 * point method", doi:10.1137/0802028; for support vector machines M. C. Ferris & T. S. Munson 2002, "Interior-point methods for massive
 * support vector machines", doi:10.1137/S1052623400374379). With p = s - low and q = high - s,
 *
 *     e - width s + u - v = 0    l2 w + 1/m sum s_i x_i = 0    sum s_i = 0, with an intercept    p u = q v = mu -> 0
 *
 * Newton's step has ds = (rho + x . d) / D with D = width + u/p + v/q, rho = e - width s + mu/p - mu/q, and for d the matrix
 * diag(0, l2, ...) + 1/m sum x_i x_i' / D_i. The dual's value at s is the minimum over w for that s, so that
 *
 *     f(w) - f* <= 1/m sum (t_i - s_i) (e_i - width (t_i + s_i) / 2) + l2/2 |w + 1/(m l2) sum s_i x_i|^2
 *
 * where t_i is the best s for e_i. No term is negative, so this keeps its digits however small it is; what is left is the rounding of the
 * terms, some 2^-52 of f. It holds for s with sum 0: s - low is taken from a grid so coarse that the sums of its numbers are exact. */
#include "kernel/interior.h"

#include "kernel/decompose.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <math.h>

enum { STEPS = 100, STALLS = 12 };  /* steps; in a row that do not lower the bound */
enum { COLUMNS = 512, VECTORS = 14, POINTS = 5 }; /* at most; arrays over rows; over columns */
static const double WORK = 1e9;     /* multiplications of a step: a few seconds in all */
static const double SHORTER = 0.995;

typedef struct state {
    const dh_interior *problem;
    size_t m, k;
    double grid;
    double *target, *low, *high, *e, *p, *q, *u, *v, *rho, *ds, *du, *dv, *s, *best_s; /* [m] each */
    double *w, *d, *row, *pull, *best;                                                 /* [k] each */
    double *H;                                                                         /* [k][k], below and on its diagonal */
} state;

static size_t columns(const dh_interior *problem)
{
    return problem->data->features + (problem->intercept != 0);
}

size_t dh_interior_size(const dh_interior *problem)
{
    const size_t m = problem->data->samples, k = columns(problem);
    if (!(problem->l2 > 0) || k > COLUMNS || (double)m * (double)k * (double)k > WORK)
        return 0;
    return VECTORS * m + (POINTS + k) * k;
}

static const double *row_of(const state *t, size_t i)
{
    t->row[0] = 1; /* unless a feature comes there */
    dh_row_copy(t->problem->data, i, t->row + (t->k - t->problem->data->features));
    return t->row;
}

/* Coefficient of the penalty of coordinate j. */
static double penalty(const state *t, size_t j)
{
    return j || !t->problem->intercept ? t->problem->l2 : 0;
}

static void divide(state *t, double *room)
{
    double **const over_rows[VECTORS] = {&t->target, &t->low, &t->high, &t->e, &t->p, &t->q, &t->u, &t->v, &t->rho, &t->ds, &t->du, &t->dv, &t->s, &t->best_s};
    double **const over_columns[POINTS] = {&t->w, &t->d, &t->row, &t->pull, &t->best};
    for (size_t i = 0; i < VECTORS; i++, room += t->m)
        *over_rows[i] = room;
    for (size_t i = 0; i < POINTS; i++, room += t->k)
        *over_columns[i] = room;
    t->H = room;
}

static void predict(state *t, const double *w)
{
    for (size_t i = 0; i < t->m; i++)
        t->e[i] = dh_dot(t->k, row_of(t, i), w) - t->target[i];
}

/* w = 0 but for the intercept, s in the middle, u and v as large as errors are. */
static void begin(state *t)
{
    double mean = 0, scale = 0, most = 0;
    for (size_t i = 0; i < t->m; i++) {
        t->problem->interval(t->problem->shape, t->problem->data->y[i], &t->target[i], &t->low[i], &t->high[i]);
        t->p[i] = t->q[i] = (t->high[i] - t->low[i]) / 2;
        t->ds[i] = t->du[i] = t->dv[i] = 0;
        mean += t->target[i] / (double)t->m;
        most = fmax(most, fmax(fabs(t->low[i]), fabs(t->high[i])));
    }
    memset(t->w, 0, t->k * sizeof *t->w);
    t->w[0] = t->problem->intercept ? mean : 0;
    predict(t, t->w);
    for (size_t i = 0; i < t->m; i++)
        scale += fabs(t->e[i]) / (double)t->m;
    for (size_t i = 0; i < t->m; i++)
        t->u[i] = t->v[i] = scale > 0 ? scale : 1;
    for (t->grid = 0x1p-52; t->grid * 0x1p52 < most * (double)t->m;)
        t->grid *= 2;
    while (t->grid * 0x1p51 > most * (double)t->m && t->grid > 0x1p-1000)
        t->grid /= 2;
}

static double slope(const state *t, size_t i)
{
    return t->p[i] < t->q[i] ? t->low[i] + t->p[i] : t->high[i] - t->q[i];
}

/* s with sum 0 beside p and q, at its ends where it is near them; the row that leaves most room takes what is too much. */
static int feasible(state *t)
{
    const double g = t->grid;
    double sum = 0;
    for (size_t i = 0; i < t->m; i++) {
        const double up = floor(t->p[i] / g + 0.5) * g;
        t->s[i] = t->q[i] < g / 2 ? t->high[i] : fmin(t->low[i] + up, t->high[i]);
        sum += t->s[i];
    }
    for (int round = 0; round < 8 && t->problem->intercept && fabs(sum) > 0; round++) {
        size_t at = 0;
        for (size_t i = 1; i < t->m; i++)
            at = fmin(t->s[i] - t->low[i], t->high[i] - t->s[i]) > fmin(t->s[at] - t->low[at], t->high[at] - t->s[at]) ? i : at;
        t->s[at] = fmin(fmax(t->s[at] - sum, t->low[at]), t->high[at]);
        sum = 0;
        for (size_t i = 0; i < t->m; i++)
            sum += t->s[i];
    }
    return !t->problem->intercept || fabs(sum) <= (double)t->m * g; /* bounds that lie on no grid leave some rounding */
}

/* The bound of the head comment, for w, e and s. */
static double duality(state *t, const double *w, const double *s)
{
    const double width = t->problem->width, l2 = t->problem->l2, m = (double)t->m;
    double sum = 0, square = 0;
    memset(t->pull, 0, t->k * sizeof *t->pull);
    for (size_t i = 0; i < t->m; i++) {
        const double e = t->e[i], free = width > 0 ? fmin(fmax(e / width, t->low[i]), t->high[i]) : e > 0 ? t->high[i] : t->low[i];
        sum += fmax((free - s[i]) * (e - width * (free + s[i]) / 2), 0);
        dh_add_scaled(t->k, s[i] / m, row_of(t, i), t->pull);
    }
    for (size_t j = t->problem->intercept != 0; j < t->k; j++) {
        const double apart = l2 * w[j] + t->pull[j];
        square += apart * apart;
    }
    return sum / m + square / (2 * l2);
}

/* H and its Cholesky factor. */
static int factor(state *t)
{
    memset(t->H, 0, t->k * t->k * sizeof *t->H);
    for (size_t i = 0; i < t->m; i++) {
        const double *row = row_of(t, i), D = t->problem->width + t->u[i] / t->p[i] + t->v[i] / t->q[i], h = 1 / (D * (double)t->m);
        for (size_t a = 0; a < t->k; a++)
            if (row[a] != 0)
                dh_add_scaled(a + 1, h * row[a], row, t->H + a * t->k);
    }
    for (size_t a = 0; a < t->k; a++)
        t->H[a * t->k + a] += penalty(t, a);
    return dh_cholesky(t->H, t->k);
}

/* Newton's step towards p u = q v = mu; with correct, second order terms of the last one are taken into account. */
static void direct(state *t, double mu, int correct)
{
    const double width = t->problem->width;
    for (size_t j = 0; j < t->k; j++)
        t->d[j] = -penalty(t, j) * t->w[j];
    for (size_t i = 0; i < t->m; i++) {
        const double D = width + t->u[i] / t->p[i] + t->v[i] / t->q[i], s = slope(t, i);
        t->du[i] = mu - (correct ? t->ds[i] * t->du[i] : 0);
        t->dv[i] = mu + (correct ? t->ds[i] * t->dv[i] : 0);
        t->rho[i] = t->e[i] - width * s + t->du[i] / t->p[i] - t->dv[i] / t->q[i];
        dh_add_scaled(t->k, -(s + t->rho[i] / D) / (double)t->m, row_of(t, i), t->d);
    }
    dh_cholesky_solve(t->H, t->k, t->d);
    for (size_t i = 0; i < t->m; i++) {
        const double up = t->u[i] / t->p[i], down = t->v[i] / t->q[i];
        t->ds[i] = (t->rho[i] + dh_dot(t->k, row_of(t, i), t->d)) / (width + up + down);
        t->du[i] = t->du[i] / t->p[i] - t->u[i] - up * t->ds[i];
        t->dv[i] = t->dv[i] / t->q[i] - t->v[i] + down * t->ds[i];
    }
}

static double shorten(double length, double at, double step)
{
    return step < 0 ? fmin(length, -SHORTER * at / step) : length;
}

/* The length, up to 1, at which p, q, u and v stay positive. */
static double reach(const state *t)
{
    double length = 1;
    for (size_t i = 0; i < t->m; i++) {
        length = shorten(shorten(length, t->p[i], t->ds[i]), t->q[i], -t->ds[i]);
        length = shorten(shorten(length, t->u[i], t->du[i]), t->v[i], t->dv[i]);
    }
    return length;
}

/* Mean of p u and q v after a step. */
static double mean_product(const state *t, double length)
{
    double sum = 0;
    for (size_t i = 0; i < t->m; i++)
        sum += (t->p[i] + length * t->ds[i]) * (t->u[i] + length * t->du[i]) + (t->q[i] - length * t->ds[i]) * (t->v[i] + length * t->dv[i]);
    return sum / (2 * (double)t->m);
}

static void move(state *t)
{
    const double length = reach(t);
    dh_add_scaled(t->k, length, t->d, t->w);
    for (size_t i = 0; i < t->m; i++) {
        t->p[i] += length * t->ds[i];
        t->q[i] -= length * t->ds[i];
        t->u[i] += length * t->du[i];
        t->v[i] += length * t->dv[i];
        *(t->p[i] < t->q[i] ? &t->q[i] : &t->p[i]) = t->high[i] - t->low[i] - fmin(t->p[i], t->q[i]); /* the smaller one is exact */
    }
    predict(t, t->w);
}

/* Leaves the best point in t->best, and its s. */
static double minimise(state *t)
{
    double least = (double)INFINITY;
    begin(t);
    for (int step = 0, stalls = 0; step < STEPS && stalls < STALLS; step++) {
        const double gap = feasible(t) ? duality(t, t->w, t->s) : (double)INFINITY, mu = mean_product(t, 0);
        stalls = gap < 0.5 * least ? 0 : stalls + 1;
        if (gap < least) {
            least = gap;
            memcpy(t->best, t->w, t->k * sizeof *t->w);
            memcpy(t->best_s, t->s, t->m * sizeof *t->s);
        }
        if (!(mu > 0) || !factor(t))
            break;
        direct(t, 0, 0);
        const double after = mean_product(t, reach(t)) / mu;
        direct(t, after * after * after * mu, 1);
        move(t);
    }
    return least;
}

double dh_interior_solve(const dh_interior *problem, double *w, double *room)
{
    state t = {.problem = problem, .m = problem->data->samples, .k = columns(problem)};
    divide(&t, room);
    const double gap = minimise(&t);
    if (gap < (double)INFINITY)
        memcpy(w, t.best, t.k * sizeof *w);
    return gap;
}

double dh_interior_gap(const dh_interior *problem, const double *w, double *room)
{
    state t = {.problem = problem, .m = problem->data->samples, .k = columns(problem)};
    divide(&t, room);
    if (!(minimise(&t) < (double)INFINITY))
        return (double)INFINITY;
    predict(&t, w);
    return duality(&t, w, t.best_s);
}
