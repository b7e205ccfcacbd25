/* Compiled once per CPU level, each time with DH_DENSE the name of the table. Blocks of 4 rows by 2 neurons keep what is loaded in
 * registers; the order of each sum does not depend on the blocks. */
#include "kernel/dense.h"
#include "kernel/lanes.h"

#include <string.h>

enum { R = 4, C = 2 }; /* rows and neurons at a time */

#define ALWAYS DH_KERNEL_INLINE

/* The last columns, as lanes of which the first `count` are filled. */
ALWAYS dh_lanes tail(const double *at, size_t count)
{
    double room[DH_LANES] = {0};
    memcpy(room, at, count * sizeof *room);
    return dh_lanes_load(room);
}

ALWAYS void forward_block(int rows, int neurons, size_t in, size_t out, const double *A, const double *W, const double *b,
                          double *Z)
{
    dh_lanes sum[R][C];
    size_t whole = in / DH_LANES * DH_LANES;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < neurons; c++)
            sum[r][c] = (dh_lanes){0};
    for (size_t k = 0; k < whole; k += DH_LANES)
        for (int c = 0; c < neurons; c++) {
            dh_lanes w = dh_lanes_load(W + (size_t)c * in + k);
            for (int r = 0; r < rows; r++)
                sum[r][c] = dh_lanes_add(sum[r][c], dh_lanes_times(dh_lanes_load(A + (size_t)r * in + k), w));
        }
    if (whole < in)
        for (int c = 0; c < neurons; c++) {
            dh_lanes w = tail(W + (size_t)c * in + whole, in - whole);
            for (int r = 0; r < rows; r++)
                sum[r][c] = dh_lanes_add(sum[r][c], dh_lanes_times(tail(A + (size_t)r * in + whole, in - whole), w));
        }
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < neurons; c++)
            Z[(size_t)r * out + (size_t)c] = dh_lanes_sum(sum[r][c]) + b[c];
}

static void forward(size_t rows, size_t in, size_t out, const double *A, const double *W, const double *b, double *Z)
{
    for (size_t c = 0; c < out; c += C)
        for (size_t r = 0; r < rows; r += R) {
            const double *a = A + r * in, *w = W + c * in;
            double *z = Z + r * out + c;
            if (r + R <= rows && c + C <= out)
                forward_block(R, C, in, out, a, w, b + c, z);
            else
                for (size_t i = 0; i < R && r + i < rows; i++)
                    for (size_t j = 0; j < C && c + j < out; j++)
                        forward_block(1, 1, in, out, a + i * in, w + j * in, b + c + j, z + i * out + j);
        }
}

/* to [in] (+)= sum over terms of scale[t stride] row[t], ascending; 4 terms at a time while `to` is in registers. */
ALWAYS void combine(size_t in, size_t terms, const double *scale, size_t stride, const double *rows, double *to)
{
    size_t k = 0;
    for (; k + DH_WIDTH <= in; k += DH_WIDTH) {
        dh_vec sum = *(const dh_vec_loose *)(to + k);
        for (size_t t = 0; t < terms; t++)
            sum += scale[t * stride] * *(const dh_vec_loose *)(rows + t * in + k);
        *(dh_vec_loose *)(to + k) = sum;
    }
    for (; k < in; k++) {
        double sum = to[k];
        for (size_t t = 0; t < terms; t++)
            sum += scale[t * stride] * rows[t * in + k];
        to[k] = sum;
    }
}

static void backward(size_t rows, size_t in, size_t out, const double *E, const double *W, double *D)
{
    memset(D, 0, rows * in * sizeof *D);
    for (size_t r = 0; r < rows; r++)
        combine(in, out, E + r * out, 1, W, D + r * in);
}

static void gradient(size_t rows, size_t in, size_t out, const double *E, const double *A, double *G, double *g)
{
    for (size_t c = 0; c < out; c++) {
        combine(in, rows, E + c, out, A, G + c * in);
        for (size_t r = 0; r < rows; r++)
            g[c] += E[r * out + c];
    }
}

/* `columns` rows of H from column to column + vectors * DH_WIDTH. */
ALWAYS void gram_block(int columns, int vectors, size_t rows, size_t k, const double *A, const double *B, double *H)
{
    dh_vec sum[R][C];
    for (int a = 0; a < columns; a++)
        for (int b = 0; b < vectors; b++)
            sum[a][b] = *(const dh_vec_loose *)(H + (size_t)a * k + b * DH_WIDTH);
    for (size_t r = 0; r < rows; r++)
        for (int b = 0; b < vectors; b++) {
            const dh_vec right = *(const dh_vec_loose *)(B + r * k + b * DH_WIDTH);
            for (int a = 0; a < columns; a++)
                sum[a][b] += A[r * k + (size_t)a] * right;
        }
    for (int a = 0; a < columns; a++)
        for (int b = 0; b < vectors; b++)
            *(dh_vec_loose *)(H + (size_t)a * k + b * DH_WIDTH) = sum[a][b];
}

/* H[a][a - count + 1 ... a] */
ALWAYS void gram_end(size_t rows, size_t k, size_t a, size_t count, const double *A, const double *B, double *H)
{
    for (size_t b = a + 1 - count; b <= a; b++) {
        double sum = H[a * k + b];
        for (size_t r = 0; r < rows; r++)
            sum += A[r * k + a] * B[r * k + b];
        H[a * k + b] = sum;
    }
}

static void gram(size_t rows, size_t k, const double *A, const double *B, double *H)
{
    size_t a = 0;
    for (; a + R <= k; a += R) { /* below the diagonal's block: as many columns in each row */
        size_t b = 0;
        for (; b + C * DH_WIDTH <= a + 1; b += C * DH_WIDTH)
            gram_block(R, C, rows, k, A + a, B + b, H + a * k + b);
        for (; b + DH_WIDTH <= a + 1; b += DH_WIDTH)
            gram_block(R, 1, rows, k, A + a, B + b, H + a * k + b);
        for (size_t i = a; i < a + R; i++)
            gram_end(rows, k, i, i + 1 - b, A, B, H);
    }
    for (; a < k; a++)
        gram_end(rows, k, a, a + 1, A, B, H);
}

const dh_dense_level DH_DENSE = {forward, backward, gradient, gram};
