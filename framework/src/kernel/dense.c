#include "kernel/dense.h"

#include "kernel/linear.h"

const dh_dense_level *dh_dense_at(int level)
{
    return level == DH_LEVEL_AVX512 ? &dh_dense_avx512 : level == DH_LEVEL_AVX2 ? &dh_dense_avx2 : &dh_dense_base;
}

void dh_dense_forward(size_t rows, size_t in, size_t out, const double *A, const double *W, const double *b, double *Z)
{
    dh_dense_at(dh_linear_level())->forward(rows, in, out, A, W, b, Z);
}

void dh_dense_backward(size_t rows, size_t in, size_t out, const double *E, const double *W, double *D)
{
    dh_dense_at(dh_linear_level())->backward(rows, in, out, E, W, D);
}

void dh_dense_gradient(size_t rows, size_t in, size_t out, const double *E, const double *A, double *G, double *g)
{
    dh_dense_at(dh_linear_level())->gradient(rows, in, out, E, A, G, g);
}

void dh_dense_gram(size_t rows, size_t k, const double *A, const double *B, double *H)
{
    dh_dense_at(dh_linear_level())->gram(rows, k, A, B, H);
}
