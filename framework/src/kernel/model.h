/* What every linear model has in common as a problem plugin: an optional intercept x[0], then a weight for each feature. Its
 * first two parameters are these two rows. */
#ifndef DH_KERNEL_MODEL_H
#define DH_KERNEL_MODEL_H

#include "kernel/linear.h"

enum { DH_MODEL_INTERCEPT, DH_MODEL_START_SCALE, DH_MODEL_PARAMS };

extern const char *const dh_model_no_yes[];

#define DH_MODEL_ROWS(SCALE)                                                                                      \
    {.name = "intercept", .doc = "whether the model has a constant term, w0",                                     \
     .standard = 1, .max = 1, .scale = DH_CHOICE, .choices = dh_model_no_yes},                                    \
    {.name = "start_scale", .doc = "standard deviation of the starting weights; 0: start at the origin",          \
     .standard = (SCALE), .min = 0, .max = DH_NO_LIMIT, .scale = DH_LINEAR}

/* Fields of the descriptor: all but evaluate, hvp and metrics. */
#define DH_MODEL                                                                                                  \
    .dim = dh_model_dim, .blocks = dh_model_blocks, .memory_size = dh_model_memory_size,                          \
    .scratch_size = dh_model_scratch_size, .prepare = dh_model_prepare, .start = dh_model_start

size_t dh_model_dim(const dh_instance *self, char *refusal, size_t refusal_size);
void dh_model_blocks(const dh_instance *self, dh_block *block, size_t *count);
size_t dh_model_memory_size(const dh_instance *self);
size_t dh_model_scratch_size(const dh_instance *self);
void dh_model_prepare(const dh_instance *self, double *memory, dh_random *random);
void dh_model_start(const dh_instance *self, dh_random *random, double *x); /* N(0, start_scale^2) */

/* Where the weights begin in x: 1 behind an intercept, else 0. */
static inline size_t dh_model_shift(const dh_instance *self)
{
    return self->param[DH_MODEL_INTERCEPT] != 0;
}

/* The kernel's view of an instance, for one loss. */
static inline dh_linear dh_model_of(const dh_instance *self, dh_loss loss)
{
    return (dh_linear){.data = self->data,
                       .tiles = self->memory,
                       .scratch = self->scratch,
                       .loss = loss,
                       .intercept = (int)dh_model_shift(self)};
}

/* out = mean absolute error, and R^2 = 1 - sum (y - z)^2 / sum (y - mean y)^2, NaN for a constant target. */
void dh_model_errors(const dh_instance *self, const double *x, const dh_batch *rows, double *out);
extern const char *const dh_model_error_names[]; /* "mae", "r2" */

/* out = share of rows on the right side of z = 0, and the mean of `loss`. */
void dh_model_hits(const dh_instance *self, const dh_linear *loss, const double *x, const dh_batch *rows, double *out);
dh_linear dh_model_custom(const dh_instance *self, dh_custom_loss *loss, const double *shape);

/* Doubles of scratch that hold `size`, and that a run pays nothing for if it does not touch them: the host maps blocks of that many. */
static inline size_t dh_model_untouched(size_t size)
{
    enum { MAPPED = 256 * 1024 / sizeof(double) };
    return size > MAPPED ? size : MAPPED;
}

/* Length of the longest training row. */
double dh_model_radius(const dh_instance *self);

/* The largest eigenvalue of bend/m X'X + diag(0, l2, ..., l2), where X has a column of ones with an intercept (whose entry the 0 is):
 * f is that smooth when `bend` is its loss's greatest second derivative. Up to 512 columns as dh_eigenvalue_bound has it. Beyond, and where
 * that would take more than some seconds: an upper bound, near for data without negative values; else one that is too small with a chance
 * of at most 1e-9, and some percent too large. NaN for more than 2e8 values. scratch [dh_model_smoothness_size], 64-byte aligned. */
size_t dh_model_smoothness_size(const dh_instance *self);
double dh_model_smoothness(const dh_instance *self, double bend, double l2, double *scratch);

/* How far the mean loss at x, as dh_linear_evaluate has it, is from that of predictions each of which was rounded once. */
double dh_model_rounding(const dh_instance *self, const dh_linear *loss, const double *x);

/* A bound on f(x) - f* where `slope` is the length of the gradient, mu > 0 bounds the Hessian from below at x (but for
 * directions along which f is constant), and third derivatives along u are at most radius |u| times second ones. Then
 * curvature falls no faster than exp(-radius |v|) on the way to x + v, so that
 *     f(x + v) >= f(x) - nu a + psi(S) a^2,    a^2 = v'Hv,  S = radius |v|,  nu^2 = g'H^-1 g,
 * with psi(S) = (exp(-S) + S - 1) / S^2. Where radius slope <= mu / 2 nothing with S > 1.6 lies below f(x), and up to there
 * psi >= 1/4: f* >= f(x) - nu^2 >= f(x) - slope^2 / mu. Elsewhere the bound is infinite. (F. Bach 2010, "Self-concordant analysis
 * for logistic regression", Electronic Journal of Statistics 4, 384-414, section 2.) */
double dh_model_gap(double slope, double mu, double radius);

#endif
