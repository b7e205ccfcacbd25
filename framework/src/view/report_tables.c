/* The tables of a comparison: the methods over all problems, and on each problem. */
#include "view/report.h"

#include "summary/profile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Letters of the groups that a place is in: who shares one is not told apart. */
static const char *letters(const dh_report *report, const dh_comparison *c, size_t place)
{
    char *out = dh_arena_alloc(report->arena, c->groups + 1, 1);
    size_t used = 0;
    for (size_t g = 0; out && g < c->groups && g < 26; g++)
        if (c->group[g].first <= place && place <= c->group[g].last)
            out[used++] = (char)('a' + g);
    return used ? out : "-";
}

static const char *three(dh_report *report, double value)
{
    const char *text = isnan(value) ? "-" : dh_arena_format(report->arena, "%.3f", value);
    report->failed |= !text;
    return text ? text : "";
}

/* The columns of one comparison: what is judged, and whether sizes are factors. */
static const dh_report_column *choose(dh_report *report, const dh_report_column *column, size_t columns,
                                      size_t judged, size_t effect, bool delivered, bool factor)
{
    dh_report_column *own = DH_NEW(report->arena, dh_report_column, columns);
    if (!own) {
        report->failed = true;
        return column;
    }
    memcpy(own, column, columns * sizeof *own);
    if (delivered && judged < columns) {
        own[judged].key = "delivered";
        own[judged].head = "delivered [95 %]";
        own[judged].doc = "median of what runs delivered at their end; interval by the bootstrap over seeds";
    }
    if (!factor)
        own[effect].head = "worse by [95 %]";
    return own;
}

/* ---- over all problems ---- */

enum { R_METHOD, R_RANK, R_FIRST, R_GROUP, R_P, R_EFFECT, R_AREA, R_ALGOPERF, R_REFERENCE, R_COLUMNS };

static const dh_report_column ranking[R_COLUMNS] = {
    {"method", "method", "as the study names it", DH_CELL_NAME, DH_EVERYWHERE},
    {"mean_rank", "mean rank [95 %]",
     "mean over the problems (over the seeds where there is one problem) of the rank among the methods, 1 is best; "
     "interval by the bootstrap over the seeds",
     DH_CELL_RANGE, DH_EVERYWHERE},
    {"first", "first", "share of resampled seeds in which no other mean rank was better", DH_CELL_NUMBER,
     DH_EVERYWHERE},
    {"group", "group", "who shares a letter is not told apart by Nemenyi's test", DH_CELL_WORD, DH_EVERYWHERE},
    {"p_holm", "p",
     "exact signed-rank test of Wilcoxon against the method that the text names, two-sided, adjusted by Holm for the "
     "number of methods",
     DH_CELL_NUMBER, DH_EVERYWHERE},
    {"effect", "times more [95 %]",
     "by what factor it is worse than the method that it is tested against: Hodges and Lehmann's shift of the "
     "logarithms, "
     "with the interval of the signed-rank test; a difference where values may not be divided",
     DH_CELL_RANGE, DH_EVERYWHERE},
    {"area", "area",
     "share of 35 targets, from 10^-0.2 to 10^-7 of the way to f*, reached over log cost: 0 to 1, 1 is best",
     DH_CELL_NUMBER, DH_WITH_ROOM},
    {"algoperf", "AlgoPerf", "score " DH_ALGOPERF_VERSION ", 1 is best; it changes when a method joins",
     DH_CELL_NUMBER, DH_WITH_ROOM},
    {"reference", "reference",
     "score " DH_REFERENCE_SCORE_VERSION ", 1 is best; it does not change when a method joins", DH_CELL_NUMBER,
     DH_WITH_ROOM},
};

