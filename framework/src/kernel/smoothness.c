/* Largest curvature of linear models: of the Hessian's bound A = bend/m X'X + l2 on the weights. With few columns by the Gram matrix and
 * dh_eigenvalue_bound (kernel/decompose.h). Else from products with A alone:
 *  - Where no value is negative, A has no negative entry, and its largest eigenvalue is at most max_j (A v)_j / v_j for any v > 0
 *    (L. Collatz 1942, "Einschliessungssatz fuer die charakteristischen Zahlen von Matrizen", Math. Z. 48, 221-226). With v from the
 *    power method that comes near it.
 *  - Else the largest of k steps of Lanczos from a random start, over 1 - e: it is smaller than that with a probability of at most
 *    1.648 sqrt(n) exp(-sqrt(e) (2 k - 1)), whatever A is (J. Kuczynski & H. Wozniakowski 1992, "Estimating the largest eigenvalue by
 *    the power and Lanczos algorithms with a random start", SIAM J. Matrix Anal. Appl. 13, 1094-1122, theorem 3.2). */
#include "kernel/decompose.h"
#include "kernel/dense.h"
#include "kernel/model.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <math.h>

enum { TILE = 64, MOST = 512 }; /* rows at a time; columns */
enum { STEPS = 120, LEAST_STEPS = 20, VECTORS = 3 };
static const double WORK = 4e9;   /* products of the Gram matrix, or values gone through: some seconds */
static const double CHANCE = 1e-9, CLOSE = 1e-9, SMALLEST = 1e-100; /* of an L too small; of the power method; of v's largest */

static size_t columns(const dh_instance *self)
{
    return self->data->features + dh_model_shift(self);
}

static int is_cheap(const dh_instance *self)
{
    const double k = (double)columns(self);
    return k <= MOST && k * k * (double)self->data->samples <= WORK;
}

static size_t kernel_size(const dh_instance *self)
{
    return (dh_linear_scratch_size(self->data) + 7) / 8 * 8;
}

size_t dh_model_smoothness_size(const dh_instance *self)
{
    const size_t k = columns(self);
    return is_cheap(self) ? (k + TILE + 1) * k : kernel_size(self) + VECTORS * k + 2 * STEPS;
}

static double by_gram(const dh_instance *self, double bend, double l2, double *gram)
{
    const size_t k = columns(self), m = self->data->samples, shift = dh_model_shift(self);
    double *row = gram + k * k, *rest = row + TILE * k;
    memset(gram, 0, k * k * sizeof *gram);
    for (size_t begin = 0; begin < m; begin += TILE) {
        const size_t rows = m - begin < TILE ? m - begin : TILE;
        for (size_t i = 0; i < rows; i++) {
            row[i * k] = 1; /* unless a feature comes there */
            dh_row_copy(self->data, begin + i, row + i * k + shift);
        }
        memset(rest, 0, k * sizeof *rest);
        dh_dense_gradient(rows, k, k, row, row, gram, rest);
    }
    for (size_t i = 0; i < k * k; i++)
        gram[i] *= bend / (double)m;
    for (size_t i = shift; i < k; i++)
        gram[i * k + i] += l2;
    return dh_eigenvalue_bound(gram, k, row);
}

typedef struct operator {
    dh_linear model; /* of squares, whose second derivative is 1 */
    double bend, l2;
    size_t n;
} operator;

/* out = A v */
static void apply(const operator *a, const double *v, double *out)
{
    const size_t shift = a->model.intercept != 0;
    const dh_batch all = {.size = sizeof all, .count = a->model.data->samples};
    dh_linear_hvp(&a->model, v, &all, v, out);
    for (size_t i = 0; i < a->n; i++)
        out[i] *= a->bend;
    dh_add_scaled(a->n - shift, a->l2, v + shift, out + shift);
}

static size_t values(const dh_dataset *d)
{
    return d->x ? d->samples * d->features : d->row_start[d->samples];
}

static int has_negative(const dh_dataset *d)
{
    const double *value = d->x ? d->x : d->value;
    for (size_t i = 0; i < values(d); i++)
        if (!(value[i] >= 0))
            return 1;
    return 0;
}

