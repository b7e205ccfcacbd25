/* Activations of kernel/network.h over `count` numbers: a = activation(a), slope and bend its first and second
 * derivative there. bend may be NULL; a and slope have the same bits with and without. */
#ifndef DH_KERNEL_ACTIVATION_H
#define DH_KERNEL_ACTIVATION_H

#include <downhill/math.h>

typedef void dh_activation(size_t count, double *a, double *slope, double *bend);

static void activate_relu(size_t count, double *a, double *slope, double *bend)
{
    for (size_t i = 0; i < count; i++) {
        const double z = a[i];
        a[i] = z > 0 ? z : z * 0; /* NaN stays NaN */
        slope[i] = z > 0;
    }
    if (bend)
        memset(bend, 0, count * sizeof *bend);
}

static void activate_tanh(size_t count, double *a, double *slope, double *bend)
{
    for (size_t i = 0; i < count; i++) {
        a[i] = dh_tanh(a[i]);
        slope[i] = 1 - a[i] * a[i];
    }
    for (size_t i = 0; bend && i < count; i++)
        bend[i] = -2 * a[i] * slope[i];
}

static void activate_sigmoid(size_t count, double *a, double *slope, double *bend)
{
    for (size_t i = 0; i < count; i++) {
        a[i] = dh_sigmoid(a[i]);
        slope[i] = a[i] * (1 - a[i]);
    }
    for (size_t i = 0; bend && i < count; i++)
        bend[i] = slope[i] * (1 - 2 * a[i]);
}

/* t = tanh(u), u = sqrt(2 / pi) (z + 0.044715 z^3). */
static void activate_gelu(size_t count, double *a, double *slope, double *bend)
{
    const double root = 0.7978845608028654; /* sqrt(2 / pi) */
    for (size_t i = 0; i < count; i++) {
        const double z = a[i], t = dh_tanh(root * (z + 0.044715 * z * z * z));
        const double du = root * (1 + 3 * 0.044715 * z * z), dt = (1 - t * t) * du;
        a[i] = z / 2 * (1 + t);
        slope[i] = (1 + t) / 2 + z / 2 * dt;
        if (bend)
            bend[i] = dt + z / 2 * ((1 - t * t) * (root * 6 * 0.044715 * z) - 2 * t * dt * du);
    }
}

static void activate_linear(size_t count, double *a, double *slope, double *bend)
{
    (void)a;
    for (size_t i = 0; i < count; i++)
        slope[i] = 1;
    if (bend)
        memset(bend, 0, count * sizeof *bend);
}

#endif
