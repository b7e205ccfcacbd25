/* downhill check: new results against a baseline -> an exit code that a pipeline can believe. */
#include "base/text.h"
#include "baseline_file.h"
#include "check_out.h"
#include "check_time.h"
#include "cli.h"
#include "files.h"
#include "verdict/times.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_RULES = 64 };

typedef struct options {
    const char *file, *baseline, *chart, *format, *json, *junit, *markdown, *time;
    const char *rule[MOST_RULES]; /* as dh_rule_parse wants them, without their first word */
    bool ignore[MOST_RULES];
    dh_judge_options judge;
    uint64_t processes;
    bool exact, quiet, time_fails;
} options;

enum {
    OPT_ALPHA = 256,
    OPT_CHART,
    OPT_EXACT,
    OPT_FORMAT,
    OPT_IGNORE,
    OPT_JSON,
    OPT_JUNIT,
    OPT_MARGIN,
    OPT_MARKDOWN,
    OPT_ONLY,
    OPT_PROCESSES,
    OPT_SUBSET,
    OPT_TIME,
    OPT_TIME_FAILS,
    OPT_TOLERANCE
};

static const struct argp_option argp_options[] = {
    {"baseline", 'b', "FILE", 0, "results (.h5), or what `downhill baseline write` wrote", 0},
    {"exact", OPT_EXACT, 0, 0, "every change of a bit fails, until the baseline is updated", 0},
    {"margin", OPT_MARGIN, "SHARE", 0, "what may get worse (default: 0.05)", 0},
    {"alpha", OPT_ALPHA, "P", 0, "chance of a false alarm, all cells together (default: 0.01)", 0},
    {"ignore", OPT_IGNORE, "GLOB: REASON", 0,
     "accept any change of cells called like this: 'METHOD on PROBLEM'; may be repeated", 0},
    {"tolerance", OPT_TOLERANCE, "SHARE GLOB: REASON", 0,
     "another margin for cells called like this; may be repeated", 0},
    {"only", OPT_ONLY, "GLOB", 0, "only cells called like this: 'adam* on *'", 0},
    {"subset", OPT_SUBSET, 0, 0, "the new results may have fewer cells and seeds than the baseline", 0},
    {"chart", OPT_CHART, "DIR", 0, "draw old against new for what changed, into this folder", 0},
    {"format", OPT_FORMAT, "FORMAT", 0, "of the chart: svg, png, pdf, tex or dumb (default: svg)", 0},
    {"json", OPT_JSON, "FILE", 0, "every number", 0},
    {"junit", OPT_JUNIT, "FILE", 0, "one test case a cell, as JUnit XML", 0},
    {"markdown", OPT_MARKDOWN, "FILE", 0, "a comment for a pull request", 0},
    {"time", OPT_TIME, "BASE_BUILD", 0,
     "instead: run the study (FILE.yaml) with this build and another one in turns; is a step slower?", 0},
    {"processes", OPT_PROCESSES, "N", 0, "of each build, for --time (at least 9, the default)", 0},
    {"time-fails", OPT_TIME_FAILS, 0, 0, "a slower step is a regression, not a warning", 0},
    {"quiet", 'q', 0, 0, "only the exit status (and the files)", 0},
    {0},
};

static double share(struct argp_state *state, const char *option, const char *text, double most)
{
    double value = 0;
    if (!dh_parse_double(text, &value) || !(value >= 0) || !(value < most))
        argp_error(state, "%s: expected a number from 0 to below %g, got '%s'", option, most, text);
    return value;
}

static void add_rule(struct argp_state *state, bool ignore, const char *text)
{
    options *o = state->input;
    if (o->judge.rules == MOST_RULES)
        argp_error(state, "at most %d of --ignore and --tolerance", MOST_RULES);
    o->ignore[o->judge.rules] = ignore;
    o->rule[o->judge.rules++] = text;
}

static error_t parse_file(options *o, int key, char *text)
{
    const char **to = key == OPT_TIME       ? &o->time
                      : key == OPT_CHART    ? &o->chart
                      : key == OPT_FORMAT   ? &o->format
                      : key == OPT_JSON     ? &o->json
                      : key == OPT_JUNIT    ? &o->junit
                      : key == OPT_MARKDOWN ? &o->markdown
                                            : NULL;
    if (to)
        *to = text;
    return to ? 0 : ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'b':
        o->baseline = text;
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    case OPT_ALPHA:
        o->judge.alpha = share(state, "--alpha", text, 0.5);
        return o->judge.alpha > 0 ? 0 : (argp_error(state, "--alpha: expected a number above 0, got '%s'", text), 0);
    case OPT_EXACT:
        o->exact = true;
        return 0;
    case OPT_IGNORE:
    case OPT_TOLERANCE:
        add_rule(state, key == OPT_IGNORE, text);
        return 0;
    case OPT_MARGIN:
        o->judge.margin = share(state, "--margin", text, 100);
        return 0;
    case OPT_ONLY:
        o->judge.only = text;
        return 0;
    case OPT_PROCESSES:
        if (!dh_parse_u64(text, &o->processes) || o->processes < DH_LEAST_PROCESSES ||
            o->processes > DH_MOST_PROCESSES)
            argp_error(state, "--processes: expected a number from %d to %d, got '%s'", DH_LEAST_PROCESSES,
                       DH_MOST_PROCESSES, text);
        return 0;
    case OPT_TIME_FAILS:
        o->time_fails = true;
        return 0;
    case OPT_SUBSET:
        o->judge.missing = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->file)
            argp_error(state, "expected one results file, got also '%s'", text);
        o->file = text;
        return 0;
    case ARGP_KEY_END:
        if (o->time && (!o->file || o->baseline))
            argp_error(state, "expected a study, as in: downhill check mine.yaml --time ../base/build");
        if (!o->time && (!o->file || !o->baseline))
            argp_error(
                state,
                "expected results and a baseline, as in: downhill check results/mine.h5 --baseline mine.baseline");
        return 0;
    default:
        return parse_file(o, key, text);
    }
}

