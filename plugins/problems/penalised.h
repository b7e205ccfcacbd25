/* What linear models with an L2 penalty on the weights (not on the intercept) share:
 *
 *     f(w) = 1/m sum_i loss(w0 + x_i . w, y_i) + l2/2 |w|^2
 *
 * The file that includes it defines `model`, which gives the kernel's view of an instance with its loss. The penalty belongs to
 * every sample's loss, so its gradient is in every batch. */
#ifndef DH_PLUGINS_PENALISED_H
#define DH_PLUGINS_PENALISED_H

#include "kernel/decompose.h"
#include "kernel/model.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <math.h>

enum { L2 = DH_MODEL_PARAMS, SHAPE }; /* the loss's own parameters follow */

#define PENALISED_PARAMS(START_SCALE, DEFAULT)                                                                    \
    DH_MODEL_ROWS(START_SCALE),                                                                                   \
    {.name = "l2", .doc = "weight of the penalty l2/2 |w|^2",                                                     \
     .standard = (DEFAULT), .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR}

static dh_linear model(const dh_instance *self);

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_linear m = model(self);
    return dh_linear_penalised(&m, self->param[L2], x, batch, gradient);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_linear m = model(self);
    const size_t shift = dh_model_shift(self);
    dh_linear_hvp(&m, x, batch, v, out);
    dh_add_scaled(self->data->features, self->param[L2], v + shift, out + shift);
}

static inline void class_metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_linear loss = model(self);
    dh_model_hits(self, &loss, x, rows, out);
}

/* ---- without a penalty the rows must hold the minimum: only of not too many, and of few columns, is that known ---- */

static inline int rows_may_hold(const dh_instance *self)
{
    const double k = (double)(self->data->features + dh_model_shift(self));
    return self->param[L2] == 0 && k <= 512 && (double)self->data->samples * k * k <= 5e7;
}

/* Beside the kernel's: a point, two vectors and a matrix. */
static inline size_t rows_scratch_size(const dh_instance *self)
{
    const size_t k = self->data->features + dh_model_shift(self);
    return rows_may_hold(self) ? (k + 3) * k : 0;
}

/* From below, the least eigenvalue of the mean over rows of bend_i x_i x_i', `bend` being that of `loss` at x. Left out are weights at which no row
 * bends: of a column of zeros, or of rows far out, whose losses are above their tangents. 0 where the gradient is not 0 there. */
static inline double rows_hold(const dh_instance *self, const dh_linear *loss, const double *x, const double *gradient)
{
    const size_t k = self->data->features + dh_model_shift(self), m = self->data->samples;
    const dh_batch all = {.size = sizeof all, .count = m};
    double *unit = self->scratch + dh_model_scratch_size(self), *column = unit + k, *H = column + k;
    memset(unit, 0, k * sizeof *unit);
    for (size_t j = 0; j < k; j++) {
        unit[j] = 1;
        dh_linear_hvp(loss, x, &all, unit, column);
        unit[j] = 0;
        memcpy(H + j * k, column, k * sizeof *H);
        if (!(column[j] > 0) && gradient[j] != 0)
            return 0;
    }
    return dh_least_eigenvalue(H, k, ((double)m + (double)(k * k)) * 0x1p-52, column);
}

/* The longest row, with the intercept's 1. */
static inline double reach_of_rows(const dh_instance *self)
{
    const double R = dh_model_radius(self);
    return sqrt(R * R + (double)dh_model_shift(self));
}

/* A bound on f(x) - f* by Fenchel's dual. c is the loss's conjugate in z; for slopes s_i that sum to 0,
 *
 *     f* >= -1/m sum c_i(s_i) - |1/m sum s_i x_i|^2 / (2 l2)
 *
 * and f(x) less that is 1/m sum [loss(z_i) + c_i(s_i) - s_i z_i] + |g_w + 1/m sum d_i x_i|^2 / (2 l2) where s_i = loss'(z_i) + d_i. Let d_i
 * be -g_0 / share on the share of rows that are `inside` (loss and bend 1, else 0; asked with `shape`), and 0 elsewhere. Inside, the slope can be moved by up to `room`
 * while the loss's second derivative stays at least `bend`: the bracket is then at most d_i^2 / (2 bend). No row is longer than R.
 * (S. Shalev-Shwartz & T. Zhang 2013, "Stochastic dual coordinate ascent methods for regularized loss minimization", JMLR 14, 567-599,
 * eq. (2).) */
