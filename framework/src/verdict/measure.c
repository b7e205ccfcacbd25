/* Results -> baseline. */
#include "verdict/baseline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const double dh_baseline_tau[DH_TARGETS] = {0.1, 0.01, 0.001};

/* What is read of a results file. */
typedef struct input {
    dh_results *results;
    const dh_column *problem, *plugin, *method, *optimizer, *schedule, *budget,
        *phase; /* the last two: NULL if not there */
    const dh_column *seed, *status, *steps, *hash, *offset, *length;
    const dh_column *label, *dataset, *dim, *samples, *f_star; /* of /problems */
    const double *cost, *rate, *sample_gradients, *sample_losses, *gradient_evals, *hvps;
    dh_arena *arena;
    dh_error *error;
} input;

/* NULL: older files have no such column. */
static const dh_column *find_text(const dh_table *table, const char *name)
{
    const dh_column *found = dh_table_find(table, name);
    return found && found->type == DH_TEXT ? found : NULL;
}

static int find_columns(input *in)
{
    const dh_table *runs = &in->results->runs, *problems = &in->results->problems;
    const struct {
        const dh_table *table;
        const char *name;
        dh_column_type type;
        const dh_column **at;
    } wanted[] = {
        {runs, "history_hash", DH_TEXT, &in->hash},
        {runs, "length", DH_WHOLE, &in->length},
        {runs, "method", DH_TEXT, &in->method},
        {runs, "offset", DH_WHOLE, &in->offset},
        {runs, "optimizer", DH_TEXT, &in->optimizer},
        {runs, "problem", DH_TEXT, &in->problem},
        {runs, "problem_plugin", DH_TEXT, &in->plugin},
        {runs, "schedule", DH_TEXT, &in->schedule},
        {runs, "seed", DH_WHOLE, &in->seed},
        {runs, "status_code", DH_WHOLE, &in->status},
        {runs, "steps", DH_WHOLE, &in->steps},
        {problems, "dataset_hash", DH_TEXT, &in->dataset},
        {problems, "dim", DH_WHOLE, &in->dim},
        {problems, "f_star", DH_REAL, &in->f_star},
        {problems, "problem", DH_TEXT, &in->label},
        {problems, "samples", DH_WHOLE, &in->samples},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const dh_column *found = *wanted[i].at = dh_table_find(wanted[i].table, wanted[i].name);
        if (!found || found->type != wanted[i].type)
            return dh_fail(in->error, DH_ERROR_INPUT, "%s: /%s/%s is %s", in->results->path,
                           wanted[i].table == runs ? "runs" : "problems", wanted[i].name,
                           found ? "of another type" : "missing");
    }
    in->budget = find_text(runs, "budget");
    in->phase = find_text(runs, "phase");
    return 0;
}

static int find_history(input *in)
{
    const struct {
        const char *name;
        const double **at;
    } wanted[] = {
        {"cost", &in->cost}, {"gradient_evals", &in->gradient_evals},     {"hvps", &in->hvps},
        {"rate", &in->rate}, {"sample_gradients", &in->sample_gradients}, {"sample_losses", &in->sample_losses},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].at = dh_results_history(in->results, wanted[i].name, in->arena, in->error);
        if (!*wanted[i].at)
            return -1;
    }
    return 0;
}

/* ---- problems ---- */

/* Sorted by name: their order in the file is that in which the problems of the study brought them. */
static const dh_column *next_column(const dh_table *table, const char *prefix, const dh_column *last)
{
    const dh_column *next = NULL;
    for (size_t i = 0; i < table->count; i++) {
        const dh_column *c = &table->column[i];
        if (!strncmp(c->name, prefix, strlen(prefix)) && (!last || strcmp(c->name, last->name) > 0) &&
            (!next || strcmp(c->name, next->name) < 0))
            next = c;
    }
    return next;
}

static void put_columns(const dh_table *runs, size_t row, const char *prefix, dh_buffer *out)
{
    for (const dh_column *c = NULL; (c = next_column(runs, prefix, c)) != NULL;) {
        if (c->type == DH_REAL && !isnan(c->real[row]))
            dh_put_format(out, "%s=%.17g\n", c->name, c->real[row]);
        else if (c->type == DH_TEXT && *c->text[row])
            dh_put_format(out, "%s=%s\n", c->name, c->text[row]);
    }
}

static const char *hash_text(dh_buffer *text, dh_arena *arena)
{
    uint8_t sum[DH_SHA_SIZE];
    char hex[DH_SHA_TEXT];
    dh_sha256(text->data, text->size, sum);
    const char *copy = text->failed ? NULL : dh_arena_text(arena, dh_hex(hex, sum, DH_SHA_SIZE));
    dh_buffer_finish(text);
    return copy;
}

