/* Products of dense matrices, for layers of neurons and for Hessians of linear models, in a fixed order of sums: the bits are the same on every CPU level.
 *
 * All matrices are row-major. rows: samples; A [rows][in] the layer's input, W [out][in] its weights. */
#ifndef DH_KERNEL_DENSE_H
#define DH_KERNEL_DENSE_H

#include <stddef.h>

/* Z [rows][out] = A W' + 1 b'. Each element is a dot product over `in` in the order of dh_dot (kernel/vector.h), then b [out]. */
void dh_dense_forward(size_t rows, size_t in, size_t out, const double *A, const double *W, const double *b, double *Z);

/* D [rows][in] = E W, E [rows][out]. Each element is summed over `out`, ascending. */
void dh_dense_backward(size_t rows, size_t in, size_t out, const double *E, const double *W, double *D);

/* G [out][in] += E' A, g [out] += E' 1. Each element is summed over rows, ascending. */
void dh_dense_gradient(size_t rows, size_t in, size_t out, const double *E, const double *A, double *G, double *g);

/* H [k][k] += A' B on its diagonal and below; what is above is left alone. A, B [rows][k]. Each element is summed over rows, ascending. */
void dh_dense_gram(size_t rows, size_t k, const double *A, const double *B, double *H);

/* The same at a CPU level of kernel/linear.h, for tests that compare them. */
typedef struct dh_dense_level {
    void (*forward)(size_t rows, size_t in, size_t out, const double *A, const double *W, const double *b, double *Z);
    void (*backward)(size_t rows, size_t in, size_t out, const double *E, const double *W, double *D);
    void (*gradient)(size_t rows, size_t in, size_t out, const double *E, const double *A, double *G, double *g);
    void (*gram)(size_t rows, size_t k, const double *A, const double *B, double *H);
} dh_dense_level;
extern const dh_dense_level dh_dense_base, dh_dense_avx2, dh_dense_avx512;
const dh_dense_level *dh_dense_at(int level);

#endif
