/* Shampoo: each matrix of gradients G between inverse roots of its second moments from the left and from the right,
 *
 *     L <- L + G G^T,   R <- R + G^T G                                     from L = R = epsilon I
 *     X <- X - lr L^(-1/2k) G R^(-1/2k)                                    k = 2 matrices
 *
 * V. Gupta, T. Koren & Y. Singer 2018, "Shampoo: preconditioned stochastic tensor optimization", arXiv:1802.09568,
 * algorithm 1; a vector is a tensor of order k = 1: G G^T is a full matrix, its exponent -1/2 (full-matrix AdaGrad).
 *
 * L and R are sums as in the paper, not moving averages, and hold the present G. A side longer than max_side is left
 * out, and k counts the sides that remain (the exponents of one side add up to -1/2 as those of two); with none, each
 * entry is divided by sqrt(epsilon + sum of squares). Every `frequency` steps the roots are taken again.
 */
#include "eigen.h"

enum { EPSILON, FREQUENCY, MAX_SIDE };

static const dh_param params[] = {
    {.name = "epsilon", .doc = "L and R start from this times the unit matrix (pytorch-optimizer: 1e-4)",
     .standard = 1e-4, .min = 1e-12, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-8, .search_max = 1},
    {.name = "frequency", .doc = "steps from one computation of the roots to the next (paper: 1)",
     .standard = 1, .min = 1, .max = 0x1p53, .scale = DH_INTEGER, .search_min = 1, .search_max = 20},
    {.name = "max_side", .doc = "longer sides of a matrix are left out (ours)",
     .standard = 512, .min = 1, .max = 10000, .scale = DH_INTEGER},
};

/* Doubles kept for a block: sum and root of either side, or one sum of squares for each entry. */
static size_t kept(const dh_block *b, double most)
{
    const size_t r = kept_side(b->rows, most), c = kept_side(b->cols, most);
    return r || c ? 2 * (r * r + c * c) : b->rows * b->cols;
}

/* Then working space: matrix, eigenvectors, eigenvalues and GSL's own for the longest side; two blocks. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t all = 0, side = 0, most = 0;
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        all += kept(b, param[MAX_SIDE]);
        side = larger(side, larger(kept_side(b->rows, param[MAX_SIDE]), kept_side(b->cols, param[MAX_SIDE])));
        most = larger(most, b->rows * b->cols);
    }
    return all + 2 * side * side + (1 + EIGEN_SPACE) * side + 2 * most;
}

/* root = (sum + epsilon I)^(-1/4), or ^(-1/2) when it is the only one. */
static void find_root(double *root, const double *sum, double *space, size_t n, double epsilon, int only)
{
    double *A = space, *V = A + n * n, *values = V + n * n;
    memcpy(A, sum, n * n * sizeof *A);
    eigen(A, values, V, values + n, n);
    for (size_t k = 0; k < n; k++) {
        const double half = 1 / sqrt(fmax(values[k], 0) + epsilon);
        values[k] = only ? half : sqrt(half);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            A[i * n + k] = V[i * n + k] * values[k];
    multiply_transposed(root, A, V, n, n, n);
}

static void gather(double *sum, const double *product, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sum[i] += product[i];
}

static void step_block(double *x, const double *G, double *state, double *space, const dh_block *b, const dh_step *call)
{
    const double *param = call->param, epsilon = param[EPSILON], rate = call->rate;
    const size_t rows = b->rows, cols = b->cols;
    const size_t r = kept_side(rows, param[MAX_SIDE]), c = kept_side(cols, param[MAX_SIDE]);
    const int renew = call->step % (uint64_t)param[FREQUENCY] == 0, only = !r || !c;
    double *L = state, *root_L = L + r * r, *R = root_L + r * r, *root_R = R + c * c;
    double *left = space, *both = left + rows * cols, *work = both + rows * cols;
    const double *now = G;
    if (!r && !c) {
        for (size_t i = 0; i < rows * cols; i++) {
            state[i] += G[i] * G[i];
            x[i] -= rate * G[i] / sqrt(epsilon + state[i]);
        }
        return;
    }
    if (r) {
        multiply_transposed(work, G, G, r, cols, r);
        gather(L, work, r * r);
        if (renew)
            find_root(root_L, L, work, r, epsilon, only);
        multiply(left, root_L, r, 1, G, r, r, cols);
        now = left;
    }
    if (c) {
        multiply(work, G, 1, c, G, c, rows, c);
        gather(R, work, c * c);
        if (renew)
            find_root(root_R, R, work, c, epsilon, only);
        multiply(both, now, c, 1, root_R, rows, c, c);
        now = both;
    }
    for (size_t i = 0; i < rows * cols; i++)
        x[i] -= rate * now[i];
}

static void step(double *x, double *state, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    double *space = state;
    for (size_t k = 0; k < shape->block_count; k++)
        space += kept(&shape->blocks[k], call->param[MAX_SIDE]);
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        step_block(x + b->offset, call->gradient + b->offset, state, space, b, call);
        state += kept(b, call->param[MAX_SIDE]);
    }
}

DH_OPTIMIZER(.name = "shampoo", .doc = "Gradient matrices between the inverse roots of their second moments",
             .source = "Gupta, Koren & Singer 2018, arXiv:1802.09568", DH_PARAMS(params), .flags = DH_NEEDS_BLOCKS,
             .rate = 0.1, .rate_min = 1e-3, .rate_max = 10, .state_size = state_size, .step = step)
