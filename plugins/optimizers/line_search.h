/* Line search for the strong Wolfe conditions on f(t) = loss at x + t d, with f'(t) its slope along d:
 *
 *     f(t) <= f(0) + c1 t f'(0)      and      |f'(t)| <= c2 |f'(0)|
 *
 * First the length grows until an interval holds such a point, then the interval shrinks; every trial is the minimum of
 * a cubic, kept off the ends. J. Nocedal & S. Wright 2006, algorithms 3.5 and 3.6, in the form of M. Schmidt's minFunc
 * and torch.optim.LBFGS (PyTorch 1.13), whose limits are kept: 25 evaluations after the first; an interval shorter than
 * 1e-9 (in the component of d that moves most) is taken for a point; the loss may rise once, at the second evaluation,
 * before that ends the first phase. A loss that is not a number counts as too high, which PyTorch does not see to. */
#ifndef DH_PLUGINS_LINE_SEARCH_H
#define DH_PLUGINS_LINE_SEARCH_H

#include "vector.h"

#include <downhill/optimizer.h>

enum { LINE_EVALUATIONS = 25 };

typedef struct line {
    size_t dim;
    const dh_oracle *oracle;
    const double *x, *d, *gradient; /* [dim] start, direction, gradient there */
    double loss, slope;             /* at x; slope = gradient . d < 0 */
    double c1, c2;
    double *space;                  /* [4 dim] */
} line;

/* A length that was tried. */
typedef struct tried {
    double t, loss, slope;
    double *gradient; /* [dim], in the line's space */
} tried;

enum { LINE_SPACE = 4 };

static inline tried line_evaluate(const line *l, double t, double *gradient)
{
    double *point = l->space;
    for (size_t i = 0; i < l->dim; i++)
        point[i] = l->x[i] + t * l->d[i];
    const double loss = l->oracle->batch(l->oracle, point, gradient);
    return (tried){t, loss, dot(gradient, l->d, l->dim), gradient};
}

/* Where the cubic through both values and slopes is least, within [low, high]; the middle when it is nowhere. */
static inline double line_cubic(const tried *a, const tried *b, double low, double high)
{
    const tried *l = a->t <= b->t ? a : b, *r = a->t <= b->t ? b : a;
    const double d1 = a->slope + b->slope - 3 * (a->loss - b->loss) / (a->t - b->t);
    const double square = d1 * d1 - a->slope * b->slope, d2 = sqrt(square);
    const double t = r->t - (r->t - l->t) * ((r->slope + d2 - d1) / (r->slope - l->slope + 2 * d2));
    return square >= 0 && t == t ? fmin(fmax(t, low), high) : (low + high) / 2;
}

/* Near an end of the interval for the second time running, or at it: a tenth of the length away from it. */
static inline double line_inside(double t, double low, double high, int *near)
{
    const double margin = 0.1 * (high - low);
    const int was = *near;
    *near = fmin(high - t, t - low) < margin;
    if (!*near || !(was || t >= high || t <= low))
        return t;
    *near = 0;
    return fabs(t - high) < fabs(t - low) ? high - margin : low + margin;
}

static inline int line_too_high(const line *l, const tried *at)
{
    return !(at->loss <= l->loss + l->c1 * at->t * l->slope);
}

static inline int line_flat(const line *l, const tried *at)
{
    return fabs(at->slope) <= -l->c2 * l->slope;
}

static inline int line_lower(const tried end[2])
{
    return end[1].loss < end[0].loss || isnan(end[0].loss);
}

/* Shrinks the interval between end[0] and end[1] until its lower end meets the conditions; k evaluations after the
 * first are done. */
static inline tried line_shrink(const line *l, tried end[2], double *spare, int k)
{
    double width = 0;
    for (size_t i = 0; i < l->dim; i++)
        width = fmax(width, fabs(l->d[i]));
    int low = line_lower(end), near = 0;
    for (; k < LINE_EVALUATIONS && !(fabs(end[1].t - end[0].t) * width < 1e-9); k++) {
        const double left = fmin(end[0].t, end[1].t), right = fmax(end[0].t, end[1].t);
        const double t = line_inside(line_cubic(&end[0], &end[1], left, right), left, right, &near);
        const tried now = line_evaluate(l, t, spare);
        if (line_too_high(l, &now) || now.loss >= end[low].loss) {
            spare = end[!low].gradient;
            end[!low] = now;
            low = line_lower(end);
            continue;
        }
        if (line_flat(l, &now))
            return now;
        const int turned = now.slope * (end[!low].t - end[low].t) >= 0;
        spare = end[turned ? !low : low].gradient;
        if (turned)
            end[!low] = end[low];
        end[low] = now;
    }
    return end[low];
}

/* The length found, with t = 0 when none is better than none; the first trial is `t`. */
static inline tried line_search(const line *l, double t)
{
    double *const buffer = l->space + l->dim;
    tried before = {0, l->loss, l->slope, buffer};
    memcpy(buffer, l->gradient, l->dim * sizeof *buffer);
    if (!(t > 0))
        return before;
    tried now = line_evaluate(l, t, buffer + l->dim);
    for (int k = 0; k < LINE_EVALUATIONS; k++) {
        const int rose = line_too_high(l, &now) || (k > 1 && now.loss >= before.loss);
        if (!rose && line_flat(l, &now))
            return now;
        if (rose || now.slope >= 0)
            return line_shrink(l, (tried[2]){before, now}, buffer + 2 * l->dim, k);
        t = line_cubic(&before, &now, now.t + 0.01 * (now.t - before.t), 10 * now.t);
        double *const spare = before.gradient;
        before = now;
        now = line_evaluate(l, t, spare);
    }
    now.t = now.loss < l->loss ? now.t : 0;
    return now;
}

#endif