static int read_rules(options *o, dh_arena *arena, dh_error *error)
{
    dh_rule *rule = DH_NEW(arena, dh_rule, MOST_RULES);
    if (!rule)
        return dh_fail_memory(error);
    for (size_t i = 0; i < o->judge.rules; i++) {
        const char *text = dh_arena_format(arena, "%s %s", o->ignore[i] ? "ignore" : "margin", o->rule[i]);
        if (!text)
            return dh_fail_memory(error);
        if (dh_rule_parse(text, arena, &rule[i], error))
            return dh_fail(error, DH_ERROR_INPUT, "%s: expected '%sGLOB: REASON', got '%s'",
                           o->ignore[i] ? "--ignore" : "--tolerance", o->ignore[i] ? "" : "SHARE ", o->rule[i]);
    }
    if (dh_baseline_study_rules(o->file, arena, &rule, &o->judge.rules, error))
        return -1;
    o->judge.rule = rule;
    return 0;
}

static int draw(const options *o, const dh_check_how *how, bool text, dh_files *files, dh_arena *arena,
                dh_error *error)
{
    const char *const path[] = {o->file, o->baseline};
    dh_places places;
    dh_pictures made;
    if (dh_cli_places(arena, &places, error) || dh_files_open(path, text ? 1 : 2, arena, files, error))
        return -1;
    const dh_chart_options look = {.chart = "check",
                                   .format = o->format ? o->format : "svg",
                                   .folder = o->chart,
                                   .name = how->judged->old->study,
                                   .launcher = places.nospawn};
    if (dh_check_chart(how, text ? NULL : files->open[1], files->open[0], &look, arena, &made, error))
        return -1;
    for (size_t i = 0; i < made.count && !o->quiet; i++)
        puts(made.path[i]);
    return 0;
}

static int chart(const options *o, const dh_check_how *how, bool text, dh_arena *arena, dh_error *error)
{
    dh_files *files = DH_NEW(arena, dh_files, 1);
    if (!files)
        return dh_fail_memory(error);
    int failed = draw(o, how, text, files, arena, error);
    dh_files_close(files);
    return failed;
}

static int check_time(const options *o, dh_arena *arena, int *code, dh_error *error)
{
    const dh_time_how how = {.study = o->file,
                             .base = o->time,
                             .processes = o->processes,
                             .margin = o->judge.margin,
                             .strict = o->time_fails,
                             .quiet = o->quiet};
    return dh_check_time(&how, arena, code, error);
}

static int check(const options *given, dh_arena *arena, int *code, dh_error *error)
{
    options own = *given, *o = &own;
    dh_baseline old, new;
    dh_judged judged;
    bool text;
    if (dh_baseline_load(o->baseline, NULL, arena, &old, &text, error) ||
        dh_baseline_load(o->file, &old, arena, &new, NULL, error) || read_rules(o, arena, error) ||
        dh_judge(&old, &new, &o->judge, arena, &judged, error))
        return -1;
    dh_check_how how = {.judged = &judged, .exact = o->exact, .quiet = o->quiet, .new = o->file, .old = o->baseline};
    const char *actions = getenv("GITHUB_ACTIONS");
    if (!o->quiet)
        dh_check_text(stdout, &how);
    if (actions && *actions)
        dh_check_annotate(stdout, &how);
    *code = dh_check_code(&how);
    if (o->chart && chart(o, &how, text, arena, error))
        return -1;
    return (o->json && dh_check_save(o->json, dh_check_json, &how, error)) ||
                   (o->junit && dh_check_save(o->junit, dh_check_junit, &how, error)) ||
                   (o->markdown && dh_check_save(o->markdown, dh_check_markdown, &how, error))
               ? -1
               : 0;
}

int dh_cmd_check(int argc, char **argv)
{
    static const struct argp argp = {
        argp_options,
        parse,
        "FILE.h5 --baseline FILE\nFILE.yaml --time BASE_BUILD",
        "Has any method got slower since the baseline? By counted work and fixed seeds, so the machine's "
        "speed plays no part.\vExit status: 0 no, 1 yes, 2 the two cannot be compared, 3 more seeds are "
        "needed, 4 the machine (disk, memory).",
        0,
        0,
        0};
    options o = {.processes = DH_LEAST_PROCESSES, .judge = {.alpha = 0.01, .margin = 0.05}};
    dh_arena arena = {0};
    dh_error error = {0};
    int code = DH_EXIT_OK;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    if ((o.time ? check_time : check)(&o, &arena, &code, &error))
        code = dh_cli_fail(&error);
    dh_arena_finish(&arena);
    return code;
}
