/* Muon: momentum whose matrices are replaced by (nearly) the orthogonal matrix closest to them:
 *
 *     m <- beta m + (1 - beta) g,    u = beta m + (1 - beta) g   (nesterov),  else m
 *     A = X X^T,   X <- a X + (b A + c A^2) X   `iterations` times, from X = u / (|u| + 1e-7), transposed when tall
 *     x <- x - lr sqrt(max(1, rows / cols)) X
 *
 * K. Jordan, Y. Jin, V. Boza, J. You, F. Cesista, L. Newhouse & J. Bernstein 2024, "Muon: an optimizer for hidden
 * layers in neural networks", kellerjordan.github.io/posts/muon, where a, b, c and 1e-7 come from; momentum, scale and
 * the other blocks as in github.com/KellerJordan/Muon. (The post sums m <- beta m + g, which changes the length of u
 * only, and so nothing but the effect of 1e-7.) In double precision instead of bfloat16.
 *
 * Blocks that are no matrices (one row or one column) get Adam (adam.c) with the rate vector_rate lr. weight_decay is
 * decoupled, x <- x - rate weight_decay x first, with the rate of the block.
 */
#include "matrix.h"

#include <downhill/math.h>

enum { BETA, NESTEROV, ITERATIONS, VECTOR_RATE, BETA1, BETA2, EPSILON, WEIGHT_DECAY };
enum { YES, NO };

static const char *const answers[] = {"yes", "no", NULL};
static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old velocity that is kept, for matrices (Jordan et al.: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.8, .search_max = 0.99},
    {.name = "nesterov", .doc = "whether the gradient is mixed in once more, as Nesterov does (Jordan et al.: yes)",
     .standard = YES, .max = NO, .scale = DH_CHOICE, .choices = answers},
    {.name = "iterations", .doc = "Newton-Schulz steps (Jordan et al.: 5)",
     .standard = 5, .min = 0, .max = 100, .scale = DH_INTEGER, .search_min = 3, .search_max = 8},
    {.name = "vector_rate", .doc = "rate of the other blocks as a share of lr (the authors' code: 0.0003 / 0.02)",
     .standard = 0.015, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-3, .search_max = 10},
    {.name = "beta1", .doc = "Adam's share of the old mean gradient, other blocks (the authors' code: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "Adam's share of the old mean square, other blocks (the authors' code: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.9, .search_max = 0.9999},
    {.name = "epsilon", .doc = "Adam's, outside the root, other blocks (the authors' code: 1e-10)",
     .standard = 1e-10, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-12, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "share of x taken away each step, times the rate: decoupled (the authors' code: 0)",
     .standard = 0, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
};

static size_t least(const dh_block *b)
{
    return b->rows < b->cols ? b->rows : b->cols;
}

/* c1, c2; means and mean squares [dim] (a matrix has no mean squares); then for the largest matrix: X and its successor
 * [rows cols], A and B [least least]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t most = 0, side = 0;
    for (size_t k = 0; k < shape->block_count; k++) {
        most = larger(most, shape->blocks[k].rows * shape->blocks[k].cols);
        side = larger(side, least(&shape->blocks[k]));
    }
    return 2 + 2 * shape->dim + 2 * most + 2 * side * side;
}

/* next = a X + (b A + c A^2) X with A = X X^T; X is [n][m]. */
static void newton_schulz(double *next, const double *X, double *A, double *B, size_t n, size_t m)
{
    const double a = 3.4445, b = -4.7750, c = 2.0315;
    multiply_transposed(A, X, X, n, m, n);
    multiply(B, A, n, 1, A, n, n, n);
    for (size_t i = 0; i < n * n; i++)
        B[i] = b * A[i] + c * B[i];
    multiply(next, B, n, 1, X, n, n, m);
    for (size_t i = 0; i < n * m; i++)
        next[i] += a * X[i];
}

static void step_matrix(double *x, const double *g, double *mean, double *space, const dh_block *block,
                        const dh_step *call)
{
    const size_t rows = block->rows, cols = block->cols, entries = rows * cols, n = least(block), m = entries / n;
    const double beta = call->param[BETA], mix = call->param[NESTEROV] == YES ? beta : 1;
    const int tall = rows > cols;
    double *X = space, *next = X + entries, *A = next + entries, *B = A + n * n, square = 0;
    for (size_t i = 0; i < entries; i++) {
        mean[i] = beta * mean[i] + (1 - beta) * g[i];
        next[i] = mix * mean[i] + (1 - mix) * g[i];
        square += next[i] * next[i];
    }
    const double length = sqrt(square) + 1e-7;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++)
            X[tall ? c * rows + r : r * cols + c] = next[r * cols + c] / length;
    for (int k = 0; k < (int)call->param[ITERATIONS]; k++) {
        newton_schulz(next, X, A, B, n, m);
        memcpy(X, next, entries * sizeof *X);
    }
    const double rate = call->rate * sqrt(fmax(1, (double)rows / (double)cols));
    const double decay = call->rate * call->param[WEIGHT_DECAY];
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++)
            x[r * cols + c] -= decay * x[r * cols + c] + rate * X[tall ? c * rows + r : r * cols + c];
}

static void step_vector(double *x, const double *g, double *m, double *v, size_t count, double c1, double c2,
                        const dh_step *call)
{
    const double *p = call->param, beta1 = p[BETA1], beta2 = p[BETA2], epsilon = p[EPSILON];
    const double rate = call->rate * p[VECTOR_RATE], decay = rate * p[WEIGHT_DECAY];
    for (size_t i = 0; i < count; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
        x[i] -= decay * x[i] + rate * (m[i] / c1) / (sqrt(v[i] / c2) + epsilon);
    }
}

static void step(double *x, double *state, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    const double *g = call->gradient, beta1 = call->param[BETA1], beta2 = call->param[BETA2];
    double *m = state + 2, *v = m + shape->dim, *space = v + shape->dim;
    const double c1 = state[0] = beta1 * state[0] + (1 - beta1);
    const double c2 = state[1] = beta2 * state[1] + (1 - beta2);
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        const size_t at = b->offset;
        if (least(b) > 1)
            step_matrix(x + at, g + at, m + at, space, b, call);
        else
            step_vector(x + at, g + at, m + at, v + at, b->rows * b->cols, c1, c2, call);
    }
}

DH_OPTIMIZER(.name = "muon",
             .doc = "Momentum, its matrices orthogonalised by Newton-Schulz steps; Adam for other blocks",
             .source = "Jordan et al. 2024, kellerjordan.github.io/posts/muon", DH_PARAMS(params),
             .flags = DH_NEEDS_BLOCKS, .rate = 0.02, .rate_min = 1e-4, .rate_max = 10,
             .state_size = state_size, .step = step)
