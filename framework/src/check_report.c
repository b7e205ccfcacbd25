/* The verdicts as files: JUnit XML, a Markdown comment, JSON. */
#include "check_out.h"

#include "base/file.h"
#include "cli.h"
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- JUnit ---- */

static void put_xml(FILE *out, const char *text)
{
    for (; *text; text++)
        if (strchr("<>&\"'", *text))
            fprintf(out, "&#%d;", *text);
        else
            putc(*text, out);
}

static void put_element(FILE *out, const char *name, const dh_judgement *c)
{
    fprintf(out, "\n    <%s message=\"", name);
    put_xml(out, dh_verdict_name(c->verdict));
    fputs(": ", out);
    put_xml(out, c->detail);
    fputs("\">", out);
    put_xml(out, c->cause);
    fprintf(out, "</%s>\n  ", name);
}

static const char *element(int severity)
{
    return severity == DH_EXIT_REGRESSION     ? "failure"
           : severity == DH_EXIT_INPUT        ? "error"
           : severity == DH_EXIT_INCONCLUSIVE ? "skipped"
                                              : NULL;
}

void dh_check_junit(FILE *out, const dh_check_how *how)
{
    const dh_judged *d = how->judged;
    size_t count[DH_EXIT_INCONCLUSIVE + 1] = {0};
    for (size_t i = 0; i < d->cells; i++)
        count[dh_check_severity(how, &d->cell[i])]++;
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"downhill check\" tests=\"%zu\" "
            "failures=\"%zu\" "
            "errors=\"%zu\" skipped=\"%zu\">\n",
            d->cells, count[DH_EXIT_REGRESSION], count[DH_EXIT_INPUT], count[DH_EXIT_INCONCLUSIVE]);
    for (size_t i = 0; i < d->cells; i++) {
        const dh_judgement *c = &d->cell[i];
        const char *name = element(dh_check_severity(how, c));
        fputs("  <testcase classname=\"", out);
        put_xml(out, c->problem);
        fputs("\" name=\"", out);
        put_xml(out, c->method);
        fputs("\">", out);
        if (name)
            put_element(out, name, c);
        fputs("</testcase>\n", out);
    }
    fputs("</testsuite>\n", out);
}

/* ---- Markdown ---- */

/* Costs at the probes of the first seed, on a log scale from the least to the largest of both. */
static void put_spark(FILE *out, const dh_base_run *run, double low, double high)
{
    static const char *const bar[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    for (size_t i = 0; i < run->probes; i++) {
        double y = run->probe[i] > 0 && isfinite(run->probe[i]) ? log(run->probe[i]) : NAN;
        double share = high > low ? (y - low) / (high - low) : 0;
        fputs(isnan(y) ? "×" : bar[(int)fmin(7, fmax(0, floor(8 * share)))], out);
    }
}

static void widen(const dh_base_run *run, double *low, double *high)
{
    for (size_t i = 0; i < run->probes; i++)
        if (run->probe[i] > 0 && isfinite(run->probe[i])) {
            *low = fmin(*low, log(run->probe[i]));
            *high = fmax(*high, log(run->probe[i]));
        }
}

static void put_sparks(FILE *out, const dh_judged *d, const dh_judgement *c)
{
    if (c->old == d->old->cells || c->new == d->new->cells)
        return;
    const dh_base_run *old = &d->old->cell[c->old].run[0], *new = &d->new->cell[c->new].run[0];
    double low = INFINITY, high = -INFINITY;
    widen(old, &low, &high);
    widen(new, &low, &high);
    put_spark(out, old, low, high);
    fputs(" → ", out);
    put_spark(out, new, low, high);
}

static void put_markdown(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("|\\`*_<>[]#", *text))
            putc('\\', out);
        putc(*text, out);
    }
}

static void put_row(FILE *out, const dh_judged *d, const dh_judgement *c)
{
    fputs("| ", out);
    put_markdown(out, c->method);
    fputs(" | ", out);
    put_markdown(out, c->problem);
    fprintf(out, " | %s | ", dh_verdict_name(c->verdict));
    put_markdown(out, c->detail);
    fputs(*c->cause ? "; " : "", out);
    put_markdown(out, c->cause);
    fputs(" | ", out);
    put_sparks(out, d, c);
    fputs(" |\n", out);
}

