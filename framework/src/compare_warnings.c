/* What a reader of a comparison has to be told besides its numbers. */
#include "compare_out.h"

#include <math.h>
#include <string.h>

typedef struct list {
    const char **text;
    size_t count;
} list;

static bool any_best_seen(const dh_contests *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->contest[i].floor == DH_FLOOR_BEST_SEEN)
            return true;
    return false;
}

static size_t nobody(const dh_comparison *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->contests->count; i++) {
        size_t solved = 0;
        for (size_t e = 0; e < c->match[i].entries; e++)
            solved += c->match[i].entry[e].solved;
        count += !solved;
    }
    return count;
}

static size_t with_fixed(const dh_comparison *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->contests->count; i++)
        count += c->match[i].fixed > 1;
    return count;
}

static bool tests(const dh_comparison *c)
{
    for (size_t i = 0; i < c->contests->count; i++)
        if (c->match[i].against < c->contests->methods && c->match[i].entries > 1)
            return true;
    return false;
}

static size_t fewest(const dh_comparison *c)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < c->contests->count; i++)
        least = c->match[i].least < least ? c->match[i].least : least;
    return least;
}

/* Seeds that every tested problem needs for a p to be small at all; 0: all have them. */
static size_t needed(const dh_comparison *c)
{
    size_t most = 0;
    for (size_t i = 0; i < c->contests->count; i++) {
        const dh_match *m = &c->match[i];
        if (m->against == c->contests->methods || m->entries < 2)
            continue;
        size_t pairs = dh_pairs_needed(2 * (m->entries - 1), 1 - c->options.level);
        most = pairs > m->most && pairs > most ? pairs : most;
    }
    return most;
}

enum { MOST = 16, FEW_PROBLEMS = 5 };

/* What the runs themselves cannot carry. */
static void doubt_runs(const dh_compare_how *how, dh_arena *arena, list *l)
{
    const dh_comparison *c = how->comparison;
    const dh_contests *all = c->contests;
    if (all->left_out)
        l->text[l->count++] = dh_arena_format(arena, "left out: %zu problem%s without values of %s.", all->left_out,
                                              all->left_out == 1 ? "" : "s", how->y ? how->y : "cost");
    if (c->few_seeds)
        l->text[l->count++] =
            dh_arena_format(arena, "%zu seed%s on some problem: with fewer than %d, intervals and tests say little.",
                            fewest(c), fewest(c) == 1 ? "" : "s", DH_FEW_SEEDS);
    if (with_fixed(c))
        l->text[l->count++] = dh_arena_format(
            arena, "on %zu of %zu problems some methods do the same with every seed: pairs of these count once.",
            with_fixed(c), all->count);
    if (!c->by_seed && c->blocks < FEW_PROBLEMS)
        l->text[l->count++] =
            dh_arena_format(arena, "%zu problems are too few to tell how the methods compare on others.", c->blocks);
    if (strstr(how->x, "seconds"))
        l->text[l->count++] =
            "seconds belong to the machine and the moment: steps and gradients are the same everywhere.";
}

/* What the question makes of them. */
static void doubt_question(const dh_compare_how *how, dh_arena *arena, list *l)
{
    const dh_comparison *c = how->comparison;
    if (needed(c))
        l->text[l->count++] = dh_arena_format(
            arena, "with so many methods no p can be small on some problem before there are %zu seeds%s.", needed(c),
            how->best_of ? "" : ", or fewer methods (--best-of)");
    if (nobody(c))
        l->text[l->count++] = dh_arena_format(
            arena,
            "on %zu of %zu problems no run reached the target: an easier one (--target)%s tells methods apart.",
            nobody(c), c->contests->count, c->options.delivered ? "" : " or --final");
    if (any_best_seen(c->contests))
        l->text[l->count++] = "where f* is not known the best value seen stands for it: costs and areas there change "
                              "when other methods join.";
    if (how->best_of)
        l->text[l->count++] =
            "the best settings were chosen by the runs that are shown: on new seeds they would look worse.";
    if (!c->options.reference && tests(c))
        l->text[l->count++] =
            "the best was found by the runs that test it, which makes p too small: --reference names one beforehand.";
}

const char **dh_compare_warnings(const dh_compare_how *how, dh_arena *arena, size_t *ret_count)
{
    list l = {.text = DH_NEW(arena, const char *, MOST)};
    if (!l.text)
        return NULL;
    doubt_runs(how, arena, &l);
    doubt_question(how, arena, &l);
    for (size_t i = 0; i < l.count; i++)
        if (!l.text[i])
            return NULL;
    *ret_count = l.count;
    return l.text;
}
