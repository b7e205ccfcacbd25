/* SPDX-License-Identifier: MIT
 *
 * Elementary functions with the same bits everywhere: gcc or clang, with or without FMA, SSE2 to AVX-512. libm's
 * differ between CPUs. Built from IEEE + - * /, comparisons and bit operations alone. Compile with -ffp-contract=off
 * (as meson.build does) and without -ffast-math.
 *
 * Largest error against MPFR in 200 bits, in ulp of the exact result: 4 million arguments for each function over its whole
 * domain, dense near 0, 1, multiples of pi/2, the ends and where a formula changes (tests/unit/test_precision.c). The sign and
 * payload of a NaN result mean nothing.
 *
 *  function       | ulp  | special arguments and results
 *  ---------------+------+-----------------------------------------------------------------------------------------
 *  dh_exp         | 0.90 | -inf: 0; inf and x > 709.78: inf; below 2^-1022 results round gradually to subnormals
 *  dh_expm1       | 1.20 | -0: -0; -inf: -1; inf and x > 709.78: inf
 *  dh_log         | 0.86 | 0, -0: -inf; x < 0: NaN; inf: inf; subnormal arguments count in full
 *  dh_log1p       | 0.85 | -0: -0; -1: -inf; x < -1: NaN; inf: inf
 *  dh_tanh        | 1.25 | -0: -0; -inf, inf: -1, 1
 *  dh_sigmoid     | 1.20 | 1 / (1 + exp(-x)); -inf, inf: 0, 1; no overflow on the way
 *  dh_log1pexp    | 1.64 | log(1 + exp(x)); -inf, inf: 0, inf; no overflow on the way
 *  dh_sin, dh_cos | 0.80 | any finite argument, however large; -inf, inf: NaN; dh_sin(-0): -0
 *  dh_pow         | 1.10 | as C's pow, also for x < 0 and whole y; any exponent
 *
 * A NaN argument gives NaN (except dh_pow(1, NaN) and dh_pow(NaN, 0): 1, as C's). All but dh_sin, dh_cos and dh_pow
 * are free of branches, so that a loop over an array vectorises (clang: always; gcc: with SSE4.2, AVX2 or AVX-512).
 * Names that end in _ are private.
 *
 * Methods: argument reduction in two or more constants (Cody & Waite 1980, "Software Manual for the Elementary
 * Functions"); log by atanh(f / (2 + f)) and the order of its final sum as in Sun's fdlibm (Ng 1993); sums and
 * products with their rounding error after Knuth and Dekker (1971, doi:10.1007/BF01397083); large arguments of sin
 * and cos after Payne & Hanek (1983, doi:10.1145/1057600.1057602). The polynomials are our own, minimax by Remez
 * exchange in 200 bits.
 */
#ifndef DOWNHILL_MATH_H
#define DOWNHILL_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "downhill/math.h needs IEEE arithmetic: compile without -ffast-math and -Ofast"
#endif

#define DH_INLINE_ static inline __attribute__((always_inline))