enum { MOST_ROWS = 200 };

void dh_check_markdown(FILE *out, const dh_check_how *how)
{
    static const char *const title[] = {"passed", "regression", "not comparable", "undecided"};
    const dh_judged *d = how->judged;
    fprintf(out, "### Convergence: %s\n\n%zu of %zu cells gave the same bits as the baseline.\n",
            title[dh_check_code(how)], d->count[DH_SAME], d->cells);
    if (d->count[DH_SAME] == d->cells)
        return;
    fputs("\n| method | problem | verdict | what | cost, old → new |\n|---|---|---|---|---|\n", out);
    size_t rows = 0;
    for (size_t v = DH_VERDICTS; v-- > DH_SAME + 1;)
        for (size_t i = 0; i < d->cells; i++)
            if (d->cell[i].verdict == (dh_verdict)v && rows++ < MOST_ROWS)
                put_row(out, d, &d->cell[i]);
    if (rows > MOST_ROWS)
        fprintf(out, "\n%zu more rows are left out.\n", rows - MOST_ROWS);
    fprintf(out, "\nTo accept: `downhill baseline update %s %s --reason '...'`\n", how->old, how->new);
}

/* ---- JSON ---- */

static void put_key(FILE *out, const char *key, const char *text)
{
    fprintf(out, ", \"%s\": ", key);
    dh_json_text(out, text);
}

static void put_number(FILE *out, const char *key, double value)
{
    fprintf(out, ", \"%s\": ", key);
    dh_json_real(out, value);
}

static void put_weighing(FILE *out, size_t metric, const dh_weighing *w)
{
    fputs("{\"metric\": ", out);
    dh_json_text(out, dh_metric_name(metric));
    put_number(out, "p", w->p);
    put_number(out, "p_faster", w->less);
    put_number(out, "shift", w->shift.estimate);
    put_number(out, "shift_low", w->shift.low);
    put_number(out, "shift_high", w->shift.high);
    fputs("}", out);
}

static void put_judgement(FILE *out, const dh_check_how *how, const dh_judgement *c)
{
    fputs("  {\"method\": ", out);
    dh_json_text(out, c->method);
    put_key(out, "problem", c->problem);
    put_key(out, "verdict", dh_verdict_name(c->verdict));
    fprintf(out, ", \"exit_code\": %d, \"pairs\": %zu, \"changed\": %zu, \"fixed\": %s", dh_check_severity(how, c),
            c->pairs, c->changed, c->fixed ? "true" : "false");
    put_number(out, "margin", c->margin);
    if (c->chance.tests) {
        put_number(out, "p", c->chance.p);
        put_number(out, "p_holm", c->chance.adjusted);
        put_number(out, "p_faster", c->chance.less);
        put_number(out, "p_faster_holm", c->chance.less_adjusted);
    }
    put_key(out, "detail", c->detail);
    put_key(out, "cause", c->cause);
    fputs(", \"tests\": [", out);
    const char *comma = "";
    for (size_t m = 0; m < DH_METRICS; m++)
        if (c->weighing[m].tested) {
            fputs(comma, out);
            put_weighing(out, m, &c->weighing[m]);
            comma = ", ";
        }
    fputs("]}", out);
}

void dh_check_json(FILE *out, const dh_check_how *how)
{
    const dh_judged *d = how->judged;
    fprintf(
        out,
        "{\"exit_code\": %d, \"cells\": %zu, \"same\": %zu, \"tests\": %zu, \"seeds_needed\": %zu, \"alpha\": %.17g, "
        "\"machine_differs\": %s, \"judged\": [\n",
        dh_check_code(how), d->cells, d->count[DH_SAME], d->tests, d->needed, d->options.alpha,
        d->machine_differs ? "true" : "false");
    for (size_t i = 0; i < d->cells; i++) {
        put_judgement(out, how, &d->cell[i]);
        fputs(i + 1 < d->cells ? ",\n" : "\n", out);
    }
    fputs("]}\n", out);
}

int dh_check_save(const char *path, dh_check_writer *write, const dh_check_how *how, dh_error *error)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return dh_fail_memory(error);
    write(out, how);
    int failed = fclose(out) ? dh_fail_memory(error) : dh_file_write(path, text, size, error);
    free(text);
    return failed;
}
