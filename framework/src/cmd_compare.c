/* downhill compare: results files -> which method, how sure, by how much. */
#include "base/text.h"
#include "cli.h"
#include "compare_out.h"
#include "compare_tables.h"
#include "store/results.h"
#include "summary/apart.h"
#include "summary/best.h"
#include "table_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_FILES = 64, TOP = 12, RESAMPLES = 1000 };

typedef struct options {
    const char *file[MOST_FILES];
    size_t files;
    const char *x, *y, *best_of, *reference;
    dh_goal target;
    const char *table; /* NULL: the comparison */
    bool has_target, final, json;
    uint64_t top;
} options;

enum { OPT_BEST_OF = 256, OPT_COST, OPT_FINAL, OPT_JSON, OPT_REFERENCE, OPT_TABLE, OPT_TARGET, OPT_TOP, OPT_X, OPT_Y };

static const struct argp_option argp_options[] = {
    {"target", OPT_TARGET, "TAU", 0, "the target f* + TAU (f0 - f*), f0 the first value of each run (default: 0.001)", 0},
    {"cost", OPT_COST, "C", 0, "instead: the target is this cost (with --y: this value of the column)", 0},
    {"final", OPT_FINAL, 0, 0, "judge by what runs delivered at their end, not by the cost to the target", 0},
    {"x", OPT_X, "CURRENCY", 0, "what costs count: gradients (passes over the data), step, epoch, seconds, or a column of the ledger "
                                "such as gradient_evals (default: gradients)", 0},
    {"y", OPT_Y, "COLUMN", 0, "gap (cost - f*), or a history column: cost, test_accuracy, ... (default: gap where f* is known, else cost)", 0},
    {"reference", OPT_REFERENCE, "METHOD", 0, "test the others against this method, and score by it (default: the best on each problem)", 0},
    {"best-of", OPT_BEST_OF, "COLUMN", 0, "of each optimizer, schedule, ... only the method that ends best, problem by problem", 0},
    {"table", OPT_TABLE, "NAME", 0, "instead: data_profile, ecdf or profile: the steps of these curves; sensitivity: what each value of a "
                                    "hyperparameter brought; tuning: the best of k settings; variance: which choice explains how much", 0},
    {"top", OPT_TOP, "N", 0, "methods that a table shows; 0: all (default: 12)", 0},
    {"json", OPT_JSON, 0, 0, "every number, of all methods, for programs", 0},
    {0},
};

static double number(struct argp_state *state, const char *option, const char *text)
{
    double value = 0;
    if (!dh_parse_double(text, &value))
        argp_error(state, "%s: expected a number, got '%s'", option, text);
    return value;
}

static void set_target(struct argp_state *state, bool absolute, const char *text)
{
    options *o = state->input;
    const char *option = absolute ? "--cost" : "--target";
    if (o->has_target)
        argp_error(state, "%s: there is a target already; expected one", option);
    o->target = (dh_goal){absolute, number(state, option, text)};
    o->has_target = true;
    if (!absolute && !(o->target.value > 0 && o->target.value < 1))
        argp_error(state, "--target: expected a number between 0 and 1, got '%s'", text);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case OPT_BEST_OF:
        o->best_of = text;
        return 0;
    case OPT_COST:
    case OPT_TARGET:
        set_target(state, key == OPT_COST, text);
        return 0;
    case OPT_FINAL:
        o->final = true;
        return 0;
    case OPT_JSON:
        o->json = true;
        return 0;
    case OPT_REFERENCE:
        o->reference = text;
        return 0;
    case OPT_TABLE:
        o->table = text;
        return 0;
    case OPT_TOP:
        if (!dh_parse_u64(text, &o->top))
            argp_error(state, "--top: expected a whole number, got '%s'", text);
        return 0;
    case OPT_X:
        o->x = text;
        return 0;
    case OPT_Y:
        o->y = text;
        return 0;
    case ARGP_KEY_ARG:
        if (o->files == MOST_FILES)
            argp_error(state, "at most %d files", MOST_FILES);
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

static int read_traces(const options *o, bool by_group, dh_results *const *results, dh_arena *arena, dh_traces *ret,
                       dh_error *error)
{
    dh_axis axis = DH_AXIS_GRADIENTS;
    bool told;
    if (dh_currency_parse(o->x, &axis, error) ||
        dh_traces_read(results, o->files, axis, o->y, o->best_of ? o->best_of : by_group ? "optimizer" : NULL, arena, ret, error) ||
        dh_traces_tell_apart(ret, o->file, arena, &told, error))
        return -1;
    if (!ret->count)
        return dh_fail(error, DH_ERROR_INPUT, "%s: there are no runs to compare", o->file[0]);
    return o->best_of && !by_group ? dh_traces_keep_best(ret, arena, error) : 0;
}

/* With --best-of a method is known by the group it is the best of as well. */
static const char *find_reference(const options *o, const dh_traces *traces)
{
    for (size_t i = 0; o->reference && o->best_of && i < traces->count; i++)
        if (!strcmp(traces->trace[i].group, o->reference))
            return traces->trace[i].method;
    return o->reference;
}

static int print_comparison(const options *o, const dh_compare_source *s, dh_error *error)
{
    dh_contests contests;
    dh_comparison comparison;
    dh_compare_options how = {.delivered = o->final, .target = o->target, .reference = s->reference, .level = 0.95, .resamples = RESAMPLES};
    if (dh_contests_make(s->traces, s->arena, &contests, error) || dh_compare(&contests, &how, s->arena, &comparison, error))
        return -1;
    dh_compare_how shown = {&comparison, o->x, o->y, o->best_of, o->top};
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
    dh_compare_source s = {&traces, results, o->files, o->target, NULL, arena};
    if (dh_compare_find_table(o->table, &which, error) || read_traces(o, which && which->by_group, results, arena, &traces, error))
        return -1;
    s.reference = find_reference(o, &traces);
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
                                     "of them. Works on one or more results files together.", 0, 0, 0};
    options o = {.x = "gradients", .target = {false, 1e-3}, .top = TOP};
    dh_arena arena = {0};
    dh_error error = {0};
    dh_results file[MOST_FILES];
    dh_results *open[MOST_FILES];
    size_t opened = 0;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    int failed = 0;
    for (; !failed && opened < o.files; opened += !failed) {
        failed = dh_results_open(o.file[opened], &arena, &file[opened], &error);
        open[opened] = &file[opened];
    }
    int code = failed || compare(&o, open, &arena, &error) ? dh_cli_fail(&error) : DH_EXIT_OK;
    while (opened)
        dh_results_close(&file[--opened]);
    dh_arena_finish(&arena);
    return code;
}
