/* Linear models on a single dense row: what a step on a batch of one costs. The bits are those of pass.c with a block of one row. What
 * the next step waits for comes first: prediction, slope, gradient, and the loss at last. */
#include "kernel/lanes.h"
#include "kernel/loss.h"
#include "kernel/pass.h"

#define ALWAYS DH_KERNEL_INLINE

typedef struct at_one {
    double loss, slope, bend;
} at_one;

/* dh_logistic_at in two parts, without what dh_exp and dh_log1p do for arguments that cannot come: |t| < FAR. */
static const double FAR = 700.0;
typedef struct near_one {
    double t, e, slope, bend;
} near_one;

ALWAYS near_one logistic_slope(double z, double y)
{
    const double sign = 2.0 * y - 1.0, t = sign * z;
    const dh_exp_parts_ p = dh_exp_reduce_(-fabs(t), 0.0);
    const double e = (1.0 + (p.r + (dh_exp_tail_(p.r) + p.low))) * dh_power_of_2_(p.k), share = 1.0 / (1.0 + e);
    const dh_vec_bits below = (dh_vec){t} < (dh_vec){0};
    const dh_vec larger = (dh_vec)((below & (dh_vec_bits)(dh_vec){1.0}) | (~below & (dh_vec_bits)(dh_vec){e}));
    return (near_one){t, e, -sign * (larger[0] * share), e * share * share};
}

ALWAYS double logistic_loss(near_one l)
{
    double low, k;
    const double u = dh_sum_(1.0, l.e, &low), f = dh_log_reduce_(u, &k) - 1.0;
    const double log = dh_log_finish_(k, dh_select_(k == 0.0, l.e, f), dh_select_(k == 0.0, 0.0, low / u));
    return dh_vec_where((dh_vec){l.t} < (dh_vec){0}, (dh_vec){-l.t})[0] + log;
}

static at_one loss_at(const dh_linear *model, double z, double y)
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

static const dh_row_level *level_for(int level, size_t columns)
{
    static const dh_row_level *const levels[] = {&dh_row_base, &dh_row_avx2, &dh_row_avx512};
    return columns > DH_NARROW ? levels[level] : &dh_row_base;
}

/* + 0.0: sums begin at 0, which -0 does not change. */
double dh_row_run(int level, const dh_linear *model, size_t row, const double *l2, const double *w, const double *v, double *out)
{
    const size_t columns = model->data->features, shift = model->intercept != 0;
    const dh_row_level *at = level_for(level, columns);
    const double *x = model->data->x + row * columns, y = model->data->y[row];
    const double z = at->dot(columns, x, w + shift) + (shift ? w[0] + 0.0 : 0.0);
    const int near = model->loss == DH_LOSS_LOGISTIC && fabs((2.0 * y - 1.0) * z) < FAR;
    near_one first = {0};
    at_one all = {0};
    if (near)
        first = logistic_slope(z, y);
    else
        all = loss_at(model, z, y);
    double slope = near ? first.slope : all.slope;
    if (v)
        slope = (near ? first.bend : all.bend) * (at->dot(columns, x, v + shift) + (shift ? v[0] + 0.0 : 0.0));
    const double square = l2 ? at->dot(columns, w + shift, w + shift) : 0; /* while the slope is on its way */
    if (out && shift)
        out[0] = slope + 0.0;
    if (out)
        at->spread(columns, slope, x, l2, w + shift, out + shift);
    const double loss = (near ? logistic_loss(first) : all.loss) + 0.0;
    return l2 ? loss + 0.5 * *l2 * square : loss;
}
