/* downhill export: results, datasets and batches as text. */
#include "base/file.h"
#include "base/text.h"
#include "cli.h"
#include "json.h"
#include "rerun.h"
#include "run/batch.h"
#include "store/results.h"
#include "table_out.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct options {
    const char *file, *table, *output, *data, *batches;
    dh_extra extra;
    bool json;
} options;

typedef struct output {
    FILE *file;
    char temporary[PATH_MAX]; /* "": it is written to as it is */
} output;

enum { OPT_CSV = 256, OPT_JSON, OPT_TABLE, OPT_DATA, OPT_BATCHES };

static const char *const tables[] = {"causes", "history", "plugins", "problems", "runs"};
enum { TABLES = sizeof tables / sizeof *tables };

static const struct argp_option argp_options[] = {
    {"csv", OPT_CSV, 0, 0, "comma-separated values with a header (the default)", 0},
    {"json", OPT_JSON, 0, 0, "a list of objects", 0},
    {"table", OPT_TABLE, "NAME", 0, "runs, history, problems, plugins, or causes: the runs that did not finish (default: runs)", 0},
    {"data", OPT_DATA, "PROBLEM", 0, "instead: the dataset of a problem as its runs saw it, training rows first", 0},
    {"batches", OPT_BATCHES, "RUN", 0, "instead: the samples of each step of a run (row number, or the first digits of its id)", 0},
    {"output", 'o', "FILE", 0, "write here, not to the terminal", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->extra;
        return 0;
    case OPT_CSV:
        o->json = false;
        return 0;
    case OPT_JSON:
        o->json = true;
        return 0;
    case OPT_TABLE:
        for (int i = 0; i < TABLES; i++)
            if (!strcmp(text, tables[i]))
                o->table = tables[i];
        if (!o->table || strcmp(o->table, text)) {
            const char *near = dh_nearest(text, tables, TABLES);
            argp_error(state, "--table: expected causes, history, plugins, problems or runs; got '%s'%s%s%s", text,
                       near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
        return 0;
    case OPT_DATA:
        o->data = text;
        return 0;
    case OPT_BATCHES:
        o->batches = text;
        return 0;
    case 'o':
        o->output = text;
        return 0;
    case ARGP_KEY_ARG:
        if (o->file)
            argp_error(state, "expected one file, got '%s' and '%s'", o->file, text);
        o->file = text;
        return 0;
    case ARGP_KEY_END:
        if (!o->file)
            argp_error(state, "expected a results file, as in: downhill export results/tutorial.h5");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- tables ---- */

/* All history columns, with the run's row number and id in front. */
static int history_table(dh_results *r, dh_arena *arena, dh_table *t, dh_error *error)
{
    const dh_column *offset = dh_table_find(&r->runs, "offset"), *length = dh_table_find(&r->runs, "length");
    const dh_column *id = dh_table_find(&r->runs, "id");
    dh_table_init(t, arena, r->history_rows);
    dh_column *run = dh_table_add(t, "run", DH_WHOLE, ""), *name;
    if (!run || !(name = dh_table_add(t, "id", DH_TEXT, "")))
        return dh_fail_memory(error);
    run = &t->column[0];
    for (size_t i = 0; i < r->runs.rows; i++)
        for (int64_t j = 0; j < length->whole[i]; j++) {
            run->whole[offset->whole[i] + j] = (int64_t)i;
            name->text[offset->whole[i] + j] = id->text[i];
        }
    for (size_t c = 0; c < r->history_count; c++) {
        double *values = dh_results_history(r, r->history[c], arena, error);
        dh_column *column = values ? dh_table_add(t, r->history[c], DH_REAL, "") : NULL;
        if (!column)
            return values ? dh_fail_memory(error) : -1;
        column->real = values;
    }
    return 0;
}

static int causes_table(const dh_results *r, dh_arena *arena, dh_table *t, bool **chosen, dh_error *error)
{
    static const char *const names[] = {"id", "problem", "method", "seed", "status", "stop_step", "cause"};
    dh_table_init(t, arena, r->runs.rows);
    *chosen = DH_NEW(arena, bool, r->runs.rows + 1);
    const dh_column *status = dh_table_find(&r->runs, "status");
    for (int i = 0; i < 7; i++) {
        const dh_column *from = dh_table_find(&r->runs, names[i]);
        dh_column *to = from ? dh_table_add(t, from->name, from->type, from->doc) : NULL;
        if (!to || !*chosen)
            return dh_fail_memory(error);
        to->real = from->real;
    }
    for (size_t i = 0; i < r->runs.rows; i++)
        (*chosen)[i] = strcmp(status->text[i], dh_status_name(DH_FINISHED)) &&
                       strcmp(status->text[i], dh_status_name(DH_TARGET_REACHED));
    return 0;
}

/* Opens the output once it is clear that there will be some: a mistake leaves an older file alone. So does a failure later on: a
 * file gets its name when it is whole. Pipes and devices are written to as they are. */
static int begin(const options *o, output *out, dh_error *error)
{
    struct stat st;
    if (!o->output) {
        out->file = stdout;
        return 0;
    }
    const bool special = !stat(o->output, &st) && !S_ISREG(st.st_mode);
    if (!special && dh_file_begin(o->output, out->temporary, error))
        return -1;
    out->file = fopen(special ? o->output : out->temporary, "we");
    return out->file ? 0 : dh_fail_errno(error, "%s: cannot create", o->output);
}

static int finish(const options *o, output *out, int result, dh_error *error)
{
    if (!out->file)
        return result;
    const char *name = o->output ? o->output : "standard output";
    if ((fflush(out->file) || ferror(out->file)) && !result)
        result = dh_fail_errno(error, "%s: cannot write", name);
    if (out->file != stdout && fclose(out->file) && !result)
        result = dh_fail_errno(error, "%s: cannot write", name);
    if (*out->temporary && result)
        unlink(out->temporary);
    return *out->temporary && !result ? dh_file_publish(out->temporary, o->output, error) : result;
}

static int export_table(const options *o, dh_results *r, dh_arena *arena, output *out, dh_error *error)
{
    dh_table made;
    bool *chosen = NULL;
    const dh_table *t = &r->runs;
    if (o->table && !strcmp(o->table, "history")) {
        if (history_table(r, arena, &made, error))
            return -1;
        t = &made;
    } else if (o->table && !strcmp(o->table, "causes")) {
        if (causes_table(r, arena, &made, &chosen, error))
            return -1;
        t = &made;
    } else if (o->table) {
        t = !strcmp(o->table, "problems") ? &r->problems : !strcmp(o->table, "plugins") ? &r->plugins : &r->runs;
    }
    if (begin(o, out, error))
        return -1;
    dh_table_put(out->file, o->json, t, chosen);
    return 0;
}

/* ---- datasets and batches ---- */

static const dh_plan_problem *find_problem(const dh_plan *plan, const char *label, dh_error *error)
{
    const char **labels = calloc(plan->problem_count, sizeof *labels);
    const dh_plan_problem *found = NULL;
    for (size_t i = 0; labels && i < plan->problem_count; i++) {
        labels[i] = plan->problem[i].label;
        if (!strcmp(labels[i], label))
            found = &plan->problem[i];
    }
    const char *near = labels && !found ? dh_nearest(label, labels, plan->problem_count) : NULL;
    if (!found)
        dh_fail(error, DH_ERROR_INPUT, "--data: no problem is called '%s'%s%s%s (downhill export --table problems)", label,
                near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
    else if (!found->data)
        dh_fail(error, DH_ERROR_INPUT, "--data: problem '%s' has no dataset", label);
    free(labels);
    return found && found->data ? found : NULL;
}

/* The values of a row, those that sparse data leave out as well. */
static void export_row(FILE *out, const dh_dataset *v, size_t row)
{
    uint64_t k = v->x ? 0 : v->row_start[row];
    for (size_t j = 0; j < v->features; j++) {
        const bool stored = !v->x && k < v->row_start[row + 1] && v->column[k] == j;
        putc(',', out);
        dh_csv_real(out, v->x ? v->x[row * v->features + j] : stored ? v->value[k] : 0);
        k += stored;
    }
}

static int export_data(const options *o, const dh_plan *plan, output *to, dh_error *error)
{
    const dh_plan_problem *p = find_problem(plan, o->data, error);
    if (!p || begin(o, to, error))
        return -1;
    FILE *out = to->file;
    const dh_data *d = p->data;
    const dh_dataset *v = &d->view;
    fputs("split", out);
    for (size_t j = 0; j < v->features; j++) {
        putc(',', out);
        if (d->feature)
            dh_csv_text(out, d->feature[j]);
        else
            fprintf(out, "x%zu", j + 1);
    }
    fprintf(out, v->y ? ",%s\n" : "\n", d->target && *d->target ? d->target : "y");
    for (size_t i = 0; i < dh_data_rows(v); i++) {
        fputs(i < v->samples ? "train" : i < v->samples + v->test_samples ? "test" : "validation", out);
        export_row(out, v, i);
        if (v->y) {
            putc(',', out);
            dh_csv_real(out, v->y[i]);
        }
        putc('\n', out);
    }
    return 0;
}

static int export_batches(const options *o, const dh_results *r, dh_session *s, output *to, dh_error *error)
{
    size_t row, run;
    dh_spec spec;
    dh_batches batches;
    dh_arena arena = {0};
    if (dh_rerun_row(r, o->batches, &row, error) || dh_rerun_find(r, row, &s->plan, &run, error) ||
        dh_plan_spec(&s->plan, run, &spec, error))
        return -1;
    const dh_data *d = dh_plan_place(&s->plan, run).problem->data;
    if (!d)
        return dh_fail(error, DH_ERROR_INPUT, "--batches: the problem of run %zu has no dataset", row);
    if (dh_batches_init(&batches, &spec, d->view.samples, &arena)) {
        dh_arena_finish(&arena);
        return dh_fail_memory(error);
    }
    if (begin(o, to, error)) {
        dh_arena_finish(&arena);
        return -1;
    }
    FILE *out = to->file;
    uint64_t steps = (uint64_t)dh_table_find(&r->runs, "stop_step")->whole[row];
    fputs("step,samples\n", out);
    for (uint64_t k = 0; k < steps; k++) {
        size_t count;
        const uint32_t *index = dh_batches_at(&batches, k, &count);
        fprintf(out, "%llu,", (unsigned long long)k);
        for (size_t i = 0; i < count; i++)
            fprintf(out, "%s%zu", i ? " " : "", index ? index[i] : i);
        putc('\n', out);
    }
    dh_arena_finish(&arena);
    return 0;
}

static int export_to(const options *o, dh_results *r, dh_session *s, output *out, dh_error *error)
{
    if (!o->data && !o->batches)
        return export_table(o, r, &s->arena, out, error);
    if (dh_rerun_open(s, r, &o->extra, error))
        return -1;
    return o->data ? export_data(o, &s->plan, out, error) : export_batches(o, r, s, out, error);
}

int dh_cmd_export(int argc, char **argv)
{
    static const struct argp argp = {argp_options, parse, "FILE.h5", "Write a results file, or what its runs were given, as text.", dh_extra_child, 0, 0};
    options o = {0};
    dh_session session = {.jobs = 1};
    dh_error error = {0};
    dh_results results;
    if (argp_parse(&argp, argc, argv, 0, 0, &o))
        return DH_EXIT_INPUT;
    if (dh_results_open(o.file, &session.arena, &results, &error)) {
        dh_session_finish(&session);
        return dh_cli_fail(&error);
    }
    output out = {0};
    int failed = finish(&o, &out, export_to(&o, &results, &session, &out, &error), &error);
    int code = failed ? dh_cli_fail(&error) : DH_EXIT_OK;
    dh_results_close(&results);
    dh_session_finish(&session);
    return code;
}
