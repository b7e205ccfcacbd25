/* Newton's method with conjugate gradients and a backtracking line search: J. Nocedal & S. J. Wright 2006, "Numerical
 * optimization", algorithm 7.1, with a tenth of its forcing sequence min(1/2, sqrt |g|), relative to the first gradient;
 * where the problem has a preconditioner, with it (algorithm 5.3). The Hessian is damped, H + t I, for losses that are flat
 * where they are far from the data: t falls by 10 after a full step and grows by 4 after a shortened one, so that the end is
 * as fast as Newton's. */
#include "run/certify.h"

#include <math.h>
#include <string.h>

enum { NEWTON = 1000, TRIALS = 40, STALLS = 50 }; /* steps, halvings of one, steps in a row that hardly lower |g| */
enum { FEW = 4, EACH = 8 };                    /* of these, after which the gap is asked for each eighth time only: it may take long */
enum { PRODUCTS = 4000 };                      /* Hessian-vector products of one step */
enum { MANY = 30 };                            /* passes over the data for which a preconditioner is made */
static const double ENOUGH = 1e-15; /* of |f| */
/* Multiplications of data with parameters before it is given up, the same on every machine: under a minute; with a preconditioner, which
 * will get there, some minutes. */
static const double WORK = 3e10, PRECONDITIONED = 3e11;

typedef struct solver {
    const dh_engine *engine;
    size_t dim;
    double *x, *g, *step, *trial, *r, *p, *Hp, *z; /* [dim] each */
    double *matrix; /* the preconditioner; NULL: there is none */
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

/* A new preconditioner at first, and where the last step took many products. */
static void renew(solver *s, int products)
{
    if (!s->matrix || products < MANY)
        return;
    s->engine->problem->preconditioner(&s->engine->instance, s->x, s->damping, s->matrix);
    s->passes -= MANY;
}

/* z = P^-1 r */
static void precondition(solver *s)
{
    memcpy(s->z, s->r, s->dim * sizeof *s->z);
    if (s->matrix)
        s->engine->problem->precondition(&s->engine->instance, s->matrix, s->z);
}

/* (H + damping) step = -g, to a residual of tolerance |g|; stops at a direction of no curvature. Returns how many products led on. */
static int conjugate(solver *s, double tolerance)
{
    const dh_problem *problem = s->engine->problem;
    const size_t n = s->dim;
    const double goal = tolerance * tolerance * dot(n, s->g, s->g);
    int products = 0;
    memset(s->step, 0, n * sizeof *s->step);
    for (size_t i = 0; i < n; i++)
        s->r[i] = -s->g[i];
    precondition(s);
    memcpy(s->p, s->z, n * sizeof *s->p);
    double height = dot(n, s->r, s->z);
    for (; products < PRODUCTS && dot(n, s->r, s->r) > goal && s->passes > 0; products++) {
        s->passes--;
        problem->hvp(&s->engine->instance, s->x, &s->engine->all, s->p, s->Hp);
        add(n, s->damping, s->p, s->Hp);
        const double curvature = dot(n, s->p, s->Hp), before = height;
        if (!(curvature > 0))
            break;
        add(n, before / curvature, s->p, s->step);
        add(n, -before / curvature, s->Hp, s->r);
        precondition(s);
        height = dot(n, s->r, s->z);
        for (size_t i = 0; i < n; i++)
            s->p[i] = s->z[i] + height / before * s->p[i];
    }
    return products;
}

/* Where an old preconditioner leads to a direction of no curvature at once: without one, and then there is a new one. */
static int solve(solver *s, double tolerance)
{
    double *const matrix = s->matrix;
    const int products = conjugate(s, tolerance);
    if (products || !matrix)
        return products;
    s->matrix = NULL;
    conjugate(s, tolerance);
    s->matrix = matrix;
    return MANY;
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
    for (int k = 0, stalls = 0, products = MANY; k < NEWTON && stalls < STALLS && s->passes > 0; k++) {
        const double slope = sqrt(dot(s->dim, s->g, s->g));
        stalls = slope < 0.9 * least ? 0 : stalls + 1;
        least = fmin(least, slope);
        const double gap = stalls < FEW || stalls % EACH == 0 ? problem->gap(&s->engine->instance, s->x, s->g) : (double)INFINITY;
        if (gap < *ret_gap) {
            *ret_gap = gap;
            *ret = s->f;
        }
        if (!(gap > ENOUGH * fabs(s->f)) || !(slope > 0) || !isfinite(slope))
            break;
        renew(s, products);
        products = solve(s, fmin(0.5, sqrt(slope / first)) * 0.1);
        if (!move(s))
            break;
        stretch(s);
    }
}

/* How often the data can be gone through. A pass multiplies each stored value with as many parameters as belong to its feature. */
static double passes_of(const dh_engine *engine, size_t dim, double work)
{
    const dh_dataset *d = engine->instance.data;
    if (!d)
        return (double)INFINITY;
    const double values = d->x ? (double)d->samples * (double)d->features : (double)d->row_start[d->samples];
    return work / (values * fmax(1, (double)dim / (double)d->features));
}

int dh_certify(const dh_engine *engine, size_t dim, dh_arena *arena, double *ret, double *ret_gap)
{
    const dh_problem *problem = engine->problem;
    const size_t size = problem->preconditioner_size ? problem->preconditioner_size(&engine->instance) : 0;
    double *room = DH_NEW(arena, double, 8 * dim), *matrix = size ? DH_NEW(arena, double, size) : NULL;
    if (!room || (size && !matrix))
        return -1;
    solver s = {.engine = engine, .dim = dim, .x = room, .g = room + dim, .step = room + 2 * dim, .trial = room + 3 * dim,
                .r = room + 4 * dim, .p = room + 5 * dim, .Hp = room + 6 * dim, .z = room + 7 * dim, .matrix = matrix,
                .passes = passes_of(engine, dim, matrix ? PRECONDITIONED : WORK)};
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
