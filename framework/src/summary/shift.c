/* The Hodges-Lehmann estimate, the median of the n (n + 1) / 2 Walsh averages (Hodges & Lehmann 1963, Annals of
 * Mathematical Statistics 34(2), 598-611), and the interval that inverts the signed-rank test: with K the most for
 * which P(W+ <= K - 1) <= (1 - level) / 2, from the K-th smallest average to the K-th largest (Hollander, Wolfe &
 * Chicken 2014, "Nonparametric Statistical Methods"). Ties make it longer, never shorter. */
#include "summary/curve.h"
#include "summary/paired.h"
#include "summary/signed_rank.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stddef.h>

enum { MOST = 4000 }; /* differences: their averages take 64 MB */

/* Puts the k-th smallest of value [count] at k, none larger before it, none smaller behind it (Hoare 1961, CACM 4(7),
 * 321-322). */
static double pick(double *value, size_t count, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, at = (ptrdiff_t)k;
    while (low < high) {
        const double middle = value[at];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (value[i] < middle)
                i++;
            while (middle < value[j])
                j--;
            if (i > j)
                break;
            const double kept = value[i];
            value[i++] = value[j];
            value[j--] = kept;
        }
        low = j < at ? i : low;
        high = at < i ? j : high;
    }
    return value[k];
}

/* Between the two in the middle where their number is even. */
static double median(double *value, size_t count)
{
    double two[2] = {0, pick(value, count, count / 2)};
    if (count % 2)
        return two[1];
    two[0] = pick(value, count / 2, count / 2 - 1);
    return dh_quantile(two, 2, 0.5);
}

static double average(double a, double b)
{
    if (isinf(a) && isinf(b) && a != b)
        return 0;
    return a / 2 + b / 2;
}

/* K of the top of this file, and the level that it gives. */
static int find_depth(size_t n, double tail, size_t *depth, double *level, dh_arena *arena)
{
    size_t rank[DH_MOST_EXACT], most;
    for (size_t i = 0; i < n; i++)
        rank[i] = i + 1;
    double *chance = dh_signed_rank_null(rank, n, &most, arena), below = 0;
    if (!chance)
        return -1;
    *depth = 0;
    while (*depth <= most && below + chance[*depth] <= tail)
        below += chance[(*depth)++];
    *level = 1 - 2 * below;
    return 0;
}

static void find_depth_nearly(size_t n, double tail, size_t *depth)
{
    double count = (double)n, middle = count * (count + 1) / 4, spread = sqrt(middle * (2 * count + 1) / 6);
    *depth = (size_t)fmax(0, floor(middle + 0.5 - spread * gsl_cdf_ugaussian_Qinv(tail)));
}

int dh_shift_estimate(const double *difference, size_t count, double level, dh_arena *arena, dh_shift *ret,
                      dh_error *error)
{
    *ret = (dh_shift){NAN, -INFINITY, INFINITY, 1};
    if (!count)
        return 0;
    if (count > MOST)
        return dh_fail(error, DH_ERROR_INPUT, "a shift of %zu differences: expected at most %d", count, MOST);
    size_t pairs = count * (count + 1) / 2, used = 0, depth = 0;
    double *walsh = DH_NEW(arena, double, pairs);
    if (!walsh)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            walsh[used++] = average(difference[i], difference[j]);
    ret->estimate = median(walsh, pairs);
    ret->level = level;
    if (count > DH_MOST_EXACT)
        find_depth_nearly(count, (1 - level) / 2, &depth);
    else if (find_depth(count, (1 - level) / 2, &depth, &ret->level, arena))
        return dh_fail_memory(error);
    if (depth) {
        ret->low = pick(walsh, pairs, depth - 1);
        ret->high = pick(walsh, pairs, pairs - depth);
    }
    return 0;
}
