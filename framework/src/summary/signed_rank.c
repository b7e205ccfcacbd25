/* Wilcoxon's signed-rank test (Wilcoxon 1945, Biometrics Bulletin 1(6), 80-83) with zeros as by Pratt (1959), JASA
 * 54(287), 655-667: zeros take part in the ranking and their ranks are then dropped. Under the null hypothesis each
 * remaining rank is in the sum W+ with probability 1/2, whatever ties there are; that law is convolved rank by rank,
 * over twice the ranks, which are whole also for ties. */
#include "summary/signed_rank.h"

#include "summary/paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

typedef struct entry {
    double size;
    int sign;
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

/* twice [count]: double the ranks of the non-zero differences; the sums as well */
static size_t rank(const entry *sorted, size_t count, size_t *twice, size_t *plus, size_t *minus)
{
    size_t used = 0;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && sorted[to].size == sorted[from].size;)
            to++;
        for (size_t i = from; i < to; i++) {
            if (!sorted[i].sign)
                continue;
            twice[used++] = from + to + 1; /* twice the mean of from + 1 ... to */
            *(sorted[i].sign > 0 ? plus : minus) += from + to + 1;
        }
    }
    return used;
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

static int find_p(const size_t *twice, size_t used, size_t plus, size_t minus, dh_arena *arena, dh_signed_rank *ret)
{
    ret->exact = used <= DH_MOST_EXACT;
    if (ret->exact) {
        size_t most;
        double *chance = dh_signed_rank_null(twice, used, &most, arena);
        if (!chance)
            return -1;
        ret->p.greater = at_least(chance, most, plus);
        ret->p.less = at_least(chance, most, minus);
    } else {
        double excess = ((double)plus - (double)minus) / 2;
        ret->p.greater = nearly(twice, used, excess);
        ret->p.less = nearly(twice, used, -excess);
    }
    ret->p.both = fmin(1, 2 * fmin(ret->p.greater, ret->p.less));
    return 0;
}

int dh_signed_rank_test(const double *difference, size_t count, dh_arena *arena, dh_signed_rank *ret, dh_error *error)
{
    entry *sorted = DH_NEW(arena, entry, count);
    size_t *twice = DH_NEW(arena, size_t, count), plus = 0, minus = 0;
    if (!sorted || !twice)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        double d = difference[i];
        if (isnan(d))
            return dh_fail(error, DH_ERROR_INPUT, "difference %zu of %zu is no number", i, count);
        sorted[i] = (entry){fabs(d), (d > 0) - (d < 0)};
    }
    qsort(sorted, count, sizeof *sorted, compare);
    size_t used = rank(sorted, count, twice, &plus, &minus);
    *ret =
        (dh_signed_rank){.count = count, .zeros = count - used, .plus = (double)plus / 2, .minus = (double)minus / 2};
    return find_p(twice, used, plus, minus, arena, ret) ? dh_fail_memory(error) : 0;
}
