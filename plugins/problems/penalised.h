/* What linear models with an L2 penalty on the weights (not on the intercept) share:
 *
 *     f(w) = 1/m sum_i loss(w0 + x_i . w, y_i) + l2/2 |w|^2
 *
 * The file that includes it defines `model`, which gives the kernel's view of an instance with its loss. The penalty belongs to
 * every sample's loss, so its gradient is in every batch. */
#ifndef DH_PLUGINS_PENALISED_H
#define DH_PLUGINS_PENALISED_H

#include "kernel/decompose.h"
#include "kernel/dependent.h"
#include "kernel/gram.h"
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

/* ---- the Hessian as a matrix, where it is not too large ---- */

enum { MOST_WIDTH = 1024 };
static const double HESSIAN_WORK = 5e10; /* multiplications: some seconds */

static inline size_t width_of(const dh_instance *self)
{
    return self->data->features + dh_model_shift(self);
}

/* H [k][k]; of each row the loss's second derivative; a point, a direction and what comes out, with an intercept; room. 0: too large. */
static inline size_t hessian_size(const dh_instance *self)
{
    const size_t k = width_of(self), m = self->data->samples;
    const int large = k > MOST_WIDTH || (double)m * (double)k * (double)k > HESSIAN_WORK;
    return large ? 0 : k * k + m + 3 * (self->data->features + 1) + dh_gram_room(k);
}

/* matrix = the Hessian at x without the penalty, on its diagonal and below, and behind it what hessian_size says. A row's Hessian times the
 * direction of an intercept has the loss's second derivative in front. */
static inline void rows_hessian(const dh_instance *self, const double *x, double *matrix)
{
    const size_t features = self->data->features, shift = dh_model_shift(self), k = features + shift, m = self->data->samples;
    double *bend = matrix + k * k, *w = bend + m, *v = w + features + 1, *out = v + features + 1;
    dh_linear loss = model(self);
    loss.intercept = 1;
    w[0] = shift ? x[0] : 0;
    memcpy(w + 1, x + shift, features * sizeof *w);
    memset(v, 0, (features + 1) * sizeof *v);
    v[0] = 1;
    for (size_t i = 0; i < m; i++) {
        const dh_batch row = {.size = sizeof row, .first = i, .count = 1};
        dh_linear_hvp(&loss, w, &row, v, out);
        bend[i] = out[0] / (double)m;
    }
    dh_gram(self->data, (int)shift, bend, matrix, out + features + 1);
}

/* The preconditioner is the Hessian itself. */
static inline void preconditioner(const dh_instance *self, const double *x, double damping, double *matrix)
{
    const size_t shift = dh_model_shift(self), k = width_of(self);
    rows_hessian(self, x, matrix);
    for (size_t j = 0; j < k; j++)
        matrix[j * k + j] += damping + (j >= shift ? self->param[L2] : 0);
    dh_cholesky_singular(matrix, k);
}

static inline void precondition(const dh_instance *self, const double *matrix, double *v)
{
    dh_cholesky_solve(matrix, width_of(self), v);
}

/* ---- without a penalty the rows must hold the minimum ---- */

/* Beside the kernel's: which rows and columns count, and the Hessian, where before that dh_dependent_room lies. */
static inline size_t rows_scratch_size(const dh_instance *self)
{
    const size_t k = width_of(self), own = self->param[L2] == 0 ? hessian_size(self) : 0, room = dh_dependent_room(k);
    return own ? self->data->samples + k + (own > room ? own : room) : 0;
}

/* Whether a row bends along weight j, however little: of its second derivative times the square of the column's value nothing may be left. */
static inline int some_row_bends(const dh_instance *self, size_t j, const double *bend)
{
    const size_t shift = dh_model_shift(self);
    const dh_dataset *d = self->data;
    for (size_t i = 0; i < d->samples; i++) {
        int has = d->x ? j < shift || d->x[i * d->features + j - shift] != 0 : j < shift;
        for (size_t k = d->x ? 0 : d->row_start[i]; !d->x && !has && k < d->row_start[i + 1]; k++)
            has = d->column[k] + shift == j && d->value[k] != 0;
        if (has && bend[i] != 0)
            return 1;
    }
    return 0;
}

/* From below, the least eigenvalue of the Hessian at x. Left out are weights of columns that depend on others, which may stay as they are, and weights
 * at which no row bends: of rows far out, whose losses are above their tangents. 0 where the gradient is not 0 there. */
static inline double rows_hold(const dh_instance *self, const double *x, const double *gradient)
{
    const size_t k = width_of(self), m = self->data->samples;
    double *weight = self->scratch + dh_model_scratch_size(self), *mark = weight + m, *H = mark + k;
    for (size_t i = 0; i < m; i++)
        weight[i] = 1;
    dh_dependent(self->data, (int)dh_model_shift(self), weight, mark, H);
    rows_hessian(self, x, H);
    dh_leave_out(H, k, mark);
    for (size_t j = 0; j < k; j++)
        if (mark[j] == 0 && !(H[j * k + j] > 0) && (gradient[j] != 0 || some_row_bends(self, j, H + k * k)))
            return 0;
    return dh_least_eigenvalue(H, k, ((double)m + (double)(k * k)) * 0x1p-52, mark);
}

