/* The three sentences that a report opens with: which method, how sure, by how much and at what loss. */
#include "view/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMED = 3 }; /* methods that a sentence names */

static const char *method(dh_report *report, const dh_report_subject *s, size_t index)
{
    return dh_report_name(report, s->comparison->contests->method[index]);
}

/* What a method brought on the one problem there is. */
static const char *value(dh_report *report, const dh_report_subject *s, size_t index)
{
    const dh_comparison *c = s->comparison;
    const dh_entry *e = c->match->entry;
    while (e->method != index)
        e++;
    double sign = c->options.delivered && c->contests->larger_is_better ? -1 : 1;
    const dh_interval i = sign < 0 ? (dh_interval){-e->interval.high, -e->interval.low} : e->interval;
    const char *range = dh_report_spell_range(report, sign * e->value, i.low, i.high, "never");
    const char *text =
        c->options.delivered ? dh_arena_format(report->arena, "the median of what it delivered is %s", range)
        : !e->solved
            ? dh_arena_format(report->arena, "none of its %zu runs reached the target", e->runs)
            : dh_arena_format(report->arena, "its expected cost to the target is %s %s, %zu of %zu runs reached it",
                              range, strcmp(s->x, "gradients") ? s->x : "passes over the data", e->solved, e->runs);
    report->failed |= !text;
    return text ? text : "";
}

/* Runs that reached the target, on all problems. */
static size_t solved(const dh_comparison *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->contests->count; i++)
        for (size_t e = 0; e < c->match[i].entries; e++)
            count += c->match[i].entry[e].solved;
    return count;
}

static void say_which(dh_report *report, const dh_report_subject *s)
{
    const dh_comparison *c = s->comparison;
    if (!c->standings) {
        dh_report_say(
            report, DH_BLOCK_VERDICT,
            "No method ran on all %zu problems with every seed, so there is no order over all of them: each problem "
            "below has its own.",
            c->contests->count);
        return;
    }
    const dh_standing *best = c->standing;
    size_t equal = 0;
    while (equal + 1 < c->standings && !(c->standing[equal + 1].rank > best->rank))
        equal++;
    const char *rank = dh_report_spell_range(report, best->rank, best->interval.low, best->interval.high, "");
    if (!solved(c) && !c->options.delivered) {
        dh_report_say(report, DH_BLOCK_VERDICT,
                      "No run of any method reached the target, so costs tell nothing about which is best: an easier "
                      "target would, or what "
                      "runs delivered at their end.");
        return;
    }
    char tied[64] = "";
    if (equal)
        snprintf(tied, sizeof tied, ", level with %zu other%s", equal, equal == 1 ? "" : "s");
    const char *name = method(report, s, best->method), *plural = c->standings == 1 ? "" : "s";
    if (c->by_seed)
        dh_report_say(report, DH_BLOCK_VERDICT,
                      "On %s, %s comes first of %zu method%s%s: %s, and its mean rank over the seeds is %s.",
                      dh_report_name(report, c->contests->contest->problem), name, c->standings, plural, tied,
                      value(report, s, best->method), rank);
    else
        dh_report_say(report, DH_BLOCK_VERDICT,
                      "Over the %zu problems, %s comes first of %zu method%s%s by %s: its mean rank is %s.",
                      c->contests->count, name, c->standings, plural, tied,
                      c->options.delivered ? "what its runs delivered" : "the expected cost to the target", rank);
}

/* "a, b and 7 more": standings whose p is not below alpha */
static const char *close_ones(dh_report *report, const dh_report_subject *s, size_t *ret_count)
{
    const dh_comparison *c = s->comparison;
    const char *list = "";
    size_t count = 0;
    for (size_t i = 0; i < c->standings; i++) {
        const dh_standing *m = &c->standing[i];
        if (m->method == c->against || m->adjusted < 1 - c->options.level)
            continue;
        const char *next = count < NAMED ? dh_arena_format(report->arena, "%s%s%s", list, count ? ", " : "",
                                                           method(report, s, m->method))
                                         : list;
        list = next ? next : list;
        report->failed |= !next;
        count++;
    }
    const char *all = count > NAMED ? dh_arena_format(report->arena, "%s and %zu more", list, count - NAMED) : list;
    report->failed |= !all;
    *ret_count = count;
    return all ? all : "";
}

/* Too few blocks for any p to be small. A single seed is never another when drawn again, so says nothing of chance.
 */
