#include "kernel/network.h"

#include "kernel/activation.h"
#include "kernel/dense.h"
#include "kernel/rows.h"
#include "kernel/vector.h"

#include <math.h>
#include <stdio.h>

enum { TILE = DH_NETWORK_TILE, BLOCK = 512 };

const char *const dh_network_activations[] = {"relu", "tanh", "sigmoid", "gelu", "linear", NULL};
const char *const dh_network_inits[] = {"auto", "he", "glorot", NULL};
static dh_activation *const activate[] = {activate_relu, activate_tanh, activate_sigmoid, activate_gelu,
                                          activate_linear};

int dh_network_check(const dh_list *widths, const char *name, size_t most, char *refusal, size_t refusal_size)
{
    for (size_t l = 0; l < widths->count; l++)
        if (widths->at[l] != floor(widths->at[l])) {
            snprintf(refusal, refusal_size, "%s: expected whole numbers, got %g", name, widths->at[l]);
            return -1;
        }
    if (widths->count > most) {
        snprintf(refusal, refusal_size, "%s: expected at most %zu layers, got %zu", name, most, widths->count);
        return -1;
    }
    return 0;
}

size_t dh_network_size(const dh_network *n)
{
    size_t size = 0;
    for (size_t l = 0; l < n->layers; l++)
        size += n->width[l + 1] * (n->width[l] + 1);
    return size;
}

void dh_network_blocks(const dh_network *n, dh_block *block, size_t *count)
{
#define NAMES(N)                \
    {                           \
        "weights" #N, "bias" #N \
    }
    static const char *const name[DH_NETWORK_LAYERS][2] = {
        NAMES(1),  NAMES(2),  NAMES(3),  NAMES(4),  NAMES(5),  NAMES(6),  NAMES(7),  NAMES(8),
        NAMES(9),  NAMES(10), NAMES(11), NAMES(12), NAMES(13), NAMES(14), NAMES(15), NAMES(16),
        NAMES(17), NAMES(18), NAMES(19), NAMES(20), NAMES(21), NAMES(22), NAMES(23), NAMES(24),
        NAMES(25), NAMES(26), NAMES(27), NAMES(28), NAMES(29), NAMES(30), NAMES(31), NAMES(32)};
    size_t at = 0;
    for (size_t l = 0; l < n->layers; l++) {
        const size_t in = n->width[l], out = n->width[l + 1];
        block[2 * l] = (dh_block){name[l][0], at, out, in};
        block[2 * l + 1] = (dh_block){name[l][1], at + out * in, out, 1};
        at += out * (in + 1);
    }
    *count = 2 * n->layers;
}

void dh_network_start(const dh_network *n, int init, dh_random *random, double *x)
{
    for (size_t l = 0; l < n->layers; l++) {
        /* The last layer follows the ones before it: they are of one kind. */
        const int kind = n->activation[l + 1 < n->layers || !l ? l : l - 1];
        const int he = init == DH_INIT_HE || (init == DH_INIT_AUTO && (kind == DH_RELU || kind == DH_GELU));
        const size_t in = n->width[l], out = n->width[l + 1];
        const double deviation = sqrt(2 / (double)(he ? in : in + out));
        for (size_t i = 0; i < in * out; i++)
            *x++ = deviation * random->normal(random);
        for (size_t i = 0; i < out; i++)
            *x++ = 0;
    }
}

/* ---- Where things of one call lie ---- */

/* da and bend are of a direction: a' and activation'' z'. */
typedef struct layer {
    size_t in, out;
    const double *W, *b, *V, *c;   /* [out][in], [out]; the direction's, or NULL */
    double *a, *slope, *da, *bend; /* [TILE][out]; in the last layer a and da are z and z' */
} layer;

typedef struct work {
    const dh_network *net;
    layer layer[DH_NETWORK_LAYERS];
    double *input;                               /* [TILE][width[0]] */
    double *error, *before, *turn, *back, *more; /* [TILE][widest] */
    double *none, *scrap;                        /* [widest] zeros; anything */
    double *part;                                /* [size] sum over a block of rows */
} work;

static size_t widest_of(const dh_network *n)
{
    size_t widest = 0;
    for (size_t l = 1; l <= n->layers; l++)
        widest = n->width[l] > widest ? n->width[l] : widest;
    return widest;
}

