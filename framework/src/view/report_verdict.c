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
    const char *text = c->options.delivered
                           ? dh_arena_format(report->arena, "the median of what it delivered is %s", range)
                           : dh_arena_format(report->arena, "its expected cost to the target is %s %s, %zu of %zu runs reached it", range,
                                             strcmp(s->x, "gradients") ? s->x : "passes over the data", e->solved, e->runs);
    report->failed |= !text;
    return text ? text : "";
}

static void say_which(dh_report *report, const dh_report_subject *s)
{
    const dh_comparison *c = s->comparison;
    if (!c->standings) {
        dh_report_say(report, DH_BLOCK_VERDICT,
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
    char tied[64] = "";
    if (equal)
        snprintf(tied, sizeof tied, ", level with %zu other%s", equal, equal == 1 ? "" : "s");
    const char *name = method(report, s, best->method), *plural = c->standings == 1 ? "" : "s";
    if (c->by_seed)
        dh_report_say(report, DH_BLOCK_VERDICT, "On %s, %s comes first of %zu method%s%s: %s, and its mean rank over the seeds is %s.",
                      dh_report_name(report, c->contests->contest->problem), name, c->standings, plural, tied,
                      value(report, s, best->method), rank);
    else
        dh_report_say(report, DH_BLOCK_VERDICT, "Over the %zu problems, %s comes first of %zu method%s%s by %s: its mean rank is %s.",
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

static void say_how_sure(dh_report *report, const dh_report_subject *s)
{
    const dh_comparison *c = s->comparison;
    size_t close, others = c->standings ? c->standings - 1 : 0;
    const char *names = close_ones(report, s, &close);
    double alpha = 100 * (1 - c->options.level);
    const char *block = c->by_seed ? "seed" : "problem";
    if (!others || c->against >= c->contests->methods) {
        dh_report_say(report, DH_BLOCK_VERDICT, "There is nothing to test it against.");
        return;
    }
    const char *whom = c->against == c->standing->method ? "It" : method(report, s, c->against);
    if (dh_pairs_needed(2 * others, 1 - c->options.level) > c->blocks)
        dh_report_say(report, DH_BLOCK_VERDICT,
                      "How sure that is over %ss cannot be tested: %zu %s%s too few for %zu comparisons; it was first "
                      "in %.0f %% of resampled seeds.",
                      block, c->blocks, block, c->blocks == 1 ? " is" : "s are", others,
                      100 * c->standing->first);
    else if (!close)
        dh_report_say(report, DH_BLOCK_VERDICT,
                      "%s is told apart from all %zu others (signed-rank tests over %zu %ss, adjusted by Holm, %.3g %%).",
                      whom, others, c->blocks, block, alpha);
    else
        dh_report_say(report, DH_BLOCK_VERDICT,
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

static void say_how_much(dh_report *report, const dh_report_subject *s)
{
    const dh_comparison *c = s->comparison;
    size_t lost, runs = dh_report_runs(s, &lost);
    const dh_standing *m = next_one(c);
    const char *how_much = "";
    if (m && c->against < c->contests->methods) {
        const dh_shift *e = &m->effect;
        bool factor = c->match->factor;
        how_much = dh_arena_format(report->arena, "%s %s %s %s%s; ", method(report, s, m->method),
                                   c->options.delivered ? "ends at" : "costs",
                                   dh_report_spell_range(report, e->estimate, e->low, e->high, "inf"),
                                   factor ? "times that of " : "more than ", method(report, s, c->against));
        report->failed |= !how_much;
    }
    if (lost)
        dh_report_say(report, DH_BLOCK_VERDICT, "%s%zu of all %zu runs were lost, as listed under \"What failed\".",
                      how_much ? how_much : "", lost, runs);
    else
        dh_report_say(report, DH_BLOCK_VERDICT, "%snone of the %zu runs was lost.", how_much ? how_much : "", runs);
}

void dh_report_add_verdict(dh_report *report, const dh_report_subject *subject)
{
    say_which(report, subject);
    say_how_sure(report, subject);
    say_how_much(report, subject);
}