static void say_untested(dh_report *report, const dh_comparison *c, size_t others)
{
    const char *block = c->by_seed ? "seed" : "problem", *more = "";
    if (!isnan(c->standing->interval.low)) {
        more = dh_arena_format(report->arena, "; with its seeds drawn again it was first %.0f times in 100",
                               100 * c->standing->first);
        report->failed |= !more;
    }
    dh_report_say(report, DH_BLOCK_VERDICT,
                  "How sure that is cannot be tested: %zu %s%s too few for %zu comparison%s%s.", c->blocks, block,
                  c->blocks == 1 ? " is" : "s are", others, others == 1 ? "" : "s", more ? more : "");
}

static void say_how_sure(dh_report *report, const dh_report_subject *s)
{
    const dh_comparison *c = s->comparison;
    size_t close, others = c->standings ? c->standings - 1 : 0;
    const char *names = close_ones(report, s, &close);
    double alpha = 100 * (1 - c->options.level);
    const char *block = c->by_seed ? "seed" : "problem";
    bool blank = !solved(c) && !c->options.delivered;
    if (!others || c->against >= c->contests->methods || blank) {
        dh_report_say(report, DH_BLOCK_VERDICT, "%s",
                      blank && others ? "No test can tell the methods apart either."
                                      : "There is nothing to test it against.");
        return;
    }
    const char *whom = c->against == c->standing->method ? "It" : method(report, s, c->against);
    if (dh_pairs_needed(2 * others, 1 - c->options.level) > c->blocks)
        say_untested(report, c, others);
    else if (!close)
        dh_report_say(
            report, DH_BLOCK_VERDICT,
            "%s is told apart from all %zu others (signed-rank tests over %zu %ss, adjusted by Holm, %.3g %%).", whom,
            others, c->blocks, block, alpha);
    else if (close == others)
        dh_report_say(report, DH_BLOCK_VERDICT,
                      "%s is told apart from none of the %zu others (signed-rank tests over %zu %ss, adjusted by "
                      "Holm, %.3g %%): "
                      "the order may be chance.",
                      whom, others, c->blocks, block, alpha);
    else
        dh_report_say(
            report, DH_BLOCK_VERDICT,
            "%s is told apart from %zu of the %zu others (signed-rank tests over %zu %ss, adjusted by Holm, "
            "%.3g %%), but not from %s.",
            whom, others - close, others, c->blocks, block, alpha, names);
}

static const dh_standing *next_one(const dh_comparison *c)
{
    for (size_t i = 0; i < c->standings; i++)
        if (c->standing[i].method != c->against && !isnan(c->standing[i].effect.estimate))
            return &c->standing[i];
    return NULL;
}

/* "a costs 1.2 [1.1, 1.3] times that of b" */
static const char *size(dh_report *report, const dh_report_subject *s, const dh_standing *m)
{
    const dh_comparison *c = s->comparison;
    const dh_shift *e = &m->effect;
    bool delivered = c->options.delivered, factor = c->match->factor;
    const char *own = method(report, s, m->method), *other = method(report, s, c->against);
    if (e->estimate == INFINITY)
        return dh_arena_format(report->arena, "%s mostly %s where %s %s", own,
                               delivered ? "was lost" : "did not reach the target", other,
                               delivered ? "was not" : "did");
    const char *range = dh_report_spell_range(report, e->estimate, e->low, e->high, "inf");
    return dh_arena_format(report->arena, "%s %s %s %s%s", own,
                           !factor     ? "is worse by"
                           : delivered ? "ends at"
                                       : "costs",
                           range, factor ? "times that of " : "than ", other);
}

static void say_how_much(dh_report *report, const dh_report_subject *s)
{
    const dh_comparison *c = s->comparison;
    size_t lost, runs = dh_report_runs(s, &lost);
    const dh_standing *m = next_one(c);
    const char *how_much = NULL;
    if (m && c->against < c->contests->methods && (solved(c) || c->options.delivered)) {
        how_much = size(report, s, m);
        report->failed |= !how_much;
    }
    const char *before = how_much ? how_much : "", *join = how_much ? "; " : "", *none = how_much ? "none" : "None";
    if (lost)
        dh_report_say(report, DH_BLOCK_VERDICT, "%s%s%zu of all %zu runs were lost, as listed under \"What failed\".",
                      before, join, lost, runs);
    else
        dh_report_say(report, DH_BLOCK_VERDICT, "%s%s%s of the %zu runs was lost.", before, join, none, runs);
}

void dh_report_add_verdict(dh_report *report, const dh_report_subject *subject)
{
    say_which(report, subject);
    say_how_sure(report, subject);
    say_how_much(report, subject);
}