size_t dh_network_scratch_size(const dh_network *n)
{
    const size_t widest = widest_of(n);
    size_t sum = 0;
    for (size_t l = 1; l <= n->layers; l++)
        sum += n->width[l];
    return TILE * (n->width[0] + 4 * sum + 5 * widest) + 2 * widest + dh_network_size(n);
}

static double *take(double **at, size_t count)
{
    double *here = *at;
    *at += count;
    return here;
}

static work lay_out(const dh_network *n, const double *x, const double *v)
{
    double *at = n->self->scratch;
    const size_t widest = widest_of(n);
    work w = {.net = n, .input = take(&at, TILE * n->width[0])};
    for (size_t l = 0; l < n->layers; l++) {
        const size_t in = n->width[l], out = n->width[l + 1], size = TILE * out;
        w.layer[l] = (layer){.in = in, .out = out, .W = x, .b = x + out * in, .V = v, .c = v ? v + out * in : NULL};
        double **room[] = {&w.layer[l].a, &w.layer[l].slope, &w.layer[l].da, &w.layer[l].bend};
        for (size_t i = 0; i < sizeof room / sizeof *room; i++)
            *room[i] = take(&at, size);
        x += out * (in + 1);
        v = v ? v + out * (in + 1) : NULL;
    }
    double **room[] = {&w.error, &w.before, &w.turn, &w.back, &w.more};
    for (size_t i = 0; i < sizeof room / sizeof *room; i++)
        *room[i] = take(&at, TILE * widest);
    w.none = take(&at, widest);
    w.scrap = take(&at, widest);
    w.part = at;
    memset(w.none, 0, widest * sizeof *w.none);
    return w;
}

/* ---- Forth and back ---- */

static void add(size_t count, const double *from, double *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

static void multiply(size_t count, const double *by, double *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] *= by[i];
}

/* z' = W a' + V a + c, where a' is 0 for the first layer. */
static void forth_along(const work *w, size_t l, size_t rows, const double *a)
{
    const layer *y = &w->layer[l];
    dh_dense_forward(rows, y->in, y->out, a, y->V, y->c, y->da);
    if (!l)
        return;
    dh_dense_forward(rows, y->in, y->out, y[-1].da, y->W, w->none, w->more);
    add(rows * y->out, w->more, y->da);
}

static void forth(const work *w, size_t rows)
{
    const double *a = w->input;
    for (size_t l = 0; l < w->net->layers; a = w->layer[l].a, l++) {
        const layer *y = &w->layer[l];
        const size_t count = rows * y->out;
        dh_dense_forward(rows, y->in, y->out, a, y->W, y->b, y->a);
        if (y->V)
            forth_along(w, l, rows, a);
        if (l + 1 == w->net->layers)
            break;
        activate[w->net->activation[l]](count, y->a, y->slope, y->V ? y->bend : NULL);
        if (y->V) {
            multiply(count, y->da, y->bend);
            multiply(count, y->slope, y->da);
        }
    }
}

/* Sum of losses over a tile; its rows' errors stay in w->error, and along a direction in w->turn. */
static double tile(const work *w, const dh_batch *batch, size_t begin, size_t rows, dh_network_seen *seen,
                   void *context)
{
    const dh_network *n = w->net;
    const layer *last = &w->layer[n->layers - 1];
    double loss = 0;
    for (size_t i = 0; i < rows; i++)
        dh_row_copy(n->self->data, dh_row_at(batch, begin + i), w->input + i * n->width[0]);
    forth(w, rows);
    for (size_t i = 0; i < rows; i++) {
        const size_t at = i * last->out, row = dh_row_at(batch, begin + i);
        const double *input = w->input + i * n->width[0];
        loss +=
            n->loss(n->self, row, input, last->a + at, last->V ? last->da + at : NULL, w->error + at, w->turn + at);
        if (seen)
            seen(context, row, input, last->a + at);
    }
    return loss;
}

