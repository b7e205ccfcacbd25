/* SOAP: Adam in the eigenbasis of Shampoo's second moments. At move t = 1, 2, ...
 *
 *     M <- beta1 M + (1 - beta1) G                 V <- beta2 V + (1 - beta2) (P^T G Q)^2      entry by entry
 *     X <- X - lr sqrt(1 - beta2^t) / (1 - beta1^t)  P [ P^T M Q / (sqrt(V) + epsilon) ] Q^T
 *     L <- beta2 L + (1 - beta2) G G^T             R <- beta2 R + (1 - beta2) G^T G
 *     every `frequency` moves:  P <- orthogonal factor of L P,  Q <- that of R Q               (QR decomposition)
 *
 * N. Vyas et al. 2024, "SOAP: improving and stabilizing Shampoo using Adam", arXiv:2409.11321, algorithms 3 and 4;
 * details as in the authors' code (github.com/nikhilvyas/SOAP): the first step moves nothing, it only sets L, R and
 * their eigenvectors P, Q; the corrections of the bias stand outside the root, so that epsilon is not corrected; before
 * the QR decomposition the columns of P, and the rows of V with them, are put in the order of falling diag(P^T L P),
 * likewise Q; vectors, and sides longer than max_side, are not rotated (P or Q = I there).
 */
#include "eigen.h"

#include <downhill/math.h>
#include <gsl/gsl_linalg.h>

enum { BETA1, BETA2, EPSILON, WEIGHT_DECAY, FREQUENCY, MAX_SIDE };

static const dh_param params[] = {
    {.name = "beta1", .doc = "share of the old mean gradient that is kept (paper: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "beta2", .doc = "share of the old mean square, and of the old L and R, that is kept (paper: 0.95)",
     .standard = 0.95, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.8, .search_max = 0.999},
    {.name = "epsilon", .doc = "added outside the root, against division by 0 (paper: 1e-8)",
     .standard = 1e-8, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 1e-10, .search_max = 1e-2},
    {.name = "weight_decay", .doc = "x <- x - lr weight_decay x before each move (the authors' code: 0.01, after it)",
     .standard = 0, .min = 0, .max = 1, .scale = DH_LOG, .search_min = 1e-5, .search_max = 0.1},
    {.name = "frequency", .doc = "moves from one QR decomposition to the next (paper: 10)",
     .standard = 10, .min = 1, .max = 0x1p53, .scale = DH_INTEGER, .search_min = 1, .search_max = 100},
    {.name = "max_side", .doc = "longer sides of a matrix are not rotated (the authors' code: 10000)",
     .standard = 512, .min = 1, .max = 10000, .scale = DH_INTEGER},
};

/* Lengths of the sides of a block that are rotated; 0: that one is not. */
typedef struct sides {
    size_t r, c;
} sides;

static sides rotated(const dh_block *b, double most)
{
    const int matrix = b->rows > 1 && b->cols > 1;
    return (sides){matrix ? kept_side(b->rows, most) : 0, matrix ? kept_side(b->cols, most) : 0};
}

/* Doubles kept for a block: M, V; L, P; R, Q. */
static size_t kept(const dh_block *b, double most)
{
    const sides s = rotated(b, most);
    return 2 * b->rows * b->cols + 2 * (s.r * s.r + s.c * s.c);
}

/* Calls so far; what the blocks keep; then working space for the largest: three blocks, three squares, and lines. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t all = 1, side = 0, most = 0;
    for (size_t k = 0; k < shape->block_count; k++) {
        const sides s = rotated(&shape->blocks[k], param[MAX_SIDE]);
        all += kept(&shape->blocks[k], param[MAX_SIDE]);
        side = larger(side, larger(s.r, s.c));
        most = larger(most, shape->blocks[k].rows * shape->blocks[k].cols);
    }
    return all + 3 * most + 3 * side * side + (1 + EIGEN_SPACE) * side;
}

/* Order of n values, the largest first; equal ones stay as they are. */
static void sort_falling(double *order, const double *value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = i;
        for (; j > 0 && value[(size_t)order[j - 1]] < value[i]; j--)
            order[j] = order[j - 1];
        order[j] = (double)i;
    }
}

/* to's column j = from's column order[j]. */
static void take_columns(double *to, const double *from, const double *order, size_t rows, size_t cols)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            to[i * cols + j] = from[i * cols + (size_t)order[j]];
}

static void first_basis(double *P, const double *L, double *space, size_t n)
{
    double *A = space, *E = A + n * n, *values = E + 2 * n * n, *order = values + n;
    memcpy(A, L, n * n * sizeof *A);
    eigen(A, values, E, order, n);
    sort_falling(order, values, n);
    take_columns(P, E, order, n, n);
}

