/* Paired runs: rounding or not, by how much, by chance or not. Unreached targets rank worst, as infinite differences
 * (Pratt's zeros and exact laws: summary/paired.h).
 *
 * One p-value of a cell, of k tests p_1 ... p_k (work to the targets, final gap, share solved) and of the joint test
 * p_0 of the first four (O'Brien 1984, Biometrics 40(4), 1079-1087; dh_joint_rank_test):
 *
 *     p = min(1, 2 p_0, 2 k p_1, ..., 2 k p_k), and p_1 when k = 1,
 *
 * Bonferroni with the weights 1/2 for the joint test and 1 / 2k for the others, which is valid however they depend on
 * each other (Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70, section 4). The joint test is for what is
 * common: a slower method needs more work to every target. The single ones are for what shows in one of them.
 * Under the null hypothesis that old and new runs of a seed may be exchanged every p_i is exact, so the p of a cell
 * is one, and Holm over cells keeps the chance of any false alarm at alpha, however cells depend on each other.
 *
 * Holm over all 5 tests of all cells, as it was, asks p_i <= alpha / (5 cells) of each; this asks p_0 <= alpha /
 * (2 cells) or p_i <= alpha / (10 cells). */
#include "verdict/judge.h"

#include <downhill/math.h>
#include <math.h>
#include <string.h>

static const double ROUNDING = 1e-13; /* a row: a few hundred ulps for a sum of thousands in another order */
static const double SOLVED = 1e-10;   /* of the start's gap: closer is all the same */

static bool near(double a, double b, double tolerance)
{
    return a == b || (isnan(a) && isnan(b)) || fabs(a - b) <= tolerance;
}

static bool rounded(const dh_base_run *a, const dh_base_run *b, const dh_base_problem *problem)
{
    if (a->status != b->status || a->steps != b->steps || a->work != b->work || a->probes != b->probes ||
        memcmp(a->cost, b->cost, sizeof a->cost) || !near(a->rates, b->rates, 1e-12 * fabs(a->rates)))
        return false;
    double scale = isfinite(problem->floor) ? fabs(problem->floor) : 0, rows = 1;
    for (size_t i = 0; i<a->probes; i++, rows *= i> 1 ? 4 : 1) {
        scale = isfinite(a->probe[i]) ? fmax(scale, fabs(a->probe[i])) : scale;
        if (!near(a->probe[i], b->probe[i], ROUNDING * scale * rows))
            return false;
    }
    return true;
}

bool dh_only_rounded(const dh_pairing *pairs, const dh_base_problem *problem)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (!rounded(pairs->old[i], pairs->new[i], problem))
            return false;
    return true;
}

bool dh_run_lost(const dh_base_run *run)
{
    return !isfinite(run->final);
}

/* ---- differences ---- */

static double least_gap(const dh_base_run *run, const dh_base_problem *problem)
{
    double start = run->probes && isfinite(run->probe[0]) ? run->probe[0] - problem->floor : 0;
    return fmax(fmax(ldexp(fabs(problem->floor), -52), SOLVED * start), 0x1p-1022);
}

static double value_of(const dh_base_run *run, size_t metric, double least)
{
    return metric < DH_TARGETS ? fmax(run->cost[metric], 0.5)
                               : fmax(run->final, least); /* reached at the start: half a term */
}

void dh_pairs_differ(const dh_pairing *pairs, const dh_base_problem *problem, size_t metric, double *difference)
{
    for (size_t i = 0; i < pairs->count; i++) {
        double least = least_gap(pairs->old[i], problem);
        double old = value_of(pairs->old[i], metric, least), new = value_of(pairs->new[i], metric, least);
        difference[i] = old == new ? 0 : (dh_log(new) - dh_log(old)) / M_LN10;
    }
}

/* ---- tests ---- */

static int weigh(const double *difference, size_t count, double alpha, dh_arena *arena, dh_weighing *w,
                 dh_error *error)
{
    dh_signed_rank test;
    if (dh_signed_rank_test(difference, count, arena, &test, error) ||
        dh_shift_estimate(difference, count, 1 - 2 * alpha, arena, &w->shift, error))
        return -1;
    w->tested = test.zeros < count;
    w->p = w->tested ? test.p.greater : NAN;
    w->less = w->tested ? test.p.less : NAN;
    return 0;
}

/* Reaching the last target, by the exact test of McNemar. */
static void weigh_solved(const dh_pairing *pairs, dh_weighing *w)
{
    size_t lost = 0, gained = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        bool before = isfinite(pairs->old[i]->cost[DH_TARGETS - 1]),
             after = isfinite(pairs->new[i]->cost[DH_TARGETS - 1]);
        lost += before && !after;
        gained += after && !before;
    }
    dh_p_values p = dh_sign_test(lost, gained);
    double share = ((double)lost - (double)gained) / (double)pairs->count;
    w->tested = lost || gained;
    w->p = w->tested ? p.greater : NAN;
    w->less = w->tested ? p.less : NAN;
    w->shift = (dh_shift){share, share, share, 1};
}

size_t dh_chance_weight(const dh_chance *chance)
{
    return chance->tests > 1 ? 2 : 1;
}

static void combine(const dh_weighing *weighing, dh_p_values joint, dh_chance *ret)
{
    double p = 1, less = 1;
    for (size_t m = 0; m < DH_METRICS; m++)
        if (weighing[m].tested) {
            ret->tests++;
            p = fmin(p, weighing[m].p);
            less = fmin(less, weighing[m].less);
        }
    if (ret->tests == 1) {
        ret->p = p;
        ret->less = less;
    } else if (ret->tests) {
        ret->p = fmin(1, 2 * fmin(joint.greater, (double)ret->tests * p));
        ret->less = fmin(1, 2 * fmin(joint.less, (double)ret->tests * less));
    }
}

int dh_pairs_weigh(const dh_pairing *pairs, const dh_base_problem *problem, double alpha, dh_arena *arena,
                   dh_judgement *cell, dh_error *error)
{
    enum { RANKED = DH_METRICS - 1 };
    const size_t count = cell->fixed ? 1 : pairs->count;
    double *difference[RANKED];
    dh_signed_rank joint;
    for (size_t m = 0; m < RANKED; m++) {
        difference[m] = DH_NEW(arena, double, pairs->count);
        if (!difference[m])
            return dh_fail_memory(error);
        dh_pairs_differ(pairs, problem, m, difference[m]);
        if (weigh(difference[m], count, alpha, arena, &cell->weighing[m], error))
            return -1;
    }
    weigh_solved(pairs, &cell->weighing[RANKED]);
    if (cell->fixed)
        return 0;
    if (dh_joint_rank_test((const double *const *)difference, RANKED, count, arena, &joint, error))
        return -1;
    combine(cell->weighing, joint.p, &cell->chance);
    return 0;
}
