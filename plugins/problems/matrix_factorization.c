/* A matrix as the product of two thin ones, from all or from some of its entries; not convex, but its minimum is known.
 *
 *     f(U, V) = 1/(2 |O|) sum over (i, j) in O of (u_i . v_j - A_ij)^2 + l2/2 (|U|^2 + |V|^2)
 *
 * A [m][n] is the dataset's features; u_i, v_j have `rank` numbers; O are the entries seen: round(observed m n) of them, drawn without
 * replacement for each instance (D. E. Knuth 1997, "The art of computer programming" 2, algorithm 3.4.2 S). A batch is some rows of A:
 * 1/b sum of m/(2 |O|) sum_j (u_i . v_j - A_ij)^2. Y. Koren, R. Bell & C. Volinsky 2009, "Matrix factorization techniques for
 * recommender systems", doi:10.1109/MC.2009.263.
 *
 * With all entries seen the minimum comes from the singular values s_1 >= s_2 >= ... of A: C. Eckart & G. Young 1936, "The
 * approximation of one matrix by another of lower rank", doi:10.1007/BF02288367. With l2, the best |U|^2 + |V|^2 for a given product is
 * twice the sum of its singular values, and the minimum keeps t_k = max(s_k - m n l2, 0) of the first `rank` (R. Mazumder, T. Hastie &
 * R. Tibshirani 2010, JMLR 11, 2287-2322, lemma 1 and section 5):
 *     f* = 1/(2 m n) sum_k (s_k - t_k)^2 + l2 sum_k t_k
 *
 * Metrics: the root mean square error over the entries seen, and over those not seen (NaN where there are none).
 */
#include "kernel/decompose.h"
#include "kernel/dense.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum { L2, OBSERVED, RANK, START_SCALE };
enum { TILE = 64, BLOCK = 512, MOST = 512 }; /* rows at a time; whose sum is complete; columns beyond which no minimum is told */

static const dh_param params[] = {
    {.name = "l2", .doc = "weight of the penalty on both factors", .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR},
    {.name = "observed", .doc = "share of the entries that are seen; 1: all of them", .standard = 1, .min = 0, .max = 1,
     .flags = DH_OPEN_MIN, .scale = DH_LOG},
    {.name = "rank", .doc = "columns of U and of V", .standard = 5, .min = 1, .max = 1000, .scale = DH_INTEGER},
    {.name = "start_scale", .doc = "standard deviation of the starting entries of U and V", .standard = 0.1, .min = 0,
     .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LINEAR},
};

/* ---- Shapes ---- */

static size_t rank_of(const dh_instance *self)
{
    return (size_t)self->param[RANK];
}

static size_t size_of(const dh_instance *self)
{
    return (self->data->samples + self->data->features) * rank_of(self);
}

/* |O| */
static double seen_of(const dh_instance *self)
{
    const double all = (double)self->data->samples * (double)self->data->features;
    return fmin(fmax(floor(self->param[OBSERVED] * all + 0.5), 1), all);
}

static int is_whole(const dh_instance *self)
{
    return seen_of(self) == (double)self->data->samples * (double)self->data->features;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    if (self->data->test_samples || self->data->validation_samples)
        snprintf(refusal, refusal_size, "rows outside the training split have no part in U: set `test: 0` (`observed` keeps entries back)");
    else if (!self->data->features)
        snprintf(refusal, refusal_size, "expected a dataset with features");
    else
        return size_of(self);
    return 0;
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    const size_t m = self->data->samples, n = self->data->features, rank = rank_of(self);
    block[0] = (dh_block){"U", 0, m, rank};
    block[1] = (dh_block){"V", m * rank, n, rank};
    *count = 2;
}

/* ---- Which entries are seen: a bit each, rows in whole words; nothing where all are ---- */

static size_t words(const dh_instance *self)
{
    return (self->data->features + 63) / 64;
}

static size_t memory_size(const dh_instance *self)
{
    return is_whole(self) ? 0 : words(self) * self->data->samples;
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    const size_t m = self->data->samples, n = self->data->features;
    uint64_t wanted = (uint64_t)seen_of(self), left = m * n;
    if (is_whole(self))
        return;
    for (size_t i = 0; i < m; i++)
        for (size_t w = 0; w < words(self); w++, memory++) {
            uint64_t word = 0;
            for (size_t j = 64 * w; j < n && j < 64 * w + 64; j++) {
                const uint64_t chosen = random->below(random, left--) < wanted;
                word |= chosen << (j % 64);
                wanted -= chosen;
            }
            memcpy(memory, &word, sizeof word);
        }
}

/* Errors of the other kind become 0; `seen` says which kind stays. */
static void keep(const dh_instance *self, size_t row, int seen, double *e)
{
    const size_t n = self->data->features;
    const int whole = is_whole(self);
    if (whole && seen)
        return;
    for (size_t w = 0; w < words(self); w++) {
        uint64_t word = UINT64_MAX;
        if (!whole)
            memcpy(&word, self->memory + row * words(self) + w, sizeof word);
        word = seen ? word : ~word;
        for (size_t j = 64 * w; j < n && j < 64 * w + 64; j++)
            e[j] = word >> (j % 64) & 1 ? e[j] : 0;
    }
}

