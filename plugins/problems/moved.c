/* Any problem without a dataset, elsewhere and turned: methods that profit from a minimum at the origin or from valleys
 * along the axes lose that.
 *
 *     F(y) = f(Q' (y - t))          gradient Q grad f          Hessian Q H Q'          minimum f* at Q x* + t
 *
 * t is drawn from N(0, shift^2) in each coordinate, Q uniformly from all rotations and reflections (Haar measure,
 * kernel/rotation.c); both are the same in all runs and change with `instance`. Without shift and rotation F is f to
 * the bit. The start is that of f, moved along; a `start` in the study is a y. The box to plot is the smallest around
 * the moved box of f.
 *
 * N. Hansen, S. Finck, R. Ros & A. Auger 2009, "Real-parameter black-box optimization benchmarking 2009: noiseless
 * functions definitions", INRIA RR-6829, builds its functions in this way.
 */
#include "kernel/rotation.h"

#include <downhill/problem.h>
#include <math.h>
#include <stdio.h>

enum { ROTATE, SHIFT };
enum { MAX_DIM = 4096 }; /* of a rotation: its matrix has dim^2 numbers */

static const char *const no_yes[] = {"no", "yes", NULL};

static const dh_param params[] = {
    {.name = "rotate", .doc = "whether a random rotation mixes the variables",
     .standard = 1, .max = 1, .scale = DH_CHOICE, .choices = no_yes},
    {.name = "shift", .doc = "standard deviation of the way that each variable is moved",
     .standard = 1, .min = 0, .max = 1e100, .scale = DH_LINEAR},
};

static int turned(const dh_instance *self)
{
    return self->param[ROTATE] != 0;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const size_t n = self->inner->problem->dim(self->inner->instance, refusal, refusal_size);
    if (turned(self) && n > MAX_DIM) {
        snprintf(refusal, refusal_size, "%zu variables cannot be rotated, at most %d can (rotate: no)", n, MAX_DIM);
        return 0;
    }
    return n;
}

static size_t size_of(const dh_instance *self)
{
    return dim(self, NULL, 0);
}

/* Blocks mean nothing among mixed variables. */
static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    if (!turned(self) && self->inner->problem->blocks) {
        self->inner->problem->blocks(self->inner->instance, block, count);
        return;
    }
    block[0] = (dh_block){"x", 0, size_of(self), 1};
    *count = 1;
}

/* t [n], then with a rotation Q [n][n]. */
static size_t memory_size(const dh_instance *self)
{
    const size_t n = size_of(self);
    return n + (turned(self) ? n * n : 0);
}

/* The point and a vector, as f sees them; room for another vector or for drawing the rotation. */
static size_t scratch_size(const dh_instance *self)
{
    return 4 * size_of(self);
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    const size_t n = size_of(self);
    for (size_t i = 0; i < n; i++)
        memory[i] = self->param[SHIFT] * random->normal(random);
    if (turned(self))
        dh_rotation_draw(n, memory + n, self->scratch, random);
}

/* out = Q v; v and out do not overlap. */
static void turn(const dh_instance *self, size_t n, const double *v, double *out)
{
    if (turned(self))
        dh_rotation_turn(n, self->memory + n, v, out);
    else
        memcpy(out, v, n * sizeof *out);
}

/* out = Q' v */
static void turn_back(const dh_instance *self, size_t n, const double *v, double *out)
{
    if (turned(self))
        dh_rotation_turn_back(n, self->memory + n, v, out);
    else
        memcpy(out, v, n * sizeof *out);
}

/* x of f, from x of F. `away` is room for y - t. */
static void find(const dh_instance *self, size_t n, const double *y, double *away, double *x)
{
    for (size_t i = 0; i < n; i++)
        away[i] = y[i] - self->memory[i];
    turn_back(self, n, away, x);
}

/* x of F, from x of f, in place. */
static void move(const dh_instance *self, size_t n, double *x)
{
    turn(self, n, x, self->scratch);
    for (size_t i = 0; i < n; i++)
        x[i] = self->scratch[i] + self->memory[i];
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    self->inner->problem->start(self->inner->instance, random, x);
    move(self, size_of(self), x);
}

static double evaluate(const dh_instance *self, const double *y, const dh_batch *batch, double *gradient)
{
    const size_t n = size_of(self);
    double *x = self->scratch, *slope = x + n;
    find(self, n, y, slope, x);
    const double f = self->inner->problem->evaluate(self->inner->instance, x, batch, gradient ? slope : NULL);
    if (gradient)
        turn(self, n, slope, gradient);
    return f;
}

static void hvp(const dh_instance *self, const double *y, const dh_batch *batch, const double *v, double *out)
{
    const size_t n = size_of(self);
    double *x = self->scratch, *u = x + n, *bend = u + n;
    find(self, n, y, u, x);
    turn_back(self, n, v, u);
    self->inner->problem->hvp(self->inner->instance, x, batch, u, bend);
    turn(self, n, bend, out);
}

static double optimum(const dh_instance *self, double *x_star)
{
    const double before = x_star ? *x_star : 0;
    if (x_star)
        *x_star = (double)NAN; /* to see whether a minimiser is known */
    const double f = self->inner->problem->optimum(self->inner->instance, x_star);
    if (x_star && !isnan(*x_star))
        move(self, size_of(self), x_star);
    else if (x_star)
        *x_star = before;
    return f;
}

static void curvature(const dh_instance *self, double *mu, double *L)
{
    self->inner->problem->curvature(self->inner->instance, mu, L);
}

static double gap(const dh_instance *self, const double *y, const double *gradient)
{
    const size_t n = size_of(self);
    double *x = self->scratch, *slope = x + n;
    find(self, n, y, slope, x);
    turn_back(self, n, gradient, slope);
    return self->inner->problem->gap(self->inner->instance, x, slope);
}

/* In two dimensions; the host asks for no other. */
static void box(const dh_instance *self, double box[4])
{
    double corner[2], inside[4];
    self->inner->problem->box(self->inner->instance, inside);
    memcpy(box, inside, sizeof inside);
    for (int k = 0; k < 4 && size_of(self) == 2; k++) {
        corner[0] = inside[k % 2];
        corner[1] = inside[2 + k / 2];
        move(self, 2, corner);
        for (int i = 0; i < 2; i++) {
            box[2 * i] = k ? fmin(box[2 * i], corner[i]) : corner[i];
            box[2 * i + 1] = k ? fmax(box[2 * i + 1], corner[i]) : corner[i];
        }
    }
}

DH_PROBLEM(.name = "moved", .doc = "Another problem, elsewhere and turned",
           .source = "Hansen, Finck, Ros & Auger 2009, INRIA RR-6829", .flags = DH_WRAPS_PROBLEM | DH_CONVEX,
           DH_PARAMS(params), .dim = dim, .blocks = blocks, .memory_size = memory_size, .scratch_size = scratch_size,
           .prepare = prepare, .start = start, .evaluate = evaluate, .hvp = hvp, .optimum = optimum,
           .certificate = "of what it wraps", .curvature = curvature, .box = box, .gap = gap)