DH_INLINE_ uint64_t dh_bits_(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

DH_INLINE_ double dh_from_bits_(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* yes where `condition` is 1, no where it is 0. Not a ternary: gcc makes those branches, for fear of traps. */
DH_INLINE_ double dh_select_(int condition, double yes, double no)
{
    uint64_t mask = (uint64_t)0 - (uint64_t)condition;
    return dh_from_bits_((dh_bits_(yes) & mask) | (dh_bits_(no) & ~mask));
}

/* Nearest whole number, ties to even, for |x| < 2^51: adding 1.5 * 2^52 leaves no room for a fraction. */
DH_INLINE_ double dh_round_(double x)
{
    return (x + 0x1.8p52) - 0x1.8p52;
}

/* 2^k for a whole number -1022 <= k <= 1023: the low bits of k + 1023 + 2^52 are the exponent field. */
DH_INLINE_ double dh_power_of_2_(double k)
{
    return dh_from_bits_(dh_bits_(k + (0x1p52 + 1023)) << 52);
}

/* a + b and its rounding error (Knuth). */
DH_INLINE_ double dh_sum_(double a, double b, double *error)
{
    double s = a + b, t = s - a;
    *error = (a - (s - t)) + (b - t);
    return s;
}

/* a * b and its rounding error (Veltkamp & Dekker); |a|, |b| < 2^995. */
DH_INLINE_ double dh_product_(double a, double b, double *error)
{
    double p = a * b, s = 0x1.0000002p27 * a, t = 0x1.0000002p27 * b;
    double ah = s - (s - a), bh = t - (t - b), al = a - ah, bl = b - bh;
    *error = ((ah * bh - p) + ah * bl + al * bh) + al * bl;
    return p;
}

/* x + tail = k ln 2 + r + low with |r| <= 0.347, for |x| < 1100 and a tail of at most an ulp of x. */
typedef struct dh_exp_parts_ {
    double k, r, low;
} dh_exp_parts_;

DH_INLINE_ dh_exp_parts_ dh_exp_reduce_(double x, double tail)
{
    dh_exp_parts_ p;
    p.k = dh_round_(x * 0x1.71547652b82fep+0);
    double high = x - p.k * 0x1.62e42fefap-1, rest = p.k * 0x1.cf79abc9e3b3ap-40 - tail;
    p.r = high - rest;
    p.low = (high - p.r) - rest;
    return p;
}

/* exp(r) - 1 - r for |r| <= 0.347, absolute error below 2^-61 |r|. Estrin's order. */
DH_INLINE_ double dh_exp_tail_(double r)
{
    double r2 = r * r, r4 = r2 * r2;
    double a = 0x1p-1 + r * 0x1.5555555555559p-3, b = 0x1.555555555555ap-5 + r * 0x1.111111110f67dp-7;
    double c = 0x1.6c16c16c1440dp-10 + r * 0x1.a01a01affb2a0p-13;
    double d = 0x1.a01a01b0cc639p-16 + r * 0x1.71ddf81662e04p-19;
    double e = 0x1.27e4c572a5358p-22 + r * 0x1.af5f330a944fdp-26 + r2 * 0x1.1f95ab6deac64p-29;
    return r2 * ((a + r2 * b) + r4 * ((c + r2 * d) + r4 * e));
}

/* exp(x + tail), tail at most an ulp of x. Scaled in two steps: 2^k itself may be out of range. */
DH_INLINE_ double dh_exp_sum_(double x, double tail)
{
    tail = dh_select_(fabs(x) > 746.0, 0.0, tail);
    x = dh_select_(x > 710.0, 710.0, x);
    x = dh_select_(x < -746.0, -746.0, x);
    dh_exp_parts_ p = dh_exp_reduce_(x, tail);
    double y = 1.0 + (p.r + (dh_exp_tail_(p.r) + p.low));
    double half = dh_round_(0.5 * p.k);
    return y * dh_power_of_2_(half) * dh_power_of_2_(p.k - half);
}

DH_INLINE_ double dh_exp(double x)
{
    return dh_exp_sum_(x, 0.0);
}

/* 2^k ((1 - 2^-k) + expm1(r)), the bracket kept with its rounding error. */
DH_INLINE_ double dh_expm1(double x)
{
    double c = dh_select_(x > 710.0, 710.0, x);
    c = dh_select_(c < -40.0, -40.0, c);
    dh_exp_parts_ p = dh_exp_reduce_(c, 0.0);
    double small = dh_select_(p.k > 64.0, 64.0, p.k), half = dh_round_(0.5 * p.k);
    double base = 1.0 - dh_power_of_2_(-small), s = base + p.r;
    double y = s + (((base - s) + p.r) + (dh_exp_tail_(p.r) + p.low));
    y = y * dh_power_of_2_(half) * dh_power_of_2_(p.k - half);
    return dh_select_(x == 0.0, x, y);
}

/* x = 2^k m with sqrt(1/2) <= m < sqrt(2), for normal x > 0. */
DH_INLINE_ double dh_log_reduce_(double x, double *k)
{
    const uint64_t root = 0x3fe6a09e667f3bcdu; /* sqrt(1/2) */
    uint64_t u = dh_bits_(x) + (0x3ff0000000000000u - root);
    *k = dh_from_bits_((u >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    return dh_from_bits_((u & 0x000fffffffffffffu) + root);
}

/* k ln 2 + log(1 + f) + low, sqrt(1/2) <= 1 + f < sqrt(2). */
DH_INLINE_ double dh_log_finish_(double k, double f, double low)
{
    double h = 0.5 * f * f, s = f / (2.0 + f), z = s * s, z2 = z * z;
    double even = 0x1.999999997fb32p-2 + z2 * (0x1.c71c51e7fd53ep-3 + z2 * 0x1.39a0f51da2d8ap-3);
    double odd =
        0x1.5555555555593p-1 + z2 * (0x1.2492494217991p-2 + z2 * (0x1.7466462b6d2aap-3 + z2 * 0x1.2f0d8d9237a8ap-3));
    double r = z * (odd + z * even);
    return k * 0x1.62e42fefap-1 - ((h - (s * (h + r) + (k * 0x1.cf79abc9e3b3ap-40 + low))) - f);
}

DH_INLINE_ double dh_log(double x)
{
    int tiny = x < 0x1p-1022;
    double k, m = dh_log_reduce_(dh_select_(tiny, x * 0x1p54, x), &k);
    double y = dh_log_finish_(k - dh_select_(tiny, 54.0, 0.0), m - 1.0, 0.0);
    y = dh_select_(x < (double)INFINITY, y, x);
    y = dh_select_(x < 0.0, (double)NAN, y);
    return dh_select_(x == 0.0, -(double)INFINITY, y);
}

/* log of the rounded sum u = 1 + x, plus its rounding error divided by u. */
DH_INLINE_ double dh_log1p(double x)
{
    double low, u = dh_sum_(1.0, x, &low), k, f = dh_log_reduce_(u, &k) - 1.0;
    double y = dh_log_finish_(k, dh_select_(k == 0.0, x, f), dh_select_(k == 0.0, 0.0, low / u));
    y = dh_select_(x < (double)INFINITY, y, x);
    y = dh_select_(x < -1.0, (double)NAN, y);
    y = dh_select_(x == -1.0, -(double)INFINITY, y);
    return dh_select_(x == 0.0, x, y);
}

/* (exp(x) + 1) / 2^k and its rounding error, 0 <= x < 1100. One rounding, where adding 1 to exp(x) has two. */
DH_INLINE_ double dh_exp_plus_1_(double x, double *k, double *error)
{
    dh_exp_parts_ p = dh_exp_reduce_(x, 0.0);
    double one = dh_power_of_2_(-dh_select_(p.k > 64.0, 64.0, p.k)), base = 1.0 + one, s = base + p.r;
    double rest = ((base - s) + p.r) + ((dh_exp_tail_(p.r) + p.low) + (one - (base - 1.0))), y = s + rest;
    *k = p.k;
    *error = (s - y) + rest;
    return y;
}

/* |x| < 9/16: x + x^3 P(x^2). Else 1 - 2 / (exp(2 |x|) + 1), whose second term is less than 1/2. */
DH_INLINE_ double dh_tanh(double x)
{
    double a = fabs(x), z = a * a, z2 = z * z, z4 = z2 * z2, k, error;
    double p = (-0x1.555555555554cp-2 + z * 0x1.111111111032fp-3) + z2 * (-0x1.ba1ba1b93c2e1p-5 + z * 0x1.664f484aa1404p-6);
    double q = (-0x1.226e2d296e8d4p-7 + z * 0x1.d6d24d47e1bc3p-9) + z2 * (-0x1.7d8bda014562dp-10 + z * 0x1.3462b5df96a53p-11);
    double r = (-0x1.e81de497ad574p-13 + z * 0x1.59a616a996845p-14) + z2 * -0x1.3d9f4dcde35a1p-16;
    double sum = dh_exp_plus_1_(2.0 * dh_select_(a > 20.0, 20.0, a), &k, &error);
    double small = a + a * (z * (p + z4 * (q + z4 * r))), large = 1.0 - dh_power_of_2_(1.0 - k) / sum;
    return copysign(dh_select_(a < 0.5625, small, large), x);
}

/* q = 1 / (1 + exp |x|), corrected for the sum's rounding error; x > 0: 1 - q. */
DH_INLINE_ double dh_sigmoid(double x)
{
    double a = fabs(x), k, error, sum = dh_exp_plus_1_(dh_select_(a > 746.0, 746.0, a), &k, &error);
    double q = 1.0 / sum, half = dh_round_(0.5 * k);
    q = (q - q * q * error) * dh_power_of_2_(-half) * dh_power_of_2_(half - k);
    return dh_select_(x >= 0.0, 1.0 - q, q);
}

DH_INLINE_ double dh_log1pexp(double x)
{
    return dh_select_(x > 0.0, x, 0.0) + dh_log1p(dh_exp(-fabs(x)));
}

/* x = quadrant * pi/2 + high + low, |high| <= pi/4 (a little more by rounding); only quadrant mod 4 counts. */
typedef struct dh_angle_ {
    double high, low;
    unsigned quadrant;
} dh_angle_;

/* |x| <= 2^20: pi/2 in 33 + 33 + 33 + 53 bits, so that n times each of the first three is exact. */
DH_INLINE_ dh_angle_ dh_angle_small_(double x)
{
    dh_angle_ a;
    double n = dh_round_(x * 0x1.45f306dc9c883p-1), e1, e2;
    double first = x - n * 0x1.921fb544p+0;
    double second = dh_sum_(first, -(n * 0x1.0b4611a6p-34), &e1);
    double third = dh_sum_(second, -(n * 0x1.3198a2ep-69), &e2);
    double rest = (e1 + e2) - n * 0x1.b839a252049c1p-104;
    a.high = third + rest;
    a.low = (third - a.high) + rest;
    a.quadrant = (unsigned)(dh_bits_(n + 0x1.8p52) & 3u);
    return a;
}

/* Low 64 bits of a * b + carry; carry becomes the high ones. */
DH_INLINE_ uint64_t dh_multiply_add_(uint64_t a, uint64_t b, uint64_t *carry)
{
    __extension__ typedef unsigned __int128 dh_wide_;
    dh_wide_ p = (dh_wide_)a * b + *carry;
    *carry = (uint64_t)(p >> 64);
    return (uint64_t)p;
}

/* Any finite |x| >= 2^20: |x| = m 2^e, times those 192 bits of 2/pi that matter modulo 4. */
static inline dh_angle_ dh_angle_large_(double x)
{
    static const uint64_t two_over_pi[20] = {
        /* 64 zero bits, then the binary digits behind the point */
        0x0000000000000000u, 0xa2f9836e4e441529u, 0xfc2757d1f534ddc0u, 0xdb6295993c439041u, 0xfe5163abdebbc561u,
        0xb7246e3a424dd2e0u, 0x06492eea09d1921cu, 0xfe1deb1cb129a73eu, 0xe88235f52ebb4484u, 0xe99c7026b45f7e41u,
        0x3991d639835339f4u, 0x9c845f8bbdf9283bu, 0x1ff897ffde05980fu, 0xef2f118b5a0a6d1fu, 0x6d367ecf27cb09b7u,
        0x4f463f669e5fea2du, 0x7527bac7ebe5f17bu, 0x3d0739f78a5292eau, 0x6bfb5fb11f8d5d08u, 0x56033046fc7b6babu,
    };
    uint64_t u = dh_bits_(x), m = (u & 0x000fffffffffffffu) | 0x0010000000000000u, carry = 0, w[3];
    unsigned at = (unsigned)((u >> 52) & 2047u) - 1075u - 2u + 64u, word = at / 64, shift = at % 64;
    for (unsigned i = 3; i-- > 0;) {
        uint64_t high = two_over_pi[word + i], next = two_over_pi[(word + i + 1) % 20];
        w[i] = dh_multiply_add_(m, shift ? high << shift | next >> (64 - shift) : high, &carry);
    }
    dh_angle_ a;
    uint64_t f0 = w[0] << 2 | w[1] >> 62, f1 = w[1] << 2 | w[2] >> 62, up = f0 >> 63, flip = (uint64_t)0 - up;
    a.quadrant = (unsigned)((w[0] >> 62) + up);
    f0 ^= flip; /* a fraction above 1/2 counts from the next quadrant; the complement is off by 2^-128 */
    f1 ^= flip;
    double low, e, high = dh_sum_((double)(f0 >> 32) * 0x1p-32, (double)(f0 & 0xffffffffu) * 0x1p-64, &low);
    low += (double)(f1 >> 11) * 0x1p-117;
    double p = dh_product_(high, 0x1.921fb54442d18p+0, &e);
    e += high * 0x1.1a62633145c07p-54 + low * 0x1.921fb54442d18p+0;
    double sign = (up != 0) != (x < 0.0) ? -1.0 : 1.0;
    a.high = sign * (p + e);
    a.low = sign * ((p - (p + e)) + e);
    a.quadrant = x < 0.0 ? 0u - a.quadrant : a.quadrant;
    return a;
}

DH_INLINE_ dh_angle_ dh_angle_of_(double x)
{
    return fabs(x) > 0x1p20 && fabs(x) < (double)INFINITY ? dh_angle_large_(x) : dh_angle_small_(x);
}

/* sin (odd == 0) or cos (odd == 1) of high + low, |high| <= 0.786. */
DH_INLINE_ double dh_sin_cos_(dh_angle_ a, unsigned odd)
{
    double x = a.high, z = x * x, z2 = z * z, h = 0.5 * z, w = 1.0 - h;
    double s = (0x1.111111110f861p-7 + z * -0x1.a01a019c0e4cbp-13) +
               z2 * ((0x1.71de3574baa8ep-19 + z * -0x1.ae5e63cd99e27p-26) + z2 * 0x1.5d9246c9a4837p-33);
    double c = (0x1.555555555554cp-5 + z * -0x1.6c16c16c15162p-10) +
               z2 * ((0x1.a01a019caef31p-16 + z * -0x1.27e4f807d5adfp-22) +
                     z2 * (0x1.1ee9ea6c58d2fp-29 + z * -0x1.8fadd02fd14a6p-37));
    double sine = x - ((z * (0.5 * a.low - x * z * s) - a.low) - x * z * -0x1.5555555555549p-3);
    double cosine = w + (((1.0 - w) - h) + (z2 * c - x * a.low));
    return odd ? cosine : sine;
}

static inline double dh_sin(double x)
{
    dh_angle_ a = dh_angle_of_(x);
    double y = dh_sin_cos_(a, a.quadrant & 1u);
    return x == 0.0 ? x : a.quadrant & 2u ? -y : y;
}

static inline double dh_cos(double x)
{
    dh_angle_ a = dh_angle_of_(x);
    double y = dh_sin_cos_(a, ~a.quadrant & 1u);
    return (a.quadrant + 1u) & 2u ? -y : y;
}

/* log x as a sum of two doubles, relative error below 2^-64, for finite x > 0. */
DH_INLINE_ double dh_log_pair_(double x, double *low)
{
    int tiny = x < 0x1p-1022;
    double k, f = dh_log_reduce_(dh_select_(tiny, x * 0x1p54, x), &k) - 1.0;
    k -= dh_select_(tiny, 54.0, 0.0);
    /* s + sl = f / (2 + f) */
    double d = 2.0 + f, dl = (2.0 - d) + f, s = f / d, pl, p = dh_product_(s, d, &pl);
    double sl = (((f - p) - pl) - s * dl) / d;
    /* z + zl = s^2; c + cl = 2/3 + 2/5 z + ...; t + tl = s^3; u + ul = t c */
    double zl, z = dh_product_(s, s, &zl), z2 = z * z;
    zl += 2.0 * s * sl;
    double even = 0x1.249249247b152p-2 + z2 * (0x1.745cfab915963p-3 + z2 * 0x1.0fc5099508ecap-3);
    double odd =
        0x1.9999999999a08p-2 + z2 * (0x1.c71c71fc007c2p-3 + z2 * (0x1.3b1beaf19270dp-3 + z2 * 0x1.0bca5c3a8ad17p-3));
    double q = z * (odd + z * even), c = 0x1.5555555555555p-1 + q;
    double cl = ((0x1.5555555555555p-1 - c) + q) + 0x1.5555555555555p-55;
    double tl, t = dh_product_(s, z, &tl), ul, u = dh_product_(t, c, &ul);
    tl += s * zl + sl * z;
    ul += t * cl + tl * c;
    double hl, h = dh_sum_(2.0 * s, u, &hl), yl, y = dh_sum_(k * 0x1.62e42fefap-1, h, &yl);
    yl += (hl + ul + 2.0 * sl) + k * 0x1.cf79abc9e3b3ap-40;
    *low = (y - (y + yl)) + yl;
    return y + yl;
}

/* exp(y log x) for finite x > 0. Beyond |y| = 1e25 the result is 0, 1 or inf. */
static inline double dh_pow_positive_(double x, double y)
{
    y = y > 1e25 ? 1e25 : y < -1e25 ? -1e25 : y;
    double ll, l = dh_log_pair_(x, &ll), pl, p = dh_product_(y, l, &pl);
    return dh_exp_sum_(p, pl + y * ll);
}

static inline double dh_pow(double x, double y)
{
    double a = fabs(x), whole = floor(y), half = 0.5 * whole;
    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x != x || y != y)
        return x + y;
    if (fabs(y) == (double)INFINITY)
        return a == 1.0 ? 1.0 : (a > 1.0) == (y > 0.0) ? (double)INFINITY : 0.0;
    if (x < 0.0 && a < (double)INFINITY && whole != y)
        return (double)NAN;
    double sign = whole == y && floor(half) != half ? copysign(1.0, x) : 1.0;
    if (a == 0.0 || a == (double)INFINITY)
        return sign * ((a == 0.0) == (y > 0.0) ? 0.0 : (double)INFINITY);
    return sign * dh_pow_positive_(a, y);
}

#endif
