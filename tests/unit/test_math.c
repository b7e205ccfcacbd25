/* <downhill/math.h> against long double libm, whose 11 extra bits make it exact here: errors in ulp over the whole
 * domain, special values, and a hash that every compiler and CPU level must reproduce. */
#include "suite.h"

#include "base/hash.h"
#include "base/random.h"
#include "math_arrays.h"

#include <downhill/math.h>
#include <float.h>
#include <stdlib.h>

enum { DRAWS = 60000 };
static const double inf = INFINITY, nan_ = NAN;

/* ---- Arguments ---------------------------------------------------------------------------------------------- */

static dh_stream stream;

static void restart(const char *name)
{
    dh_stream_init(&stream, 2385, "math", name, 0, "init");
}

static double between(double a, double b)
{
    return a + (b - a) * dh_stream_uniform(&stream);
}

/* A random sign, exponent in [low, high) and mantissa. */
static double scaled(int low, int high)
{
    double m = 1 + dh_stream_uniform(&stream);
    int e = low + (int)dh_stream_below(&stream, (uint64_t)(high - low));
    return (dh_stream_bits(&stream) & 1 ? -1 : 1) * ldexp(m, e);
}

static double anywhere(int i)
{
    switch (i % 5) {
    case 0:
        return between(-1, 1);
    case 1:
        return between(-750, 715);
    case 2:
        return between(-40, 40);
    case 3:
        return scaled(-60, 7);
    default:
        return scaled(-1074, 1023);
    }
}

static double positive(int i)
{
    switch (i % 4) {
    case 0:
        return between(0, 2);
    case 1:
        return 1 + scaled(-53, -2);
    case 2:
        return fabs(scaled(-1074, -1000));
    default:
        return fabs(scaled(-1074, 1024));
    }
}

static double above_minus_1(int i)
{
    switch (i % 4) {
    case 0:
        return between(-1, 1);
    case 1:
        return -1 + fabs(scaled(-53, -1));
    case 2:
        return scaled(-60, 0);
    default:
        return fabs(scaled(-1074, 1024));
    }
}

static double angle(int i)
{
    switch (i % 4) {
    case 0:
        return between(-10, 10);
    case 1:
        return between(-1e5, 1e5);
    case 2: /* as near to multiples of pi/2 as doubles come */
        return (double)(1.57079632679489661923132169163975144L * (long double)dh_stream_below(&stream, 700000));
    default:
        return scaled(-1074, 1024);
    }
}

/* ---- Errors ------------------------------------------------------------------------------------------------- */

static double ulps(double got, long double want)
{
    double rounded = (double)want;
    if (got == rounded || (got != got && want != want))
        return 0;
    if (isinf(rounded)) /* the result may be the largest finite one */
        want = copysignl(0x1p1024L, want), got = isinf(got) ? copysign(inf, got) : got;
    if (got != got || isinf(got))
        return isinf(got) && fabsl(want) >= DBL_MAX && (got > 0) == (want > 0) ? 1 : 1e9;
    int e;
    frexpl(want, &e);
    return (double)(fabsl((long double)got - want) / fmaxl(ldexpl(1, e - 53), 0x1p-1074L));
}

static long double sigmoid_exactly(long double x)
{
    return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x));
}

static long double log1pexp_exactly(long double x)
{
    return (x > 0 ? x : 0) + log1pl(expl(-fabsl(x)));
}

#define POW_BITS 0x3301fde8fc27704cu

#define PLAIN(NAME)                 \
    static double NAME##_(double x) \
    {                               \
        return dh_##NAME(x);        \
    }
PLAIN(exp)
PLAIN(expm1)
PLAIN(log) PLAIN(log1p) PLAIN(tanh) PLAIN(sigmoid) PLAIN(log1pexp) PLAIN(sin) PLAIN(cos)

    static const struct function {
    const char *name;
    double (*ours)(double);
    long double (*exactly)(long double);
    double (*draw)(int);
    double most; /* the header's table */
    uint64_t bits;
} functions[] = {
    {"cos", cos_, cosl, angle, 0.80, 0xba7d2e4cd1548cb0u},
    {"exp", exp_, expl, anywhere, 0.90, 0xef94f795438a9a47u},
    {"expm1", expm1_, expm1l, anywhere, 1.20, 0xccfae200f81d0db5u},
    {"log", log_, logl, positive, 0.85, 0x041dd1518bc7be25u},
    {"log1p", log1p_, log1pl, above_minus_1, 0.85, 0xed72eb668a4a14cau},
    {"log1pexp", log1pexp_, log1pexp_exactly, anywhere, 1.64, 0x2e5bcd4ba97b46e3u},
    {"sigmoid", sigmoid_, sigmoid_exactly, anywhere, 1.20, 0x2732d632c568b057u},
    {"sin", sin_, sinl, angle, 0.80, 0xb3ed4f2d03e77adeu},
    {"tanh", tanh_, tanhl, anywhere, 1.25, 0x9a864ca660361a9au},
};