/* P <- orthogonal factor of L P with its columns in order; `order` tells which. */
static void next_basis(double *P, const double *L, double *space, double *order, size_t n)
{
    double *A = space, *B = A + n * n, *C = B + n * n, *values = C + n * n;
    multiply(A, L, n, 1, P, n, n, n);
    memset(values, 0, n * sizeof *values);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            values[k] += P[i * n + k] * A[i * n + k];
    sort_falling(order, values, n);
    take_columns(B, A, order, n, n);
    gsl_matrix_view qr = gsl_matrix_view_array(B, n, n), q = gsl_matrix_view_array(P, n, n);
    gsl_matrix_view triangle = gsl_matrix_view_array(C, n, n);
    gsl_vector_view tau = gsl_vector_view_array(values, n);
    gsl_linalg_QR_decomp(&qr.matrix, &tau.vector);
    gsl_linalg_QR_unpack(&qr.matrix, &tau.vector, &q.matrix, &triangle.matrix);
}

/* out = P^T in Q, or P in Q^T with `back`. */
static void rotate(double *out, const double *in, const double *P, const double *Q, double *half, const dh_block *b,
                   sides s, int back)
{
    if (s.r)
        multiply(half, P, back ? s.r : 1, back ? 1 : s.r, in, s.r, s.r, b->cols);
    const double *now = s.r ? half : in;
    if (!s.c)
        memcpy(out, now, b->rows * b->cols * sizeof *out);
    else if (back)
        multiply_transposed(out, now, Q, b->rows, s.c, s.c);
    else
        multiply(out, now, s.c, 1, Q, b->rows, s.c, s.c);
}

static void average(double *mean, double beta, const double *now, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mean[i] = beta * mean[i] + (1 - beta) * now[i];
}

static void step_block(double *x, const double *G, double *state, double *space, const dh_block *b, double count,
                       const dh_step *call)
{
    const double *param = call->param, beta1 = param[BETA1], beta2 = param[BETA2], epsilon = param[EPSILON];
    const size_t rows = b->rows, cols = b->cols, entries = rows * cols;
    const sides s = rotated(b, param[MAX_SIDE]);
    double *M = state, *V = M + entries, *L = V + entries, *P = L + s.r * s.r, *R = P + s.r * s.r, *Q = R + s.c * s.c;
    double *half = space, *one = half + entries, *two = one + entries, *work = two + entries;

    if (count > 0) {
        const double length = call->rate * sqrt(1 - dh_pow(beta2, count)) / (1 - dh_pow(beta1, count));
        const double decay = call->rate * param[WEIGHT_DECAY];
        average(M, beta1, G, entries);
        rotate(one, G, P, Q, half, b, s, 0);
        for (size_t i = 0; i < entries; i++)
            V[i] = beta2 * V[i] + (1 - beta2) * (one[i] * one[i]);
        rotate(one, M, P, Q, half, b, s, 0);
        for (size_t i = 0; i < entries; i++)
            one[i] /= sqrt(V[i]) + epsilon;
        rotate(two, one, P, Q, half, b, s, 1);
        for (size_t i = 0; i < entries; i++)
            x[i] = x[i] - decay * x[i] - length * two[i];
    }
    multiply_transposed(work, G, G, s.r, cols, s.r);
    average(L, beta2, work, s.r * s.r);
    multiply(work, G, 1, cols, G, s.c, rows, s.c);
    average(R, beta2, work, s.c * s.c);

    const int renew = count > 0 && (uint64_t)count % (uint64_t)param[FREQUENCY] == 0;
    double *const order = half;
    if (s.r && count == 0)
        first_basis(P, L, work, s.r);
    if (s.r && renew) {
        next_basis(P, L, work, order, s.r);
        for (size_t i = 0; i < rows; i++)
            memcpy(one + i * cols, V + (size_t)order[i] * cols, cols * sizeof *V);
        memcpy(V, one, entries * sizeof *V);
    }
    if (s.c && count == 0)
        first_basis(Q, R, work, s.c);
    if (s.c && renew) {
        next_basis(Q, R, work, order, s.c);
        take_columns(one, V, order, rows, cols);
        memcpy(V, one, entries * sizeof *V);
    }
}

static void step(double *x, double *state, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    const double count = *state;
    double *block = state + 1, *space = block;
    for (size_t k = 0; k < shape->block_count; k++)
        space += kept(&shape->blocks[k], call->param[MAX_SIDE]);
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        step_block(x + b->offset, call->gradient + b->offset, block, space, b, count, call);
        block += kept(b, call->param[MAX_SIDE]);
    }
    *state = count + 1;
}

DH_OPTIMIZER(.name = "soap", .doc = "Adam in the eigenbasis of Shampoo's second moments",
             .source = "Vyas et al. 2024, arXiv:2409.11321", DH_PARAMS(params), .flags = DH_NEEDS_BLOCKS,
             .rate = 0.003, .rate_min = 1e-4, .rate_max = 1, .state_size = state_size, .step = step)