/* The longest row, with the intercept's 1. */
static inline double reach_of_rows(const dh_instance *self)
{
    const double R = dh_model_radius(self);
    return sqrt(R * R + (double)dh_model_shift(self));
}

/* A bound that is little, with what rounding of predictions may have done to f(x). */
static inline double told(const dh_instance *self, const double *x, double gap)
{
    static const double LITTLE = 1e-12; /* of f: what a certificate may be */
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const dh_linear loss = model(self);
    return gap <= LITTLE * fabs(evaluate(self, x, &all, NULL)) ? gap + dh_model_rounding(self, &loss, x) : gap;
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
    const double l2 = self->param[L2], *g = gradient + shift, slope = dh_length(features, g, NULL);
    const dh_linear rows = dh_model_custom(self, inside, shape);
    if (!(l2 > 0))
        return (double)INFINITY;
    if (!shift)
        return slope * (slope / (2 * l2));
    const double share = dh_linear_evaluate(&rows, x, &all, NULL), level = fabs(gradient[0]), w = slope + level * dh_model_radius(self);
    return level <= room * share ? level * level / (2 * bend * share) + w * w / (2 * l2) : (double)INFINITY;
}

/* By the Hessian at x, where third derivatives along u are at most radius |u| times second ones. It is not asked for where a second derivative,
 * along the first unknown, tells that no bound would come out: the least eigenvalue is not above it. */
static inline double gap_by_rows(const dh_instance *self, const double *x, const double *gradient, double radius)
{
    const size_t k = width_of(self);
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double slope = dh_length(k, gradient, NULL);
    double *v = self->scratch + dh_model_scratch_size(self), *image = v + k;
    if (!hessian_size(self))
        return (double)INFINITY;
    memset(v, 0, k * sizeof *v);
    v[0] = 1;
    hvp(self, x, &all, v, image);
    if (image[0] > 0 && !(2 * radius * slope <= image[0]))
        return (double)INFINITY;
    return dh_model_gap(slope, rows_hold(self, x, gradient), radius);
}

/* For a loss whose third derivative is at most `swing` times its second: see dh_model_gap. Without an intercept f is l2-strongly convex. With one, let h be the mean of the losses' second derivatives and R the longest row. As
 * (a + t)^2 >= a^2/2 - t^2, the Hessian's form at (a, w) is at least c (h a^2/2 - h R^2 |w|^2) + l2 |w|^2 for every c in [0, 1];
 * c = min(1, l2 / (2 h R^2)) leaves min(c h, l2) / 2. Without a penalty, the Hessian at x is looked at. Needs penalised_scratch_size. */
static inline double swinging_gap(const dh_instance *self, const double *x, const double *gradient, double swing)
{
    const size_t shift = dh_model_shift(self), dim = width_of(self);
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double l2 = self->param[L2], slope = dh_length(dim, gradient, NULL);
    if (!(l2 > 0))
        return gap_by_rows(self, x, gradient, swing * reach_of_rows(self));
    if (!shift)
        return slope * (slope / (2 * l2));
    double *v = self->scratch + dh_model_scratch_size(self), *image = v + dim;
    memset(v, 0, dim * sizeof *v);
    v[0] = 1;
    hvp(self, x, &all, v, image);
    const double h = image[0], R = dh_model_radius(self), c = fmin(1, l2 / (2 * h * R * R));
    return dh_model_gap(slope, fmin(c * h, l2) / 2, swing * sqrt(1 + R * R));
}

/* As exp(z) and the logistic loss have it. */
static inline double concordant_gap(const dh_instance *self, const double *x, const double *gradient)
{
    return told(self, x, swinging_gap(self, x, gradient, 1));
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

/* All but flags, params and metrics; and what convex ones have besides. */
#define PENALISED_FIELDS_(SCRATCH_SIZE)                                                                           \
    .dim = dh_model_dim, .blocks = dh_model_blocks, .memory_size = dh_model_memory_size,                          \
    .scratch_size = SCRATCH_SIZE, .prepare = dh_model_prepare, .start = dh_model_start,                           \
    .evaluate = evaluate, .hvp = hvp
#define PRECONDITIONED .preconditioner_size = hessian_size, .preconditioner = preconditioner, .precondition = precondition
#define PENALISED_FIELDS PENALISED_FIELDS_(penalised_scratch_size)
#define PENALISED_REGRESSION                                                                                      \
    PENALISED_FIELDS, .metric_names = dh_model_error_names, .metrics = dh_model_errors

#endif
