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
#include "kernel/decompose.h"
#include "kernel/model.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <math.h>
#include <stdio.h>

enum { INTERCEPT, START_SCALE, L2 };
enum { BLOCK = 512, MOST_CLASSES = 128 };

static const dh_param params[] = {
    DH_MODEL_ROWS(0),
    {.name = "l2", .doc = "weight of the penalty l2/2 |W|^2; with 0 separable data has no minimum",
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

/* z or class probabilities, and the like of a direction: [classes] each; the sum over one block of rows [dim]; for the gap, a
 * square [classes][classes], or two. Or what a bound on the curvature takes. */
static size_t scratch_size(const dh_instance *self)
{
    const size_t classes = self->data->classes, bound = dh_model_smoothness_size(self);
    const size_t own = 2 * classes + size_of(self) + (classes > MOST_CLASSES ? 1 : 2) * classes * classes;
    return own > bound ? own : bound;
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    for (size_t i = 0; i < size_of(self); i++)
        x[i] = self->param[START_SCALE] * random->normal(random);
}

static double row_dot(const dh_dataset *d, size_t row, const double *w)
{
    if (d->x)
        return dh_dot(d->features, d->x + row * d->features, w);
    double sum = 0;
    for (size_t k = d->row_start[row]; k < d->row_start[row + 1]; k++)
        sum += d->value[k] * w[d->column[k]];
    return sum;
}

static double row_square(const dh_dataset *d, size_t row)
{
    const size_t begin = d->x ? row * d->features : d->row_start[row];
    const size_t count = d->x ? d->features : d->row_start[row + 1] - begin;
    const double *at = (d->x ? d->x : d->value) + begin;
    return dh_dot(count, at, at);
}

static void row_add(const dh_dataset *d, size_t row, double scale, double *w)
{
    if (d->x)
        dh_add_scaled(d->features, scale, d->x + row * d->features, w);
    else
        for (size_t k = d->row_start[row]; k < d->row_start[row + 1]; k++)
            w[d->column[k]] += scale * d->value[k];
}

/* z [classes] = w0 + W x_row */
static void scores(const dh_instance *self, const double *x, size_t row, double *z)
{
    const size_t first = shift(self), features = self->data->features;
    for (size_t k = 0; k < self->data->classes; k++)
        z[k] = row_dot(self->data, row, x + first + k * features) + (first ? x[k] : 0);
}

/* sum += c_k (1, x_row) in the row of class k */
static void add_outer(const dh_instance *self, size_t row, const double *c, double *sum)
{
    const size_t first = shift(self), features = self->data->features;
    for (size_t k = 0; k < self->data->classes; k++) {
        if (first)
            sum[k] += c[k];
        row_add(self->data, row, c[k], sum + first + k * features);
    }
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
    for (size_t k = 0; k < classes; k++)
        z[k] /= total;
    return dh_log(total) - own;
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

/* c [K][K] = mean over all rows of p_j p_k. Returns the mean of |x_i|^2 times a bound on the largest eigenvalue of diag(p) - p p': its
 * trace 1 - |p|^2, as the sum of p_j p_k, which keeps its digits where p is nearly certain. */
static double co_occurrence(const dh_instance *self, const double *x, double *c)
{
    const size_t classes = self->data->classes, m = self->data->samples;
    double *p = self->scratch, swing = 0;
    memset(c, 0, classes * classes * sizeof *c);
    for (size_t i = 0; i < m; i++) {
        double spread = 0;
        scores(self, x, i, p);
        softmax(p, classes, 0);
        for (size_t k = 0; k < classes; k++) {
            dh_add_scaled(classes, p[k] / (double)m, p, c + k * classes);
            for (size_t j = 0; j < k; j++)
                spread += 2 * p[k] * p[j];
        }
        swing += spread * row_square(self->data, i) / (double)m;
    }
    return swing;
}

/* The second smallest eigenvalue of the Laplacian of the graph with weights c [K][K], from below; spoils c. The smallest is that of
 * (1, ..., 1), 0, and is lifted to the trace. For many classes, K min c_jk instead: the complete graph's with the least weight. */
static double connectivity(double *c, size_t classes)
{
    double *v = c + classes * classes, least = 1, most = 0, trace = 0;
    for (size_t k = 0; k < classes * classes; k++)
        if (k % (classes + 1)) /* off the diagonal */
            least = fmin(least, c[k]);
    if (classes > MOST_CLASSES)
        return (double)classes * least;
    for (size_t k = 0; k < classes; k++) {
        double *row = c + k * classes;
        row[k] = 0;
        for (size_t j = 0; j < classes; j++) {
            row[k] += j == k ? 0 : row[j];
            row[j] = j == k ? row[j] : -row[j];
        }
        trace += row[k];
    }
    for (size_t k = 0; k < classes * classes; k++)
        c[k] += trace / (double)classes;
    dh_svd_columns(c, v, classes);
    least = (double)INFINITY;
    for (size_t k = 0; k < classes; k++) {
        const double length = sqrt(dh_dot(classes, c + k * classes, c + k * classes));
        least = fmin(least, length);
        most = fmax(most, length);
    }
    return fmax(least - (double)(classes * classes) * 0x1p-52 * most, 0);
}

/* Without intercepts f is l2-strongly convex: f(x) - f* <= |g|^2 / (2 l2). With them, the Hessian's form at (b, W) is the mean over
 * rows of the variance of b_k + x_i . W_k under p_i, and l2 |W|^2. Two parts of it are bounded:
 *  - mean var(b) = b' (diag(mean p) - mean p p') b. That matrix is the Laplacian of a graph between the classes with weights
 *    c_jk = mean p_j p_k, since its rows sum to 0; so mean var(b) >= s |b|^2, s its second eigenvalue, where b sums to 0 (f is constant
 *    along the rest).
 *  - mean var(W x_i) <= T |W|^2 with T = mean r_i |x_i|^2, as var_i(t) = t' (diag(p_i) - p_i p_i') t <= r_i |t|^2 for r_i the
 *    trace, and |W x_i| <= |W| |x_i|.
 * A variance is the square of a seminorm, and |a + t|^2 >= (1 - u) |a|^2 - (1/u - 1) |t|^2 for 0 < u <= 1. Hence the form is at least
 *     (1 - u) s |b|^2 + (l2 - (1/u - 1) T) |W|^2
 * and with u = 2 T / (2 T + l2) at least min(s l2 / (2 T + l2), l2 / 2) |(b, W)|^2. A third central moment is at most the spread times
 * the variance, and the spread at most sqrt(2 + 2 R^2) |(b, W)|, R the longest row. */
static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    const size_t classes = self->data->classes;
    const double l2 = self->param[L2], square = dh_dot(size_of(self), gradient, gradient);
    if (!(l2 > 0))
        return (double)INFINITY;
    if (!shift(self))
        return square / (2 * l2);
    double *both = self->scratch + 2 * classes + size_of(self);
    const double T = co_occurrence(self, x, both), s = connectivity(both, classes), R = dh_model_radius(self);
    return dh_model_gap(sqrt(square), fmin(s * l2 / (2 * T + l2), l2 / 2), sqrt(2 + 2 * R * R));
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
           .certificate = "convexity, self-concordance")
