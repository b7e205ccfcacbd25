/* Adafactor: of the second moment of a matrix only row sums and column sums are kept; the update is clipped by its root
 * mean square, and the rate is relative to that of the parameters:
 *
 *     b = 1 - t^-decay at the t-th step      S = G^2 + epsilon1
 *     R <- b R + (1 - b) row sums of S      C <- b C + (1 - b) column sums of S      V = R C^T / sum R
 *     U = G / sqrt(V)      X <- X - lr max(epsilon2, rms(X)) U / max(1, rms(U) / clip)
 *
 * A block with one row or one column keeps V <- b V + (1 - b) S itself.
 *
 * N. Shazeer & M. Stern 2018, "Adafactor: adaptive learning rates with sublinear memory cost", arXiv:1804.04235,
 * algorithms 4 and 5, without momentum; lr is their relative step size rho_t, min(0.01, 1 / sqrt(t)) in the paper.
 */
#include <downhill/math.h>
#include <downhill/optimizer.h>

enum { DECAY, EPSILON1, EPSILON2, CLIP, SCALE_PARAMETER };
enum { YES, NO };

static const char *const answers[] = {"yes", "no", NULL};

static const dh_param params[] = {
    {.name = "decay", .doc = "exponent c in beta2 = 1 - t^-c (paper: 0.8)",
     .standard = 0.8, .min = 0, .max = 1, .flags = DH_OPEN_MIN,
     .scale = DH_LINEAR, .search_min = 0.5, .search_max = 1},
    {.name = "epsilon1", .doc = "added to the squared gradient, against division by 0 (paper: 1e-30)",
     .standard = 1e-30, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN, .scale = DH_LOG},
    {.name = "epsilon2", .doc = "least root mean square of a block that the rate is scaled with (paper: 1e-3)",
     .standard = 1e-3, .min = 0, .max = DH_NO_LIMIT, .scale = DH_LOG, .search_min = 1e-4, .search_max = 1},
    {.name = "clip", .doc = "largest root mean square of an update before the rate, d in the paper (paper: 1)",
     .standard = 1, .min = 0, .max = DH_NO_LIMIT, .flags = DH_OPEN_MIN,
     .scale = DH_LOG, .search_min = 0.5, .search_max = 5},
    {.name = "scale_parameter", .doc = "yes: lr is relative to the root mean square of the block (paper); no: absolute",
     .standard = YES, .min = YES, .max = NO, .scale = DH_CHOICE, .choices = answers},
};

static int is_matrix(const dh_block *b)
{
    return b->rows > 1 && b->cols > 1;
}

/* Steps done, U [dim]; then for each block R [rows] and C [cols], or V [rows cols]. */
static size_t state_size(const dh_shape *shape, const double *param, const dh_list *list)
{
    size_t size = 1 + shape->dim;
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        size += is_matrix(b) ? b->rows + b->cols : b->rows * b->cols;
    }
    return size;
}

static double rms(const double *a, size_t count)
{
    double square = 0;
    for (size_t i = 0; i < count; i++)
        square += a[i] * a[i];
    return sqrt(square / (double)count);
}

static void divide_vector(double *U, double *V, const double *G, size_t count, double beta, double epsilon)
{
    for (size_t i = 0; i < count; i++) {
        V[i] = beta * V[i] + (1 - beta) * (G[i] * G[i] + epsilon);
        U[i] = G[i] / sqrt(V[i]);
    }
}

static void divide_matrix(double *U, double *R, const double *G, const dh_block *b, double beta, double epsilon)
{
    const size_t rows = b->rows, cols = b->cols;
    double *C = R + rows, total = 0;
    for (size_t c = 0; c < cols; c++)
        C[c] *= beta;
    for (size_t r = 0; r < rows; r++) {
        double sum = 0;
        for (size_t c = 0; c < cols; c++) {
            const double square = G[r * cols + c] * G[r * cols + c] + epsilon;
            sum += square;
            C[c] += (1 - beta) * square;
        }
        R[r] = beta * R[r] + (1 - beta) * sum;
        total += R[r];
    }
    for (size_t r = 0; r < rows; r++) {
        const double share = R[r] / total;
        for (size_t c = 0; c < cols; c++)
            U[r * cols + c] = G[r * cols + c] / sqrt(share * C[c]);
    }
}

static void step(double *x, double *state, const dh_step *call)
{
    const dh_shape *shape = call->shape;
    const double *p = call->param, t = state[0] += 1, beta = 1 - dh_pow(t, -p[DECAY]);
    double *update = state + 1, *kept = update + shape->dim;
    for (size_t k = 0; k < shape->block_count; k++) {
        const dh_block *b = &shape->blocks[k];
        const size_t count = b->rows * b->cols;
        const double *G = call->gradient + b->offset;
        double *X = x + b->offset, *U = update + b->offset;
        if (is_matrix(b))
            divide_matrix(U, kept, G, b, beta, p[EPSILON1]);
        else
            divide_vector(U, kept, G, count, beta, p[EPSILON1]);
        kept += is_matrix(b) ? b->rows + b->cols : count;

        const double size = p[SCALE_PARAMETER] == YES ? fmax(p[EPSILON2], rms(X, count)) : 1;
        const double length = call->rate * size / fmax(1, rms(U, count) / p[CLIP]);
        for (size_t i = 0; i < count; i++)
            X[i] -= length * U[i];
    }
}

DH_OPTIMIZER(.name = "adafactor", .doc = "Second moments of matrices from row and column sums, clipped relative steps",
             .source = "Shazeer & Stern 2018, arXiv:1804.04235", DH_PARAMS(params), .flags = DH_NEEDS_BLOCKS,
             .rate = 0.01, .rate_min = 1e-4, .rate_max = 1,
             .state_size = state_size, .step = step)
