/* The expected best of k trials as a function of k is the "expected validation performance" of Dodge et al. (2019),
 * "Show your work", EMNLP, doi:10.18653/v1/D19-1224. Theirs draws with replacement from the n trials at hand, which
 * is biased; this one draws without, the unbiased form of Tang et al. (2020), "Showing your work doesn't always
 * work", ACL, doi:10.18653/v1/2020.acl-main.246: with the values in rising order l_1 ... l_n
 *
 *   E = sum_i l_i C(n - i, k - 1) / C(n, k)
 *
 * whose weights are w_1 = k / n, w_(i+1) = w_i (n - i - k + 1) / (n - i). It has no bias, and of the three estimators
 * in use the largest variance (Dodge et al. 2021, arXiv:2110.00613). Of n trials no k near n is known well: there the
 * curve is that of the one set of trials there is. */
#include "summary/tuning.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* mean, low, median, high */
static void best_of(const double *sorted, size_t n, size_t k, double *at[4], size_t slot)
{
    const double slack = 1e-12; /* of the sums of weights */
    double weight = (double)k / (double)n, mean = 0, below = 0;
    for (size_t i = 1; i + k <= n + 1; i++) {
        for (int q = 1; q <= 3; q++)
            if (below < q / 4.0 - slack && below + weight >= q / 4.0 - slack)
                at[q][slot] = sorted[i - 1];
        mean += weight * sorted[i - 1];
        below += weight;
        weight *= (double)(n - i - k + 1) / (double)(n - i);
    }
    at[0][slot] = mean;
}

int dh_tuning_curve(const double *value, size_t count, dh_arena *arena, dh_tuning *ret, dh_error *error)
{
    double *sorted = DH_NEW(arena, double, count), *out = DH_NEW(arena, double, 4 * count);
    if (!sorted || !out)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        sorted[i] = value[i];
    qsort(sorted, count, sizeof *sorted, compare);
    double *at[4] = {out, out + count, out + 2 * count, out + 3 * count};
    for (size_t k = 1; k <= count; k++)
        best_of(sorted, count, k, at, k - 1);
    *ret = (dh_tuning){count, at[0], at[1], at[2], at[3]};
    return 0;
}
