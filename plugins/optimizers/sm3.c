/* SM3-II: AdaGrad in little memory. Of the sums of squares of a matrix only one bound for each row and one for each
 * column are kept:
 *
 *     nu_ij = min(row_i, col_j) + g_ij^2      row_i <- max over j of nu_ij      col_j <- max over i of nu_ij
 *     m <- beta m + (1 - beta) g / sqrt(nu + epsilon)      x <- x - lr m
 *
 * A block with one row or one column keeps nu <- nu + g^2 itself: AdaGrad.
 *
 * R. Anil, V. Gupta, T. Koren & Y. Singer 2019, "Memory-efficient adaptive optimization", arXiv:1901.11150, algorithm
 * SM3-II, the sets of its cover being rows and columns. Momentum as in the paper's experiments and the authors' code
 * (google-research/sm3), where epsilon is under the root, against division by 0; the paper has 0 / 0 = 0.
 */
#include <downhill/optimizer.h>
#include <math.h>

enum { BETA, EPSILON };

static const dh_param params[] = {
    {.name = "beta", .doc = "share of the old mean that is kept (paper's experiments: 0.9)",
     .standard = 0.9, .min = 0, .max = 1, .flags = DH_OPEN_MAX,
     .scale = DH_ONE_MINUS_LOG, .search_min = 0.5, .search_max = 0.99},
    {.name = "epsilon", .doc = "added under the root, against division by 0 (the authors' code: 1e-30)",
     .standard = 1e-30, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
};

static int is_matrix(const dh_block *b)
{
    return b->rows > 1 && b->cols > 1;
}

/* row [rows], col [cols] and the next col [cols] for a matrix; nu for another block. */
static size_t size_of(const dh_block *b)
{
    return is_matrix(b) ? b->rows + 2 * b->cols : b->rows * b->cols;
}

/* m [dim], then what each block keeps. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t size = shape->dim;
    for (size_t k = 0; k < shape->block_count; k++)
        size += size_of(&shape->blocks[k]);
    return size;
}

static void step_vector(double *x, double *m, double *nu, const double *g, size_t count, const dh_step *call)
{
    const double beta = call->param[BETA], epsilon = call->param[EPSILON], rate = call->rate;
    for (size_t i = 0; i < count; i++) {
        nu[i] += g[i] * g[i];
        m[i] = beta * m[i] + (1 - beta) * (g[i] / sqrt(nu[i] + epsilon));
        x[i] -= rate * m[i];
    }
}

static void step_matrix(double *x, double *m, double *row, const double *g, const dh_block *b, const dh_step *call)
{
    const size_t rows = b->rows, cols = b->cols;
    const double beta = call->param[BETA], epsilon = call->param[EPSILON], rate = call->rate;
    double *col = row + rows, *next = col + cols;
    memset(next, 0, cols * sizeof *next);
    for (size_t i = 0; i < rows; i++) {
        double most = 0;
        for (size_t j = 0; j < cols; j++) {
            const size_t k = i * cols + j;
            const double nu = (row[i] < col[j] ? row[i] : col[j]) + g[k] * g[k];
            most = nu > most ? nu : most;
            next[j] = nu > next[j] ? nu : next[j];
            m[k] = beta * m[k] + (1 - beta) * (g[k] / sqrt(nu + epsilon));
            x[k] -= rate * m[k];
        }
        row[i] = most;
    }
    memcpy(col, next, cols * sizeof *col);
}

static void step(double *x, double *state, const dh_step *call)
{
    double *kept = state + call->shape->dim;
    for (size_t k = 0; k < call->shape->block_count; k++) {
        const dh_block *b = &call->shape->blocks[k];
        const double *g = call->gradient + b->offset;
        if (is_matrix(b))
            step_matrix(x + b->offset, state + b->offset, kept, g, b, call);
        else
            step_vector(x + b->offset, state + b->offset, kept, g, b->rows * b->cols, call);
        kept += size_of(b);
    }
}

DH_OPTIMIZER(.name = "sm3", .doc = "AdaGrad from one bound for each row and column of a matrix, with momentum",
             .source = "Anil, Gupta, Koren & Singer 2019, arXiv:1901.11150", DH_PARAMS(params),
             .flags = DH_NEEDS_BLOCKS, .rate = 0.1, .rate_min = 1e-3, .rate_max = 1,
             .state_size = state_size, .step = step)