static void test_error(void)
{
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        const struct function *f = &functions[k];
        double worst = 0, at = 0;
        restart(f->name);
        for (int i = 0; i < DRAWS; i++) {
            double x = f->draw(i), u = ulps(f->ours(x), f->exactly(x));
            if (u > worst)
                worst = u, at = x;
        }
        if (worst > f->most)
            fprintf(stderr, "%s: %.3f ulp at %a\n", f->name, worst, at);
        CU_ASSERT(worst <= f->most && worst > 0.5); /* 0.5: nothing is that good, so the measure works */
    }
}

/* Exponents that take x all over the range of results, and whole ones. */
static void test_pow(void)
{
    double worst = 0, at[2] = {0, 0};
    restart("pow");
    for (int i = 0; i < DRAWS; i++) {
        double x = positive(i), y = between(-5, 5);
        if (i % 3 == 1)
            y = floor(100 * y);
        if (i % 3 == 2)
            y = between(-744, 709) / dh_log(x);
        double u = ulps(dh_pow(x, y), powl(x, y));
        if (u > worst)
            worst = u, at[0] = x, at[1] = y;
    }
    if (worst > 1.1)
        fprintf(stderr, "pow: %.3f ulp at %a, %a\n", worst, at[0], at[1]);
    CU_ASSERT(worst <= 1.1 && worst > 0.5);
}

/* ---- Special values ----------------------------------------------------------------------------------------- */

static int is(double got, double want)
{
    int good = want != want ? got != got : got == want && signbit(got) == signbit(want);
    if (!good)
        fprintf(stderr, "%.17g is not %.17g\n", got, want);
    return good;
}

static void test_special(void)
{
    double tiny = 0x1p-1074;
    CU_ASSERT(is(dh_exp(-inf), 0) && is(dh_exp(inf), inf) && is(dh_exp(nan_), nan_) && is(dh_exp(-0.0), 1));
    CU_ASSERT(is(dh_exp(709.782712893384), 0x1.fffffffffff2ap1023) && is(dh_exp(709.79), inf) &&
              is(dh_exp(1e300), inf));
    CU_ASSERT(is(dh_exp(-745.13), tiny) && is(dh_exp(-745.2), 0) && is(dh_exp(-1e300), 0));
    CU_ASSERT(is(dh_expm1(-inf), -1) && is(dh_expm1(inf), inf) && is(dh_expm1(nan_), nan_) &&
              is(dh_expm1(-0.0), -0.0) && is(dh_expm1(tiny), tiny) && is(dh_expm1(800), inf) &&
              is(dh_expm1(-50), -1));
    CU_ASSERT(is(dh_log(0), -inf) && is(dh_log(-0.0), -inf) && is(dh_log(-tiny), nan_) && is(dh_log(-inf), nan_) &&
              is(dh_log(inf), inf) && is(dh_log(nan_), nan_) && is(dh_log(1), 0));
    CU_ASSERT(is(dh_log1p(-0.0), -0.0) && is(dh_log1p(-1), -inf) && is(dh_log1p(-1.0385), nan_) &&
              is(dh_log1p(-inf), nan_) && is(dh_log1p(inf), inf) && is(dh_log1p(nan_), nan_) &&
              is(dh_log1p(tiny), tiny));
    CU_ASSERT(is(dh_tanh(-0.0), -0.0) && is(dh_tanh(-inf), -1) && is(dh_tanh(inf), 1) && is(dh_tanh(nan_), nan_) &&
              is(dh_tanh(-tiny), -tiny) && is(dh_tanh(30), 1));
    CU_ASSERT(is(dh_sigmoid(-inf), 0) && is(dh_sigmoid(inf), 1) && is(dh_sigmoid(nan_), nan_) &&
              is(dh_sigmoid(-0.0), 0.5));
    CU_ASSERT(is(dh_log1pexp(-inf), 0) && is(dh_log1pexp(inf), inf) && is(dh_log1pexp(nan_), nan_) &&
              is(dh_log1pexp(2.385e300), 2.385e300));
    CU_ASSERT(is(dh_sin(-0.0), -0.0) && is(dh_sin(inf), nan_) && is(dh_cos(-inf), nan_) && is(dh_sin(nan_), nan_) &&
              is(dh_cos(-0.0), 1) && is(dh_sin(tiny), tiny));
}