/* ---- A tile of rows ---- */

/* u, du, back and more [TILE][rank]; e, de, a [TILE][n]; none and scrap [n]; part [n][rank] sums of a block for V. */
typedef struct work {
    const dh_instance *self;
    size_t m, n, rank;
    const double *U, *V, *dU, *dV;
    double *u, *du, *back, *more, *e, *de, *a, *none, *scrap, *part;
} work;

static size_t pass_size(const dh_instance *self)
{
    const size_t n = self->data->features, rank = rank_of(self);
    return TILE * (4 * rank + 3 * n) + 2 * n + n * rank;
}

static size_t scratch_size(const dh_instance *self)
{
    const size_t n = self->data->features, pass = pass_size(self), factors = is_whole(self) && n <= MOST ? (3 * n + TILE) * n : 0;
    return pass > factors ? pass : factors;
}

static work lay_out(const dh_instance *self, const double *x, const double *v)
{
    const size_t m = self->data->samples, n = self->data->features, rank = rank_of(self);
    double *s = self->scratch, *wide = s + 4 * TILE * rank, *rest = wide + 3 * TILE * n;
    work w = {.self = self, .m = m, .n = n, .rank = rank, .U = x, .V = x + m * rank, .dU = v, .dV = v ? v + m * rank : NULL};
    w.u = s;
    w.du = s + TILE * rank;
    w.back = s + 2 * TILE * rank;
    w.more = s + 3 * TILE * rank;
    w.e = wide;
    w.de = wide + TILE * n;
    w.a = wide + 2 * TILE * n;
    w.none = rest;
    w.scrap = rest + n;
    w.part = rest + 2 * n;
    memset(rest, 0, (2 * n + n * rank) * sizeof *rest);
    return w;
}

static void gather(const work *w, const double *from, const dh_batch *batch, size_t begin, size_t rows, double *to)
{
    for (size_t i = 0; i < rows; i++)
        memcpy(to + i * w->rank, from + dh_row_at(batch, begin + i) * w->rank, w->rank * sizeof *to);
}

/* e = u . v - A where the entry is of the kind asked for, else 0; along a direction de = du . v + u . dv. Returns the sum of e^2. */
static double errors(const work *w, const dh_batch *batch, size_t begin, size_t rows, int seen)
{
    double sum = 0;
    gather(w, w->U, batch, begin, rows, w->u);
    dh_dense_forward(rows, w->rank, w->n, w->u, w->V, w->none, w->e);
    for (size_t i = 0; i < rows; i++) {
        const size_t row = dh_row_at(batch, begin + i);
        dh_row_copy(w->self->data, row, w->a);
        dh_add_scaled(w->n, -1, w->a, w->e + i * w->n);
        keep(w->self, row, seen, w->e + i * w->n);
        sum += dh_dot(w->n, w->e + i * w->n, w->e + i * w->n);
    }
    if (!w->dU)
        return sum;
    gather(w, w->dU, batch, begin, rows, w->du);
    dh_dense_forward(rows, w->rank, w->n, w->du, w->V, w->none, w->de);
    dh_dense_forward(rows, w->rank, w->n, w->u, w->dV, w->none, w->a);
    dh_add_scaled(rows * w->n, 1, w->a, w->de);
    for (size_t i = 0; i < rows; i++)
        keep(w->self, dh_row_at(batch, begin + i), seen, w->de + i * w->n);
    return sum;
}

/* Adds e V to the rows of U, and e' u to part; along a direction de V + e dV and de' u + e' du. */
static void slopes(const work *w, const dh_batch *batch, size_t begin, size_t rows, double *out)
{
    const double *first = w->dU ? w->de : w->e;
    dh_dense_backward(rows, w->rank, w->n, first, w->V, w->back);
    dh_dense_gradient(rows, w->rank, w->n, first, w->u, w->part, w->scrap);
    if (w->dU) {
        dh_dense_backward(rows, w->rank, w->n, w->e, w->dV, w->more);
        dh_add_scaled(rows * w->rank, 1, w->more, w->back);
        dh_dense_gradient(rows, w->rank, w->n, w->e, w->du, w->part, w->scrap);
    }
    for (size_t i = 0; i < rows; i++)
        dh_add_scaled(w->rank, 1, w->back + i * w->rank, out + dh_row_at(batch, begin + i) * w->rank);
}

