/* Shampoo: a gradient matrix between the inverse fourth roots of its left and right second moments, by Jacobi's
 * eigenvalue method; vectors get AdaGrad. Exercises: parameter blocks with state of several shapes each.
 *
 *     L <- L + G G^T,   R <- R + G^T G,   X <- X - lr (L + epsilon I)^(-1/4) G (R + epsilon I)^(-1/4)
 *
 * V. Gupta, T. Koren & Y. Singer 2018, "Shampoo: preconditioned stochastic tensor optimization", arXiv:1802.09568,
 * algorithm 1.
 */
#include <downhill/optimizer.h>
#include <math.h>

static const dh_param params[] = {
    {.name = "epsilon", .doc = "added to the diagonal of both second moments",
     .standard = 1e-8, .min = 1e-100, .max = 1e100, .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
};

static int is_matrix(const dh_block *b)
{
    return b->rows > 1 && b->cols > 1;
}

static size_t longer(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* For each block: L and R, or the sum of squares. Then, for the largest side n: eigenvectors, a copy and a root [n n]
 * each; and two matrices as large as the largest block. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t kept = 0, side = 0, most = 0;
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        kept += is_matrix(b) ? b->rows * b->rows + b->cols * b->cols : b->rows * b->cols;
        if (!is_matrix(b))
            continue;
        side = longer(side, longer(b->rows, b->cols));
        most = longer(most, b->rows * b->cols);
    }
    return kept + 3 * side * side + 2 * most;
}

/* One rotation that makes A[p][q] zero; V gathers the rotations. */
static void rotate(double *A, double *V, size_t n, size_t p, size_t q)
{
    if (A[p * n + q] == 0)
        return;
    const double theta = (A[q * n + q] - A[p * n + p]) / (2 * A[p * n + q]);
    const double t = copysign(1, theta) / (fabs(theta) + sqrt(theta * theta + 1));
    const double c = 1 / sqrt(t * t + 1), s = t * c;
    for (size_t k = 0; k < n; k++) {
        const double a = A[k * n + p], b = A[k * n + q], v = V[k * n + p], w = V[k * n + q];
        A[k * n + p] = c * a - s * b;
        A[k * n + q] = s * a + c * b;
        V[k * n + p] = c * v - s * w;
        V[k * n + q] = s * v + c * w;
    }
    for (size_t k = 0; k < n; k++) {
        const double a = A[p * n + k], b = A[q * n + k];
        A[p * n + k] = c * a - s * b;
        A[q * n + k] = s * a + c * b;
    }
}

/* root = (M + epsilon I)^(-1/4) for M [n][n], symmetric and not negative; V and A are working space. */
static void inverse_fourth_root(double *root, const double *M, double *V, double *A, size_t n, double epsilon)
{
    memcpy(A, M, n * n * sizeof *A);
    memset(V, 0, n * n * sizeof *V);
    memset(root, 0, n * n * sizeof *root);
    for (size_t i = 0; i < n; i++)
        V[i * n + i] = 1;
    for (int sweep = 0; sweep < 12; sweep++)
        for (size_t p = 0; p + 1 < n; p++)
            for (size_t q = p + 1; q < n; q++)
                rotate(A, V, n, p, q);
    for (size_t k = 0; k < n; k++) {
        const double value = 1 / sqrt(sqrt(fmax(A[k * n + k], 0) + epsilon));
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                root[i * n + j] += value * V[i * n + k] * V[j * n + k];
    }
}

/* out [n][m] = a [n][k] times b [k][m]. */
static void multiply(double *out, const double *a, const double *b, size_t n, size_t k, size_t m)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++) {
            double sum = 0;
            for (size_t l = 0; l < k; l++)
                sum += a[i * k + l] * b[l * m + j];
            out[i * m + j] = sum;
        }
}

static void gather(double *L, double *R, const double *G, size_t rows, size_t cols)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++) {
            for (size_t k = 0; k < rows; k++)
                L[r * rows + k] += G[r * cols + c] * G[k * cols + c];
            for (size_t k = 0; k < cols; k++)
                R[c * cols + k] += G[r * cols + c] * G[r * cols + k];
        }
}

static void step_matrix(double *x, const double *G, double *kept, double *space, const dh_block *b, size_t side,
                        const dh_step *call)
{
    const size_t rows = b->rows, cols = b->cols;
    double *L = kept, *R = kept + rows * rows;
    double *V = space, *A = V + side * side, *root = A + side * side, *half = root + side * side, *whole = half + rows * cols;
    gather(L, R, G, rows, cols);
    inverse_fourth_root(root, L, V, A, rows, call->param[0]);
    multiply(half, root, G, rows, rows, cols);
    inverse_fourth_root(root, R, V, A, cols, call->param[0]);
    multiply(whole, half, root, rows, cols, cols);
    for (size_t i = 0; i < rows * cols; i++)
        x[i] -= call->rate * whole[i];
}

static void step(double *x, double *state, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    double *kept = state, *space = state;
    size_t side = 0;
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        space += is_matrix(b) ? b->rows * b->rows + b->cols * b->cols : b->rows * b->cols;
        if (is_matrix(b))
            side = longer(side, longer(b->rows, b->cols));
    }
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        const double *g = call->gradient + b->offset;
        const size_t entries = b->rows * b->cols;
        if (is_matrix(b)) {
            step_matrix(x + b->offset, g, kept, space, b, side, call);
            kept += b->rows * b->rows + b->cols * b->cols;
            continue;
        }
        for (size_t i = 0; i < entries; i++) {
            kept[i] += g[i] * g[i];
            x[b->offset + i] -= call->rate * g[i] / sqrt(kept[i] + call->param[0]);
        }
        kept += entries;
    }
}

DH_OPTIMIZER(.name = "shampoo", .doc = "Gradient matrices between the roots of their second moments",
             .source = "Gupta, Koren & Singer 2018, arXiv:1802.09568", DH_PARAMS(params), .flags = DH_NEEDS_BLOCKS,
             .rate = 0.1, .rate_min = 1e-3, .rate_max = 10, .state_size = state_size, .step = step)
