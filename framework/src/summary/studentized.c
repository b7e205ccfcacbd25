/* P(range <= q) = k times the integral of phi(z) (Phi(z) - Phi(z - q))^(k-1): z is the largest of the k (Hartley
 * 1942, Biometrika 32(3-4), 334-348). The integrand is smooth and falls as a normal density, so that the trapezoid
 * rule converges faster than any power of its step. */
#include "summary/studentized.h"

#include <downhill/math.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

double dh_normal_range_below(double q, size_t k)
{
    const int most = 40 * 9; /* z from -9 to 9 in steps of 1 / 40 */
    double total = 0;
    for (int i = -most; i <= most; i++) {
        double z = i / 40.0, inside = gsl_cdf_ugaussian_P(z) - gsl_cdf_ugaussian_P(z - q);
        total += dh_exp(-z * z / 2) * dh_pow(inside, (double)(k - 1));
    }
    return fmin(1, (double)k * total / 40 * 0.39894228040143267794); /* 1 / sqrt(2 pi) */
}

double dh_normal_range_quantile(double p, size_t k)
{
    double low = 0, high = 20;
    while (high - low > 1e-11) {
        double middle = (low + high) / 2;
        *(dh_normal_range_below(middle, k) < p ? &low : &high) = middle;
    }
    return (low + high) / 2;
}
