/* Muon: momentum whose matrices are replaced by (nearly) the orthogonal matrix closest to them, five steps of a
 * Newton-Schulz iteration; vectors get plain momentum. Exercises: parameter blocks as matrices, working space.
 *
 * K. Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks", kellerjordan.github.io/posts/muon;
 * L. Liu et al. 2025, arXiv:2502.16982, eqs (1) and (2).
 */
#include <downhill/optimizer.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old velocity that is kept (Jordan: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.8, .search_max = 0.99},
};

static size_t least(const dh_block *b)
{
    return b->rows < b->cols ? b->rows : b->cols;
}

/* Velocity [dim]; then for the largest matrix: X and its successor [rows cols], A and B [least least]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t most = 0, side = 0;
    for (size_t b = 0; b < shape->block_count; b++) {
        const size_t entries = shape->blocks[b].rows * shape->blocks[b].cols, small = least(&shape->blocks[b]);
        most = entries > most ? entries : most;
        side = small > side ? small : side;
    }
    return shape->dim + 2 * most + 2 * side * side;
}

/* X <- (a + b A + c A^2) X with A = X X^T; X is [n][m]. */
static void newton_schulz(double *X, double *next, double *A, double *B, size_t n, size_t m)
{
    const double a = 3.4445, b = -4.7750, c = 2.0315;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            A[i * n + j] = 0;
            for (size_t k = 0; k < m; k++)
                A[i * n + j] += X[i * m + k] * X[j * m + k];
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            B[i * n + j] = b * A[i * n + j];
            for (size_t k = 0; k < n; k++)
                B[i * n + j] += c * A[i * n + k] * A[k * n + j];
        }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++) {
            next[i * m + j] = a * X[i * m + j];
            for (size_t k = 0; k < n; k++)
                next[i * m + j] += B[i * n + k] * X[k * m + j];
        }
    memcpy(X, next, n * m * sizeof *X);
}

static void step_matrix(double *x, const double *v, double *space, const dh_block *b, double rate)
{
    const size_t rows = b->rows, cols = b->cols, entries = rows * cols, n = least(b), m = entries / n;
    double *X = space, *next = X + entries, *A = next + entries, *B = A + n * n, square = 0;
    for (size_t i = 0; i < entries; i++)
        square += v[i] * v[i];
    const double norm = sqrt(square) + 1e-7;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++)
            X[rows <= cols ? r * cols + c : c * rows + r] = v[r * cols + c] / norm;
    for (int k = 0; k < 5; k++)
        newton_schulz(X, next, A, B, n, m);
    const double length = rate * sqrt(fmax(1, (double)rows / (double)cols));
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++)
            x[r * cols + c] -= length * X[rows <= cols ? r * cols + c : c * rows + r];
}

static void step(double *x, double *state, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    double *v = state, *space = state + shape->dim;
    for (size_t i = 0; i < shape->dim; i++)
        v[i] = call->param[0] * v[i] + call->gradient[i];
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        if (least(b) > 1)
            step_matrix(x + b->offset, v + b->offset, space, b, call->rate);
        else
            for (size_t i = b->offset; i < b->offset + b->rows * b->cols; i++)
                x[i] -= call->rate * v[i];
    }
}

DH_OPTIMIZER(.name = "muon", .doc = "Momentum, its matrices orthogonalised by Newton-Schulz steps",
             .source = "Jordan et al. 2024, kellerjordan.github.io/posts/muon", DH_PARAMS(params),
             .flags = DH_NEEDS_BLOCKS,
             .rate = 0.02, .rate_min = 1e-4, .rate_max = 1, .state_size = state_size, .step = step)
