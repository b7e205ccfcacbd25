/* <downhill/math.h> against MPFR in 200 bits: random bit patterns, and arguments that crowd around 0, 1, the ends of
 * each range, subnormals and the places where a formula changes. DH_DRAWS=100000000 in the environment is the long
 * form; what it measures stands in the header's table.
 */
#include "suite.h"

#include "base/random.h"

#include <downhill/math.h>
#include <mpfr.h>
#include <stdlib.h>

enum { DRAWS = 6000, BITS = 200, AROUND = 12 };

#define PLAIN(NAME)                 \
    static double NAME##_(double x) \
    {                               \
        return dh_##NAME(x);        \
    }
PLAIN(cos)
PLAIN(exp)
PLAIN(expm1)
PLAIN(log)
PLAIN(log1p)
PLAIN(log1pexp)
PLAIN(sigmoid)
PLAIN(sin)
PLAIN(tanh)

/* max(x, 0) + log(1 + exp(-|x|)) */
static int log1pexp_exactly(mpfr_t to, mpfr_srcptr x, mpfr_rnd_t round)
{
    mpfr_abs(to, x, round);
    mpfr_neg(to, to, round);
    mpfr_exp(to, to, round);
    mpfr_log1p(to, to, round);
    return mpfr_sgn(x) > 0 ? mpfr_add(to, to, x, round) : 0;
}

static int sigmoid_exactly(mpfr_t to, mpfr_srcptr x, mpfr_rnd_t round)
{
    mpfr_neg(to, x, round);
    mpfr_exp(to, to, round);
    mpfr_add_ui(to, to, 1, round);
    return mpfr_ui_div(to, 1, to, round);
}

/* most: the header's table. around: arguments near which a third of the draws lie; the list ends at 0. */
static const struct function {
    const char *name;
    double (*ours)(double);
    int (*exactly)(mpfr_t, mpfr_srcptr, mpfr_rnd_t);
    double most, around[AROUND];
} functions[] = {
    {"cos",
     cos_,
     mpfr_cos,
     0.80,
     {0x1.921fb54442d18p-1, 0x1.921fb54442d18p0, 0x1.921fb54442d18p1, 0x1p20, 0x1p52, 1}},
    {"exp",
     exp_,
     mpfr_exp,
     0.90,
     {0x1.62e42fefa39efp9, -0x1.6232bdd7abcd2p9, -0x1.74910d52d3051p9, 0x1.62e42fefa39efp-2, 1}},
    {"expm1", expm1_, mpfr_expm1, 1.20, {0x1.62e42fefa39efp9, -0x1.2b708872320e2p5, -40, 0x1.62e42fefa39efp-2, 1}},
    {"log",
     log_,
     mpfr_log,
     0.86,
     {1, 0x1.6a09e667f3bcdp-1, 0x1.6a09e667f3bcdp0, 2, 0x1p-1022, 0x1.fffffffffffffp1023}},
    {"log1p",
     log1p_,
     mpfr_log1p,
     0.85,
     {-1, 1, 0x1.a827999fcef32p-2, -0x1.2bec333018867p-2, 0x1p53, 0x1.fffffffffffffp1023}},
    {"log1pexp",
     log1pexp_,
     log1pexp_exactly,
     1.64,
     {0x1.25e4f7b2737fap5, -0x1.25e4f7b2737fap5, -0x1.6232bdd7abcd2p9, -0x1.74910d52d3051p9, 1}},
    {"sigmoid",
     sigmoid_,
     sigmoid_exactly,
     1.20,
     {0x1.25e4f7b2737fap5, -0x1.25e4f7b2737fap5, -0x1.6232bdd7abcd2p9, -0x1.74910d52d3051p9, 1}},
    {"sin",
     sin_,
     mpfr_sin,
     0.80,
     {0x1.921fb54442d18p-1, 0x1.921fb54442d18p0, 0x1.921fb54442d18p1, 0x1p20, 0x1p52, 1}},
    {"tanh", tanh_, mpfr_tanh, 1.25, {0x1.2p-1, 0x1.30fc1931f09cap4, 20, 0x1.193ea7aad030bp-1, 1}},
};

/* ---- Arguments ---------------------------------------------------------------------------------------------- */

static dh_stream stream;

static double uniform(void)
{
    return dh_stream_uniform(&stream);
}

/* Any 64 bits: infinities, NaN and subnormals too. */
static double pattern(void)
{
    return dh_from_bits_(dh_stream_bits(&stream));
}

static double near(const double *around)
{
    uint64_t count = 0;
    while (count < AROUND && around[count] != 0)
        count++;
    const double centre = around[dh_stream_below(&stream, count)], side = dh_stream_bits(&stream) & 1 ? -1 : 1;
    return centre + side * centre * ldexp(uniform(), -(int)dh_stream_below(&stream, 54));
}

static double draw(const struct function *f, uint64_t i)
{
    const double side = dh_stream_bits(&stream) & 1 ? -1 : 1;
    switch (i % 6) {
    case 0:
        return pattern();
    case 1:
        return side * ldexp(1 + uniform(), -(int)dh_stream_below(&stream, 64)); /* towards 0 */
    case 2:
        return side * 2 * uniform();
    case 3:
        return side * 750 * uniform();
    case 4:
        return side * 0x1p-1022 * uniform(); /* subnormal */
    default:
        return near(f->around);
    }
}

