/* Multilayer perceptron for labels 0 ... K - 1: layers of neurons, each fed by all of the layer before.
 *
 *     a_0 = x      z_l = W_l a_{l-1} + b_l      a_l = activation(z_l)      z = z_L, K numbers
 *     f = 1/m sum loss(z, y) + l2/2 sum |W_l|^2
 *     cross_entropy:  log sum_k exp(z_k) - z_y          squared:  1/2 sum_k (z_k - [k = y])^2
 *     relu: max(z, 0)      tanh      sigmoid: 1 / (1 + exp(-z))      gelu: z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))
 *
 * D. E. Rumelhart, G. E. Hinton & R. J. Williams 1986, "Learning representations by back-propagating errors", doi:10.1038/323533a0;
 * GELU in its tanh form: D. Hendrycks & K. Gimpel 2016, arXiv:1606.08415. Weights start from N(0, s^2), biases at 0: s^2 = 2 / in
 * (K. He et al. 2015, arXiv:1502.01852) or 2 / (in + out) (X. Glorot & Y. Bengio 2010, PMLR 9, 249-256). x holds W_1 [out][in]
 * (block "weights1"), b_1 ("bias1"), W_2, ... relu's slope at 0 is 0. Metrics: the share of rows whose largest z is the label's
 * (the first of equals), and the mean loss without the penalty.
 *
 * TILE rows at a time go forth and back (framework/src/kernel/dense.h); sums over rows run in blocks of 512.
 */
#include "kernel/dense.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <downhill/math.h>
#include <downhill/problem.h>
#include <math.h>
#include <stdio.h>

enum { HIDDEN, ACTIVATION, LOSS, L2, INIT };
enum { RELU, TANH, SIGMOID, GELU };
enum { CROSS_ENTROPY, SQUARED };
enum { AUTO, HE, GLOROT };
enum { MOST_LAYERS = DH_MAX_BLOCKS / 2, TILE = 64, BLOCK = 512, STANDARD_HIDDEN = 32 };

static const char *const activations[] = {"relu", "tanh", "sigmoid", "gelu", NULL};
static const char *const losses[] = {"cross_entropy", "squared", NULL};
static const char *const inits[] = {"auto", "he", "glorot", NULL};

static const dh_param params[] = {
    {.name = "hidden", .doc = "neurons of each hidden layer; empty: one layer of 32", .min = 1, .max = 100000, .scale = DH_LIST},
    {.name = "activation", .doc = "of the hidden layers", .standard = RELU, .max = GELU, .scale = DH_CHOICE,
     .choices = activations},
    {.name = "loss", .doc = "of the last layer", .standard = CROSS_ENTROPY, .max = SQUARED, .scale = DH_CHOICE, .choices = losses},
    {.name = "l2", .doc = "weight of the penalty on the weights, not on the biases", .standard = 0, .min = 0, .max = DH_NO_LIMIT,
     .scale = DH_LINEAR},
    {.name = "init", .doc = "starting weights; auto: he for relu and gelu, glorot for the others", .standard = AUTO,
     .max = GLOROT, .scale = DH_CHOICE, .choices = inits},
};

/* width[0 ... layers]: features, hidden layers, classes. Returns how many layers have weights. */
static size_t widths(const dh_instance *self, size_t width[MOST_LAYERS + 1])
{
    const dh_list *hidden = &self->list[HIDDEN];
    const size_t count = hidden->count ? hidden->count : 1;
    width[0] = self->data->features;
    for (size_t l = 0; l < count; l++)
        width[l + 1] = hidden->count ? (size_t)hidden->at[l] : STANDARD_HIDDEN;
    width[count + 1] = self->data->classes;
    return count + 1;
}

static size_t size_of(const size_t *width, size_t layers)
{
    size_t size = 0;
    for (size_t l = 0; l < layers; l++)
        size += width[l + 1] * (width[l] + 1);
    return size;
}

static size_t dim(const dh_instance *self, char *refusal, size_t refusal_size)
{
    const dh_list *hidden = &self->list[HIDDEN];
    size_t width[MOST_LAYERS + 1];
    *refusal = 0;
    for (size_t l = 0; l < hidden->count; l++)
        if (hidden->at[l] != floor(hidden->at[l]))
            snprintf(refusal, refusal_size, "hidden: expected whole numbers, got %g", hidden->at[l]);
    if (hidden->count >= MOST_LAYERS)
        snprintf(refusal, refusal_size, "hidden: expected at most %d layers, got %zu", MOST_LAYERS - 1, hidden->count);
    if (self->data->classes < 2)
        snprintf(refusal, refusal_size, "expected a target with two classes or more, got %zu", self->data->classes);
    if (!self->data->features)
        snprintf(refusal, refusal_size, "expected a dataset with features");
    return *refusal ? 0 : size_of(width, widths(self, width));
}

