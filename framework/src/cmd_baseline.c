/* downhill baseline: writes, updates, shows and compares baselines. */
#include "base/text.h"
#include "baseline_file.h"
#include "cli.h"
#include "verdict/judge.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct options {
    const char *verb, *file[2], *output, *only, *reason;
    size_t files;
} options;

enum { OPT_ONLY = 256, OPT_REASON };

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE", 0, "write: the baseline (default: the results' name with .baseline)", 0},
    {"only", OPT_ONLY, "GLOB", 0, "update: only cells called like this: 'adam* on *'", 0},
    {"reason", OPT_REASON, "TEXT", 0, "write, update: why, for whoever reads the file", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->output = text;
        return 0;
    case OPT_ONLY:
        o->only = text;
        return 0;
    case OPT_REASON:
        if (!dh_is_clean(text, strlen(text)))
            argp_error(state, "--reason: expected one line of text");
        o->reason = text;
        return 0;
    case ARGP_KEY_ARG:
        if (!o->verb)
            o->verb = text;
        else if (o->files < 2)
            o->file[o->files++] = text;
        else
            argp_error(state, "expected at most two files, got also '%s'", text);
        return 0;
    case ARGP_KEY_END:
        if (!o->verb)
            argp_error(state, "expected write, update, show or diff, as in: downhill baseline write results/mine.h5");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the verbs ---- */

static const char *default_output(const char *path, dh_arena *arena)
{
    size_t length = strlen(path);
    if (length > 3 && !strcmp(path + length - 3, ".h5"))
        length -= 3;
    return dh_arena_format(arena, "%.*s.baseline", (int)length, path);
}

static int do_write(const options *o, dh_arena *arena, int *code, dh_error *error)
{
    dh_baseline made;
    (void)code;
    const char *output = o->output ? o->output : default_output(o->file[0], arena);
    if (!output)
        return dh_fail_memory(error);
    if (dh_baseline_load(o->file[0], NULL, arena, &made, NULL, error))
        return -1;
    made.reason = o->reason ? o->reason : "first baseline";
    if (dh_baseline_save(output, &made, error))
        return -1;
    printf("%zu cells: %s\n", made.cells, output);
    return 0;
}

static int do_update(const options *o, dh_arena *arena, int *code, dh_error *error)
{
    dh_baseline old, new, made;
    bool text;
    (void)code;
    if (!o->reason)
        return dh_fail(error, DH_ERROR_INPUT, "expected --reason TEXT: a baseline says why it changed");
    if (dh_baseline_load(o->file[0], NULL, arena, &old, &text, error))
        return -1;
    if (!text)
        return dh_fail(error, DH_ERROR_INPUT,
                       "%s: expected a baseline, got results: make one by `downhill baseline write`", o->file[0]);
    if (dh_baseline_load(o->file[1], o->only ? &old : NULL, arena, &new, NULL, error) ||
        dh_baseline_update(&old, &new, o->only, arena, &made, error))
        return -1;
    made.reason = o->reason;
    if (dh_baseline_save(o->file[0], &made, error))
        return -1;
    printf("%zu cells: %s\n", made.cells, o->file[0]);
    return 0;
}

static double median_cost(const dh_cell *cell, size_t target)
{
    size_t n = cell->runs;
    for (size_t i = 0; i < n; i++) { /* the one with n / 2 below it */
        size_t below = 0;
        for (size_t k = 0; k < n; k++)
            below += cell->run[k].cost[target] < cell->run[i].cost[target] ||
                     (cell->run[k].cost[target] == cell->run[i].cost[target] && k < i);
        if (below == n / 2)
            return cell->run[i].cost[target];
    }
    return INFINITY;
}

static int do_show(const options *o, dh_arena *arena, int *code, dh_error *error)
{
    dh_baseline b;
    (void)code;
    if (dh_baseline_load(o->file[0], NULL, arena, &b, NULL, error))
        return -1;
    printf("study %s, made by %s, compiler %s, on %s\n", b.study, b.version, b.compiler, b.cpu);
    if (*b.reason)
        printf("reason: %s\n", b.reason);
    for (size_t i = 0; i < b.rules; i++)
        printf("rule: %s %s: %s\n", b.rule[i].ignore ? "ignore" : "margin", b.rule[i].pattern, b.rule[i].reason);
    for (size_t p = 0; p < b.problems; p++) {
        printf("\n%s: %s floor %.6g; median work to 0.1, 0.01, 0.001 of the start's gap, in %s\n", b.problem[p].label,
               b.problem[p].certified ? "certified" : "seen", b.problem[p].floor,
               b.problem[p].samples ? "passes over the data" : "evaluations");
        double unit = b.problem[p].samples ? (double)b.problem[p].samples : 1;
        for (size_t i = 0; i < b.cells; i++)
            if (b.cell[i].problem == p)
                printf("  %-48s %3zu seeds %10.4g %10.4g %10.4g\n", b.cell[i].method, b.cell[i].runs,
                       median_cost(&b.cell[i], 0) / unit, median_cost(&b.cell[i], 1) / unit,
                       median_cost(&b.cell[i], 2) / unit);
    }
    return 0;
}

static int do_diff(const options *o, dh_arena *arena, int *code, dh_error *error)
{
    dh_baseline old, new;
    dh_judged judged;
    dh_judge_options how = {.alpha = 0.01, .margin = 0.05, .only = o->only};
    if (dh_baseline_load(o->file[0], NULL, arena, &old, NULL, error) ||
        dh_baseline_load(o->file[1], &old, arena, &new, NULL, error) ||
        dh_judge(&old, &new, &how, arena, &judged, error))
        return -1;
    for (size_t i = 0; i < judged.cells; i++) {
        const dh_judgement *c = &judged.cell[i];
        if (c->verdict != DH_SAME)
            printf("%s on %s: %s%s%s\n", c->method, c->problem, dh_verdict_name(c->verdict), *c->detail ? ": " : "",
                   c->detail);
    }
    printf("%zu of %zu cells differ\n", judged.cells - judged.count[DH_SAME], judged.cells);
    *code = judged.count[DH_SAME] < judged.cells ? DH_EXIT_REGRESSION : DH_EXIT_OK;
    return 0;
}

static const struct {
    const char *name;
    size_t files;
    int (*run)(const options *o, dh_arena *arena, int *code, dh_error *error);
    const char *usage;
} verbs[] = {
    /* sorted */
    {"diff", 2, do_diff, "OLD NEW"},
    {"show", 1, do_show, "FILE"},
    {"update", 2, do_update, "BASELINE NEW.h5 --reason TEXT"},
    {"write", 1, do_write, "NEW.h5 [-o FILE]"},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static int run_verb(const options *o, dh_arena *arena, int *code, dh_error *error)
{
    const char *names[VERBS];
    for (size_t i = 0; i < VERBS; i++) {
        names[i] = verbs[i].name;
        if (strcmp(verbs[i].name, o->verb))
            continue;
        if (o->files != verbs[i].files)
            return dh_fail(error, DH_ERROR_INPUT, "expected: downhill baseline %s %s", verbs[i].name, verbs[i].usage);
        return verbs[i].run(o, arena, code, error);
    }
    return dh_cli_no_verb("write, update, show or diff", o->verb, names, VERBS, error);
}

int dh_cmd_baseline(int argc, char **argv)
{
    static const struct argp argp = {
        argp_options,
        parse,
        "write NEW.h5\nupdate BASELINE NEW.h5\nshow FILE\ndiff OLD NEW",
        "Baselines for `downhill check`: what a study's runs cost and their hashes, as a text that fits into "
        "git.\vdiff exits with 1 when a cell differs. update without --only takes the new results as they are, "
        "and keeps the rules ('rule ignore GLOB: reason', 'rule margin 0.1 GLOB: reason', behind the targets).",
        0,
        0,
        0};
    options o = {0};
    dh_arena arena = {0};
    dh_error error = {0};
    int code = DH_EXIT_OK;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    if (run_verb(&o, &arena, &code, &error))
        code = dh_cli_fail(&error);
    dh_arena_finish(&arena);
    return code;
}
