/* What linear.c hands to the pass, which is compiled once per CPU level. Private to kernel/. */
#ifndef DH_KERNEL_PASS_H
#define DH_KERNEL_PASS_H

#include "kernel/linear.h"

enum { DH_BLOCK = 512 }; /* rows whose sum is complete before it joins the total */

typedef enum dh_pass_kind { DH_PASS_LOSS, DH_PASS_GRADIENT, DH_PASS_HVP } dh_pass_kind;

typedef struct dh_pass {
    const dh_linear *model;
    const dh_dataset *data;
    const double *tiles;
    const dh_batch *batch;
    dh_pass_kind kind;
    size_t padded;      /* columns rounded up to whole lanes */
    size_t safe;        /* dense: rows before this one may be read up to `padded` without leaving the data */
    int stream;         /* dense: the batch is too large for the cache */
    const double *w;    /* weights and direction; dense: [padded], zeros at the end */
    const double *v;    /* with DH_PASS_HVP */
    double w0, v0;      /* intercepts, never -0 */
    double *row;        /* dense: [9][padded] room for a zero row and for rows too near the end of the data */
    double *part;       /* dense: [padded] sum of the present block */
    double *sum;        /* sums of slope times column: dense [padded], tiles [8], sparse [columns] */
    double loss, slope; /* out: sums over the batch */
} dh_pass;

typedef void dh_pass_run(dh_pass *pass);

/* By level, then by loss. */
extern dh_pass_run *const dh_pass_base[DH_LOSS_COUNT], *const dh_pass_avx2[DH_LOSS_COUNT],
                                                           *const dh_pass_avx512[DH_LOSS_COUNT];

/* The mean over one dense row, of the loss with the penalty l2/2 |w|^2 (where penalised is 1), and of its gradient; or H v, without a
 * penalty. out and v as in dh_linear_hvp, NULL: not asked for. */
typedef double dh_row_run(const dh_linear *model, size_t row, int penalised, double l2, const double *w, const double *v, double *out);
extern dh_row_run dh_row_base, dh_row_avx2, dh_row_avx512;

#endif
