/* A preconditioner for softmax regression: of the Hessian, with width k = features (+ 1 with an intercept),
 *
 *     mean over rows of (diag(p_i) - p_i p_i') x (1, x_i) (1, x_i)' + l2 I
 *
 * the blocks of each class alone, mean p_ik (1 - p_ik) (1, x_i) (1, x_i)' + l2 I, factored. What all classes share, along which the mean is
 * 0, is taken out before and after and divided by what is left of the Hessian there. softmax_regression.c includes it, and has
 * what is used here. */
#ifndef DH_PLUGINS_SOFTMAX_BLOCKS_H
#define DH_PLUGINS_SOFTMAX_BLOCKS_H

#include "kernel/decompose.h"
#include "kernel/gram.h"

enum { MOST_WIDTH = 1024 };
static const double MOST_BLOCKS = 1e7; /* numbers in all blocks */
static const double FAINT = 1e-3;      /* of the mean weight: rows that make no difference */

static inline size_t width_of(const dh_instance *self)
{
    return self->data->features + (shift(self) != 0);
}

/* The blocks [classes][k][k], the penalty and damping, weights [classes][samples], room. None without a penalty, where planes may part
 * classes and all of the Hessian falls to 0. */
static size_t blocks_size(const dh_instance *self)
{
    const size_t k = width_of(self), classes = self->data->classes;
    if (!(self->param[L2] > 0) || k > MOST_WIDTH || (double)classes * (double)k * (double)k > MOST_BLOCKS)
        return 0;
    return classes * k * k + 1 + classes * self->data->samples + dh_gram_room(k);
}

/* weight [classes][samples] = p (1 - p) / samples, 0 where that is faint. */
static inline void weigh(const dh_instance *self, const double *x, double *weight)
{
    const size_t classes = self->data->classes, m = self->data->samples;
    double *p = self->scratch;
    for (size_t i = 0; i < m; i++) {
        scores(self, x, i, p);
        softmax(p, classes, 0);
        for (size_t k = 0; k < classes; k++)
            weight[k * m + i] = p[k] * (1 - p[k]) / (double)m;
    }
    for (size_t k = 0; k < classes; k++) {
        double *w = weight + k * m, mean = 0;
        for (size_t i = 0; i < m; i++)
            mean += w[i] / (double)m;
        for (size_t i = 0; i < m; i++)
            w[i] = w[i] > FAINT * mean ? w[i] : 0;
    }
}

static void factor_blocks(const dh_instance *self, const double *x, double damping, double *matrix)
{
    const size_t classes = self->data->classes, k = width_of(self);
    double *held = matrix + classes * k * k, *weight = held + 1, *room = weight + classes * self->data->samples;
    *held = self->param[L2] + damping;
    weigh(self, x, weight);
    for (size_t c = 0; c < classes; c++) {
        double *block = matrix + c * k * k;
        dh_gram(self->data, shift(self) != 0, weight + c * self->data->samples, block, room);
        for (size_t j = 0; j < k; j++)
            block[j * k + j] += j || !shift(self) ? *held : damping;
        dh_cholesky_singular(block, k);
    }
}

/* share [k] = the mean of v over classes; and v += scale share, in each class. */
static inline void mean_of_classes(const dh_instance *self, const double *v, double *share)
{
    const size_t classes = self->data->classes, features = self->data->features, first = shift(self);
    memset(share, 0, width_of(self) * sizeof *share);
    for (size_t c = 0; c < classes; c++) {
        if (first)
            share[0] += v[c] / (double)classes;
        dh_add_scaled(features, 1 / (double)classes, v + first + c * features, share + (first != 0));
    }
}

static inline void add_to_classes(const dh_instance *self, double scale, const double *share, double *v)
{
    const size_t classes = self->data->classes, features = self->data->features, first = shift(self);
    for (size_t c = 0; c < classes; c++) {
        if (first)
            v[c] += scale * share[0];
        dh_add_scaled(features, scale, share + (first != 0), v + first + c * features);
    }
}

static void solve_blocks(const dh_instance *self, const double *matrix, double *v)
{
    const size_t classes = self->data->classes, features = self->data->features, k = width_of(self), first = shift(self);
    double *share = self->scratch, *own = share + k;
    mean_of_classes(self, v, share);
    add_to_classes(self, -1, share, v);
    for (size_t c = 0; c < classes; c++) {
        double *w = v + first + c * features;
        own[0] = first ? v[c] : 0; /* unless a feature comes there */
        memcpy(own + (first != 0), w, features * sizeof *w);
        dh_cholesky_solve(matrix + c * k * k, k, own);
        memcpy(w, own + (first != 0), features * sizeof *w);
        if (first)
            v[c] = own[0];
    }
    mean_of_classes(self, v, own);
    add_to_classes(self, -1, own, v);
    add_to_classes(self, 1 / matrix[classes * k * k], share, v);
}

#endif
