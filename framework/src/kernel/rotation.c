/* The product of Householder reflections of Gaussian vectors with the signs of the diagonal taken out: G. W. Stewart
 * 1980, "The efficient generation of random orthogonal matrices", doi:10.1137/0717034; F. Mezzadri 2007, "How to
 * generate random matrices from the classical compact groups", arXiv:math-ph/0609050. */
#include "kernel/rotation.h"

#include "kernel/vector.h"

#include <math.h>

/* Rows k ... n-1 of q [n][n], columns k ... n-1, get the reflection I - 2 v v' / v'v applied from the left; v [n -
 * k]. The sums v' q are gathered in `sum`. */
static void reflect(double *q, size_t n, size_t k, const double *v, double *sum)
{
    const size_t width = n - k;
    const double scale = 2 / dh_dot(width, v, v);
    for (size_t j = 0; j < width; j++)
        sum[j] = 0;
    for (size_t i = k; i < n; i++)
        dh_add_scaled(width, v[i - k], q + i * n + k, sum);
    for (size_t i = k; i < n; i++)
        dh_add_scaled(width, -scale * v[i - k], sum, q + i * n + k);
}

/* Q = H_0 H_1 ... H_n-1 D, built from the last factor so that each reflection touches only the corner it changes.
 * Reflection k turns its Gaussian vector g to -sign(g_0) |g| e_0, the diagonal element of R whose sign D takes out.
 * Scratch holds v, sum. */
void dh_rotation_draw(size_t n, double *q, double *scratch, dh_random *random)
{
    double *v = scratch, *sum = scratch + n;
    for (size_t i = 0; i < n * n; i++)
        q[i] = 0;
    for (size_t k = n; k-- > 0;) {
        const size_t width = n - k;
        for (size_t i = 0; i < width; i++)
            v[i] = random->normal(random);
        const double sign = v[0] < 0 ? -1 : 1;
        q[k * n + k] = width > 1 ? -sign : sign; /* one number needs no reflection to be its own R */
        v[0] += sign * sqrt(dh_dot(width, v, v));
        if (width > 1)
            reflect(q, n, k, v, sum);
    }
}

void dh_rotation_turn(size_t n, const double *q, const double *x, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = dh_dot(n, q + i * n, x);
}

void dh_rotation_turn_back(size_t n, const double *q, const double *x, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = 0;
    for (size_t i = 0; i < n; i++)
        dh_add_scaled(n, x[i], q + i * n, out);
}
