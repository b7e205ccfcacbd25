/* The verdicts as lines for people, and as annotations for GitHub. */
#include "check_out.h"

#include "cli.h"

#include <stdio.h>
#include <string.h>

enum { MOST_NOTES = 10, MOST_LINES = 40 };

int dh_check_severity(const dh_check_how *how, const dh_judgement *cell)
{
    switch (cell->verdict) {
    case DH_SAME:
    case DH_IGNORED:
        return DH_EXIT_OK;
    case DH_BROKEN:
    case DH_SLOWER:
        return DH_EXIT_REGRESSION;
    case DH_OTHER:
        return DH_EXIT_INPUT;
    case DH_TOO_FEW:
    case DH_UNDECIDED:
        return how->exact ? DH_EXIT_REGRESSION : DH_EXIT_INCONCLUSIVE;
    default:
        return how->exact ? DH_EXIT_REGRESSION : DH_EXIT_OK;
    }
}

int dh_check_code(const dh_check_how *how)
{
    bool seen[DH_EXIT_INCONCLUSIVE + 1] = {false};
    for (size_t i = 0; i < how->judged->cells; i++)
        seen[dh_check_severity(how, &how->judged->cell[i])] = true;
    for (int code = DH_EXIT_REGRESSION; code <= DH_EXIT_INCONCLUSIVE; code++)
        if (seen[code])
            return code;
    return DH_EXIT_OK;
}

static void put_cell(FILE *out, const dh_judgement *c)
{
    fprintf(out, "  %s on %s: %s\n", c->method, c->problem, dh_verdict_name(c->verdict));
    if (*c->detail)
        fprintf(out, "      %s\n", c->detail);
    if (*c->cause)
        fprintf(out, "      %s\n", c->cause);
}

static void put_counts(FILE *out, const dh_judged *d)
{
    fprintf(out, "%zu cells:", d->cells);
    const char *comma = " ";
    for (size_t v = DH_VERDICTS; v-- > 0;)
        if (d->count[v]) {
            fprintf(out, "%s%zu %s", comma, d->count[v], dh_verdict_name((dh_verdict)v));
            comma = "; ";
        }
    fputs("\n", out);
}

static void put_machine(FILE *out, const dh_judged *d)
{
    if (!d->machine_differs || d->count[DH_SAME] == d->cells)
        return;
    fprintf(out,
            "The machine differs: the baseline was made by %s, compiler %s, on %s; this by %s, compiler %s, on %s.\n"
            "That alone should change no bit: when all cells changed at once, look there first.\n",
            d->old->version, d->old->compiler, d->old->cpu, d->new->version, d->new->compiler, d->new->cpu);
}

static const char *const results[] = {"passed", "FAILED: a regression",
                                      "NOT COMPARABLE: the baseline is of something else",
                                      "UNDECIDED: more seeds are needed"};

static void put_end(FILE *out, const dh_check_how *how)
{
    const dh_judged *d = how->judged;
    int code = dh_check_code(how);
    bool only_exact = code == DH_EXIT_REGRESSION && !d->count[DH_SLOWER] && !d->count[DH_BROKEN];
    fprintf(out, "check %s\n", only_exact ? "FAILED: bits changed (--exact)" : results[code]);
    if (d->count[DH_SAME] + d->count[DH_IGNORED] < d->cells)
        fprintf(out, "To accept all of this: downhill baseline update %s %s --reason '...'\n", how->old, how->new);
}

/* The worst first; what is the same is only counted. */
void dh_check_text(FILE *out, const dh_check_how *how)
{
    const dh_judged *d = how->judged;
    size_t shown = 0, left = 0;
    for (size_t v = DH_VERDICTS; v-- > DH_SAME + 1;)
        for (size_t i = 0; i < d->cells; i++)
            if (d->cell[i].verdict == (dh_verdict)v && ++shown <= MOST_LINES)
                put_cell(out, &d->cell[i]);
            else
                left += d->cell[i].verdict == (dh_verdict)v;
    if (left)
        fprintf(out, "  ... and %zu more (--json has all)\n", left);
    put_counts(out, d);
    if (d->tests)
        fprintf(out, "%zu cells tested at %g in all (Holm), margin %g %%: at least %zu seeds are needed.\n", d->tests,
                d->options.alpha, 100 * d->options.margin, d->needed);
    put_machine(out, d);
    put_end(out, how);
}

/* A message's data may hold no line break and no bare percent sign. */
static void put_data(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '%' || *text == '\n' || *text == '\r')
            fprintf(out, "%%%02X", (unsigned char)*text);
        else
            putc(*text, out);
}

void dh_check_annotate(FILE *out, const dh_check_how *how)
{
    const dh_judged *d = how->judged;
    size_t notes = 0, all = d->cells - d->count[DH_SAME] - d->count[DH_IGNORED];
    for (size_t v = DH_VERDICTS; v-- > DH_SAME + 1;)
        for (size_t i = 0; v != DH_IGNORED && i < d->cells; i++) {
            const dh_judgement *c = &d->cell[i];
            if (c->verdict != (dh_verdict)v || notes == MOST_NOTES - (all > MOST_NOTES))
                continue;
            notes++;
            fputs(dh_check_severity(how, c) ? "::error title=downhill check::" : "::warning title=downhill check::",
                  out);
            put_data(out, c->method);
            fputs(" on ", out);
            put_data(out, c->problem);
            fprintf(out, ": %s: ", dh_verdict_name(c->verdict));
            put_data(out, c->detail);
            fputs("\n", out);
        }
    if (all > notes)
        fprintf(out, "::warning title=downhill check::%zu more cells changed\n", all - notes);
}