static void put_standing(dh_report *report, const dh_comparison *c, dh_report_table *table, size_t i)
{
    const dh_standing *s = &c->standing[i];
    const char *first = dh_arena_format(report->arena, "%.0f %%", 100 * s->first);
    report->failed |= !first;
    dh_report_put_text(report, table, i, R_METHOD, c->contests->method[s->method]);
    dh_report_put_range(report, table, i, R_RANK, s->rank, s->interval.low, s->interval.high, "inf");
    bool drawn = !isnan(s->interval.low); /* one seed is never another */
    dh_report_put_number(report, table, i, R_FIRST, drawn ? s->first : NAN, !drawn ? "-" : first ? first : "");
    dh_report_put_text(report, table, i, R_GROUP, letters(report, c, i));
    bool tested = s->method != c->against;
    dh_report_put_number(report, table, i, R_P, tested ? s->adjusted : NAN,
                         dh_report_spell_p(report, tested ? s->adjusted : NAN));
    if (tested)
        dh_report_put_range(report, table, i, R_EFFECT, s->effect.estimate, s->effect.low, s->effect.high, "inf");
    dh_report_put_number(report, table, i, R_AREA, s->area, three(report, s->area));
    dh_report_put_number(report, table, i, R_ALGOPERF, s->algoperf, three(report, s->algoperf));
    if (!isnan(c->standing->reference))
        dh_report_put_number(report, table, i, R_REFERENCE, s->reference, three(report, s->reference));
}

static void say_friedman(dh_report *report, const dh_comparison *c)
{
    if (c->standings < 2 || c->blocks < 2)
        return;
    dh_report_say(
        report, DH_BLOCK_TEXT,
        "Do they differ at all? Friedman's test over %zu %ss: F = %s, p = %s (Iman and Davenport). Mean ranks closer "
        "than %s are not told apart (Nemenyi, %.3g %%).",
        c->blocks, c->by_seed ? "seed" : "problem", dh_report_spell(report, c->friedman.f, "inf"),
        dh_report_spell_p(report, c->friedman.p_f), dh_report_spell(report, c->difference, "inf"),
        100 * (1 - c->options.level));
}

enum { O_METHODS, O_BLOCKS, O_F, O_P, O_DIFFERENCE, O_LEVEL, O_RUNS, O_LOST, O_COLUMNS };

