/* Pairs of runs with the same seed, as in summary/match.c, but of one method in two files. */
#include "summary/changes.h"

#include "summary/board.h"

#include <math.h>
#include <string.h>

static const char *text_at(const dh_trace *trace, const char *column)
{
    const dh_column *c = dh_table_find(&trace->results->runs, column);
    return c && c->type == DH_TEXT ? c->text[trace->row] : "";
}

static const dh_trace *first_of(const dh_contest *contest, size_t method)
{
    for (size_t s = 0; s < contest->seeds; s++)
        if (contest->trace[method * contest->seeds + s])
            return contest->trace[method * contest->seeds + s];
    return NULL;
}

static size_t count_same(const dh_change *c)
{
    size_t same = 0, seeds = c->contest->seeds;
    for (size_t s = 0; s < seeds; s++) {
        const dh_trace *a = c->contest->trace[c->before * seeds + s], *b = c->contest->trace[c->after * seeds + s];
        const char *hash = a && b ? text_at(a, "history_hash") : "";
        same += *hash && !strcmp(hash, text_at(b, "history_hash"));
    }
    return same;
}

static size_t count_pairs(const dh_change *c)
{
    size_t pairs = 0, seeds = c->contest->seeds;
    for (size_t s = 0; s < seeds; s++)
        pairs += c->contest->trace[c->before * seeds + s] && c->contest->trace[c->after * seeds + s];
    return pairs;
}

static int measure(const dh_board *board, const dh_compare_options *options, double *scratch, dh_change *c,
                   dh_error *error)
{
    c->pairs = count_pairs(c);
    c->same = count_same(c);
    c->old = dh_board_value(board, c->before, NULL, board->seeds, scratch);
    c->new = dh_board_value(board, c->after, NULL, board->seeds, scratch);
    c->factor = board->factor;
    c->p = c->adjusted = NAN;
    size_t pairs = dh_board_pair(board, c->after, c->before, scratch);
    return dh_board_test(scratch, pairs, options->level, board->factor, &c->p, &c->effect, error);
}

/* The changes of one problem. */
static int add(const dh_contests *all, const dh_contest *contest, const dh_compare_options *options,
               const char *group, dh_arena *arena, dh_change *ret, size_t *count, dh_error *error)
{
    dh_board board;
    double *scratch = DH_NEW(arena, double, contest->seeds);
    if (!scratch)
        return dh_fail_memory(error);
    if (dh_board_make(all, contest, options, arena, &board, error))
        return -1;
    for (size_t after = 1; after < all->methods; after++)
        for (size_t before = 0; before < after; before++) {
            const dh_trace *a = first_of(contest, before), *b = first_of(contest, after);
            if (!a || !b || a->file == b->file || strcmp(text_at(a, group), text_at(b, group)))
                continue;
            dh_change *c = &ret[*count];
            *c = (dh_change){.contest = contest, .before = before, .after = after, .file = b->file};
            if (measure(&board, options, scratch, c, error))
                return -1;
            ++*count;
            break;
        }
    return 0;
}

static int adjust(dh_change *change, size_t count, dh_arena *arena, dh_error *error)
{
    double *p = DH_NEW(arena, double, count), *adjusted = DH_NEW(arena, double, count);
    if (!p || !adjusted)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        p[i] = change[i].p;
    if (dh_holm_adjust(p, count, arena, adjusted, error))
        return -1;
    for (size_t i = 0; i < count; i++)
        change[i].adjusted = adjusted[i];
    return 0;
}

int dh_changes_make(const dh_contests *contests, const dh_compare_options *options, const char *group,
                    dh_arena *arena, dh_change **ret, size_t *ret_count, dh_error *error)
{
    *ret = DH_NEW(arena, dh_change, contests->methods * contests->count);
    *ret_count = 0;
    if (!*ret)
        return dh_fail_memory(error);
    for (size_t i = 0; i < contests->count; i++)
        if (add(contests, &contests->contest[i], options, group ? group : "method", arena, *ret, ret_count, error))
            return -1;
    return adjust(*ret, *ret_count, arena, error);
}