static inline double penalised_gap(const dh_instance *self, const double *x, const double *gradient, dh_custom_loss *inside,
                                   const double *shape, double room, double bend)
{
    const size_t shift = dh_model_shift(self), features = self->data->features;
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double l2 = self->param[L2], *g = gradient + shift, slope = sqrt(dh_dot(features, g, g));
    const dh_linear rows = dh_model_custom(self, inside, shape);
    if (!(l2 > 0))
        return (double)INFINITY;
    if (!shift)
        return slope * slope / (2 * l2);
    const double share = dh_linear_evaluate(&rows, x, &all, NULL), level = fabs(gradient[0]), w = slope + level * dh_model_radius(self);
    return level <= room * share ? level * level / (2 * bend * share) + w * w / (2 * l2) : (double)INFINITY;
}

/* For a loss whose third derivative is at most `swing` times its second: see dh_model_gap. Without an intercept f is l2-strongly convex. With one, let h be the mean of the losses' second derivatives and R the longest row. As
 * (a + t)^2 >= a^2/2 - t^2, the Hessian's form at (a, w) is at least c (h a^2/2 - h R^2 |w|^2) + l2 |w|^2 for every c in [0, 1];
 * c = min(1, l2 / (2 h R^2)) leaves min(c h, l2) / 2. Without a penalty, the Hessian at x is looked at. Needs penalised_scratch_size. */
static inline double swinging_gap(const dh_instance *self, const double *x, const double *gradient, double swing)
{
    const size_t shift = dh_model_shift(self), dim = self->data->features + shift;
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double l2 = self->param[L2], square = dh_dot(dim, gradient, gradient);
    if (!(l2 > 0)) {
        const dh_linear loss = model(self);
        return rows_may_hold(self) ? dh_model_gap(sqrt(square), rows_hold(self, &loss, x, gradient), swing * reach_of_rows(self)) : (double)INFINITY;
    }
    if (!shift)
        return square / (2 * l2);
    double *v = self->scratch + dh_model_scratch_size(self), *image = v + dim;
    memset(v, 0, dim * sizeof *v);
    v[0] = 1;
    hvp(self, x, &all, v, image);
    const double h = image[0], R = dh_model_radius(self), c = fmin(1, l2 / (2 * h * R * R));
    return dh_model_gap(sqrt(square), fmin(c * h, l2) / 2, swing * sqrt(1 + R * R));
}

/* As exp(z) and the logistic loss have it. */
static inline double concordant_gap(const dh_instance *self, const double *x, const double *gradient)
{
    return swinging_gap(self, x, gradient, 1);
}

/* For losses none of which is negative, so that f(x) is a bound, too: without a penalty it falls to 0 where a plane parts the classes. */
static inline double parted_gap(const dh_instance *self, const double *x, double known)
{
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    return self->param[L2] > 0 ? known : fmin(known, evaluate(self, x, &all, NULL));
}

/* f's strong convexity where only the penalty is known to add to it: none along an intercept. */
static inline double penalised_strength(const dh_instance *self)
{
    return dh_model_shift(self) ? 0 : self->param[L2];
}

/* For a loss whose second derivative lies between -dip and bend, and is nowhere bounded from 0 or -dip: only the penalty adds to mu, and
 * nothing along the intercept. */
static inline void penalised_curvature(const dh_instance *self, double dip, double bend, double *mu, double *L)
{
    double *scratch = self->scratch + dh_model_scratch_size(self);
    *mu = penalised_strength(self);
    if (dip > 0)
        *mu -= dh_model_smoothness(self, dip, 0, scratch);
    *L = dh_model_smoothness(self, bend, self->param[L2], scratch);
}

/* Beside the kernel's: a direction and its image [dim] each, or what a bound on the curvature takes. */
static inline size_t penalised_scratch_size(const dh_instance *self)
{
    const size_t two = 2 * (self->data->features + dh_model_shift(self)), bound = dh_model_smoothness_size(self), rows = rows_scratch_size(self);
    const size_t most = two > bound ? two : bound;
    return dh_model_scratch_size(self) + (most > rows ? most : rows);
}

/* All but flags, params and metrics. */
#define PENALISED_FIELDS_(SCRATCH_SIZE)                                                                           \
    .dim = dh_model_dim, .blocks = dh_model_blocks, .memory_size = dh_model_memory_size,                          \
    .scratch_size = SCRATCH_SIZE, .prepare = dh_model_prepare, .start = dh_model_start,                           \
    .evaluate = evaluate, .hvp = hvp
#define PENALISED_FIELDS PENALISED_FIELDS_(penalised_scratch_size)
#define PENALISED_REGRESSION                                                                                      \
    PENALISED_FIELDS, .metric_names = dh_model_error_names, .metrics = dh_model_errors

#endif