/* Every pair of awkward arguments; libm's pow is right about exceptions and within an ulp elsewhere. */
static void test_pow_special(void)
{
    const double x[] = {0,  -0.0,   1,     -1,     2.385,  -2.385,  0.385,  -0.385,  inf,        -inf, nan_, 3,
                        -3, 5e-324, 1e308, -1e308, 1e-310, -1e-310, 0x1p53, -0x1p53, 0x1p53 + 2, 2.5,  -2.5, 1e20};
    size_t count = sizeof x / sizeof *x;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            double got = dh_pow(x[i], x[j]), want = pow(x[i], x[j]);
            int near = isfinite(want) && want != 0 && fabs(got - want) <= fmax(4e-16 * fabs(want), 0x1p-1074);
            if (!near && !is(got, want))
                fprintf(stderr, "is pow(%g, %g)\n", x[i], x[j]);
            CU_ASSERT(near || is(got, want));
        }
}

/* ---- Bits --------------------------------------------------------------------------------------------------- */

/* Loops over arrays, vectorised for every CPU level that this machine has, have the bits of single calls; NaNs count as one. */
static void test_arrays(void)
{
    enum { COUNT = 20011 };
    static double x[COUNT], y[COUNT];
    static const struct level {
        const char *name;
        math_array *const *loop;
    } levels[] = {{"base", math_arrays_base}, {"avx2", math_arrays_avx2}, {"avx512", math_arrays_avx512}};
    int has[] = {1, __builtin_cpu_supports("avx2"), __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")};
#define ALONE(NAME) NAME##_,
    double (*const alone[])(double) = {MATH_ARRAYS(ALONE)};
    restart("arrays");
    for (int i = 0; i < COUNT; i++)
        x[i] = i % 3 ? anywhere(i) : dh_from_bits_(dh_stream_bits(&stream));
    for (int level = 0; level < 3; level++)
        for (int f = 0; has[level] && f < MATH_ARRAYS_COUNT; f++) {
            levels[level].loop[f](COUNT, x, y);
            int wrong = 0;
            for (int i = 0; i < COUNT; i++) {
                volatile double one = x[i];
                const double want = alone[f](one);
                wrong += dh_bits_(y[i]) != dh_bits_(want) && (y[i] == y[i] || want == want);
            }
            if (wrong)
                fprintf(stderr, "%s: %d values of function %d are others than those of single calls\n", levels[level].name, wrong, f);
            CU_ASSERT(!wrong);
        }
}

static void test_bits(void)
{
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        const struct function *f = &functions[k];
        static double y[DRAWS];
        restart(f->name);
        for (int i = 0; i < DRAWS; i++)
            y[i] = f->ours(f->draw(i));
        uint64_t bits = dh_checksum(y, sizeof y);
        if (bits != f->bits)
            fprintf(stderr, "%s 0x%016llx\n", f->name, (unsigned long long)bits);
        CU_ASSERT(bits == f->bits);
    }
    static double z[DRAWS];
    restart("pow");
    for (int i = 0; i < DRAWS; i++) {
        double x = positive(i);
        z[i] = dh_pow(x, between(-5, 5));
    }
    uint64_t bits = dh_checksum(z, sizeof z);
    if (bits != POW_BITS)
        fprintf(stderr, "pow 0x%016llx\n", (unsigned long long)bits);
    CU_ASSERT(bits == POW_BITS);
}

SUITE("math", {"errors in ulp", test_error}, {"pow", test_pow}, {"special values", test_special},
      {"pow's special values", test_pow_special}, {"loops over arrays, at every CPU level", test_arrays},
      {"the same bits from every compiler", test_bits})