static int add_problem(const input *in, size_t run, dh_baseline *b)
{
    size_t row = 0;
    while (row < in->results->problems.rows && strcmp(in->label->text[row], in->problem->text[run]))
        row++;
    if (row == in->results->problems.rows)
        return dh_fail(in->error, DH_ERROR_INPUT, "%s: run %zu: problem \"%s\" is not in /problems",
                       in->results->path, run, in->problem->text[run]);
    dh_base_problem *p = &b->problem[b->problems++];
    *p = (dh_base_problem){.label = in->label->text[row],
                           .plugin = in->plugin->text[run],
                           .dataset = in->dataset->text[row],
                           .dim = in->dim->whole[row],
                           .samples = in->samples->whole[row],
                           .certified = isfinite(in->f_star->real[row]),
                           .floor = in->f_star->real[row]};
    dh_buffer text = {0};
    dh_put_format(&text, "%s\n%s\n%lld %lld\n", p->plugin, p->dataset, (long long)p->dim, (long long)p->samples);
    put_columns(&in->results->runs, run, "problem_", &text);
    p->definition = hash_text(&text, in->arena);
    return p->definition ? 0 : dh_fail_memory(in->error);
}

static int find_problem(const input *in, size_t run, dh_baseline *b, size_t *ret)
{
    for (*ret = 0; *ret < b->problems; ++*ret)
        if (!strcmp(b->problem[*ret].label, in->problem->text[run]))
            return 0;
    return add_problem(in, run, b);
}

/* ---- runs ---- */

static bool counts(const input *in, size_t run)
{
    return !in->phase || strcmp(in->phase->text[run], "tune");
}

/* [runs] index of each run's problem */
static int find_problems(const input *in, dh_baseline *b, size_t *problem)
{
    size_t rows = in->results->runs.rows;
    b->problem = DH_NEW(in->arena, dh_base_problem, in->results->problems.rows);
    if (!b->problem)
        return dh_fail_memory(in->error);
    for (size_t i = 0; i < rows; i++)
        if (counts(in, i) && find_problem(in, i, b, &problem[i]))
            return -1;
    return 0;
}

static void find_floors(const input *in, const dh_baseline *by, dh_baseline *b, const size_t *problem)
{
    for (size_t i = 0; i < in->results->runs.rows; i++) {
        dh_base_problem *p = &b->problem[problem[i]];
        if (!counts(in, i) || p->certified)
            continue;
        for (int64_t k = 0; k < in->length->whole[i]; k++)
            if (isfinite(in->cost[in->offset->whole[i] + k]))
                p->floor = fmin(p->floor, in->cost[in->offset->whole[i] + k]); /* the NaN at first is no number */
    }
    for (size_t i = 0; by && i < b->problems; i++)
        for (size_t k = 0; k < by->problems; k++)
            if (!strcmp(by->problem[k].label, b->problem[i].label) &&
                b->problem[i].certified == by->problem[k].certified && isfinite(by->problem[k].floor))
                b->problem[i].floor = by->problem[k].floor;
}

static double work_at(const input *in, size_t row)
{
    double calls = in->gradient_evals[row], terms = in->sample_gradients[row];
    double each = calls > 0 ? terms / calls : 1;
    return floor(terms + in->sample_losses[row] + in->hvps[row] * each + 0.5);
}

static void take_probes(const double *cost, size_t rows, dh_base_run *run)
{
    for (size_t at = 0; at + 1 < rows && run->probes < DH_PROBES - 1; at = at ? 4 * at : 1)
        run->probe[run->probes++] = cost[at];
    if (rows)
        run->probe[run->probes++] = cost[rows - 1];
}

static dh_base_run measure_run(const input *in, size_t i, const dh_base_problem *p)
{
    size_t from = (size_t)in->offset->whole[i], rows = (size_t)in->length->whole[i];
    const double *cost = in->cost + from;
    dh_base_run run = {.seed = in->seed->whole[i],
                       .status = (dh_status)in->status->whole[i],
                       .steps = (uint64_t)in->steps->whole[i],
                       .work = rows ? work_at(in, from + rows - 1) : 0,
                       .final = INFINITY};
    for (size_t t = 0; t < DH_TARGETS; t++) {
        size_t k = 0;
        while (k < rows && !(cost[k] <= p->floor + dh_baseline_tau[t] * (cost[0] - p->floor)))
            k++;
        run.cost[t] = k < rows ? work_at(in, from + k) : INFINITY;
    }
    if (rows && isfinite(cost[rows - 1]) && (run.status == DH_FINISHED || run.status == DH_TARGET_REACHED))
        run.final = cost[rows - 1] - p->floor;
    for (size_t k = 0; k < rows; k++)
        run.rates += in->rate[from + k];
    snprintf(run.hash, sizeof run.hash, "%.*s", DH_HASH_KEPT, in->hash->text[i]);
    take_probes(cost, rows, &run);
    return run;
}

