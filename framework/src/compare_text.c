/* downhill compare: the table of every problem, the standings, and what the columns mean. */
#include "compare_out.h"

#include "base/text.h"
#include "summary/profile.h"

#include <math.h>
#include <string.h>

enum { WIDEST = 44, ROOM = 200 };

/* Columns of a terminal, as far as UTF-8 alone says. */
static int columns(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

/* text in exactly `width` columns; the middle is left out of what is longer, for the ends differ most */
static void put_name(FILE *out, const char *text, int width)
{
    char shown[ROOM];
    dh_printable(shown, sizeof shown, text);
    int wide = columns(shown);
    if (wide <= width) {
        fprintf(out, "%s%*s", shown, width - wide, "");
        return;
    }
    int head = (width - 3) / 2, skip = wide - (width - 3 - head), at = 0;
    for (const char *c = shown; *c; c++) {
        bool starts = (*c & 0xc0) != 0x80;
        if (starts && at == head)
            fputs("...", out);
        at += starts;
        if (at <= head || at > skip)
            putc(*c, out);
    }
}

/* What is left of a gap below its resolution is rounding. */
static double rounded(const dh_match *m, double value)
{
    return m->contest->gap && value <= m->contest->resolution ? 0 : value;
}

/* Three digits; a dash for what there is none of, and "never" for a cost that is infinite. */
static const char *spell(char *out, size_t room, double value)
{
    if (isnan(value))
        return "-";
    if (isinf(value))
        return value > 0 ? "never" : "-inf";
    snprintf(out, room, fabs(value) >= 1000 && fabs(value) < 1e6 ? "%.0f" : "%.3g", value);
    return out;
}

static const char *spell_range(char *out, size_t room, double value, double low, double high, const char *infinite)
{
    char a[32], b[32], c[32];
    const char *from = isinf(low) ? (low > 0 ? infinite : "-inf") : spell(b, sizeof b, low);
    const char *to = isinf(high) ? infinite : spell(c, sizeof c, high);
    if (isnan(low) || (isinf(value) && isinf(low)))
        snprintf(out, room, "%s", isinf(value) ? infinite : spell(a, sizeof a, value));
    else
        snprintf(out, room, "%s [%s, %s]", isinf(value) ? infinite : spell(a, sizeof a, value), from, to);
    return out;
}

static const char *spell_p(char *out, size_t room, double p)
{
    if (isnan(p))
        return "-";
    snprintf(out, room, p < 1e-4 ? "%.0e" : p < 0.1 ? "%.2g" : "%.2f", p);
    return out;
}

static int name_width(const dh_compare_how *how)
{
    int width = 6;
    for (size_t i = 0; i < how->comparison->contests->methods; i++) {
        int own = columns(how->comparison->contests->method[i]);
        width = own > width ? own : width;
    }
    return width < WIDEST ? width : WIDEST;
}

static double sign(const dh_compare_how *how)
{
    return how->comparison->contests->larger_is_better ? -1 : 1;
}

static const char *y_name(const dh_compare_how *how, bool gap)
{
    return how->y ? how->y : gap ? "gap" : "cost";
}

static void put_rule(FILE *out, const dh_compare_how *how)
{
    const dh_comparison *c = how->comparison;
    const dh_goal *t = &c->options.target;
    if (c->options.delivered)
        fprintf(out, "Judged by the median of what runs delivered at their end.\n");
    else
        fprintf(out, "Judged by the expected running time (ERT) to the target, in %s.\n", how->x);
    if (t->absolute)
        fprintf(out, "Target: %s %g.\n", how->y ? how->y : "cost", t->value);
    else
        fprintf(out, "Target: f* + %g (f0 - f*), f0 where each run starts.\n", t->value);
    if (how->best_of)
        fprintf(out, "Of each %s the method that ended best on the problem.\n", how->best_of);
}

/* ---- a problem ---- */

static void put_entry(FILE *out, const dh_compare_how *how, const dh_match *m, const dh_entry *e, int width)
{
    const dh_comparison *c = how->comparison;
    char solved[48], value[128], final[32], area[32], p[32], effect[128];
    double s = c->options.delivered ? sign(how) : 1;
    bool turned = s < 0;
    snprintf(solved, sizeof solved, "%zu/%zu", e->solved, e->runs);
    fprintf(out, "%5.4g  ", e->rank);
    put_name(out, c->contests->method[e->method], width);
    fprintf(out, "  %7s  %-24s", solved,
            spell_range(value, sizeof value, s * (c->options.delivered ? rounded(m, e->value) : e->value),
                        turned ? -e->interval.high : e->interval.low, turned ? -e->interval.low : e->interval.high,
                        c->options.delivered ? "lost" : "never"));
    if (!c->options.delivered)
        fprintf(out, " %9s", isinf(e->final) ? "lost" : spell(final, sizeof final, sign(how) * rounded(m, e->final)));
    fprintf(out, "  %5s  %6s", spell(area, sizeof area, floor(e->area * 1000 + 0.5) / 1000),
            spell_p(p, sizeof p, e->adjusted));
    if (e->method != m->against && m->against < c->contests->methods)
        fprintf(out, "  %s",
                spell_range(effect, sizeof effect, e->effect.estimate, e->effect.low, e->effect.high, "inf"));
    putc('\n', out);
}

static void put_match(FILE *out, const dh_compare_how *how, const dh_match *m, int width)
{
    const dh_comparison *c = how->comparison;
    char shown[ROOM], seeds[64];
    snprintf(seeds, sizeof seeds, m->least == m->most ? "%zu" : "%zu to %zu", m->least, m->most);
    fprintf(out, "\n%s: %s seed%s, %s", dh_printable(shown, sizeof shown, m->contest->problem), seeds,
            m->most == 1 ? "" : "s",
            m->contest->floor == DH_FLOOR_CERTIFIED ? "f* certified" : "f* not known: best seen");
    if (m->against < c->contests->methods)
        fprintf(out, ", tested against %s", dh_printable(shown, sizeof shown, c->contests->method[m->against]));
    putc('\n', out);
    fprintf(out, "%5s  %-*s  %7s  %-24s", "rank", width, "method", "solved",
            c->options.delivered ? y_name(how, m->contest->gap) : "ERT [95 %]");
    if (!c->options.delivered)
        fprintf(out, " %9s", y_name(how, m->contest->gap));
    fprintf(out, "  %5s  %6s", "area", "p");
    fprintf(out, "%s\n",
            m->against == c->contests->methods ? ""
            : m->factor                        ? "  times more [95 %]"
                                               : "  worse by [95 %]");
    size_t shows = how->top && how->top < m->entries ? how->top : m->entries;
    for (size_t i = 0; i < shows; i++)
        put_entry(out, how, m, &m->entry[i], width);
    if (shows < m->entries)
        fprintf(out, "       and %zu more (--top 0 shows all)\n", m->entries - shows);
}

/* ---- overall ---- */

/* Letters of the groups that a place is in: who shares one is not told apart. */
static const char *letters(char *out, const dh_comparison *c, size_t place)
{
    size_t used = 0;
    for (size_t g = 0; g < c->groups && g < 26; g++)
        if (c->group[g].first <= place && place <= c->group[g].last && used < 8)
            out[used++] = (char)('a' + g);
    out[used] = 0;
    return used ? out : "-";
}

static void put_standing(FILE *out, const dh_compare_how *how, size_t place, int width)
{
    const dh_comparison *c = how->comparison;
    const dh_standing *s = &c->standing[place];
    char group[16], rank[128], area[32], algoperf[32], reference[32], p[32];
    put_name(out, c->contests->method[s->method], width);
    fprintf(out, "  %-18s  %4.0f %%  %-6s  %6s",
            spell_range(rank, sizeof rank, s->rank, s->interval.low, s->interval.high, ""), 100 * s->first,
            letters(group, c, place), spell_p(p, sizeof p, s->adjusted));
    snprintf(area, sizeof area, "%.3f", s->area);
    snprintf(algoperf, sizeof algoperf, "%.3f", s->algoperf);
    snprintf(reference, sizeof reference, "%.3f", s->reference);
    fprintf(out, "  %5s  %8s", area, algoperf);
    if (!isnan(s->reference))
        fprintf(out, "  %9s", reference);
    putc('\n', out);
}

static void put_overall(FILE *out, const dh_compare_how *how, int width)
{
    const dh_comparison *c = how->comparison;
    char p[32];
    fprintf(out, "\nOver %s%zu %s%s: %zu of %zu methods ran on all of them.\n", c->by_seed ? "" : "the ", c->blocks,
            c->by_seed ? "seed" : "problem", c->blocks == 1 ? "" : "s", c->standings, c->contests->methods);
    if (!c->standings)
        return;
    if (c->standings > 1 && c->blocks > 1)
        fprintf(out,
                "Do they differ at all? Friedman, F = %.3g, p = %s. Mean ranks closer than %.3g are not told apart "
                "(Nemenyi, "
                "%g %%).\n",
                c->friedman.f, spell_p(p, sizeof p, c->friedman.p_f), c->difference, 100 * (1 - c->options.level));
    bool reference = !isnan(c->standing->reference);
    fprintf(out, "%-*s  %-18s  %6s  %-6s  %6s  %5s  %8s%s\n", width, "method", "mean rank [95 %]", "first", "group",
            "p", "area", "algoperf", reference ? "  reference" : "");
    size_t shows = how->top && how->top < c->standings ? how->top : c->standings;
    for (size_t i = 0; i < shows; i++)
        put_standing(out, how, i, width);
    if (shows < c->standings)
        fprintf(out, "and %zu more (--top 0 shows all)\n", c->standings - shows);
}

static void put_words(FILE *out, const dh_compare_how *how)
{
    const dh_comparison *c = how->comparison;
    bool reference = c->standings && !isnan(c->standing->reference);
    fprintf(out, "\nsolved: runs that reached the target.%s\n",
            c->options.delivered ? "" : " ERT: cost of a success when runs that fail start again.");
    fputs("area: share of 35 targets (10^-0.2 to 10^-7) reached over log cost, 0 to 1.\n"
          "p: exact signed-rank test on common seeds, two-sided, adjusted by Holm.\n"
          "times more, worse by: the shift of Hodges and Lehmann.\n"
          "first: share of resampled seeds with the best mean rank. group: a shared letter is no clear difference.\n",
          out);
    fprintf(out, "algoperf: score %s, changes when methods join%s.\n", DH_ALGOPERF_VERSION,
            reference ? "; reference: score " DH_REFERENCE_SCORE_VERSION ", does not"
                      : " (--reference gives one that does not)");
}

void dh_compare_text(FILE *out, const dh_compare_how *how, const char *const *warning, size_t warnings)
{
    int width = name_width(how);
    put_rule(out, how);
    for (size_t i = 0; i < how->comparison->contests->count; i++)
        put_match(out, how, &how->comparison->match[i], width);
    put_overall(out, how, width);
    put_words(out, how);
    for (size_t i = 0; i < warnings; i++)
        fprintf(out, "%sWarning: %s\n", i ? "" : "\n", warning[i]);
}
