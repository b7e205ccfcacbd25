/* How far softmax regression's f(x) may be above its infimum. softmax_regression.c includes it, and has the loss and
 * what is used here.
 *
 * Two bounds on the Hessian from below, both turned into one on f by dh_model_gap: one from the classes alone, for
 * any size, and one from the whole matrix, where that is small enough. A third central moment is at most the spread
 * of z times the variance, and for a step v the spread at most sqrt(2 + 2 R^2) |v|, R the longest row. */
#ifndef DH_PLUGINS_SOFTMAX_GAP_H
#define DH_PLUGINS_SOFTMAX_GAP_H

#include "kernel/decompose.h"
#include "kernel/dependent.h"

enum { MOST_CLASSES = 128, MOST_UNKNOWNS = 1024 }; /* for their Laplacian; for the Hessian */
static const double HESSIAN_WORK = 5e9;            /* multiplications: some seconds */
/* Of f: a bound worth telling; what leaving out a pair of classes may cost. */
static const double NEGLIGIBLE = 1e-12, CUT = 1e-13;

/* ---- from the classes ---- */

/* c [K][K] = mean over all rows of p_j p_k. Returns the mean of |x_i|^2 times a bound on the largest eigenvalue of
 * diag(p) - p p': its trace 1 - |p|^2, as the sum of p_j p_k, which keeps its digits where p is nearly certain. */
static inline double co_occurrence(const dh_instance *self, const double *x, double *c)
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

/* The second smallest eigenvalue of the Laplacian of the graph with weights c [K][K], from below; spoils c. The
 * smallest is that of (1, ..., 1), 0, and is lifted to the trace. For many classes, K min c_jk instead: the complete
 * graph's with the least weight. */
static inline double connectivity(double *c, size_t classes)
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

/* Without intercepts f is l2-strongly convex: f(x) - f* <= |g|^2 / (2 l2). With them, the Hessian's form at (b, W)
 * is the mean over rows of the variance of b_k + x_i . W_k under p_i, and l2 |W|^2. Two parts of it are bounded:
 *  - mean var(b) = b' (diag(mean p) - mean p p') b. That matrix is the Laplacian of a graph between the classes with
 *    weights c_jk = mean p_j p_k, since its rows sum to 0; so mean var(b) >= s |b|^2, s its second eigenvalue, where
 *    b sums to 0 (f is constant along the rest).
 *  - mean var(W x_i) <= T |W|^2 with T = mean r_i |x_i|^2, as var_i(t) = t' (diag(p_i) - p_i p_i') t <= r_i |t|^2 for
 *    r_i the trace, and |W x_i| <= |W| |x_i|.
 * A variance is the square of a seminorm, and |a + t|^2 >= (1 - u) |a|^2 - (1/u - 1) |t|^2 for 0 < u <= 1. Hence the
 * form is at least
 *     (1 - u) s |b|^2 + (l2 - (1/u - 1) T) |W|^2
 * and with u = 2 T / (2 T + l2) at least min(s l2 / (2 T + l2), l2 / 2) |(b, W)|^2. */
static inline double gap_by_classes(const dh_instance *self, const double *x, double slope)
{
    const double l2 = self->param[L2], R = dh_model_radius(self);
    if (!(l2 > 0))
        return (double)INFINITY;
    if (!shift(self))
        return slope * (slope / (2 * l2));
    double *both = self->scratch + 2 * self->data->classes + size_of(self);
    const double T = co_occurrence(self, x, both), s = connectivity(both, self->data->classes);
    return dh_model_gap(slope, fmin(s * l2 / (2 * T + l2), l2 / 2), sqrt(2 + 2 * R * R));
}

/* ---- from the Hessian ----
 *
 * Without a penalty, classes that planes part from the others have ever longer weights, and f* is the infimum. So
 * classes that hardly occur together are parted into groups: with a row's log-sum-exp over its own group alone, f is
 * less for every x, and f(x) by the mean of -log(sum of the own group's p). What is left is a sum of softmax losses,
 * one a group, each with a minimum of its own. */

typedef struct hessian {
    size_t width, members;   /* unknowns of a class; classes of the group */
    double *row, *g, *column; /* [width]; [dim]; [width * members] */
    double *group, *member;   /* [classes] each */
    double *H;                /* [width * members] squared, on its diagonal and below */
    double *counts, *mark, *room; /* [samples], [width]: rows of the group, columns that depend on others; dh_dependent_room */
} hessian;

static inline int has_hessian(const dh_instance *self)
{
    const double n = (double)size_of(self);
    return n <= MOST_UNKNOWNS && n * n * (double)self->data->samples <= HESSIAN_WORK;
}

static inline size_t gap_size(const dh_instance *self)
{
    const size_t classes = self->data->classes, n = size_of(self), width = width_of(self);
    const size_t squares = (classes > MOST_CLASSES ? 1 : 2) * classes * classes;
    const size_t own = has_hessian(self) ? (n + 3) * n + 2 * classes + classes * classes + self->data->samples + width + dh_dependent_room(width) : 0;
    return own ? dh_model_untouched(own) : squares;
}

