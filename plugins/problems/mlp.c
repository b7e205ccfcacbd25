/* Multilayer perceptron for labels 0 ... K - 1 or for numbers: layers of neurons, each fed by all of the layer before.
 *
 *     a_0 = x      z_l = W_l a_{l-1} + b_l      a_l = activation(z_l)      z = z_L
 *     f = 1/m sum loss(z, y) + l2/2 sum |W_l|^2
 *     labels:   cross_entropy:  log sum_k exp(z_k) - z_y          squared:  1/2 sum_k (z_k - [k = y])^2
 *     numbers:  squared:  1/2 (z - y)^2, with one z
 *
 * D. E. Rumelhart, G. E. Hinton & R. J. Williams 1986, "Learning representations by back-propagating errors", doi:10.1038/323533a0;
 * GELU in its tanh form: D. Hendrycks & K. Gimpel 2016, arXiv:1606.08415. Layers, start and derivatives:
 * framework/src/kernel/network.h. Where the dataset has labels or numbers, `loss: auto` takes what is usual for them; targets that
 * were read as numbers become labels by `loss: cross_entropy`, when all are whole and none is negative. Metrics: the share of rows
 * whose largest z is the label's (the first of equals), NaN for numbers; the mean loss without the penalty; and
 * R^2 = 1 - sum (y - z)^2 / sum (y - mean y)^2, NaN for labels.
 */
#include "kernel/network.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <stdio.h>

enum { HIDDEN, ACTIVATION, LOSS, L2, INIT };
enum { AUTO, CROSS_ENTROPY, SQUARED };
enum { STANDARD_HIDDEN = 32, MOST_CLASSES = 10000 };

static const char *const losses[] = {"auto", "cross_entropy", "squared", NULL};

static const dh_param params[] = {
    {.name = "hidden", .doc = "neurons of each hidden layer; empty: one layer of 32", .min = 1, .max = 100000, .scale = DH_LIST},
    {.name = "activation", .doc = "of the hidden layers", .standard = DH_RELU, .max = DH_LINEAR_UNIT, .scale = DH_CHOICE,
     .choices = dh_network_activations},
    {.name = "loss", .doc = "of the last layer; auto: cross_entropy for labels, squared for numbers", .standard = AUTO, .max = SQUARED,
     .scale = DH_CHOICE, .choices = losses},
    {.name = "l2", .doc = "weight of the penalty on the weights, not on the biases", .standard = 0, .min = 0, .max = DH_NO_LIMIT,
     .scale = DH_LINEAR},
    {.name = "init", .doc = "starting weights; auto: he for relu and gelu, glorot for the others", .standard = DH_INIT_AUTO,
     .max = DH_INIT_GLOROT, .scale = DH_CHOICE, .choices = dh_network_inits},
};

/* Whole numbers as labels: 1 + the largest; 0 where one is no label. */
static size_t count_labels(const dh_dataset *d)
{
    double most = 0;
    for (size_t i = 0; i < d->samples + d->test_samples; i++) {
        if (!(d->y[i] >= 0 && d->y[i] < MOST_CLASSES && d->y[i] == floor(d->y[i])))
            return 0;
        most = fmax(most, d->y[i]);
    }
    return (size_t)most + 1;
}

/* 0: the target is a number. */
static size_t find_classes(const dh_instance *self)
{
    return self->data->classes || self->param[LOSS] != CROSS_ENTROPY ? self->data->classes : count_labels(self->data);
}

static size_t classes_of(const dh_instance *self)
{
    return self->memory ? (size_t)self->memory[0] : find_classes(self);
}

static double judge(const dh_instance *self, size_t row, const double *input, const double *z, const double *dz, double *error,
                    double *turn);

