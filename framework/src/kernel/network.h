/* Layers of neurons, each fed by all of the layer before, as a problem over the rows of a dataset:
 *
 *     a_0 = row      z_l = W_l a_{l-1} + b_l      a_l = activation_l(z_l)      f = 1/m sum loss(z_L) + l2/2 sum
 * |W_l|^2
 *
 * x holds W_1 [out][in] (block "weights1"), b_1 [out] ("bias1"), W_2, ... TILE rows at a time go forth and back
 * (kernel/dense.h); sums over rows run in blocks of 512, so that the order of every sum is fixed. */
#ifndef DH_KERNEL_NETWORK_H
#define DH_KERNEL_NETWORK_H

#include <downhill/problem.h>

enum { DH_NETWORK_LAYERS = DH_MAX_BLOCKS / 2, DH_NETWORK_TILE = 64 };

/* relu: max(z, 0), whose slope and bend at 0 are 0      tanh      sigmoid: 1 / (1 + exp(-z))
 * gelu: z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))   linear: z */
enum { DH_RELU, DH_TANH, DH_SIGMOID, DH_GELU, DH_LINEAR_UNIT };
extern const char *const dh_network_activations[]; /* in this order, NULL-terminated */

/* Starting weights are N(0, s^2), biases 0. he: s^2 = 2 / in (K. He et al. 2015, arXiv:1502.01852); glorot: s^2 = 2 /
 * (in + out) (X. Glorot & Y. Bengio 2010, PMLR 9, 249-256); auto: he for a layer of relu or gelu, glorot for the
 * others. */
enum { DH_INIT_AUTO, DH_INIT_HE, DH_INIT_GLOROT };
extern const char *const dh_network_inits[];

/* Loss of one row (the dataset's number) with scores z; error gets its slope. Unless dz is NULL, turn gets the change
 * of that slope along dz. All [width of the last layer]; input [width[0]] is the row itself. */
typedef double dh_network_loss(const dh_instance *self, size_t row, const double *input, const double *z,
                               const double *dz, double *error, double *turn);

/* What the plugin fills. The last layer is linear: its scores go to the loss. */
typedef struct dh_network {
    const dh_instance *self; /* with data; its scratch [dh_network_scratch_size] is used */
    dh_network_loss *loss;
    double l2;
    size_t layers; /* that have weights, <= DH_NETWORK_LAYERS */
    size_t width[DH_NETWORK_LAYERS + 1];
    int activation[DH_NETWORK_LAYERS]; /* of layer l + 1 */
} dh_network;

/* Whole numbers, and at most `most`: 0, or -1 with the reason in refusal. `name` is the parameter's. */
int dh_network_check(const dh_list *widths, const char *name, size_t most, char *refusal, size_t refusal_size);

size_t dh_network_size(const dh_network *network); /* of x */
size_t dh_network_scratch_size(const dh_network *network);
void dh_network_blocks(const dh_network *network, dh_block *block, size_t *count);
void dh_network_start(const dh_network *network, int init, dh_random *random, double *x);

double dh_network_evaluate(const dh_network *network, const double *x, const dh_batch *batch, double *gradient);

/* By B. A. Pearlmutter 1994, "Fast exact multiplication by the Hessian", doi:10.1162/neco.1994.6.1.147: every line of
 * the forward and the backward pass is differentiated along v. */
void dh_network_hvp(const dh_network *network, const double *x, const dh_batch *batch, const double *v, double *out);

/* The mean loss without the penalty. Unless NULL, `seen` is called for each row with its scores. */
typedef void dh_network_seen(void *context, size_t row, const double *input, const double *z);
double dh_network_mean(const dh_network *network, const double *x, const dh_batch *batch, dh_network_seen *seen,
                       void *context);

#endif