/* Sums of terms that are not negative are off by less than their number of terms and products times 2^-52. */
static double from_above(const operator *a, size_t steps, double *v, double *image)
{
    double bound = (double)INFINITY;
    for (size_t i = 0; i < a->n; i++)
        v[i] = 1;
    for (size_t step = 0; step < steps; step++) {
        double most = 0, least = (double)INFINITY, longest = 0;
        apply(a, v, image);
        for (size_t i = 0; i < a->n; i++) {
            most = fmax(most, image[i] / v[i]);
            least = image[i] > SMALLEST ? fmin(least, image[i] / v[i]) : least;
            longest = fmax(longest, image[i]);
        }
        bound = fmin(bound, most);
        if (!(most > least * (1 + CLOSE)) || !(longest > 0))
            break;
        for (size_t i = 0; i < a->n; i++)
            v[i] = fmax(image[i] / longest, SMALLEST);
    }
    return bound * (1 + (double)(a->model.data->samples + a->n + 8) * 0x1p-52);
}

/* A standard normal number for each i: SplitMix64 (G. L. Steele, D. Lea & C. H. Flood 2014) and Box & Muller's transform. */
static double normal(uint64_t i)
{
    double u[2];
    for (int k = 0; k < 2; k++) {
        uint64_t z = (2 * i + (uint64_t)k + 1) * 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        u[k] = ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
    }
    return sqrt(-2 * dh_log(u[0])) * dh_cos(6.283185307179586 * u[1]);
}

/* The largest eigenvalue of a tridiagonal matrix, by bisection: s is above all where no pivot of s I - T is negative (Sturm). */
static double largest(const double *diagonal, const double *beside, size_t k)
{
    enum { HALVINGS = 60 };
    double low = diagonal[0], high = 0;
    for (size_t i = 0; i < k; i++) {
        low = fmax(low, diagonal[i]);
        high = fmax(high, diagonal[i] + (i ? beside[i - 1] : 0) + (i + 1 < k ? beside[i] : 0));
    }
    for (int step = 0; step < HALVINGS; step++) {
        const double s = low + (high - low) / 2;
        double pivot = s - diagonal[0];
        for (size_t i = 1; i < k && pivot > 0; i++)
            pivot = s - diagonal[i] - beside[i - 1] * beside[i - 1] / pivot;
        *(pivot > 0 ? &high : &low) = s;
    }
    return high;
}

/* room: 3 vectors, then the diagonals [STEPS] each. */
static double by_lanczos(const operator *a, size_t steps, double *room)
{
    const size_t n = a->n;
    double *v = room, *before = v + n, *next = before + n, *diagonal = next + n, *beside = diagonal + STEPS, length = 0;
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        v[i] = normal(i);
        before[i] = 0;
    }
    length = sqrt(dh_dot(n, v, v));
    for (size_t i = 0; i < n; i++)
        v[i] /= length;
    for (double last = 0; k < steps; last = length) {
        apply(a, v, next);
        dh_add_scaled(n, -last, before, next);
        diagonal[k] = dh_dot(n, v, next);
        dh_add_scaled(n, -diagonal[k], v, next);
        length = beside[k] = sqrt(dh_dot(n, next, next));
        k++;
        if (!(length > 0x1p-40 * diagonal[0]))
            break; /* the space is whole: what is found is exact */
        double *free = before;
        before = v;
        v = next;
        next = free;
        for (size_t i = 0; i < n; i++)
            v[i] /= length;
    }
    const double share = dh_log(1.648 * sqrt((double)n) / CHANCE) / (2 * (double)steps - 1);
    return largest(diagonal, beside, k) / (1 - fmin(share * share, 0.5));
}

double dh_model_smoothness(const dh_instance *self, double bend, double l2, double *scratch)
{
    if (is_cheap(self))
        return by_gram(self, bend, l2, scratch);
    const double most = floor(WORK / (double)(values(self->data) + 1));
    const size_t steps = most < STEPS ? (size_t)most : STEPS;
    if (steps < LEAST_STEPS || dh_linear_tiles_size(self->data))
        return (double)NAN;
    const operator a = {{.data = self->data, .scratch = scratch, .loss = DH_LOSS_SQUARED, .intercept = (int)dh_model_shift(self)},
                        bend, l2, columns(self)};
    double *room = scratch + kernel_size(self);
    return has_negative(self->data) ? by_lanczos(&a, steps, room) : from_above(&a, steps, room, room + a.n);
}
