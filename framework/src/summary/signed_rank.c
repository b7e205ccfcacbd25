/* Wilcoxon's signed-rank test (Wilcoxon 1945, Biometrics Bulletin 1(6), 80-83) with zeros as by Pratt (1959), JASA
 * 54(287), 655-667: zeros take part in the ranking and their ranks are then dropped. Under the null hypothesis each
 * remaining rank is in the sum W+ with probability 1/2, whatever ties there are; that law is convolved rank by rank,
 * over twice the ranks, which are whole also for ties.
 *
 * Of several measures of the same pairs the signed ranks of a pair are added up (O'Brien 1984, Biometrics 40(4),
 * 1079-1087, there by the normal law). When the two sides of a pair may be exchanged, all its signed ranks change
 * their signs together, whatever their dependence, so the sums are signed numbers of the same kind, with the same
 * exact law (Pesarin & Salmaso 2010, "Permutation Tests for Complex Data", section 1.9). */
#include "summary/signed_rank.h"

#include "summary/paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

typedef struct entry {
    double size;
    size_t index;
} entry;

static int compare(const void *a, const void *b)
{
    double x = ((const entry *)a)->size, y = ((const entry *)b)->size;
    return (x > y) - (x < y);
}

double *dh_signed_rank_null(const size_t *twice, size_t count, size_t *ret_most, dh_arena *arena)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        most += twice[i];
    double *chance = DH_NEW(arena, double, most + 1);
    if (!chance)
        return NULL;
    chance[0] = 1;
    for (size_t i = 0, reached = 0; i < count; i++) {
        reached += twice[i];
        for (size_t s = reached + 1; s-- > twice[i];)
            chance[s] = (chance[s] + chance[s - twice[i]]) / 2;
        for (size_t s = 0; s < twice[i]; s++)
            chance[s] /= 2;
    }
    *ret_most = most;
    return chance;
}

/* Adds each difference's doubled signed rank to sum [count]. */
static int add_ranks(const double *difference, size_t count, entry *sorted, int64_t *sum, dh_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (isnan(difference[i]))
            return dh_fail(error, DH_ERROR_INPUT, "difference %zu of %zu is no number", i, count);
        sorted[i] = (entry){fabs(difference[i]), i};
    }
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && sorted[to].size == sorted[from].size;)
            to++;
        const int64_t twice = (int64_t)(from + to + 1); /* twice the mean of from + 1 ... to */
        for (size_t i = from; i < to; i++) {
            const double d = difference[sorted[i].index];
            sum[sorted[i].index] += d > 0 ? twice : d < 0 ? -twice : 0;
        }
    }
    return 0;
}

static size_t common_divisor(const size_t *number, size_t count)
{
    size_t divisor = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t a = number[i], rest; a; a = rest) {
            rest = divisor % a;
            divisor = a;
        }
    return divisor ? divisor : 1;
}

static double at_least(const double *chance, size_t most, size_t sum)
{
    double total = 0;
    for (size_t s = most + 1; s-- > sum;)
        total += chance[s];
    return fmin(total, 1);
}

/* The same from the normal law with the variance of these very ranks and a correction for continuity. */
static double nearly(const size_t *twice, size_t count, double excess)
{
    double variance = 0;
    for (size_t i = 0; i < count; i++)
        variance += (double)twice[i] * (double)twice[i] / 4;
    return gsl_cdf_ugaussian_Q((excess - 1) / sqrt(variance));
}

static int compare_sizes(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* number [used]: what the coins pick; sorted, so that the order of the pairs is nowhere in the sums' bits */
static int find_p(size_t *number, size_t used, size_t plus, size_t minus, dh_arena *arena, dh_signed_rank *ret)
{
    qsort(number, used, sizeof *number, compare_sizes);
    ret->exact = used <= DH_MOST_EXACT;
    if (ret->exact) {
        const size_t unit = common_divisor(number, used); /* 2 without ties: half the law is empty */
        size_t most;
        for (size_t i = 0; i < used; i++)
            number[i] /= unit;
        double *chance = dh_signed_rank_null(number, used, &most, arena);
        if (!chance)
            return -1;
        ret->p.greater = at_least(chance, most, plus / unit);
        ret->p.less = at_least(chance, most, minus / unit);
    } else {
        double excess = ((double)plus - (double)minus) / 2;
        ret->p.greater = nearly(number, used, excess);
        ret->p.less = nearly(number, used, -excess);
    }
    ret->p.both = fmin(1, 2 * fmin(ret->p.greater, ret->p.less));
    return 0;
}

int dh_joint_rank_test(const double *const *difference, size_t measures, size_t count, dh_arena *arena,
                       dh_signed_rank *ret, dh_error *error)
{
    entry *sorted = DH_NEW(arena, entry, count);
    int64_t *sum = DH_NEW(arena, int64_t, count);
    size_t *number = DH_NEW(arena, size_t, count), used = 0, plus = 0, minus = 0;
    if (!sorted || !sum || !number)
        return dh_fail_memory(error);
    for (size_t m = 0; m < measures; m++)
        if (add_ranks(difference[m], count, sorted, sum, error))
            return -1;
    for (size_t i = 0; i < count; i++) {
        plus += sum[i] > 0 ? (size_t)sum[i] : 0;
        minus += sum[i] < 0 ? (size_t)-sum[i] : 0;
        if (sum[i])
            number[used++] = (size_t)(sum[i] > 0 ? sum[i] : -sum[i]);
    }
    *ret =
        (dh_signed_rank){.count = count, .zeros = count - used, .plus = (double)plus / 2, .minus = (double)minus / 2};
    return find_p(number, used, plus, minus, arena, ret) ? dh_fail_memory(error) : 0;
}

int dh_signed_rank_test(const double *difference, size_t count, dh_arena *arena, dh_signed_rank *ret, dh_error *error)
{
    return dh_joint_rank_test(&difference, 1, count, arena, ret, error);
}