static void blocks(const dh_instance *self, dh_block *block, size_t *count)
{
#define NAMES(N) {"weights" #N, "bias" #N}
    static const char *const name[MOST_LAYERS][2] = {
        NAMES(1),  NAMES(2),  NAMES(3),  NAMES(4),  NAMES(5),  NAMES(6),  NAMES(7),  NAMES(8),
        NAMES(9),  NAMES(10), NAMES(11), NAMES(12), NAMES(13), NAMES(14), NAMES(15), NAMES(16),
        NAMES(17), NAMES(18), NAMES(19), NAMES(20), NAMES(21), NAMES(22), NAMES(23), NAMES(24),
        NAMES(25), NAMES(26), NAMES(27), NAMES(28), NAMES(29), NAMES(30), NAMES(31), NAMES(32)};
    size_t width[MOST_LAYERS + 1], layers = widths(self, width), at = 0;
    for (size_t l = 0; l < layers; l++) {
        block[2 * l] = (dh_block){name[l][0], at, width[l + 1], width[l]};
        at += width[l + 1] * width[l];
        block[2 * l + 1] = (dh_block){name[l][1], at, width[l + 1], 1};
        at += width[l + 1];
    }
    *count = 2 * layers;
}

/* A tile's values a_l and slopes of the activation, two tiles of errors of the widest layer, the gradient of a block of rows. */
static size_t scratch_size(const dh_instance *self)
{
    size_t width[MOST_LAYERS + 1], layers = widths(self, width), sum = 0, widest = 0;
    for (size_t l = 0; l <= layers; l++) {
        sum += width[l];
        widest = width[l] > widest ? width[l] : widest;
    }
    return TILE * (2 * sum + 2 * widest) + size_of(width, layers);
}

static void start(const dh_instance *self, dh_random *random, double *x)
{
    size_t width[MOST_LAYERS + 1], layers = widths(self, width);
    const double activation = self->param[ACTIVATION], init = self->param[INIT];
    const int he = init == HE || (init == AUTO && (activation == RELU || activation == GELU));
    for (size_t l = 0; l < layers; l++) {
        const size_t in = width[l], out = width[l + 1];
        const double deviation = sqrt(2 / (double)(he ? in : in + out));
        for (size_t i = 0; i < in * out; i++)
            *x++ = deviation * random->normal(random);
        for (size_t i = 0; i < out; i++)
            *x++ = 0;
    }
}

/* Where things of one call lie. */
typedef struct net {
    const dh_instance *self;
    size_t layers, widest, width[MOST_LAYERS + 1];
    const double *W[MOST_LAYERS], *b[MOST_LAYERS];       /* [out][in], [out] */
    double *a[MOST_LAYERS + 1], *slope[MOST_LAYERS + 1]; /* [TILE][width]; a[layers] is z */
    double *error, *before;                              /* [TILE][widest] */
    double *part;                                        /* as x */
} net;

static net lay_out(const dh_instance *self, const double *x)
{
    net n = {.self = self};
    double *at = self->scratch;
    n.layers = widths(self, n.width);
    for (size_t l = 0; l <= n.layers; l++) {
        n.a[l] = at;
        n.slope[l] = at + TILE * n.width[l];
        at += 2 * TILE * n.width[l];
        n.widest = n.width[l] > n.widest ? n.width[l] : n.widest;
    }
    n.error = at;
    n.before = at + TILE * n.widest;
    n.part = n.before + TILE * n.widest;
    for (size_t l = 0; l < n.layers; l++) {
        n.W[l] = x;
        n.b[l] = x + n.width[l + 1] * n.width[l];
        x += n.width[l + 1] * (n.width[l] + 1);
    }
    return n;
}

/* a = activation(a), and its slope there. */
static void activate(int kind, double *a, double *slope, size_t count)
{
    const double root = 0.7978845608028654; /* sqrt(2 / pi) */
    for (size_t i = 0; i < count; i++) {
        const double z = a[i];
        if (kind == RELU) {
            a[i] = z > 0 ? z : z * 0; /* NaN stays NaN */
            slope[i] = z > 0;
        } else if (kind == TANH) {
            a[i] = dh_tanh(z);
            slope[i] = 1 - a[i] * a[i];
        } else if (kind == SIGMOID) {
            a[i] = dh_sigmoid(z);
            slope[i] = a[i] * (1 - a[i]);
        } else {
            const double t = dh_tanh(root * (z + 0.044715 * z * z * z));
            a[i] = z / 2 * (1 + t);
            slope[i] = (1 + t) / 2 + z / 2 * (1 - t * t) * root * (1 + 3 * 0.044715 * z * z);
        }
    }
}

static void forth(const net *n, const size_t *row, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        dh_row_copy(n->self->data, row[i], n->a[0] + i * n->width[0]);
    for (size_t l = 0; l < n->layers; l++) {
        dh_dense_forward(rows, n->width[l], n->width[l + 1], n->a[l], n->W[l], n->b[l], n->a[l + 1]);
        if (l + 1 < n->layers)
            activate((int)n->self->param[ACTIVATION], n->a[l + 1], n->slope[l + 1], rows * n->width[l + 1]);
    }
}