/* ---- cells ---- */

static int compare_runs(const void *a, const void *b)
{
    const dh_base_run *x = a, *y = b;
    return (x->seed > y->seed) - (x->seed < y->seed);
}

static bool same_cell(const input *in, const size_t *problem, size_t i, size_t k)
{
    return problem[i] == problem[k] && !strcmp(in->method->text[i], in->method->text[k]);
}

static int add_cell(const input *in, const size_t *problem, size_t first, bool *taken, dh_baseline *b)
{
    size_t rows = in->results->runs.rows, count = 0;
    for (size_t i = first; i < rows; i++)
        count += counts(in, i) && same_cell(in, problem, i, first);
    dh_cell *cell = &b->cell[b->cells++];
    *cell = (dh_cell){.method = in->method->text[first],
                      .optimizer = in->optimizer->text[first],
                      .schedule = in->schedule->text[first],
                      .budget = in->budget ? in->budget->text[first] : "",
                      .problem = problem[first],
                      .run = DH_NEW(in->arena, dh_base_run, count)};
    if (!cell->run)
        return dh_fail_memory(in->error);
    for (size_t i = first; i < rows; i++)
        if (counts(in, i) && same_cell(in, problem, i, first)) {
            if (in->status->whole[i] < 0 || in->status->whole[i] >= DH_STATUS_COUNT)
                return dh_fail(in->error, DH_ERROR_INPUT, "%s: run %zu: status_code %lld is none of 0 ... %d",
                               in->results->path, i, (long long)in->status->whole[i], DH_STATUS_COUNT - 1);
            cell->run[cell->runs++] = measure_run(in, i, &b->problem[problem[i]]);
            taken[i] = true;
        }
    qsort(cell->run, cell->runs, sizeof *cell->run, compare_runs);
    for (size_t i = 1; i < cell->runs; i++)
        if (cell->run[i].seed == cell->run[i - 1].seed)
            return dh_fail(in->error, DH_ERROR_INPUT, "%s: %s on %s: two runs with seed %lld", in->results->path,
                           cell->method, in->problem->text[first], (long long)cell->run[i].seed);
    return 0;
}

static int make_cells(const input *in, const dh_baseline *by, dh_baseline *b)
{
    size_t rows = in->results->runs.rows;
    size_t *problem = DH_NEW(in->arena, size_t, rows);
    bool *taken = DH_NEW(in->arena, bool, rows);
    b->cell = DH_NEW(in->arena, dh_cell, rows);
    if (!problem || !taken || !b->cell)
        return dh_fail_memory(in->error);
    if (find_problems(in, b, problem))
        return -1;
    find_floors(in, by, b, problem);
    for (size_t p = 0; p < b->problems; p++)
        for (size_t i = 0; i < rows; i++)
            if (counts(in, i) && !taken[i] && problem[i] == p && add_cell(in, problem, i, taken, b))
                return -1;
    return 0;
}

/* ---- the file ---- */

static const char *attribute(const dh_results *results, const char *name)
{
    for (size_t i = 0; i < results->attribute_count; i++)
        if (!strcmp(results->attribute[i].name, name))
            return results->attribute[i].text;
    return "unknown";
}

static int read_plugins(const dh_results *results, dh_baseline *b, dh_arena *arena, dh_error *error)
{
    const dh_table *t = &results->plugins;
    static const char *const name[] = {"kind", "name", "abi", "sha256"};
    const dh_column *column[4];
    for (size_t i = 0; i < 4; i++) {
        column[i] = dh_table_find(t, name[i]);
        if (!column[i] || column[i]->type != DH_TEXT)
            return dh_fail(error, DH_ERROR_INPUT, "%s: /plugins/%s: expected a column of text", results->path,
                           name[i]);
    }
    b->plugin = DH_NEW(arena, dh_base_plugin, t->rows);
    if (!b->plugin)
        return dh_fail_memory(error);
    for (; b->plugins < t->rows; b->plugins++)
        b->plugin[b->plugins] = (dh_base_plugin){column[0]->text[b->plugins], column[1]->text[b->plugins],
                                                 column[2]->text[b->plugins], column[3]->text[b->plugins]};
    return 0;
}

int dh_baseline_measure(dh_results *results, const dh_baseline *by, dh_arena *arena, dh_baseline *ret,
                        dh_error *error)
{
    input in = {.results = results, .arena = arena, .error = error};
    *ret = (dh_baseline){.name = results->path,
                         .study = results->study,
                         .reason = "",
                         .version = attribute(results, "version"),
                         .compiler = attribute(results, "compiler"),
                         .cpu = attribute(results, "cpu")};
    return find_columns(&in) || find_history(&in) || read_plugins(results, ret, arena, error) ||
                   make_cells(&in, by, ret)
               ? -1
               : 0;
}