/* group[k] = the first class of k's group. Two classes are in one if parting them would cost more than `most`; with
 * a penalty all are. */
static inline void find_groups(const dh_instance *self, const double *x, double most, double *together, double *group)
{
    const size_t classes = self->data->classes, m = self->data->samples;
    double *p = self->scratch;
    memset(together, 0, classes * classes * sizeof *together);
    for (size_t i = 0; i < m; i++) {
        scores(self, x, i, p);
        softmax(p, classes, 0);
        dh_add_scaled(classes, 1 / (double)m, p, together + (size_t)self->data->y[i] * classes);
    }
    for (size_t k = 0; k < classes; k++)
        group[k] = self->param[L2] > 0 ? 0 : (double)k;
    for (int joined = 1; joined;) {
        joined = 0;
        for (size_t j = 0; j < classes; j++)
            for (size_t k = 0; k < classes; k++)
                if (group[k] > group[j] && together[j * classes + k] + together[k * classes + j] > most) {
                    group[k] = group[j];
                    joined = 1;
                }
    }
}

/* The gradient g of what is left when the groups are parted; returns how much that takes off f. */
static inline double part(const dh_instance *self, const double *x, const double *group, double *g)
{
    const size_t classes = self->data->classes, m = self->data->samples, first = shift(self);
    double *p = self->scratch, off = 0;
    memset(g, 0, size_of(self) * sizeof *g);
    for (size_t i = 0; i < m; i++) {
        const size_t label = (size_t)self->data->y[i];
        double others = 0;
        scores(self, x, i, p);
        softmax(p, classes, 0);
        for (size_t k = 0; k < classes; k++)
            others += group[k] != group[label] ? p[k] : 0;
        for (size_t k = 0; k < classes; k++)
            p[k] = (group[k] != group[label] ? 0 : p[k] / (1 - others)) / (double)m;
        p[label] -= 1 / (double)m;
        add_outer(self, i, p, g);
        off -= dh_log1p(-others) / (double)m;
    }
    dh_add_scaled(size_of(self) - first, self->param[L2], x + first, g + first);
    return off;
}

/* H += q_a ([a = b] - q_b) row row' in the block of members a and b, for the classes' probabilities p. column: the unknowns along which a row
 * bends, however little. */
static inline void add_row(hessian *h, const double *p, double scale)
{
    const size_t e = h->width, n = e * h->members;
    double total = 0;
    for (size_t a = 0; a < h->members; a++)
        total += p[(size_t)h->member[a]];
    for (size_t a = 0; a < h->members; a++) {
        const double q = p[(size_t)h->member[a]] / total;
        for (size_t b = 0; b <= a; b++) {
            double others = 0; /* 1 - q with all its digits */
            for (size_t c = 0; c < h->members && b == a; c++)
                others += c != a ? p[(size_t)h->member[c]] / total : 0;
            const double factor = scale * q * (b == a ? others : -p[(size_t)h->member[b]] / total);
            for (size_t r = 0; r < e && b == a; r++)
                h->column[a * e + r] = h->column[a * e + r] != 0 || (factor != 0 && h->row[r] != 0);
            for (size_t r = 0; r < e; r++)
                if (h->row[r] != 0)
                    dh_add_scaled(b == a ? r + 1 : e, factor * h->row[r], h->row, h->H + (a * e + r) * n + b * e);
        }
    }
}

/* The penalty; and where none holds what all members share of an unknown, along which f is constant, as much as the
 * others have on average. */
static inline void lift(const dh_instance *self, hessian *h)
{
    const size_t e = h->width, n = e * h->members;
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += h->H[i * n + i] / (double)n;
    for (size_t r = 0; r < e; r++) {
        const int free = !(self->param[L2] > 0) || (shift(self) && !r), zeros = !(h->H[r * n + r] > 0);
        for (size_t a = 0; a < h->members; a++) {
            for (size_t b = 0; b <= a && free && !zeros; b++)
                h->H[(a * e + r) * n + b * e + r] += mean / (double)h->members;
            h->H[(a * e + r) * n + a * e + r] += free ? 0 : self->param[L2];
        }
    }
}

/* The gradient at unknown i of the group, counted as in its Hessian. */
static inline double pull(const dh_instance *self, const hessian *h, size_t i)
{
    const size_t k = (size_t)h->member[i / h->width], first = shift(self), r = i % h->width;
    return h->g[first && !r ? k : first + k * self->data->features + r - (first != 0)];
}

/* Whether unknown i may stay as it is: no penalty holds it, and its column depends on others in the group's rows. */
static inline int is_free(const dh_instance *self, const hessian *h, size_t i)
{
    return !(self->param[L2] > 0) && h->mark[i % h->width] != 0;
}

