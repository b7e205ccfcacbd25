/* The losses of linear.h, 8 samples at once: loss, slope = dloss/dz and bend = d2loss/dz2 at prediction z, target y.
 * A new loss is one function here and one entry in DH_LOSSES. */
#ifndef DH_KERNEL_LOSS_H
#define DH_KERNEL_LOSS_H

#include "kernel/lanes.h"
#include "kernel/linear.h"

#include <downhill/math.h>

typedef struct dh_losses {
    dh_lanes loss, slope, bend;
} dh_losses;

/* yes where the mask is set, else 0. */
DH_KERNEL_INLINE dh_vec dh_vec_where(dh_vec_bits mask, dh_vec yes)
{
    return (dh_vec)(mask & (dh_vec_bits)yes);
}

DH_KERNEL_INLINE dh_losses dh_loss_absolute(const dh_linear *model, dh_lanes z, dh_lanes y)
{
    (void)model;
    dh_losses l;
    DH_EACH_PART(i)
    {
        dh_vec e = z.part[i] - y.part[i], one = e * 0 + 1, sign = dh_vec_where(e > 0, one) - dh_vec_where(e < 0, one);
        l.loss.part[i] = (dh_vec)((dh_vec_bits)e & INT64_MAX);
        l.slope.part[i] = sign;
        l.bend.part[i] = (dh_vec){0};
    }
    return l;
}

/* One call for 8 rows, which is little beside their predictions. */
static __attribute__((noinline, unused)) dh_losses dh_loss_custom(const dh_linear *model, dh_lanes z, dh_lanes y)
{
    _Alignas(64) double zs[DH_LANES], ys[DH_LANES], loss[DH_LANES], slope[DH_LANES], bend[DH_LANES];
    memcpy(zs, &z, sizeof z);
    memcpy(ys, &y, sizeof y);
    model->custom(model->shape, zs, ys, loss, slope, bend);
    return (dh_losses){dh_lanes_load(loss), dh_lanes_load(slope), dh_lanes_load(bend)};
}

/* dh_log1p(e) for 0 <= e <= 1, to the bit, with less to ask: 1 + e is halved from the square root of 2 on. */
DH_KERNEL_INLINE double dh_log1p_below_1(double e)
{
    const double u = 1.0 + e, low = e - (u - 1.0);
    const int small = u < 0x1.6a09e667f3bcdp+0;
    return dh_log_finish_(dh_select_(small, 0.0, 1.0), dh_select_(small, e, 0.5 * u - 1.0), dh_select_(small, 0.0, low / u));
}

/* Everything from exp(-|t|), so that neither a huge margin overflows nor a small slope loses its digits. */
DH_KERNEL_INLINE void dh_logistic_at(double z, double y, double *loss, double *slope, double *bend)
{
    double sign = 2.0 * y - 1.0, t = sign * z, e = dh_exp(-fabs(t)), share = 1.0 / (1.0 + e);
    *loss = dh_select_(t < 0.0, -t, 0.0) + dh_log1p_below_1(e);
    *slope = -sign * (dh_select_(t < 0.0, 1.0, e) * share);
    *bend = e * share * share;
}

/* Not inlined: a call is cheap beside exp and log1p. */
static __attribute__((noinline, unused)) dh_losses dh_loss_logistic(const dh_linear *model, dh_lanes z, dh_lanes y)
{
    _Alignas(64) double zs[DH_LANES], ys[DH_LANES], loss[DH_LANES], slope[DH_LANES], bend[DH_LANES];
    (void)model;
    memcpy(zs, &z, sizeof z);
    memcpy(ys, &y, sizeof y);
    for (int i = 0; i < DH_LANES; i++)
        dh_logistic_at(zs[i], ys[i], &loss[i], &slope[i], &bend[i]);
    return (dh_losses){dh_lanes_load(loss), dh_lanes_load(slope), dh_lanes_load(bend)};
}

DH_KERNEL_INLINE dh_losses dh_loss_squared(const dh_linear *model, dh_lanes z, dh_lanes y)
{
    (void)model;
    dh_losses l;
    DH_EACH_PART(i)
    {
        dh_vec e = z.part[i] - y.part[i];
        l.loss.part[i] = 0.5 * e * e;
        l.slope.part[i] = e;
        l.bend.part[i] = (dh_vec){0} + 1;
    }
    return l;
}

DH_KERNEL_INLINE dh_losses dh_loss_zero_one(const dh_linear *model, dh_lanes z, dh_lanes y)
{
    (void)model;
    dh_losses l = {0};
    DH_EACH_PART(i) l.loss.part[i] = dh_vec_where((z.part[i] > 0) ^ (y.part[i] > 0.5), (dh_vec){0} + 1);
    return l;
}

#endif
