/* A comparison: every problem by itself (match.c), then all of them (standing.c). */
#include "summary/compare.h"

#include "base/text.h"
#include "summary/board.h"

#include <math.h>
#include <string.h>

int dh_compare_reference(const dh_contests *contests, const char *name, size_t *ret, dh_error *error)
{
    *ret = contests->methods;
    if (!name)
        return 0;
    for (size_t i = 0; i < contests->methods; i++)
        if (!strcmp(contests->method[i], name)) {
            *ret = i;
            return 0;
        }
    char shown[200];
    const char *near = dh_nearest(name, contests->method, contests->methods);
    near = near ? near : contests->methods ? contests->method[0] : NULL;
    return dh_fail(error, DH_ERROR_INPUT, "the reference \"%s\" is none of the %zu methods%s%s%s",
                   dh_printable(shown, sizeof shown, name), contests->methods,
                   near ? ": expected one such as \"" : "", near ? near : "", near ? "\"" : "");
}

int dh_compare(const dh_contests *contests, const dh_compare_options *options, dh_arena *arena, dh_comparison *ret,
               dh_error *error)
{
    *ret =
        (dh_comparison){.options = *options, .contests = contests, .match = DH_NEW(arena, dh_match, contests->count)};
    dh_board *board = DH_NEW(arena, dh_board, contests->count);
    size_t reference;
    if (!ret->match || !board)
        return dh_fail_memory(error);
    if (dh_compare_reference(contests, options->reference, &reference, error))
        return -1;
    for (size_t i = 0; i < contests->count; i++) {
        const dh_contest *contest = &contests->contest[i];
        if (dh_board_make(contests, contest, options, arena, &board[i], error) ||
            dh_match_make(contests, contest, &board[i], reference, options, arena, &ret->match[i], error))
            return -1;
        ret->few_seeds |= ret->match[i].least < DH_FEW_SEEDS;
    }
    return dh_standings_make(board, reference, arena, ret, error);
}
