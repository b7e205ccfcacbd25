/* The exact sign test: of n differences that are not 0 the number of positive ones is binomial (n, 1/2). On the pairs
 * in which two methods differ in having solved it is the exact test of McNemar (1947), Psychometrika 12(2), 153-157.
 */
#include "summary/paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { MOST_SUMMED = 1000 }; /* 2^-1000 is still a normal number, and so is C(1000, 500) */

/* P(X >= k) */
static double at_least(size_t n, size_t k)
{
    if (!k)
        return 1;
    if (n > MOST_SUMMED)
        return gsl_cdf_binomial_Q((unsigned)k - 1, 0.5, (unsigned)n);
    double term = ldexp(1, -(int)n), total = term; /* from C(n, n) down */
    for (size_t j = n; j > k; j--) {
        term = term * (double)j / (double)(n - j + 1);
        total += term;
    }
    return fmin(total, 1);
}

dh_p_values dh_sign_test(size_t plus, size_t minus)
{
    dh_p_values p = {.greater = at_least(plus + minus, plus), .less = at_least(plus + minus, minus)};
    p.both = fmin(1, 2 * fmin(p.greater, p.less));
    return p;
}

size_t dh_pairs_needed(size_t tests, double alpha)
{
    size_t n = 0;
    while (ldexp((double)tests, -(int)n) > alpha)
        n++;
    return n;
}