/* Loss of one row with scores z; error [K] gets its slope. */
static double judge(const net *n, const double *z, size_t label, double *error)
{
    const size_t classes = n->width[n->layers];
    double most = z[0], total = 0;
    if (n->self->param[LOSS] == SQUARED) {
        for (size_t k = 0; k < classes; k++) {
            error[k] = z[k] - (k == label);
            total += error[k] * error[k];
        }
        return total / 2;
    }
    for (size_t k = 1; k < classes; k++)
        most = z[k] > most ? z[k] : most;
    for (size_t k = 0; k < classes; k++)
        total += error[k] = dh_exp(z[k] - most);
    for (size_t k = 0; k < classes; k++)
        error[k] = error[k] / total - (k == label);
    return dh_log(total) - (z[label] - most);
}

/* Adds the gradient of a tile, whose errors are those of the last layer, to part. */
static void back(net *n, size_t rows)
{
    double *G = n->part + size_of(n->width, n->layers);
    for (size_t l = n->layers; l-- > 0;) {
        const size_t in = n->width[l], out = n->width[l + 1];
        G -= out * (in + 1);
        dh_dense_gradient(rows, in, out, n->error, n->a[l], G, G + out * in);
        if (!l)
            break;
        dh_dense_backward(rows, in, out, n->error, n->W[l], n->before);
        for (size_t i = 0; i < rows * in; i++)
            n->error[i] = n->before[i] * n->slope[l][i];
    }
}

/* Sum of losses over a tile; its rows' errors stay in n->error. */
static double tile(const net *n, const dh_batch *batch, size_t begin, size_t rows)
{
    size_t row[TILE];
    double loss = 0;
    for (size_t i = 0; i < rows; i++)
        row[i] = dh_row_at(batch, begin + i);
    forth(n, row, rows);
    const size_t classes = n->width[n->layers];
    for (size_t i = 0; i < rows; i++)
        loss += judge(n, n->a[n->layers] + i * classes, (size_t)n->self->data->y[row[i]], n->error + i * classes);
    return loss;
}

static double smooth(net *n, const dh_batch *batch, double *gradient)
{
    const size_t size = size_of(n->width, n->layers);
    double loss = 0, block_loss = 0;
    memset(n->part, 0, size * sizeof *n->part);
    if (gradient)
        memset(gradient, 0, size * sizeof *gradient);
    for (size_t begin = 0; begin < batch->count; begin += TILE) {
        const size_t rows = batch->count - begin < TILE ? batch->count - begin : TILE;
        block_loss += tile(n, batch, begin, rows);
        if (gradient)
            back(n, rows);
        if ((begin + TILE) % BLOCK && begin + rows < batch->count)
            continue;
        loss += block_loss;
        block_loss = 0;
        if (gradient) {
            dh_add_scaled(size, 1, n->part, gradient);
            memset(n->part, 0, size * sizeof *n->part);
        }
    }
    for (size_t i = 0; gradient && i < size; i++)
        gradient[i] /= (double)batch->count;
    return loss / (double)batch->count;
}

static double evaluate(const dh_instance *self, const double *x, const dh_batch *batch, double *gradient)
{
    net n = lay_out(self, x);
    const double l2 = self->param[L2], loss = smooth(&n, batch, gradient);
    double square = 0;
    for (size_t l = 0; l < n.layers; l++) {
        const size_t count = n.width[l] * n.width[l + 1];
        square += dh_dot(count, n.W[l], n.W[l]);
        if (gradient)
            dh_add_scaled(count, l2, n.W[l], gradient + (n.W[l] - x));
    }
    return loss + 0.5 * l2 * square;
}

static const char *const metric_names[] = {"accuracy", "loss", NULL};

static void metrics(const dh_instance *self, const double *x, const dh_batch *rows, double *out)
{
    net n = lay_out(self, x);
    const size_t classes = n.width[n.layers];
    double right = 0;
    for (size_t begin = 0; begin < rows->count; begin += TILE) {
        const size_t some = rows->count - begin < TILE ? rows->count - begin : TILE;
        tile(&n, rows, begin, some);
        for (size_t i = 0; i < some; i++) {
            const double *z = n.a[n.layers] + i * classes;
            size_t best = 0;
            for (size_t k = 1; k < classes; k++)
                best = z[k] > z[best] ? k : best;
            right += (double)best == self->data->y[dh_row_at(rows, begin + i)];
        }
    }
    out[0] = right / (double)rows->count;
    out[1] = smooth(&n, rows, NULL);
}

DH_PROBLEM(.name = "mlp", .doc = "Several classes by a multilayer perceptron",
           .source = "Rumelhart, Hinton & Williams 1986, doi:10.1038/323533a0",
           .flags = DH_NEEDS_DATASET | DH_NEEDS_TARGET | DH_CLASS_TARGET, DH_PARAMS(params), .dim = dim, .blocks = blocks,
           .scratch_size = scratch_size, .start = start, .evaluate = evaluate, .metric_names = metric_names, .metrics = metrics)