static inline void leave_out(hessian *h)
{
    const size_t n = h->width * h->members;
    for (size_t i = 0; i < n; i++)
        h->column[i] = h->mark[i % h->width];
    dh_leave_out(h->H, n, h->column);
}

/* The least eigenvalue of the group that begins with that class, from below. Left out are unknowns that may stay as they are, and such at which no
 * row bends: of rows far out, whose losses are above their tangents. 0 where the gradient is not 0 there. */
static inline double hold(const dh_instance *self, const double *x, size_t first, hessian *h)
{
    const size_t classes = self->data->classes, m = self->data->samples;
    double *p = self->scratch;
    h->members = 0;
    for (size_t k = 0; k < classes; k++)
        if (h->group[k] == (double)first)
            h->member[h->members++] = (double)k;
    const size_t n = h->width * h->members;
    memset(h->H, 0, n * n * sizeof *h->H);
    memset(h->column, 0, n * sizeof *h->column);
    for (size_t i = 0; i < m; i++) {
        h->counts[i] = h->group[(size_t)self->data->y[i]] == (double)first;
        if (h->counts[i] == 0)
            continue;
        scores(self, x, i, p);
        softmax(p, classes, 0);
        h->row[0] = 1; /* unless a feature comes there */
        dh_row_copy(self->data, i, h->row + (shift(self) != 0));
        add_row(h, p, 1 / (double)m);
    }
    lift(self, h);
    if (!(self->param[L2] > 0))
        dh_dependent(self->data, shift(self) != 0, h->counts, h->mark, h->room);
    for (size_t i = 0; i < n; i++)
        if (!(h->H[i * n + i] > 0) && !is_free(self, h, i) && (h->column[i] != 0 || pull(self, h, i) != 0))
            return 0;
    if (!(self->param[L2] > 0))
        leave_out(h);
    return dh_least_eigenvalue(h->H, n, ((double)m + (double)(n * n)) * 0x1p-52, h->column);
}

static inline double gap_by_hessian(const dh_instance *self, const double *x, double f)
{
    const size_t classes = self->data->classes, n = size_of(self);
    const double R = dh_model_radius(self), far = sqrt(2 + 2 * R * R);
    double *room = self->scratch + 2 * classes + n, *together = room + 3 * n + 2 * classes, mu = (double)INFINITY;
    hessian h = {.width = width_of(self), .row = room, .g = room + n, .column = room + 2 * n,
                 .group = room + 3 * n, .member = room + 3 * n + classes, .H = together + classes * classes};
    h.counts = h.H + n * n;
    h.mark = h.counts + self->data->samples;
    h.room = h.mark + h.width;
    find_groups(self, x, CUT * f, together, h.group);
    const double off = part(self, x, h.group, h.g), slope = dh_length(n, h.g, NULL);
    if (off > NEGLIGIBLE * f || slope * slope > NEGLIGIBLE * f * far * far) /* no eigenvalue is above far^2 */
        return (double)INFINITY;
    for (size_t k = 0; k < classes; k++) {
        size_t members = 0;
        for (size_t j = k; j < classes; j++)
            members += h.group[j] == (double)k;
        if (members > 1)
            mu = fmin(mu, hold(self, x, k, &h));
    }
    if (!(mu > 0))
        return (double)INFINITY;
    return off + (mu < (double)INFINITY ? dh_model_gap(slope, mu, far) : 0); /* infinite: all groups are of one class */
}

/* How far the mean loss at x, as `pass` has it, is from that of scores each of which was rounded once. */
static inline double rounding(const dh_instance *self, const double *x)
{
    const size_t classes = self->data->classes, m = self->data->samples, first = shift(self), features = self->data->features;
    const dh_batch all = {.size = sizeof all, .count = m};
    double *z = self->scratch, sum = 0, rest = 0;
    for (size_t i = 0; i < m; i++) {
        for (size_t k = 0; k < classes; k++)
            z[k] = dh_row_dot_twice(self->data, i, first ? x[k] : 0, x + first + k * features);
        const double loss = softmax(z, classes, (size_t)self->data->y[i]);
        rest += dh_lost_sum(sum, loss);
        sum += loss;
    }
    return fabs((sum + rest) / (double)m - pass(self, x, NULL, &all, NULL));
}

/* Without a penalty f(x) itself is a bound, and falls to 0 where planes part all classes. */
static double gap(const dh_instance *self, const double *x, const double *gradient)
{
    const dh_batch all = {.size = sizeof all, .count = self->data->samples};
    const double f = evaluate(self, x, &all, NULL), none = self->param[L2] > 0 ? (double)INFINITY : f;
    double known = gap_by_classes(self, x, dh_length(size_of(self), gradient, NULL));
    if (!(known <= 1e-3 * NEGLIGIBLE * f) && has_hessian(self))
        known = fmin(known, gap_by_hessian(self, x, f));
    return fmin(none, known <= NEGLIGIBLE * f ? known + rounding(self, x) : known);
}

#endif
