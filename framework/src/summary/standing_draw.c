/* How sure a rank is. The bootstrap draws seeds, the same ones for all methods, and keeps the problems: it asks what
 * other seeds would have said. What other problems would say is the question of Friedman's test. */
#include "summary/standing.h"

#include <math.h>
#include <stdlib.h>

typedef struct draw {
    size_t *pick, *order;
    double *value, *rank, *scratch;
    double *sum; /* [count] of the ranks of one resample: exact, as ranks are halves */
} draw;

/* Ranks over the problems, each with seeds drawn anew. */
static void draw_problems(const dh_standing_work *w, dh_stream *stream, draw *d)
{
    for (size_t b = 0; b < w->c->blocks; b++) {
        const dh_board *board = &w->board[b];
        for (size_t s = 0; s < board->seeds; s++)
            d->pick[s] = dh_stream_below(stream, board->seeds);
        for (size_t i = 0; i < w->count; i++) {
            double value = dh_board_value(board, w->who[i], d->pick, board->seeds, d->scratch);
            d->value[i] = isnan(value) ? INFINITY : value;
        }
        dh_rank_values(d->value, w->count, d->order, d->rank);
        for (size_t i = 0; i < w->count; i++)
            d->sum[i] += d->rank[i];
    }
}

/* Ranks over seeds drawn anew; block_rank [blocks][count] */
static void draw_seeds(const dh_standing_work *w, const double *block_rank, dh_stream *stream, draw *d)
{
    for (size_t b = 0; b < w->c->blocks; b++) {
        const double *rank = block_rank + dh_stream_below(stream, w->c->blocks) * w->count;
        for (size_t i = 0; i < w->count; i++)
            d->sum[i] += rank[i];
    }
}

static int begin_draw(const dh_standing_work *w, draw *d, dh_error *error)
{
    size_t n = w->count;
    double *room = DH_NEW(w->arena, double, 3 * n + w->most);
    *d = (draw){.pick = DH_NEW(w->arena, size_t, w->most), .order = DH_NEW(w->arena, size_t, n)};
    if (!room || !d->pick || !d->order)
        return dh_fail_memory(error);
    d->value = room;
    d->rank = room + n;
    d->sum = room + 2 * n;
    d->scratch = room + 3 * n;
    return 0;
}

static int rank_blocks(const dh_standing_work *w, draw *d, double **ret, dh_error *error)
{
    *ret = DH_NEW(w->arena, double, w->c->blocks * w->count);
    if (!*ret)
        return dh_fail_memory(error);
    for (size_t b = 0; b < w->c->blocks; b++)
        dh_rank_values(w->value + b * w->count, w->count, d->order, *ret + b * w->count);
    return 0;
}

static void note(const dh_standing_work *w, const double *sum, size_t at, double *all, double *first)
{
    double best = INFINITY;
    for (size_t i = 0; i < w->count; i++)
        best = fmin(best, sum[i]);
    for (size_t i = 0; i < w->count; i++) {
        all[i * w->c->options.resamples + at] = sum[i] / (double)w->c->blocks;
        first[i] += sum[i] == best;
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int dh_standings_resample(const dh_standing_work *w, dh_interval *interval, double *first, dh_error *error)
{
    size_t resamples = w->c->options.resamples;
    double *all = DH_NEW(w->arena, double, w->count *resamples), *block_rank;
    draw d;
    if (!all)
        return dh_fail_memory(error);
    if (begin_draw(w, &d, error) || rank_blocks(w, &d, &block_rank, error))
        return -1;
    dh_stream stream;
    dh_stream_init(&stream, 0, "", "", 0, "summary ranks");
    for (size_t r = 0; r < resamples; r++) {
        for (size_t i = 0; i < w->count; i++)
            d.sum[i] = 0;
        if (w->c->by_seed)
            draw_seeds(w, block_rank, &stream, &d);
        else
            draw_problems(w, &stream, &d);
        note(w, d.sum, r, all, first);
    }
    for (size_t i = 0; i < w->count; i++) {
        qsort(all + i * resamples, resamples, sizeof *all, compare_doubles);
        interval[i] = dh_bootstrap_cut(all + i * resamples, resamples, w->c->options.level, w->most);
        first[i] /= (double)resamples;
    }
    return 0;
}
