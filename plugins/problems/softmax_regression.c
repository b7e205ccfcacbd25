/* Softmax regression (multinomial logistic regression) for labels 0 ... K - 1, with an L2 penalty on the weights (not on the
 * intercepts):
 *
 *     f(W) = 1/m sum_i [log sum_k exp(z_ik) - z_iy] + l2/2 |W|^2          z_ik = w0_k + x_i . W_k
 *
 * C. M. Bishop 2006, "Pattern recognition and machine learning", section 4.3.4, eqs (4.104) to (4.110). x holds the intercepts
 * [K] (block "intercept"), then W [K][features], row by row (block "weights"). All K classes have weights, so that W is
 * determined only up to what all rows share; with l2 > 0 the penalty settles it. Starts at the origin, or from
 * N(0, start_scale^2). Metrics: the share of rows whose largest z is the label's (the first of equals), and the mean loss
 * without the penalty.
 *
 * Sums over rows run in blocks of 512, as in framework/src/kernel/linear.h.
 */
#include "kernel/model.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <math.h>
#include <stdio.h>

enum { INTERCEPT, START_SCALE, L2 };
enum { BLOCK = 512 };

static const dh_param params[] = {
    DH_MODEL_ROWS(0),
    {.name = "l2", .doc = "weight of the penalty l2/2 |W|^2; with 0, f* of separable data is an infimum",
     .standard = 1e-3, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
};

static size_t shift(const dh_instance *self)
{
    return self->param[INTERCEPT] != 0 ? self->data->classes : 0;
}

static size_t size_of(const dh_instance *self)
{
    return shift(self) + self->data->classes * self->data->features;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    if (self->data->classes < 2)
        snprintf(refusal, refusal_size, "expected a target with two classes or more, got %zu", self->data->classes);
    else if (!size_of(self))
        snprintf(refusal, refusal_size, "a dataset without features needs `intercept: yes`");
    return self->data->classes < 2 ? 0 : size_of(self);
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    const size_t classes = self->data->classes, features = self->data->features;
    *count = 0;
    if (shift(self))
        block[(*count)++] = (dh_block){"intercept", 0, classes, 1};
    if (features)
        block[(*count)++] = (dh_block){"weights", shift(self), classes, features};
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    for (size_t i = 0; i < size_of(self); i++)
        x[i] = self->param[START_SCALE] * random->normal(random);
}

static double row_square(const dh_dataset *d, size_t row)
{
    const size_t begin = d->x ? row * d->features : d->row_start[row];
    const size_t count = d->x ? d->features : d->row_start[row + 1] - begin;
    const double *at = (d->x ? d->x : d->value) + begin;
    return dh_dot(count, at, at);
}

/* z [classes] = w0 + W x_row */
static void scores(const dh_instance *self, const double *x, size_t row, double *z)
{
    const size_t first = shift(self), features = self->data->features;
    for (size_t k = 0; k < self->data->classes; k++)
        z[k] = dh_row_dot(self->data, row, x + first + k * features) + (first ? x[k] : 0);
}

/* sum += c_k (1, x_row) in the row of class k */
static void add_outer(const dh_instance *self, size_t row, const double *c, double *sum)
{
    const size_t first = shift(self), features = self->data->features;
    for (size_t k = 0; k < self->data->classes; k++) {
        if (first)
            sum[k] += c[k];
        dh_row_add(self->data, row, c[k], sum + first + k * features);
    }
}

/* log of the sum of z, the largest of which is 1: where no other one is 1, from the others alone, which may be far smaller. */
static double log_total(const double *z, size_t classes, double total)
{
    double others = 0;
    if (!(total < 2))
        return dh_log(total);
    for (size_t k = 0; k < classes; k++)
        others += z[k] < 1 ? z[k] : 0;
    return dh_log1p(others);
}

/* Turns scores into probabilities; returns log sum exp(z) - z_label. */
static double softmax(double *z, size_t classes, size_t label)
{
    double most = z[0], total = 0;
    for (size_t k = 1; k < classes; k++)
        most = z[k] > most ? z[k] : most;
    const double own = z[label] - most;
    for (size_t k = 0; k < classes; k++)
        total += z[k] = dh_exp(z[k] - most);
    const double loss = log_total(z, classes, total) - own;
    for (size_t k = 0; k < classes; k++)
        z[k] /= total;
    return loss;
}

static void finish_block(double *part, double *sum, size_t count)
{
    dh_add_scaled(count, 1, part, sum);
    memset(part, 0, count * sizeof *part);
}

/* The mean loss without penalty and, unless NULL, its gradient; with v, the Hessian times v instead: for a row with
 * probabilities p and u = v0 + V x, the coefficients are p_k (u_k - p . u). */
static double pass(const dh_instance *self, const double *x, const double *v, const dh_batch *batch, double *out)
{
    const size_t classes = self->data->classes, size = size_of(self);
    double *p = self->scratch, *u = p + classes, *part = u + classes, loss = 0;
    memset(part, 0, size * sizeof *part);
    if (out)
        memset(out, 0, size * sizeof *out);
    for (size_t begin = 0; begin < batch->count; begin += BLOCK) {
        const size_t end = begin + BLOCK < batch->count ? begin + BLOCK : batch->count;
        double block_loss = 0;
        for (size_t i = begin; i < end; i++) {
            const size_t row = dh_row_at(batch, i), label = (size_t)self->data->y[row];
            scores(self, x, row, p);
            block_loss += softmax(p, classes, label);
            if (v) {
                scores(self, v, row, u);
                const double mean = dh_dot(classes, p, u);
                for (size_t k = 0; k < classes; k++)
                    p[k] *= u[k] - mean;
            } else
                p[label] -= 1;
            if (out)
                add_outer(self, row, p, part);
        }
        loss += block_loss;
        if (out)
            finish_block(part, out, size);
    }
    for (size_t i = 0; out && i < size; i++)
        out[i] /= (double)batch->count;
    return loss / (double)batch->count;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const size_t first = shift(self), count = size_of(self) - first;
    const double l2 = self->param[L2], *w = x + first, loss = pass(self, x, NULL, batch, gradient);
    if (gradient)
        dh_add_scaled(count, l2, w, gradient + first);
    return loss + 0.5 * l2 * dh_dot(count, w, w);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const size_t first = shift(self);
    pass(self, x, v, batch, out);
    dh_add_scaled(size_of(self) - first, self->param[L2], v + first, out + first);
}

#include "softmax_blocks.h"
#include "softmax_gap.h"

/* z or class probabilities, and the like of a direction: [classes] each; the sum over one block of rows [dim]; what `gap` takes. Or what a
 * bound on the curvature takes. */
static size_t scratch_size(const dh_instance *self)
{
    const size_t bound = dh_model_smoothness_size(self), own = 2 * self->data->classes + size_of(self) + gap_size(self);
    return own > bound ? own : bound;
}

/* No eigenvalue of diag(p) - p p' is above 1/2: D. Boehning 1992, "Multinomial logistic regression algorithm", Annals of the Institute
 * of Statistical Mathematics 44, 197-200. */
static void curvature(const dh_instance *self, double *mu, double *L)
{
    *mu = shift(self) ? 0 : self->param[L2];
    *L = dh_model_smoothness(self, 0.5, self->param[L2], self->scratch);
}

static const char *const metric_names[] = {"accuracy", "log_loss", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    double *z = self->scratch, right = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const size_t row = dh_row_at(rows, i);
        size_t best = 0;
        scores(self, x, row, z);
        for (size_t k = 1; k < self->data->classes; k++)
            best = z[k] > z[best] ? k : best;
        right += (double)best == self->data->y[row];
    }
    out[0] = right / (double)rows->count;
    out[1] = pass(self, x, NULL, rows, NULL);
}

DH_PROBLEM(.name = "softmax_regression", .doc = "Several classes by a linear model, with an L2 penalty on the weights",
           .source = "Bishop 2006, Pattern recognition and machine learning, section 4.3.4",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CLASS_TARGET | DH_CONVEX, DH_PARAMS(params), .dim = dim,
           .blocks = blocks, .scratch_size = scratch_size, .start = start, .evaluate = evaluate, .hvp = hvp,
           .metric_names = metric_names, .metrics = metrics, .curvature = curvature, .gap = gap,
           .preconditioner_size = blocks_size, .preconditioner = factor_blocks, .precondition = solve_blocks,
           .certificate = "convexity, self-concordance")