/* Adds the gradient of a tile to part. */
static void back(const work *w, size_t rows)
{
    double *G = w->part + dh_network_size(w->net);
    for (size_t l = w->net->layers; l-- > 0;) {
        const layer *y = &w->layer[l];
        G -= y->out * (y->in + 1);
        dh_dense_gradient(rows, y->in, y->out, w->error, l ? y[-1].a : w->input, G, G + y->out * y->in);
        if (!l)
            break;
        dh_dense_backward(rows, y->in, y->out, w->error, y->W, w->before);
        memcpy(w->error, w->before, rows * y->in * sizeof *w->error);
        multiply(rows * y->in, y[-1].slope, w->error);
    }
}

/* Adds the change of that gradient along the direction: G' = error' a + error a'; error_{l-1} = (W' error) slope. */
static void back_along(const work *w, size_t rows)
{
    double *G = w->part + dh_network_size(w->net);
    for (size_t l = w->net->layers; l-- > 0;) {
        const layer *y = &w->layer[l];
        const size_t count = rows * y->in;
        G -= y->out * (y->in + 1);
        dh_dense_gradient(rows, y->in, y->out, w->turn, l ? y[-1].a : w->input, G, G + y->out * y->in);
        if (!l)
            break;
        memset(w->scrap, 0, y->out * sizeof *w->scrap);
        dh_dense_gradient(rows, y->in, y->out, w->error, y[-1].da, G, w->scrap);
        dh_dense_backward(rows, y->in, y->out, w->turn, y->W, w->back);
        dh_dense_backward(rows, y->in, y->out, w->error, y->V, w->more);
        dh_dense_backward(rows, y->in, y->out, w->error, y->W, w->before);
        for (size_t i = 0; i < count; i++) {
            w->turn[i] = (w->back[i] + w->more[i]) * y[-1].slope[i] + w->before[i] * y[-1].bend[i];
            w->error[i] = w->before[i] * y[-1].slope[i];
        }
    }
}

static void finish_block(const work *w, size_t size, double *out)
{
    dh_add_scaled(size, 1, w->part, out);
    memset(w->part, 0, size * sizeof *w->part);
}

/* The mean loss; unless NULL, out gets its gradient, or with a direction the Hessian times that. */
static double pass(const work *w, const dh_batch *batch, double *out, dh_network_seen *seen, void *context)
{
    const size_t size = dh_network_size(w->net);
    double loss = 0, block_loss = 0;
    if (out) {
        memset(w->part, 0, size * sizeof *w->part);
        memset(out, 0, size * sizeof *out);
    }
    for (size_t begin = 0; begin < batch->count; begin += TILE) {
        const size_t rows = batch->count - begin < TILE ? batch->count - begin : TILE;
        block_loss += tile(w, batch, begin, rows, seen, context);
        if (out)
            (w->layer->V ? back_along : back)(w, rows);
        if ((begin + TILE) % BLOCK && begin + rows < batch->count)
            continue;
        loss += block_loss;
        block_loss = 0;
        if (out)
            finish_block(w, size, out);
    }
    for (size_t i = 0; out && i < size; i++)
        out[i] /= (double)batch->count;
    return loss / (double)batch->count;
}

/* out += l2 W for all weights of x; returns the sum of their squares. */
static double penalise(const dh_network *n, const double *x, double *out)
{
    double square = 0;
    for (size_t l = 0, at = 0; l < n->layers; l++) {
        const size_t count = n->width[l] * n->width[l + 1];
        square += dh_dot(count, x + at, x + at);
        if (out)
            dh_add_scaled(count, n->l2, x + at, out + at);
        at += count + n->width[l + 1];
    }
    return square;
}

double dh_network_evaluate(const dh_network *n, const double *x, const dh_batch *batch, double *gradient)
{
    const work w = lay_out(n, x, NULL);
    const double loss = pass(&w, batch, gradient, NULL, NULL);
    return loss + 0.5 * n->l2 * penalise(n, x, gradient);
}

void dh_network_hvp(const dh_network *n, const double *x, const dh_batch *batch, const double *v, double *out)
{
    const work w = lay_out(n, x, v);
    pass(&w, batch, out, NULL, NULL);
    penalise(n, v, out);
}

double dh_network_mean(const dh_network *n, const double *x, const dh_batch *batch, dh_network_seen *seen,
                       void *context)
{
    const work w = lay_out(n, x, NULL);
    return pass(&w, batch, NULL, seen, context);
}
