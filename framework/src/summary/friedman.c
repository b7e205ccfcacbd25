/* Friedman (1937), JASA 32(200), 675-701, with the correction for ties (Conover 1999, "Practical Nonparametric
 * Statistics"); Iman & Davenport (1980), Communications in Statistics A9(6), 571-595: F = (N - 1) chi2 / (N (k -
 * 1) - chi2) on k - 1 and (k - 1)(N - 1) degrees of freedom; Nemenyi's critical difference q sqrt(k (k + 1) / (6 N))
 * with q the quantile of the studentized range over sqrt(2), as in Demsar (2006), JMLR 7, 1-30, section 3.2.2. */
#include "summary/friedman.h"

#include "summary/studentized.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b, void *value)
{
    const double *v = value;
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (v[i] != v[j])
        return v[i] < v[j] ? -1 : 1;
    return (i > j) - (i < j);
}

void dh_rank_values(const double *value, size_t count, size_t *order, double *rank)
{
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    qsort_r(order, count, sizeof *order, compare, (void *)value);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && value[order[to]] == value[order[from]];)
            to++;
        for (size_t i = from; i < to; i++)
            rank[order[i]] = (double)(from + to + 1) / 2;
    }
}

/* sum of squared ranks of a block: k (k + 1) (2 k + 1) / 6 without ties */
static double squares(const double *rank, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += rank[i] * rank[i];
    return sum;
}

/* mean [methods] and the squares of all ranks */
static int mean_ranks(const double *value, size_t blocks, size_t methods, double *mean, double *square,
                      dh_arena *arena)
{
    size_t *order = DH_NEW(arena, size_t, methods);
    double *rank = DH_NEW(arena, double, methods);
    if (!order || !rank)
        return -1;
    *square = 0;
    for (size_t i = 0; i < blocks; i++) {
        dh_rank_values(value + i * methods, methods, order, rank);
        for (size_t j = 0; j < methods; j++)
            mean[j] += rank[j];
        *square += squares(rank, methods);
    }
    for (size_t j = 0; j < methods; j++)
        mean[j] /= (double)blocks;
    return 0;
}

static void find_p(dh_friedman *ret, double square)
{
    double n = (double)ret->blocks, k = (double)ret->methods, between = 0, middle = (k + 1) / 2;
    for (size_t j = 0; j < ret->methods; j++)
        between += (ret->rank[j] - middle) * (ret->rank[j] - middle);
    double within = square - n * k * middle * middle; /* of all ranks around their middle; 0: everything is tied */
    if (!(within > 0))
        return;
    ret->chi_square = (k - 1) * n * n * between / within;
    ret->p = gsl_cdf_chisq_Q(ret->chi_square, k - 1);
    double rest = n * (k - 1) - ret->chi_square;
    ret->f = rest > 0 ? (n - 1) * ret->chi_square / rest : INFINITY;
    ret->p_f = rest > 0 ? gsl_cdf_fdist_Q(ret->f, k - 1, (k - 1) * (n - 1)) : 0;
}

int dh_friedman_test(const double *value, size_t blocks, size_t methods, dh_arena *arena, dh_friedman *ret,
                     dh_error *error)
{
    double *mean = DH_NEW(arena, double, methods), square;
    if (!mean || mean_ranks(value, blocks, methods, mean, &square, arena))
        return dh_fail_memory(error);
    *ret = (dh_friedman){.blocks = blocks, .methods = methods, .rank = mean, .p = 1, .p_f = 1};
    if (blocks > 1 && methods > 1)
        find_p(ret, square);
    return 0;
}

double dh_critical_difference(size_t methods, size_t blocks, double alpha)
{
    if (methods < 2 || !blocks)
        return INFINITY;
    double k = (double)methods, q = dh_normal_range_quantile(1 - alpha, methods) / sqrt(2);
    return q * sqrt(k * (k + 1) / (6 * (double)blocks));
}

size_t dh_groups_find(const double *sorted, size_t methods, double difference, dh_group *ret)
{
    size_t count = 0;
    for (size_t first = 0, last = 0, end = 0; first < methods; first++) {
        if (last < first)
            last = first;
        while (last + 1 < methods && sorted[last + 1] - sorted[first] < difference)
            last++;
        if (last > first && (!count || last > end))
            ret[count++] = (dh_group){first, end = last};
    }
    return count;
}
