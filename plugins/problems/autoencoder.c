/* Autoencoder: a network that is to give back its input through layers of fewer neurons. No target is needed.
 *
 *     a_0 = x      z_l = W_l a_{l-1} + b_l      a_l = activation(z_l)      z = z_L
 *     f = 1/m sum 1/2 |z(x_i) - x_i|^2 + l2/2 sum |W_l|^2
 *
 * The decoder mirrors the encoder: `layers: [32, 8]` on n features has widths n, 32, 8, 32, n, and weights of its own (they are not
 * tied). G. E. Hinton & R. R. Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks",
 * doi:10.1126/science.1127647, whose code is linear. With `activation: linear` the best value is that of principal components: P. Baldi
 * & K. Hornik 1989, "Neural networks and principal component analysis", doi:10.1016/0893-6080(89)90014-2. Layers, start and
 * derivatives: framework/src/kernel/network.h. Metrics: the mean loss without the penalty, and the root of the mean square of all
 * entries' errors.
 */
#include "kernel/network.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LAYERS, ACTIVATION, CODE, L2, INIT };
enum { ACTIVATED, LINEAR };
enum { MOST = DH_NETWORK_LAYERS / 2 };

static const char *const codes[] = {"activated", "linear", NULL};
static const double standard[] = {32, 8};

static const dh_param params[] = {
    {.name = "layers", .doc = "neurons of each layer of the encoder, the code's the last; empty: [32, 8]", .min = 1, .max = 100000,
     .scale = DH_LIST},
    {.name = "activation", .doc = "of the hidden layers", .standard = DH_TANH, .max = DH_LINEAR_UNIT, .scale = DH_CHOICE,
     .choices = dh_network_activations},
    {.name = "code", .doc = "whether the code's layer has the activation as well", .standard = LINEAR, .max = LINEAR,
     .scale = DH_CHOICE, .choices = codes},
    {.name = "l2", .doc = "weight of the penalty on the weights, not on the biases", .standard = 0, .min = 0, .max = DH_NO_LIMIT,
     .scale = DH_LINEAR},
    {.name = "init", .doc = "starting weights; auto: he for layers of relu and gelu, glorot for the others", .standard = DH_INIT_AUTO,
     .max = DH_INIT_GLOROT, .scale = DH_CHOICE, .choices = dh_network_inits},
};

static double judge(const dh_instance *self, size_t row, const double *input, const double *z, const double *dz, double *error,
                    double *turn)
{
    const size_t features = self->data->features;
    double total = 0;
    for (size_t k = 0; k < features; k++) {
        error[k] = z[k] - input[k];
        total += error[k] * error[k];
    }
    if (dz)
        memcpy(turn, dz, features * sizeof *turn);
    return total / 2;
}

static dh_network network(const dh_instance *self)
{
    const dh_list *said = &self->list[LAYERS];
    const size_t half = said->count ? said->count : sizeof standard / sizeof *standard;
    const double *widths = said->count ? said->at : standard;
    dh_network n = {.self = self, .loss = judge, .l2 = self->param[L2], .layers = 2 * half};
    n.width[0] = n.width[2 * half] = self->data->features;
    for (size_t l = 0; l < half; l++)
        n.width[l + 1] = n.width[2 * half - 1 - l] = (size_t)widths[l];
    for (size_t l = 0; l < 2 * half; l++)
        n.activation[l] = (int)self->param[ACTIVATION];
    n.activation[2 * half - 1] = DH_LINEAR_UNIT;
    if (self->param[CODE] == LINEAR)
        n.activation[half - 1] = DH_LINEAR_UNIT;
    return n;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    if (dh_network_check(&self->list[LAYERS], "layers", MOST, refusal, refusal_size))
        return 0;
    if (!self->data->features) {
        snprintf(refusal, refusal_size, "expected a dataset with features");
        return 0;
    }
    const dh_network n = network(self);
    return dh_network_size(&n);
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    const dh_network n = network(self);
    dh_network_blocks(&n, block, count);
}

static size_t scratch_size(const dh_instance *self)
{
    const dh_network n = network(self);
    return dh_network_scratch_size(&n);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    const dh_network n = network(self);
    dh_network_start(&n, (int)self->param[INIT], random, x);
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    const dh_network n = network(self);
    return dh_network_evaluate(&n, x, batch, gradient);
}

static void hvp(const dh_instance *self, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const dh_network n = network(self);
    dh_network_hvp(&n, x, batch, v, out);
}

static const char *const metric_names[] = {"loss", "rmse", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_network n = network(self);
    out[0] = dh_network_mean(&n, x, rows, NULL, NULL);
    out[1] = sqrt(2 * out[0] / (double)self->data->features);
}

DH_PROBLEM(.name = "autoencoder", .doc = "Features through a bottleneck of neurons and back",
           .source = "Hinton & Salakhutdinov 2006, doi:10.1126/science.1127647", .flags = DH_NEEDS_DATASET, DH_PARAMS(params),
           .dim = dim, .blocks = blocks, .scratch_size = scratch_size, .start = start, .evaluate = evaluate, .hvp = hvp,
           .metric_names = metric_names, .metrics = metrics)
