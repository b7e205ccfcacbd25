/* Newton's method with conjugate gradients and a backtracking line search: J. Nocedal & S. J. Wright 2006, "Numerical
 * optimization", algorithm 7.1, with a tenth of its forcing sequence min(1/2, sqrt |g|), relative to the first gradient. The Hessian is
 * damped, H + t I, for losses that are flat where they are far from the data: t falls by 10 after a full step and grows by 4 after
 * a shortened one, so that the end is as fast as Newton's. */
#include "run/certify.h"

#include <math.h>
#include <string.h>

enum { NEWTON = 1000, TRIALS = 40, STALLS = 50 }; /* steps, halvings of one, steps in a row that hardly lower |g| */
enum { PRODUCTS = 4000 };                      /* Hessian-vector products of one step */
static const double ENOUGH = 1e-15; /* of |f| */
static const double WORK = 3e10; /* multiplications of data with parameters before it is given up: under a minute, and the same on
                                  * every machine */

typedef struct solver {
    const dh_engine *engine;
    size_t dim;
    double *x, *g, *step, *trial, *r, *p, *Hp; /* [dim] each */
    double f, damping;
    double passes; /* over the data that are left */
} solver;

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void add(size_t n, double scale, const double *a, double *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] += scale * a[i];
}

/* (H + damping) step = -g, to a residual of tolerance |g|; stops at a direction of no curvature. */
static void solve(solver *s, double tolerance)
{
    const dh_problem *problem = s->engine->problem;
    const size_t n = s->dim;
    double residual = dot(n, s->g, s->g), goal = tolerance * tolerance * residual;
    memset(s->step, 0, n * sizeof *s->step);
    for (size_t i = 0; i < n; i++)
        s->p[i] = s->r[i] = -s->g[i];
    for (int k = 0; k < PRODUCTS && residual > goal && s->passes > 0; k++) {
        s->passes--;
        problem->hvp(&s->engine->instance, s->x, &s->engine->all, s->p, s->Hp);
        add(n, s->damping, s->p, s->Hp);
        double curvature = dot(n, s->p, s->Hp), before = residual;
        if (!(curvature > 0))
            break;
        add(n, before / curvature, s->p, s->step);
        add(n, -before / curvature, s->Hp, s->r);
        residual = dot(n, s->r, s->r);
        for (size_t i = 0; i < n; i++)
            s->p[i] = s->r[i] + residual / before * s->p[i];
    }
}

/* Moves x along the step by the first of 1, 1/2, 1/4, ... that lowers f enough (Armijo, 1e-4), or that rounding hides. */
static bool move(solver *s)
{
    const double slope = dot(s->dim, s->g, s->step), noise = 4 * 0x1p-52 * fabs(s->f);
    double length = 1;
    for (int k = 0; k < TRIALS; k++, length /= 2) {
        memcpy(s->trial, s->x, s->dim * sizeof *s->x);
        add(s->dim, length, s->step, s->trial);
        double f = dh_engine_cost(s->engine, s->trial, NULL);
        s->passes--;
        if (f <= s->f + 1e-4 * length * slope + noise) {
            memcpy(s->x, s->trial, s->dim * sizeof *s->x);
            s->f = dh_engine_cost(s->engine, s->x, s->g);
            s->damping *= k ? 4 : 0.1;
            return true;
        }
    }
    return false;
}

/* Doubles x as long as that halves f: where a plane parts the classes and nothing holds the weights back, f falls to 0 along a ray, and
 * Newton's steps are of one length. */
static void stretch(solver *s)
{
    for (bool further = true; further && s->f > 0 && s->passes > 0; s->passes--) {
        memcpy(s->trial, s->x, s->dim * sizeof *s->x);
        add(s->dim, 1, s->x, s->trial);
        const double f = dh_engine_cost(s->engine, s->trial, NULL);
        further = f <= s->f / 2 && f >= 0;
        if (further) {
            memcpy(s->x, s->trial, s->dim * sizeof *s->x);
            s->f = dh_engine_cost(s->engine, s->x, s->g);
        }
    }
}

static void minimise(solver *s, double *ret, double *ret_gap)
{
    const dh_problem *problem = s->engine->problem;
    double first = sqrt(dot(s->dim, s->g, s->g)), least = INFINITY;
    s->damping = 1e-3 * first;
    for (int k = 0, stalls = 0; k < NEWTON && stalls < STALLS && s->passes > 0; k++) {
        double gap = problem->gap(&s->engine->instance, s->x, s->g), slope = sqrt(dot(s->dim, s->g, s->g));
        stalls = slope < 0.9 * least ? 0 : stalls + 1;
        least = fmin(least, slope);
        if (gap < *ret_gap) {
            *ret_gap = gap;
            *ret = s->f;
        }
        if (!(gap > ENOUGH * fabs(s->f)) || !(slope > 0) || !isfinite(slope))
            break;
        solve(s, fmin(0.5, sqrt(slope / first)) * 0.1);
        if (!move(s))
            break;
        stretch(s);
    }
}

/* How often the data can be gone through. A pass multiplies each stored value with as many parameters as belong to its feature. */
static double passes_of(const dh_engine *engine, size_t dim)
{
    const dh_dataset *d = engine->instance.data;
    if (!d)
        return (double)INFINITY;
    const double values = d->x ? (double)d->samples * (double)d->features : (double)d->row_start[d->samples];
    return WORK / (values * fmax(1, (double)dim / (double)d->features));
}

int dh_certify(const dh_engine *engine, size_t dim, dh_arena *arena, double *ret, double *ret_gap)
{
    double *room = DH_NEW(arena, double, 7 * dim);
    if (!room)
        return -1;
    solver s = {engine, dim, room, room + dim, room + 2 * dim, room + 3 * dim, room + 4 * dim, room + 5 * dim, room + 6 * dim, 0, 0, passes_of(engine, dim)};
    s.f = dh_engine_cost(engine, s.x, s.g);
    *ret = NAN;
    *ret_gap = INFINITY;
    if (isfinite(s.f))
        minimise(&s, ret, ret_gap);
    if (!(*ret_gap <= DH_CERTIFIED * fabs(*ret))) {
        *ret = NAN;
        *ret_gap = NAN;
    }
    return 0;
}