static const dh_report_column overall[O_COLUMNS] = {
    {"methods", "methods", "with a place in the ranking", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"blocks", "blocks", "problems that are ranked over, or seeds where there is one problem", DH_CELL_NUMBER,
     DH_NUMBERS_ONLY},
    {"friedman_f", "F", "Friedman's test in the form of Iman and Davenport", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"friedman_p", "p", "of that test", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"critical_difference", "critical difference", "Nemenyi's", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"level", "level", "of intervals; 1 less this of tests", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"runs", "runs", "in all files", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"lost", "lost", "runs that diverged, crashed, or ran out of time or memory", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
};

/* What the sentences over the ranking say. */
static void add_overall(dh_report *report, const dh_report_subject *subject)
{
    const dh_comparison *c = subject->comparison;
    size_t lost, runs = dh_report_runs(subject, &lost);
    bool tested = c->standings > 1 && c->blocks > 1;
    const double value[O_COLUMNS] = {[O_METHODS] = (double)c->standings,
                                     [O_BLOCKS] = (double)c->blocks,
                                     [O_F] = tested ? c->friedman.f : NAN,
                                     [O_P] = tested ? c->friedman.p_f : NAN,
                                     [O_DIFFERENCE] = tested ? c->difference : NAN,
                                     [O_LEVEL] = c->options.level,
                                     [O_RUNS] = (double)runs,
                                     [O_LOST] = (double)lost};
    dh_report_table *table = dh_report_add_numbers(report, "overall", overall, O_COLUMNS, 1);
    if (!table)
        return;
    table->source =
        "The three sentences at the top are made of this, of the table below, and of those under \"Problem by "
        "problem\"; how each number is worked out stands under its table.";
    for (size_t i = 0; i < O_COLUMNS; i++)
        dh_report_put_number(report, table, 0, i, value[i], NULL);
}

void dh_report_add_ranking(dh_report *report, const dh_report_subject *subject)
{
    const dh_comparison *c = subject->comparison;
    dh_report_heading(report, 2, "Ranking");
    if (c->standings)
        say_friedman(report, c);
    add_overall(report, subject);
    if (!c->standings)
        return;
    bool reference = !isnan(c->standing->reference);
    const dh_report_column *column = choose(report, ranking, R_COLUMNS, R_COLUMNS, R_EFFECT, false, c->match->factor);
    dh_report_table *table =
        dh_report_add_table(report, "ranking", column, reference ? R_COLUMNS : R_REFERENCE, c->standings);
    if (!table)
        return;
    table->caption = c->against < c->contests->methods
                         ? dh_arena_format(report->arena, "All methods, best first; tested against %s",
                                           dh_report_name(report, c->contests->method[c->against]))
                         : "All methods, best first";
    table->source = "Worked out from the histories of all runs, by the definitions under the table.";
    report->failed |= !table->caption;
    for (size_t i = 0; i < c->standings; i++)
        put_standing(report, c, table, i);
    if (c->standings < c->contests->methods)
        dh_report_say(report, DH_BLOCK_TEXT,
                      "%zu of the %zu methods did not run on every problem with every seed and have no place here.",
                      c->contests->methods - c->standings, c->contests->methods);
}

/* ---- on one problem ---- */

enum {
    P_RANK,
    P_METHOD,
    P_RUNS,
    P_SOLVED,
    P_LOST,
    P_ERT,
    P_COST,
    P_FINAL,
    P_AREA,
    P_PAIRS,
    P_P,
    P_EFFECT,
    P_COLUMNS
};

static const dh_report_column problem_columns[P_COLUMNS] = {
    {"rank", "rank", "by the value that is judged; equal values share theirs", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"method", "method", "as the study names it", DH_CELL_NAME, DH_EVERYWHERE},
    {"runs", "runs", "runs in the results files, one a seed", DH_CELL_NUMBER, DH_NUMBERS_ONLY},
    {"solved", "solved", "runs that reached the target, of all", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"lost", "lost", "runs that diverged, crashed, or ran out of time or memory", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"ert", "ERT [95 %]",
     "expected cost of a success when runs that fail start again (Hansen et al. 2009); interval by the bootstrap "
     "over seeds",
     DH_CELL_RANGE, DH_EVERYWHERE},
    {"median_cost", "median cost", "median cost to the target; never, when half of the runs or more did not reach it",
     DH_CELL_NUMBER, DH_WITH_ROOM},
    {"median_final", "median at the end",
     "median of what runs delivered at their end, lost runs counted as the worst", DH_CELL_NUMBER, DH_EVERYWHERE},
    {"area", "area",
     "share of 35 targets, from 10^-0.2 to 10^-7 of the way to f*, reached over log cost: 0 to 1, 1 is best",
     DH_CELL_NUMBER, DH_WITH_ROOM},
    {"pairs", "pairs", "seeds that it shares with the method that it is tested against", DH_CELL_NUMBER,
     DH_NUMBERS_ONLY},
    {"p_holm", "p", "exact signed-rank test of Wilcoxon on the common seeds, two-sided, adjusted by Holm",
     DH_CELL_NUMBER, DH_EVERYWHERE},
    {"effect", "times more [95 %]",
     "by what factor it is worse (or, where values may not be divided, by how much): Hodges and Lehmann's shift, "
     "with the "
     "interval of the signed-rank test",
     DH_CELL_RANGE, DH_EVERYWHERE},
};

static const char *count(dh_report *report, size_t n, size_t of)
{
    const char *text =
        of ? dh_arena_format(report->arena, "%zu/%zu", n, of) : dh_arena_format(report->arena, "%zu", n);
    report->failed |= !text;
    return text ? text : "";
}

/* What is left of a gap below its resolution is rounding. */
static double rounded(const dh_contest *contest, double value)
{
    return contest->gap && value <= contest->resolution ? 0 : value;
}

static void put_judged(dh_report *report, const dh_comparison *c, const dh_contest *contest, const dh_entry *e,
                       dh_report_table *table, size_t row)
{
    double low = e->interval.low, high = e->interval.high;
    if (!c->options.delivered)
        dh_report_put_range(report, table, row, P_ERT, e->value, low, high, "never");
    else if (c->contests->larger_is_better)
        dh_report_put_range(report, table, row, P_ERT, -e->value, -high, -low, "inf");
    else
        dh_report_put_range(report, table, row, P_ERT, rounded(contest, e->value), low, high, "lost");
}

static void put_entry(dh_report *report, const dh_comparison *c, const dh_match *m, dh_report_table *table,
                      size_t row)
{
    const dh_entry *e = &m->entry[row];
    double final = c->contests->larger_is_better ? -e->final : rounded(m->contest, e->final);
    dh_report_put_number(report, table, row, P_RANK, e->rank, NULL);
    dh_report_put_text(report, table, row, P_METHOD, c->contests->method[e->method]);
    dh_report_put_number(report, table, row, P_RUNS, (double)e->runs, count(report, e->runs, 0));
    dh_report_put_number(report, table, row, P_SOLVED, (double)e->solved, count(report, e->solved, e->runs));
    dh_report_put_number(report, table, row, P_LOST, (double)e->lost, count(report, e->lost, 0));
    put_judged(report, c, m->contest, e, table, row);
    dh_report_put_number(report, table, row, P_COST, e->cost, dh_report_spell(report, e->cost, "never"));
    dh_report_put_number(report, table, row, P_FINAL, final, isinf(e->final) ? "lost" : NULL);
    dh_report_put_number(report, table, row, P_AREA, e->area, three(report, e->area));
    if (e->method == m->against || m->against >= c->contests->methods) {
        dh_report_put_number(report, table, row, P_P, NAN, "-");
        return;
    }
    dh_report_put_number(report, table, row, P_PAIRS, (double)e->pairs, count(report, e->pairs, 0));
    dh_report_put_number(report, table, row, P_P, e->adjusted, dh_report_spell_p(report, e->adjusted));
    dh_report_put_range(report, table, row, P_EFFECT, e->effect.estimate, e->effect.low, e->effect.high, "inf");
}

static void say_problem(dh_report *report, const dh_report_subject *s, const dh_match *m)
{
    const dh_comparison *c = s->comparison;
    const char *floor = m->contest->floor == DH_FLOOR_CERTIFIED
                            ? "f* is certified"
                            : "f* is not known: the best value seen stands for it";
    char seeds[64];
    snprintf(seeds, sizeof seeds, m->least == m->most ? "%zu" : "%zu to %zu", m->least, m->most);
    bool tested = m->against < c->contests->methods;
    dh_report_say(report, DH_BLOCK_TEXT, "%s seed%s a method; %s. Costs count %s; the last value is the %s.%s%s%s%s",
                  seeds, m->most == 1 ? "" : "s", floor, s->x,
                  s->y              ? s->y
                  : m->contest->gap ? "gap, cost - f*"
                                    : "cost",
                  tested ? " Tested against " : "",
                  tested ? dh_report_name(report, c->contests->method[m->against]) : "",
                  tested ? (m->factor ? "; sizes are factors" : "; sizes are differences") : "", tested ? "." : "");
}

void dh_report_add_problem(dh_report *report, const dh_report_subject *subject, size_t problem)
{
    const dh_comparison *c = subject->comparison;
    const dh_match *m = &c->match[problem];
    dh_report_heading(report, 3, dh_report_name(report, m->contest->problem));
    say_problem(report, subject, m);
    const dh_report_column *column =
        choose(report, problem_columns, P_COLUMNS, P_ERT, P_EFFECT, c->options.delivered, m->factor);
    dh_report_table *table = dh_report_add_table(report, "problems", column, P_COLUMNS, m->entries);
    if (!table)
        return;
    table->of_key = "problem";
    table->of = dh_report_clean(report, m->contest->problem);
    table->caption = "Methods on this problem, best first";
    table->source = "Worked out from the histories of the runs on this problem, paired by seed.";
    for (size_t i = 0; i < m->entries; i++)
        put_entry(report, c, m, table, i);
}
