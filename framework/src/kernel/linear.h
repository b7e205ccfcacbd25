/* Linear models: f(w) = 1/b sum loss(w0 + x_i . w, y_i) over a batch of b rows, its gradient and Hessian-vector
 * products, each in ONE pass over the rows.
 *
 * The order of every sum is fixed, so the bits are the same on every CPU level and for every compiler:
 *  - A prediction: column j goes to lane j mod 8, ascending; lanes are summed by the tree
 *    ((0+4)+(2+6)) + ((1+5)+(3+7)); then the intercept is added.
 *  - Losses and slopes: the row at position p of the batch goes to lane p mod 8.
 *  - A gradient column, 8 or more columns: the 8 rows of positions 8t ... 8t+7 are summed by the same tree, then t
 * ascends. Fewer columns: the row at position p goes to lane p mod 8, and the lanes are summed at the very end. (So
 * both layouts fill SIMD registers: with columns where there are enough, else with rows.)
 *  - All sums over rows run in blocks of 512 positions, whose sums are added in order: rounding errors grow with
 *    64 + rows / 512 rather than with the number of rows.
 *  - Sparse rows: the k-th stored value of a row goes to lane k mod 8; gradient columns add up row after row,
 * unblocked. Positions are those in the batch: rows 5, 6, 7 give the same bits as an index list as they do as a
 * range. Absent rows and columns are zeros. */
#ifndef DH_KERNEL_LINEAR_H
#define DH_KERNEL_LINEAR_H

#include <downhill/problem.h>

/* At prediction z and target y:
 *   absolute   |z - y|
 *   custom     dh_linear.custom
 *   logistic   log(1 + exp(-t)), t = z for y = 1 and -z for y = 0: minus the log-likelihood of labels 0 and 1
 *   squared    1/2 (z - y)^2
 *   zero_one   1 where z > 0 disagrees with the label y, else 0; its slope is 0
 * Sorted. X(name, in the code of the enum); the formulas are in kernel/loss.h. */
#define DH_LOSSES(X) X(absolute, ABSOLUTE) X(custom, CUSTOM) X(logistic, LOGISTIC) X(squared, SQUARED) X(zero_one, ZERO_ONE)

#define DH_LOSS_CODE_(NAME, CODE) DH_LOSS_##CODE,
typedef enum dh_loss { DH_LOSSES(DH_LOSS_CODE_) DH_LOSS_COUNT } dh_loss;

/* A loss of the caller's, of 8 predictions z and targets y at a time: loss, slope = dloss/dz and bend = d2loss/dz2, [8] each and not
 * overlapping. Where fewer than 8 rows are left the rest are zeros and what comes out of them is not used. */
typedef void dh_custom_loss(const double *shape, const double *z, const double *y, double *loss, double *slope, double *bend);

/* One model over one dataset. Pointers are the caller's and outlive the calls. */
typedef struct dh_linear {
    const dh_dataset *data; /* with y */
    const double *tiles;    /* [dh_linear_tiles_size] as dh_linear_tiles left it; NULL when that is 0 */
    double *scratch;        /* [dh_linear_scratch_size], 64-byte aligned */
    dh_loss loss;
    dh_custom_loss *custom; /* with DH_LOSS_CUSTOM */
    const double *shape;    /* handed to it */
    int intercept; /* 1: w[0] is the intercept and w[1 + j] belongs to column j; 0: w[j] does, no intercept */
} dh_linear;

/* With fewer than 8 dense columns: a copy of the rows in tiles of 8, [tile][column][8], the last filled up with
 * zeros; 64-byte aligned. Otherwise nothing: 0. */
size_t dh_linear_tiles_size(const dh_dataset *data);
void dh_linear_tiles(const dh_dataset *data, double *tiles);
size_t dh_linear_scratch_size(const dh_dataset *data);

/* Mean loss at w, and unless NULL the mean gradient. */
double dh_linear_evaluate(const dh_linear *model, const double *w, const dh_batch *batch, double *gradient);

/* The same with l2/2 |w|^2 added to the loss of every row, the intercept left out: dh_linear_evaluate, then dh_add_scaled and dh_dot
 * (kernel/vector.h), bit for bit; a single row takes it in the same turn. */
double dh_linear_penalised(const dh_linear *model, double l2, const double *w, const dh_batch *batch, double *gradient);

/* out = Hessian at w times v. */
void dh_linear_hvp(const dh_linear *model, const double *w, const dh_batch *batch, const double *v, double *out);

/* The CPU levels that the pass is compiled for: x86-64, with AVX2, with AVX-512. The functions above take the
 * highest that this CPU has, or DH_KERNEL_LEVEL where that was given to the compiler; these let a test compare them all. */
enum { DH_LEVEL_BASE, DH_LEVEL_AVX2, DH_LEVEL_AVX512, DH_LEVEL_COUNT };
int dh_linear_level(void);
double dh_linear_evaluate_at(int level, const dh_linear *model, const double *w, const dh_batch *batch,
                             double *gradient);
double dh_linear_penalised_at(int level, const dh_linear *model, double l2, const double *w, const dh_batch *batch,
                              double *gradient);
void dh_linear_hvp_at(int level, const dh_linear *model, const double *w, const dh_batch *batch, const double *v,
                      double *out);

#endif
