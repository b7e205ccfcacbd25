/* downhill report: results files -> a folder to publish: a page, a LaTeX file, Markdown, and every number shown. */
#include "asked.h"
#include "base/file.h"
#include "base/text.h"
#include "cli.h"
#include "compare_out.h"
#include "files.h"
#include "report_explorer.h"
#include "report_numbers.h"
#include "view/chart.h"
#include "view/report.h"

#include <stdio.h>
#include <string.h>

enum { MOST_CHARTS = 32, FEW_METHODS = 12, MARKDOWN_ROWS = 12 };

typedef struct options {
    const char *file[DH_MOST_FILES];
    size_t files;
    dh_asked asked;
    const char *folder, *title, *chart[MOST_CHARTS];
    size_t charts; /* 0: all */
    bool all, quiet;
} options;

enum { OPT_ALL = 256, OPT_CHART, OPT_TITLE };

static const struct argp_option argp_options[] = {
    {"output", 'o', "DIR", 0, "folder for the report; files of the same names are replaced (required)", 0},
    {"title", OPT_TITLE, "TEXT", 0, "title (default: the study's name)", 0},
    {"all", OPT_ALL, 0, 0, "show every method (default with more than 12: --best-of optimizer)", 0},
    {"chart", OPT_CHART, "NAME", 0,
     "a chart of `downhill plot`, or none; may be repeated (default: every one that the files have something for)",
     0},
    {"quiet", 'q', 0, 0, "do not list the files that were made", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->asked;
        return 0;
    case OPT_ALL:
        o->all = true;
        return 0;
    case OPT_CHART:
        if (o->charts == MOST_CHARTS)
            argp_error(state, "--chart: at most %d times", MOST_CHARTS);
        o->chart[o->charts++] = text;
        return 0;
    case 'o':
        o->folder = text;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case OPT_TITLE:
        o->title = text;
        return 0;
    case ARGP_KEY_ARG:
        if (o->files == DH_MOST_FILES)
            argp_error(state, "at most %d files", DH_MOST_FILES);
        o->file[o->files++] = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->files || !o->folder)
            argp_error(state,
                       "expected a results file and a folder, as in: downhill report results/tutorial.h5 -o report");
        if (o->all && o->asked.best_of)
            argp_error(state, "--all: expected no --best-of with it");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Are there more methods than anyone reads, and an optimizer to group them by? */
static bool has_many_methods(const options *o, dh_results *const *results)
{
    const char *seen[FEW_METHODS];
    size_t count = 0;
    for (size_t f = 0; f < o->files; f++) {
        const dh_column *method = dh_table_find(&results[f]->runs, "method");
        if (!method || method->type != DH_TEXT || !dh_table_find(&results[f]->runs, "optimizer"))
            return false;
        for (size_t i = 0; i < results[f]->runs.rows; i++) {
            size_t k = 0;
            while (k < count && strcmp(seen[k], method->text[i]))
                k++;
            if (k == FEW_METHODS)
                return true;
            seen[k] = method->text[i];
            count += k == count;
        }
    }
    return false;
}

/* ---- charts ---- */

/* What stands beside one picture need not say that there are several. */
static int doc_length(const char *doc)
{
    const char *end = strstr(doc, ", a picture a problem");
    return (int)(end ? (size_t)(end - doc) : strlen(doc));
}

static int add_pictures(const dh_chart *chart, const dh_pictures *svg, const dh_pictures *pdf, dh_arena *arena,
                        dh_report *report, dh_error *error)
{
    for (size_t i = 0; i < svg->count && i < pdf->count; i++) {
        const char *title;
        if (dh_report_svg_title(report, svg->path[i], &title, error))
            return -1;
        const char *caption = dh_arena_format(arena, "%s: %.*s", title, doc_length(chart->doc), chart->doc);
        if (!caption)
            return dh_fail_memory(error);
        dh_report_figure(report, chart->name, caption, svg->path[i], pdf->path[i]);
    }
    return 0;
}

/* One chart in both formats. What the files cannot show is said and no failure: the report has its tables. */
static int add_chart(const options *o, dh_results *const *results, const dh_chart *chart, dh_chart_options *how,
                     dh_report *report, dh_error *error)
{
    dh_arena arena = {0};
    dh_pictures svg, pdf;
    how->chart = chart->name;
    how->format = "svg";
    int failed = dh_chart_draw(results, o->files, how, &arena, &svg, error);
    how->format = "pdf";
    failed = failed || dh_chart_draw(results, o->files, how, &arena, &pdf, error);
    if (failed && error->kind == DH_ERROR_INPUT) {
        dh_report_say(report, DH_BLOCK_TEXT, "There is no chart \"%s\": %s.", chart->name,
                      dh_report_name(report, error->text));
        failed = 0;
    } else if (!failed)
        failed = add_pictures(chart, &svg, &pdf, &arena, report, error);
    dh_arena_finish(&arena);
    return failed;
}

static bool is_none(const options *o)
{
    return o->charts == 1 && !strcmp(o->chart[0], "none");
}

/* The chart was named, or nothing was and the files have something for it. */
static int is_wanted(const options *o, dh_results *const *results, const dh_chart *chart, bool *ret, dh_error *error)
{
    *ret = !o->charts;
    for (size_t i = 0; i < o->charts; i++)
        *ret = *ret || !strcmp(o->chart[i], chart->name);
    return !o->charts && chart->suits ? chart->suits(results, o->files, ret, error) : 0;
}

static int check_charts(const options *o, dh_error *error)
{
    const char *name[MOST_CHARTS + 1] = {"none"};
    for (size_t i = 0; i < dh_chart_count && i < MOST_CHARTS; i++)
        name[i + 1] = dh_charts[i].name;
    for (size_t i = 0; i < o->charts && !is_none(o); i++) {
        size_t k = 1;
        while (k <= dh_chart_count && strcmp(name[k], o->chart[i]))
            k++;
        char shown[80];
        const char *near = dh_nearest(o->chart[i], name, dh_chart_count + 1);
        if (k > dh_chart_count)
            return dh_fail(error, DH_ERROR_INPUT, "--chart: \"%s\" is no chart%s%s%s (downhill plot --help has them)",
                           dh_printable(shown, sizeof shown, o->chart[i]), near ? ": did you mean " : "",
                           near ? near : "", near ? "?" : "");
    }
    return 0;
}

static int add_charts(const options *o, dh_results *const *results, dh_arena *arena, dh_report *report,
                      dh_error *error)
{
    dh_places places;
    if (is_none(o))
        return 0;
    if (dh_cli_places(arena, &places, error))
        return -1;
    dh_chart_options how = {.y = o->asked.y,
                            .best_of = o->asked.best_of,
                            .name = "report",
                            .launcher = places.nospawn,
                            .axis_given = true,
                            .delivered = o->asked.final,
                            .reference = o->asked.reference,
                            .target = o->asked.target,
                            .folder = dh_arena_format(arena, "%s/charts", o->folder)};
    if (!how.folder)
        return dh_fail_memory(error);
    if (dh_currency_parse(o->asked.x, &how.axis, error))
        return -1;
    dh_report_heading(report, 2, "Charts");
    for (size_t i = 0; i < dh_chart_count; i++) {
        bool wanted = false;
        if (is_wanted(o, results, &dh_charts[i], &wanted, error) || (wanted && add_chart(o, results, &dh_charts[i], &how, report, error)))
            return -1;
    }
    return 0;
}

/* ---- the whole ---- */

enum { MOST_WORDS = DH_MOST_FILES + 2 * MOST_CHARTS + 24 };

/* The words that make this report again. */
static size_t spell_command(const options *o, dh_arena *arena, const char *word[MOST_WORDS])
{
    const char *target = dh_arena_format(arena, "%.17g", o->asked.target.value);
    const char *const option[][2] = {
        {"--best-of", o->asked.best_of},
        {o->asked.target.absolute ? "--cost" : "--target", o->asked.has_target ? target : NULL},
        {"--reference", o->asked.reference},
        {"--title", o->title},
        {"--x", o->asked.x},
        {"--y", o->asked.y},
    };
    size_t count = 0;
    for (size_t i = 0; i < o->files; i++)
        word[count++] = o->file[i];
    for (size_t i = 0; i < sizeof option / sizeof *option; i++)
        if (option[i][1]) {
            word[count++] = option[i][0];
            word[count++] = option[i][1];
        }
    for (size_t i = 0; i < o->charts; i++) {
        word[count++] = "--chart";
        word[count++] = o->chart[i];
    }
    if (o->asked.final)
        word[count++] = "--final";
    if (o->all)
        word[count++] = "--all";
    word[count++] = "-o";
    word[count++] = "report";
    return count;
}

static void say_rule(const dh_report_subject *s, dh_report *report)
{
    const dh_compare_options *how = &s->comparison->options;
    const char *y = s->y ? s->y : "cost";
    if (how->target.absolute)
        dh_report_say(report, DH_BLOCK_TEXT, "The target is %s %g.", dh_report_name(report, y), how->target.value);
    else
        dh_report_say(
            report, DH_BLOCK_TEXT,
            "The target is f* + %g (f0 - f*), f0 the value at which each run starts. Costs count %s%s.%s%s%s",
            how->target.value, s->x, strcmp(s->x, "gradients") ? "" : ", passes over the data",
            s->best_of ? " Of each " : "", s->best_of ? s->best_of : "",
            s->best_of ? " the one setting is shown that ended best on the problem." : "");
}

static int add_warnings(const dh_report_subject *s, dh_arena *arena, dh_report *report, dh_error *error)
{
    dh_compare_how how = {s->comparison, s->x, s->y, s->best_of, 0};
    size_t count;
    const char **warning = dh_compare_warnings(&how, arena, &count);
    if (!warning)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        dh_report_say(report, DH_BLOCK_WARNING, "%s", dh_report_clean(report, warning[i]));
    return 0;
}

static int fill(const options *o, const dh_report_subject *s, dh_arena *arena, dh_report *report, dh_error *error)
{
    dh_report_add_verdict(report, s);
    if (add_warnings(s, arena, report, error))
        return -1;
    dh_report_add_ranking(report, s);
    say_rule(s, report);
    if (dh_report_add_changes(report, s, error) || add_charts(o, s->results, arena, report, error))
        return -1;
    if (dh_report_explorer(report, s, error))
        return -1;
    dh_report_heading(report, 2, "Problem by problem");
    for (size_t i = 0; i < s->comparison->contests->count; i++)
        dh_report_add_problem(report, s, i);
    dh_report_add_lost(report, s);
    dh_report_add_setting(report, s);
    dh_report_add_rerun(report, s);
    return report->failed ? dh_fail_memory(error) : 0;
}

static int write_markdown(const dh_report *report, dh_buffer *out, dh_error *error)
{
    return dh_report_markdown(report, MARKDOWN_ROWS, out, error);
}

static int write_all(const options *o, const dh_report *report, dh_error *error)
{
    static const struct {
        const char *name;
        int (*write)(const dh_report *report, dh_buffer *out, dh_error *error);
    } document[] = {{"index.html", dh_report_html}, {"report.md", write_markdown}, {"report.tex", dh_report_latex}};
    for (size_t i = 0; i < sizeof document / sizeof *document; i++) {
        const char *path = dh_arena_format(report->arena, "%s/%s", o->folder, document[i].name);
        dh_buffer out = {0};
        int failed = !path ? dh_fail_memory(error) : document[i].write(report, &out, error);
        failed = failed || dh_file_write(path, out.data, out.size, error);
        dh_buffer_finish(&out);
        if (failed)
            return -1;
        if (!o->quiet)
            puts(path);
    }
    return dh_report_numbers(report, o->folder, error);
}

static int make(options *o, dh_results *const *results, dh_arena *arena, dh_error *error)
{
    dh_traces traces;
    dh_contests contests;
    dh_comparison comparison;
    dh_report report;
    const char *word[MOST_WORDS];
    if (!o->asked.best_of && !o->all && has_many_methods(o, results))
        o->asked.best_of = "optimizer";
    if (check_charts(o, error) || dh_folder_create(o->folder, error) ||
        dh_asked_traces(&o->asked, results, o->file, o->files, o->asked.best_of, o->asked.best_of != NULL, arena,
                        &traces, error) ||
        dh_asked_compare(&o->asked, &traces, arena, &contests, &comparison, error))
        return -1;
    dh_report_subject subject = {&comparison,      results,    o->file,
                                 o->files,         o->asked.x, o->asked.y,
                                 o->asked.best_of, word,       spell_command(o, arena, word)};
    dh_report_init(&report, arena, o->title ? o->title : results[0]->study);
    return fill(o, &subject, arena, &report, error) || write_all(o, &report, error) ? -1 : 0;
}

int dh_cmd_report(int argc, char **argv)
{
    static const struct argp argp = {
        argp_options,
        parse,
        "FILE.h5...",
        "Write a report of one or more results files together: one page that needs no network "
        "(index.html), a LaTeX file, Markdown for a pull request, and every number shown as CSV and JSON.",
        dh_asked_child,
        0,
        0};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_files files;
    options o = {.asked = dh_asked_default};
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    const int failed = dh_files_open(o.file, o.files, &arena, &files, &error) || make(&o, files.open, &arena, &error);
    const int code = failed ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_files_close(&files);
    dh_arena_finish(&arena);
    return code;
}