/* ---- Errors ------------------------------------------------------------------------------------------------- */

/* |got - want| in ulp of want, whose exponent is held to what doubles have. 1e9: one is NaN and the other not. */
static double ulps(double got, mpfr_t want)
{
    if (mpfr_nan_p(want) || got != got)
        return (mpfr_nan_p(want) != 0) == (got != got) ? 0 : 1e9;
    if (mpfr_zero_p(want) || (mpfr_inf_p(want) && isinf(got)))
        return got == mpfr_get_d(want, MPFR_RNDN) ? 0 : 1e9;
    const int sign = mpfr_sgn(want);
    if (mpfr_get_exp(want) > 1024)
        mpfr_set_si_2exp(want, sign, 1024, MPFR_RNDN);
    mpfr_exp_t e = mpfr_get_exp(want);
    for (int half = 0; half < (isinf(got) ? 2 : 1); half++) /* infinity counts as 2^1024 */
        mpfr_sub_d(want, want, isinf(got) ? copysign(0x1p1023, got) : got, MPFR_RNDN);
    e = e > 1024 ? 1024 : e < -1021 ? -1021 : e;
    mpfr_mul_2si(want, want, 53 - e, MPFR_RNDN);
    return fabs(mpfr_get_d(want, MPFR_RNDN));
}

static uint64_t draws(void)
{
    const char *asked = getenv("DH_DRAWS");
    return asked ? strtoull(asked, NULL, 10) : DRAWS;
}

static void report(const char *name, double worst, double most, double x, double y)
{
    if (worst > most || draws() != DRAWS)
        fprintf(stderr, "%s: %.3f ulp at %a, %a\n", name, worst, x, y);
    CU_ASSERT(worst <= most && worst > 0.5); /* 0.5: nothing is that good, so the measure works */
}

static void test_functions(void)
{
    mpfr_t argument, exact;
    mpfr_inits2(BITS, argument, exact, (mpfr_ptr)0);
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        const struct function *f = &functions[k];
        double worst = 0, at = 0;
        dh_stream_init(&stream, 2385, "precision", f->name, 0, "init");
        for (uint64_t i = 0; i < draws(); i++) {
            const double x = draw(f, i);
            mpfr_set_d(argument, x, MPFR_RNDN);
            f->exactly(exact, argument, MPFR_RNDN);
            const double u = ulps(f->ours(x), exact);
            if (u > worst)
                worst = u, at = x;
        }
        report(f->name, worst, f->most, at, 0);
    }
    mpfr_clears(argument, exact, (mpfr_ptr)0);
}

/* Powers all over the range of results, whole exponents, and any bits. */
static void test_pow(void)
{
    mpfr_t exact, exponent;
    mpfr_inits2(BITS, exact, exponent, (mpfr_ptr)0);
    double worst = 0, at[2] = {0, 0};
    dh_stream_init(&stream, 2385, "precision", "pow", 0, "init");
    for (uint64_t i = 0; i < draws(); i++) {
        const double one[AROUND] = {1}, x = i % 4 == 3 ? near(one) : fabs(pattern());
        const double y = i % 4 == 0   ? pattern()
                         : i % 4 == 1 ? floor(1000 * (uniform() - 0.5))
                                      : (1460 * uniform() - 748) / dh_log(x);
        mpfr_set_d(exact, x, MPFR_RNDN);
        mpfr_set_d(exponent, y, MPFR_RNDN);
        mpfr_pow(exact, exact, exponent, MPFR_RNDN);
        const double u = ulps(dh_pow(x, y), exact);
        if (u > worst)
            worst = u, at[0] = x, at[1] = y;
    }
    report("pow", worst, 1.1, at[0], at[1]);
    mpfr_clears(exact, exponent, (mpfr_ptr)0);
}

/* The measure itself: 0 for the nearest double, and as many ulp as were added, at any size. */
static void test_measure(void)
{
    static const double values[] = {0x1p-1074, 0x1.8p-1060, 2.385e-308, 0.2385, 1, 2.385, 0x1.fffffffffffffp1023,
                                    INFINITY};
    mpfr_t exact;
    mpfr_init2(exact, BITS);
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
        for (int64_t off = 0; off < 3 && off <= (int64_t)dh_bits_(values[k]); off++) {
            mpfr_set_d(exact, values[k], MPFR_RNDN);
            if (isinf(values[k])) /* the number that is rounded to it */
                mpfr_set_ui_2exp(exact, 1, 1024, MPFR_RNDN);
            const double u = ulps(dh_from_bits_(dh_bits_(values[k]) - (uint64_t)off), exact);
            CU_ASSERT(u == (double)off * (values[k] == 1 ? 0.5 : 1));
        }
    mpfr_set_d(exact, 2.385, MPFR_RNDN);
    CU_ASSERT(ulps(NAN, exact) > 1e8 && ulps(INFINITY, exact) > 1e8);
    mpfr_clear(exact);
}

SUITE("precision", {"errors in ulp", test_functions}, {"pow", test_pow}, {"the measure", test_measure})
