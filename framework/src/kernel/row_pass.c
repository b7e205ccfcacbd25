/* Linear models on a single dense row: what a step on a batch of one costs. The bits are those of pass.c with a block of one row. What
 * the next step waits for comes first: prediction, slope, gradient, and the loss at last. Compiled once per CPU level, each time with
 * DH_ROW the name of the function.
 *
 * An intercept is one more column, of ones, in front of the others, and w and the gradient are read and written from their start: a load
 * of what was just stored waits until the store has left the processor, unless it lies inside it, and optimizers, too, go from the start,
 * two numbers or more at a time. Sums then begin one lane late, which the tree of lanes.h does not see: turned, it is the same tree. */
#include "kernel/lanes.h"
#include "kernel/loss.h"
#include "kernel/pass.h"

#define ALWAYS DH_KERNEL_INLINE

typedef double pair __attribute__((vector_size(2 * sizeof(double)), aligned(8), may_alias));

/* A row, and w or a direction. */
typedef struct view {
    const double *x; /* without the column of ones */
    const double *w; /* with the intercept */
    size_t count;    /* of w */
    size_t shift;    /* 1: there is an intercept; else 0 */
} view;

typedef struct terms {
    dh_vec x, w; /* the intercept reads 0 in w */
} terms;

typedef struct sums {
    dh_lanes product, square; /* x . w, w . w */
} sums;

typedef struct at_one {
    double loss, slope, bend;
} at_one;

/* ---- Columns ------------------------------------------------------------------------------------------------ */

/* Numbers that were stored two at a time. */
ALWAYS dh_vec by_twos(const double *at)
{
#if defined __AVX2__ && !defined __AVX512F__
    return __builtin_shufflevector(*(const pair *)at, *(const pair *)(at + 2), 0, 1, 2, 3);
#else
    return *(const dh_vec_loose *)at;
#endif
}

/* [0], a[0], a[1], ... and [0], a[1], a[2], ... */
#if defined __AVX512F__
#define BEHIND(B, A) __builtin_shufflevector(B, A, 0, 8, 9, 10, 11, 12, 13, 14)
#define INSTEAD(B, A) __builtin_shufflevector(B, A, 0, 9, 10, 11, 12, 13, 14, 15)
#elif defined __AVX2__
#define BEHIND(B, A) __builtin_shufflevector(B, A, 0, 4, 5, 6)
#define INSTEAD(B, A) __builtin_shufflevector(B, A, 0, 5, 6, 7)
#else
#define BEHIND(B, A) __builtin_shufflevector(B, A, 0, 2)
#define INSTEAD(B, A) __builtin_shufflevector(B, A, 0, 3)
#endif

ALWAYS terms first(const view *r)
{
    const dh_vec x = *(const dh_vec_loose *)r->x, w = by_twos(r->w);
    return r->shift ? (terms){BEHIND((dh_vec){1.0}, x), INSTEAD((dh_vec){0}, w)} : (terms){x, w};
}

ALWAYS terms next(const view *r, size_t j, dh_vec w)
{
    return (terms){*(const dh_vec_loose *)(r->x + (j - r->shift)), w};
}

/* 1 ... DH_WIDTH - 1 numbers, and zeros. */
ALWAYS dh_vec some(const double *at, size_t count)
{
    dh_vec v = {at[0]};
    for (int i = 1; i < DH_WIDTH - 1; i++)
        if ((size_t)i < count)
            v[i] = at[i];
    return v;
}

ALWAYS terms last(const view *r, size_t j)
{
    const size_t left = r->count - j;
    return left < DH_WIDTH ? (terms){some(r->x + (j - r->shift), left), some(r->w + j, left)} : next(r, j, by_twos(r->w + j));
}

ALWAYS void add(sums *s, int part, terms t)
{
    s->product.part[part] += t.x * t.w;
    s->square.part[part] += t.w * t.w;
}

/* Begins with the first products, not with 0: that they may be -0 is lost in `predict`. */
ALWAYS sums dots(const view *r)
{
    sums s;
    size_t j = DH_LANES;
    DH_EACH_PART(i)
    {
        const terms t = i ? next(r, (size_t)i * DH_WIDTH, by_twos(r->w + i * DH_WIDTH)) : first(r);
        s.product.part[i] = t.x * t.w;
        s.square.part[i] = t.w * t.w;
    }
    for (; j + DH_LANES <= r->count; j += DH_LANES)
        DH_EACH_PART(i) add(&s, i, next(r, j + (size_t)i * DH_WIDTH, by_twos(r->w + j + i * DH_WIDTH)));
#define REST(I)                                                    \
    if ((I) < DH_PARTS && j + (size_t)(I) * DH_WIDTH < r->count) \
        add(&s, I, last(r, j + (size_t)(I) * DH_WIDTH));
    REST(0) REST(1) REST(2) REST(3)
#undef REST
    return s;
}

/* + 0.0: sums begin at 0, which -0 does not change. What need not wait for the slope comes first. */
ALWAYS dh_vec scaled(terms t, double slope, int penalised, double l2)
{
    return slope * t.x + (penalised ? l2 * t.w + 0.0 : (dh_vec){0});
}

