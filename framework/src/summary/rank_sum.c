/* The exact rank-sum test (Wilcoxon 1945, Biometrics Bulletin 1(6), 80-83; Mann & Whitney 1947, Annals of
 * Mathematical Statistics 18(1), 50-60). Equal values share the mean of their ranks; under the null hypothesis every
 * choice of `count` of all ranks is as likely as any other, and the law of their sum is counted value by value over
 * doubled ranks, which are whole. */
#include "summary/paired.h"

#include <math.h>
#include <string.h>

static size_t twice_rank(const double *value, size_t all, double x)
{
    size_t below = 0, same = 0;
    for (size_t i = 0; i < all; i++) {
        below += value[i] < x;
        same += value[i] == x;
    }
    return 2 * below + same + 1;
}

/* ways [most + 1] in which `count` of rank [all] have each sum */
static double *find_ways(const size_t *rank, size_t all, size_t count, size_t most, dh_arena *arena)
{
    double *ways = DH_NEW(arena, double, (count + 1) * (most + 1)); /* by how many were taken, then by their sum */
    if (!ways)
        return NULL;
    ways[0] = 1;
    for (size_t i = 0; i < all; i++)
        for (size_t k = count; k-- > 0;)
            for (size_t s = most + 1; s-- > rank[i];)
                ways[(k + 1) * (most + 1) + s] += ways[k * (most + 1) + s - rank[i]];
    return ways + count * (most + 1);
}

int dh_rank_sum_test(const double *old, const double *new, size_t count, dh_arena *arena, dh_p_values *ret,
                     dh_error *error)
{
    double *value = DH_NEW(arena, double, 2 * count), all = 0, above = 0, below = 0;
    size_t *rank = DH_NEW(arena, size_t, 2 * count), most = 0, sum = 0;
    if (!value || !rank)
        return dh_fail_memory(error);
    memcpy(value, old, count * sizeof *value);
    memcpy(value + count, new, count * sizeof *value);
    for (size_t i = 0; i < 2 * count; i++) {
        rank[i] = twice_rank(value, 2 * count, value[i]);
        most += rank[i];
        sum += i < count ? 0 : rank[i];
    }
    const double *ways = find_ways(rank, 2 * count, count, most, arena);
    if (!ways)
        return dh_fail_memory(error);
    for (size_t s = 0; s <= most; s++) {
        all += ways[s];
        above += s >= sum ? ways[s] : 0;
        below += s <= sum ? ways[s] : 0;
    }
    *ret = (dh_p_values){above / all, below / all, fmin(1, 2 * fmin(above, below) / all)};
    return 0;
}

size_t dh_rank_sum_needed(size_t tests, double alpha)
{
    size_t n = 1;
    for (double least = 0.5; (double)tests * least > alpha; n++)
        least *= (double)(n + 1) / (double)(2 * (2 * n + 1)); /* 1 / C(2n, n) */
    return n;
}