static dh_network network(const dh_instance *self)
{
    const dh_list *hidden = &self->list[HIDDEN];
    const size_t count = hidden->count ? hidden->count : 1, classes = classes_of(self);
    dh_network n = {.self = self, .loss = judge, .l2 = self->param[L2], .layers = count + 1};
    n.width[0] = self->data->features;
    for (size_t l = 0; l < count; l++) {
        n.width[l + 1] = hidden->count ? (size_t)hidden->at[l] : STANDARD_HIDDEN;
        n.activation[l] = (int)self->param[ACTIVATION];
    }
    n.width[count + 1] = classes ? classes : 1;
    n.activation[count] = DH_LINEAR_UNIT;
    return n;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    *refusal = 0;
    if (dh_network_check(&self->list[HIDDEN], "hidden", DH_NETWORK_LAYERS - 1, refusal, refusal_size))
        return 0;
    if (!self->data->features)
        snprintf(refusal, refusal_size, "expected a dataset with features");
    else if (self->data->classes == 1 || (self->param[LOSS] == CROSS_ENTROPY && classes_of(self) < 2))
        snprintf(refusal, refusal_size, "expected a target with two classes or more (labels, or whole numbers from 0)");
    const dh_network n = network(self);
    return *refusal ? 0 : dh_network_size(&n);
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
    const dh_network n = network(self);
    dh_network_blocks(&n, block, count);
}

/* The number of classes, which may take a pass over the target. */
static size_t memory_size(const dh_instance *self)
{
    return 1;
}

static void prepare(const dh_instance *self, double *memory, dh_random *random)
{
    *memory = (double)find_classes(self);
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

/* error = z - [k = y], or z - y; along dz it changes by dz. */
static double square(size_t classes, double y, const double *z, const double *dz, double *error, double *turn)
{
    const size_t count = classes ? classes : 1, label = classes ? (size_t)y : 0;
    double total = 0;
    for (size_t k = 0; k < count; k++) {
        error[k] = z[k] - (classes ? (double)(k == label) : y);
        total += error[k] * error[k];
    }
    if (dz)
        memcpy(turn, dz, count * sizeof *turn);
    return total / 2;
}

/* error = p - [k = y] with p_k = exp(z_k) / sum; along dz it changes by p_k (dz_k - p . dz). */
static double cross_entropy(size_t classes, size_t label, const double *z, const double *dz, double *error, double *turn)
{
    double most = z[0], total = 0;
    for (size_t k = 1; k < classes; k++)
        most = z[k] > most ? z[k] : most;
    for (size_t k = 0; k < classes; k++)
        total += error[k] = dh_exp(z[k] - most);
    for (size_t k = 0; k < classes; k++)
        error[k] = error[k] / total;
    const double mean = dz ? dh_dot(classes, error, dz) : 0;
    for (size_t k = 0; dz && k < classes; k++)
        turn[k] = error[k] * (dz[k] - mean);
    error[label] -= 1;
    return dh_log(total) - (z[label] - most);
}

static double judge(const dh_instance *self, size_t row, const double *input, const double *z, const double *dz, double *error,
                    double *turn)
{
    const size_t classes = classes_of(self);
    const double y = self->data->y[row];
    if (self->param[LOSS] == SQUARED || !classes)
        return square(classes, y, z, dz, error, turn);
    return cross_entropy(classes, (size_t)y, z, dz, error, turn);
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

static const char *const metric_names[] = {"accuracy", "loss", "r2", NULL};

typedef struct tally {
    const double *y;
    size_t classes;
    double right, squares; /* rows; of errors */
} tally;

static void count_row(void *context, size_t row, const double *input, const double *z)
{
    tally *t = context;
    size_t best = 0;
    for (size_t k = 1; k < t->classes; k++)
        best = z[k] > z[best] ? k : best;
    t->right += (double)best == t->y[row];
    t->squares += (z[0] - t->y[row]) * (z[0] - t->y[row]);
}

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    const dh_network n = network(self);
    tally t = {.y = self->data->y, .classes = classes_of(self)};
    double mean, spread;
    out[1] = dh_network_mean(&n, x, rows, count_row, &t);
    dh_moments(rows->count, self->data->y + rows->first, &mean, &spread);
    out[0] = t.classes ? t.right / (double)rows->count : (double)NAN;
    out[2] = t.classes || !(spread > 0) ? (double)NAN : 1 - t.squares / spread;
}

DH_PROBLEM(.name = "mlp", .doc = "Classes or numbers by a multilayer perceptron",
           .source = "Rumelhart, Hinton & Williams 1986, doi:10.1038/323533a0", .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET,
           DH_PARAMS(params), .dim = dim, .blocks = blocks, .memory_size = memory_size, .scratch_size = scratch_size,
           .prepare = prepare, .start = start, .evaluate = evaluate, .hvp = hvp, .metric_names = metric_names, .metrics = metrics)
