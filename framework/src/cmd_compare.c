/* downhill compare: results files -> which method, how sure, by how much. */
#include "asked.h"
#include "base/text.h"
#include "cli.h"
#include "compare_out.h"
#include "compare_tables.h"
#include "files.h"
#include "table_out.h"

#include <stdio.h>

enum { TOP = 12 };

typedef struct options {
    const char *file[DH_MOST_FILES];
    size_t files;
    dh_asked asked;
    const char *table; /* NULL: the comparison */
    bool json;
    uint64_t top;
} options;

enum { OPT_JSON = 256, OPT_TABLE, OPT_TOP };

static const struct argp_option argp_options[] = {
    {"table", OPT_TABLE, "NAME", 0, "instead: data_profile, ecdf or profile: the steps of these curves; sensitivity: what each value of a "
                                    "hyperparameter brought; tuning: the best of k settings; variance: which choice explains how much", 0},
    {"top", OPT_TOP, "N", 0, "methods that a table shows; 0: all (default: 12)", 0},
    {"json", OPT_JSON, 0, 0, "every number, of all methods, for programs", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->asked;
        return 0;
    case OPT_JSON:
        o->json = true;
        return 0;
    case OPT_TABLE:
        o->table = text;
        return 0;
    case OPT_TOP:
        if (!dh_parse_u64(text, &o->top))
            argp_error(state, "--top: expected a whole number, got '%s'", text);
        return 0;
    case ARGP_KEY_ARG:
        if (o->files == DH_MOST_FILES)
            argp_error(state, "at most %d files", DH_MOST_FILES);
        o->file[o->files++] = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->files)
            argp_error(state, "expected a results file, as in: downhill compare results/tutorial.h5");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- what is compared ---- */

static int print_comparison(const options *o, const dh_compare_source *s, dh_error *error)
{
    dh_contests contests;
    dh_comparison comparison;
    if (dh_asked_compare(&o->asked, s->traces, s->arena, &contests, &comparison, error))
        return -1;
    dh_compare_how shown = {&comparison, o->asked.x, o->asked.y, o->asked.best_of, o->top};
    size_t warnings;
    const char **warning = dh_compare_warnings(&shown, s->arena, &warnings);
    if (!warning)
        return dh_fail_memory(error);
    (o->json ? dh_compare_json : dh_compare_text)(stdout, &shown, warning, warnings);
    return 0;
}

static int compare(const options *o, dh_results *const *results, dh_arena *arena, dh_error *error)
{
    const dh_compare_table *which;
    dh_traces traces;
    dh_table made;
    dh_compare_source s = {&traces, results, o->files, o->asked.target, NULL, arena};
    if (dh_compare_find_table(o->table, &which, error))
        return -1;
    bool by_group = which && which->by_group, best = o->asked.best_of && !by_group;
    const char *group = o->asked.best_of ? o->asked.best_of : by_group ? "optimizer" : NULL;
    if (dh_asked_traces(&o->asked, results, o->file, o->files, group, best, arena, &traces, error))
        return -1;
    s.reference = dh_asked_reference(&o->asked, &traces);
    if (!which)
        return print_comparison(o, &s, error);
    if (which->make(&s, &made, error))
        return -1;
    if (o->json)
        dh_table_put(stdout, true, &made, NULL);
    else
        dh_table_show(stdout, &made);
    return 0;
}

int dh_cmd_compare(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "FILE.h5...",
                                     "Which method is best, how sure that is, and by how much: on each problem, and over all "
                                     "of them. Works on one or more results files together.", dh_asked_child, 0, 0};
    options o = {.asked = dh_asked_default, .top = TOP};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_files files;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    const int failed = dh_files_open(o.file, o.files, &arena, &files, &error) || compare(&o, files.open, &arena, &error);
    const int code = failed ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_files_close(&files);
    dh_arena_finish(&arena);
    return code;
}
