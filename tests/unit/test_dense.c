/* The products of kernel/dense.h against plain loops in the stated order: equal bits on every CPU level that this machine has. */
#include "suite.h"

#include "base/random.h"
#include "kernel/dense.h"
#include "kernel/linear.h"
#include "kernel/vector.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 70 };

static double A[MOST * MOST], W[MOST * MOST], E[MOST * MOST], b[MOST], out[MOST * MOST], right[MOST * MOST], g[MOST], sums[MOST];

static void fill(dh_stream *random, double *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = dh_stream_normal(random);
}

static int same(size_t count)
{
    return !memcmp(out, right, count * sizeof *out);
}

static int forward(const dh_dense_level *level, size_t rows, size_t in, size_t neurons)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < neurons; j++)
            right[r * neurons + j] = dh_dot(in, A + r * in, W + j * in) + b[j];
    level->forward(rows, in, neurons, A, W, b, out);
    return same(rows * neurons);
}

static int backward(const dh_dense_level *level, size_t rows, size_t in, size_t neurons)
{
    memset(right, 0, sizeof right);
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < neurons; j++)
            for (size_t k = 0; k < in; k++)
                right[r * in + k] += E[r * neurons + j] * W[j * in + k];
    level->backward(rows, in, neurons, E, W, out);
    return same(rows * in);
}

static int gradient(const dh_dense_level *level, size_t rows, size_t in, size_t neurons)
{
    memcpy(out, W, sizeof out);
    memcpy(right, W, sizeof right);
    memcpy(g, b, sizeof g);
    memcpy(sums, b, sizeof sums);
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < neurons; j++) {
            sums[j] += E[r * neurons + j];
            for (size_t k = 0; k < in; k++)
                right[j * in + k] += E[r * neurons + j] * A[r * in + k];
        }
    level->gradient(rows, in, neurons, E, A, out, g);
    return same(neurons * in) && !memcmp(g, sums, neurons * sizeof *g);
}

/* Above the diagonal nothing is touched. */
static int gram(const dh_dense_level *level, size_t rows, size_t k)
{
    memcpy(out, W, sizeof out);
    memcpy(right, W, sizeof right);
    for (size_t r = 0; r < rows; r++)
        for (size_t a = 0; a < k; a++)
            for (size_t c = 0; c <= a; c++)
                right[a * k + c] += A[r * k + a] * E[r * k + c];
    level->gram(rows, k, A, E, out);
    return same(MOST * MOST);
}

static void test_products(void)
{
    dh_stream random;
    dh_stream_init(&random, 2385, "dense", "", 1, "test");
    fill(&random, A, MOST * MOST);
    fill(&random, W, MOST * MOST);
    fill(&random, E, MOST * MOST);
    fill(&random, b, MOST);
    for (int level = 0; level <= dh_linear_level(); level++)
        for (int k = 0; k < 300; k++) {
            size_t rows = 1 + dh_stream_below(&random, MOST), in = 1 + dh_stream_below(&random, MOST);
            size_t neurons = 1 + dh_stream_below(&random, MOST);
            const dh_dense_level *at = dh_dense_at(level);
            CU_ASSERT(forward(at, rows, in, neurons) && backward(at, rows, in, neurons) && gradient(at, rows, in, neurons));
            CU_ASSERT(gram(at, rows, in));
        }
}

/* A copy of `count` numbers with a guard behind. */
static double *guarded(const double *from, size_t count)
{
    double *to = malloc((count + 1) * sizeof *to);
    memcpy(to, from, count * sizeof *to);
    to[count] = 2.385;
    return to;
}

/* Nothing behind a matrix is written; the inputs end at the end of their memory, which sanitizers watch. */
static void test_edges(void)
{
    for (size_t in = 1; in < 20; in++)
        for (size_t rows = 1; rows < 7; rows++) {
            const size_t neurons = rows + 2;
            double *a = malloc(rows * in * sizeof *a), *z = guarded(E, rows * neurons), *d = guarded(E, rows * in);
            double *w = guarded(W, neurons * in), *c = guarded(b, neurons);
            memcpy(a, A, rows * in * sizeof *a);
            dh_dense_forward(rows, in, neurons, a, w, c, z);
            dh_dense_backward(rows, in, neurons, z, w, d);
            dh_dense_gradient(rows, in, neurons, z, a, w, c);
            double *h = guarded(W, in * in);
            dh_dense_gram(rows, in, a, a, h);
            CU_ASSERT(h[in * in] == 2.385);
            free(h);
            CU_ASSERT(z[rows * neurons] == 2.385 && d[rows * in] == 2.385);
            CU_ASSERT(w[neurons * in] == 2.385 && c[neurons] == 2.385);
            free(a);
            free(z);
            free(d);
            free(w);
            free(c);
        }
}

SUITE("dense", {"products", test_products}, {"edges", test_edges})
