/* One problem as tables of numbers, and the differences between two methods in them. */
#include "summary/board.h"

#include "summary/curve.h"
#include "summary/ert.h"

#include <downhill/math.h>
#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool same(const dh_trace *a, const dh_trace *b)
{
    return a->rows == b->rows && a->status == b->status &&
           (!a->rows || (a->y[0] == b->y[0] && a->y[a->rows - 1] == b->y[a->rows - 1]));
}

static bool is_fixed(const dh_contest *contest, size_t method)
{
    const dh_trace *head = NULL;
    size_t runs = 0;
    for (size_t s = 0; s < contest->seeds; s++) {
        const dh_trace *t = contest->trace[method * contest->seeds + s];
        if (!t)
            continue;
        head = head ? head : t;
        if (!same(head, t))
            return false;
        runs++;
    }
    return runs > 1;
}

int dh_board_make(const dh_contests *all, const dh_contest *contest, const dh_compare_options *options,
                  dh_arena *arena, dh_board *ret, dh_error *error)
{
    size_t count = all->methods * contest->seeds;
    double *out = DH_NEW(arena, double, 3 * count);
    bool *fixed = DH_NEW(arena, bool, all->methods);
    if (!out || !fixed)
        return dh_fail_memory(error);
    for (size_t m = 0; m < all->methods; m++)
        fixed[m] = is_fixed(contest, m);
    *ret = (dh_board){.fixed = fixed,
                      .methods = all->methods,
                      .seeds = contest->seeds,
                      .delivered = options->delivered,
                      .factor = !options->delivered || contest->gap,
                      .cost = out,
                      .spent = out + count,
                      .final = out + 2 * count};
    /* A cost of 0 is a target met at the start; a gap below its resolution is rounding. */
    ret->least = options->delivered ? fmax(contest->resolution, 0x1p-1022) : contest->first;
    dh_contest_costs(all, contest, options->target, ret->cost);
    for (size_t i = 0; i < count; i++) {
        const dh_trace *t = contest->trace[i];
        ret->spent[i] = t ? dh_trace_spent(t) : NAN;
        ret->final[i] = t ? dh_trace_final(t, all->larger_is_better) : NAN;
        if (contest->gap && ret->final[i] < contest->resolution)
            ret->final[i] = contest->resolution;
    }
    return 0;
}

double dh_board_run(const dh_board *board, size_t method, size_t seed)
{
    return (board->delivered ? board->final : board->cost)[method * board->seeds + seed];
}

double dh_board_value(const dh_board *board, size_t method, const size_t *pick, size_t count, double *scratch)
{
    const double *final = board->final + method * board->seeds;
    if (!board->delivered)
        return dh_ert_value(board->cost + method * board->seeds, board->spent + method * board->seeds, pick, count);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        double value = final[pick ? pick[i] : i];
        if (!isnan(value))
            scratch[used++] = value;
    }
    qsort(scratch, used, sizeof *scratch, compare);
    return used ? dh_quantile(scratch, used, 0.5) : NAN;
}

double dh_board_difference(double a, double b, bool factor, double least)
{
    if (a == INFINITY || b == INFINITY)
        return a == b ? 0 : a > b ? INFINITY : -INFINITY;
    if (!factor)
        return a - b;
    return a == b ? 0 : (dh_log(fmax(a, least)) - dh_log(fmax(b, least))) * 0.43429448190325182765; /* 1 / ln 10 */
}

size_t dh_board_pair(const dh_board *board, size_t method, size_t other, double *difference)
{
    size_t used = 0;
    for (size_t s = 0; s < board->seeds; s++) {
        double a = dh_board_run(board, method, s), b = dh_board_run(board, other, s);
        if (!isnan(a) && !isnan(b))
            difference[used++] = dh_board_difference(a, b, board->factor, board->least);
    }
    return used > 1 && board->fixed[method] && board->fixed[other] ? 1 : used;
}

static double power(double log10)
{
    return isnan(log10) ? NAN : dh_pow(10, log10);
}

int dh_board_test(const double *difference, size_t count, double level, bool factor, double *p, dh_shift *effect,
                  dh_error *error)
{
    dh_arena scratch = {0}; /* the law of a test is large and not needed again */
    dh_signed_rank test;
    int failed = dh_signed_rank_test(difference, count, &scratch, &test, error) ||
                 dh_shift_estimate(difference, count, level, &scratch, effect, error);
    dh_arena_finish(&scratch);
    if (failed)
        return -1;
    *p = count ? test.p.both : NAN;
    if (factor)
        *effect = (dh_shift){power(effect->estimate), power(effect->low), power(effect->high), effect->level};
    return 0;
}