/* The mean of the rows' losses without the penalty; unless NULL, out gets its gradient, or with a direction the Hessian times it. */
static double pass(const work *w, const dh_batch *batch, double *out)
{
    const double scale = (double)w->m / (seen_of(w->self) * (double)batch->count);
    const size_t size = w->n * w->rank;
    double loss = 0, block_loss = 0;
    if (out)
        memset(out, 0, size_of(w->self) * sizeof *out);
    for (size_t begin = 0; begin < batch->count; begin += TILE) {
        const size_t rows = batch->count - begin < TILE ? batch->count - begin : TILE;
        block_loss += errors(w, batch, begin, rows, 1);
        if (out)
            slopes(w, batch, begin, rows, out);
        if ((begin + TILE) % BLOCK && begin + rows < batch->count)
            continue;
        loss += block_loss;
        block_loss = 0;
        if (out)
            dh_add_scaled(size, 1, w->part, out + w->m * w->rank);
        memset(w->part, 0, size * sizeof *w->part);
    }
    for (size_t i = 0; out && i < size_of(w->self); i++)
        out[i] *= scale;
    return 0.5 * scale * loss;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const work w = lay_out(self, x, NULL);
    const double l2 = self->param[L2], loss = pass(&w, batch, gradient);
    if (gradient && l2 > 0)
        dh_add_scaled(size_of(self), l2, x, gradient);
    return l2 > 0 ? loss + 0.5 * l2 * dh_dot(size_of(self), x, x) : loss;
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const work w = lay_out(self, x, v);
    pass(&w, batch, out);
    dh_add_scaled(size_of(self), self->param[L2], v, out);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    for (size_t i = 0; i < size_of(self); i++)
        x[i] = self->param[START_SCALE] * random->normal(random);
}

/* ---- The minimum ---- */

/* Singular values of A as the lengths of the columns w [n][n], their right vectors v [n][n]; in no order. */
static void decompose(const dh_instance *self, double *w, double *v)
{
    const size_t m = self->data->samples, n = self->data->features;
    double *r = v + n * n; /* [n + TILE][n] */
    memset(r, 0, n * n * sizeof *r);
    for (size_t begin = 0; begin < m; begin += TILE) {
        const size_t rows = m - begin < TILE ? m - begin : TILE;
        for (size_t i = 0; i < rows; i++)
            dh_row_copy(self->data, begin + i, r + (n + i) * n);
        dh_qr_update(r, n, rows);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w[j * n + i] = r[i * n + j];
    dh_svd_columns(w, v, n);
}

/* Component k of the best factors: u = A v sqrt(t) / s, v sqrt(t). */
static void write_component(const dh_instance *self, size_t k, double s, double t, const double *v, double *row, double *x)
{
    const size_t m = self->data->samples, n = self->data->features, rank = rank_of(self);
    for (size_t i = 0; i < m; i++) {
        dh_row_copy(self->data, i, row);
        x[i * rank + k] = dh_dot(n, row, v) * sqrt(t) / s;
    }
    for (size_t j = 0; j < n; j++)
        x[(m + j) * rank + k] = v[j] * sqrt(t);
}

static double optimum(const dh_instance *self, double *x_star)
{
    const size_t n = self->data->features, rank = rank_of(self);
    const double all = seen_of(self), l2 = self->param[L2];
    double *w = self->scratch, *v = w + n * n, *s = v + n * n, *row = s + n, sum = 0;
    if (!is_whole(self) || n > MOST)
        return (double)NAN;
    if (x_star)
        memset(x_star, 0, size_of(self) * sizeof *x_star);
    decompose(self, w, v);
    for (size_t i = 0; i < n; i++)
        s[i] = sqrt(dh_dot(n, w + i * n, w + i * n));
    for (size_t k = 0; k < n; k++) {
        size_t best = 0;
        for (size_t i = 1; i < n; i++)
            best = s[i] > s[best] ? i : best;
        const double t = k < rank ? fmax(s[best] - all * l2, 0) : 0;
        sum += (s[best] - t) * (s[best] - t) / (2 * all) + l2 * t;
        if (x_star && t > 0)
            write_component(self, k, s[best], t, v + best * n, row, x_star);
        s[best] = -1;
    }
    return sum;
}

/* ---- Metrics ---- */

static const char *const metric_names[] = {"rmse", "unseen_rmse", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const work w = lay_out(self, x, NULL);
    for (int unseen = 0; unseen < 2; unseen++) {
        double sum = 0, entries = 0;
        for (size_t begin = 0; begin < rows->count; begin += TILE) {
            const size_t some = rows->count - begin < TILE ? rows->count - begin : TILE;
            sum += errors(&w, rows, begin, some, !unseen);
            for (size_t i = 0; i < some; i++) {
                for (size_t j = 0; j < w.n; j++)
                    w.a[j] = 1;
                keep(self, dh_row_at(rows, begin + i), !unseen, w.a);
                entries += dh_dot(w.n, w.a, w.a);
            }
        }
        out[unseen] = entries > 0 ? sqrt(sum / entries) : (double)NAN;
    }
}

DH_PROBLEM(.name = "matrix_factorization", .doc = "A matrix, or its seen entries, as the product of two thin ones",
           .source = "Koren, Bell & Volinsky 2009, doi:10.1109/MC.2009.263", .flags = DH_NEEDS_DATASET, DH_PARAMS(params),
           .dim = dim, .blocks = blocks, .memory_size = memory_size, .scratch_size = scratch_size, .prepare = prepare, .start = start,
           .evaluate = evaluate, .hvp = hvp, .metric_names = metric_names, .metrics = metrics, .optimum = optimum,
           .certificate = "Eckart-Young")