ALWAYS void put_some(dh_vec v, size_t count, double *out)
{
    for (size_t i = 0; i + 1 < DH_WIDTH; i += 2)
        if (i + 2 <= count)
            memcpy(out + i, (const double *)&v + i, sizeof(pair));
        else if (i < count)
            out[i] = v[i];
}

/* out_j = slope x_j, and when penalised + l2 w_j. */
ALWAYS void spread(const view *r, double slope, int penalised, double l2, double *out)
{
    size_t j = DH_WIDTH;
    *(dh_vec_loose *)out = scaled(first(r), slope, penalised, l2);
    for (; j + DH_WIDTH <= r->count; j += DH_WIDTH)
        *(dh_vec_loose *)(out + j) = scaled(next(r, j, *(const dh_vec_loose *)(r->w + j)), slope, penalised, l2);
    if (j < r->count)
        put_some(scaled(last(r, j), slope, penalised, l2), r->count - j, out + j);
}

/* ---- Losses ------------------------------------------------------------------------------------------------- */

/* dh_logistic_at in parts, without what dh_exp does for arguments that cannot come: |t| < FAR. */
static const double FAR = 700.0;
typedef struct near_one {
    double sign, t, e, share;
} near_one;

ALWAYS near_one logistic(double z, double y)
{
    const double sign = 2.0 * y - 1.0, t = sign * z;
    const dh_exp_parts_ p = dh_exp_reduce_(-fabs(t), 0.0);
    const double e = (1.0 + (p.r + (dh_exp_tail_(p.r) + p.low))) * dh_power_of_2_(p.k);
    return (near_one){sign, t, e, 1.0 / (1.0 + e)};
}

ALWAYS double logistic_slope(near_one l)
{
    return -l.sign * (dh_select_(l.t < 0.0, 1.0, l.e) * l.share);
}

ALWAYS double logistic_loss(near_one l)
{
    return dh_select_(l.t < 0.0, -l.t, 0.0) + dh_log1p_below_1(l.e);
}

static __attribute__((noinline)) at_one loss_at(const dh_linear *model, double z, double y)
{
    const dh_lanes zs = dh_lanes_one(z), ys = dh_lanes_one(y);
    dh_losses l = {0};
    switch (model->loss) {
#define CASE(NAME, CODE)                   \
    case DH_LOSS_##CODE:                   \
        l = dh_loss_##NAME(model, zs, ys); \
        break;
        DH_LOSSES(CASE)
#undef CASE
    default:
        break;
    }
    return (at_one){l.loss.part[0][0], l.slope.part[0][0], l.bend.part[0][0]};
}

/* ---- The row ------------------------------------------------------------------------------------------------ */

ALWAYS double predict(const view *r, const sums *s)
{
    return dh_lanes_sum(s->product) + (r->shift ? r->w[0] + 0.0 : 0.0);
}

ALWAYS double run(const dh_linear *model, double y, view r, int penalised, double l2, const double *v, double *out)
{
    const sums s = dots(&r);
    const double z = predict(&r, &s);
    const int near = model->loss == DH_LOSS_LOGISTIC && fabs((2.0 * y - 1.0) * z) < FAR;
    near_one l = {0};
    at_one all = {0};
    if (near)
        l = logistic(z, y);
    else
        all = loss_at(model, z, y);
    double slope = near && !v ? logistic_slope(l) : all.slope;
    if (v) {
        const view along = {r.x, v, r.count, r.shift};
        const sums u = dots(&along);
        slope = (near ? l.e * l.share * l.share : all.bend) * predict(&along, &u);
    }
    if (out && penalised)
        spread(&r, slope, 1, l2, out);
    else if (out)
        spread(&r, slope, 0, 0, out);
    const double loss = (near ? logistic_loss(l) : all.loss) + 0.0;
    return penalised ? loss + 0.5 * l2 * dh_lanes_sum(s.square) : loss;
}

static const double *filled(double *to, const double *from, size_t count)
{
    memset(to, 0, DH_LANES * sizeof *to);
    memcpy(to, from, count * sizeof *to);
    return to;
}

/* Fewer columns than lanes: with as many as there are lanes, zeros behind. */
static __attribute__((noinline)) double run_few(const dh_linear *model, double y, view r, int penalised, double l2, const double *v, double *out)
{
    double x[DH_LANES], w[DH_LANES], along[DH_LANES], result[DH_LANES];
    const size_t count = r.count;
    r = (view){filled(x, r.x, count - r.shift), filled(w, r.w, count), DH_LANES, r.shift};
    const double loss = run(model, y, r, penalised, l2, v ? filled(along, v, count) : NULL, result);
    if (out)
        memcpy(out, result, count * sizeof *out);
    return loss;
}

double DH_ROW(const dh_linear *model, size_t row, int penalised, double l2, const double *w, const double *v, double *out)
{
    const dh_dataset *d = model->data;
    const size_t shift = model->intercept != 0;
    const view r = {d->x + row * d->features, w, d->features + shift, shift};
    if (d->features < DH_LANES)
        return run_few(model, d->y[row], r, penalised, l2, v, out);
    return run(model, d->y[row], r, penalised, l2, v, out);
}
