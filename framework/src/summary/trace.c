/* Reads the columns that a chart needs from results files. The full-gradient equivalents of DH_AXIS_GRADIENTS are
 * sample gradients over samples, the "effective passes" of Johnson and Zhang (2013), NIPS 26, section 5. */
#include "summary/trace.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In the order of dh_axis. */
static const char *const axis_column[] = {
    "step", "epoch",      "sample_gradients", "seconds",          "gradient_evals",
    "hvps", "loss_evals", "oracle_seconds",   "sample_gradients", "sample_losses"};
static const char *const axis_name[] = {"step", "epoch",      "gradients",      "seconds",          "gradient_evals",
                                        "hvps", "loss_evals", "oracle_seconds", "sample_gradients", "sample_losses"};
enum { CURRENCIES = sizeof axis_name / sizeof *axis_name, MOST_LABELS = 256 };

const char *dh_axis_name(dh_axis axis)
{
    return axis_name[axis];
}

int dh_currency_parse(const char *name, dh_axis *ret, dh_error *error)
{
    for (size_t i = 0; i < CURRENCIES; i++)
        if (!strcmp(axis_name[i], name)) {
            *ret = (dh_axis)i;
            return 0;
        }
    char shown[80];
    const char *near = dh_nearest(name, axis_name, CURRENCIES);
    return dh_fail(error, DH_ERROR_INPUT,
                   "\"%s\" is no x axis: expected step, epoch, gradients, seconds, gradient_evals, hvps, loss_evals, "
                   "oracle_seconds, sample_gradients or sample_losses%s%s%s",
                   dh_printable(shown, sizeof shown, name), near ? " (did you mean " : "", near ? near : "",
                   near ? "?)" : "");
}

/* Scores; every other column is a loss. Sorted. */
static const char *const score[] = {
    "accuracy", "auc", "balanced_accuracy", "explained_variance", "f1", "precision", "r2", "recall",
};

static int compare_names(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

bool dh_larger_is_better(const char *column)
{
    static const char *const split[] = {"train_", "test_", "validation_"};
    for (size_t i = 0; i < 3; i++)
        if (!strncmp(column, split[i], strlen(split[i])))
            return dh_larger_is_better(column + strlen(split[i]));
    return bsearch(column, score, sizeof score / sizeof *score, sizeof *score, compare_names);
}

/* The columns of one file. */
typedef struct input {
    const dh_results *file;
    const char *path;
    const dh_column *id, *problem, *method, *seed, *status, *offset, *length;
    const dh_column *key, *f_star, *samples; /* of /problems */
    const dh_column *phase;                  /* NULL: all runs are final */
    const dh_column *group;                  /* NULL: not asked for */
    size_t rows, problems, history_rows;
    const double *x, *y;
    bool want_gap, allow_cost;
} input;

static const dh_column *need(const dh_results *results, const dh_table *table, const char *where, const char *name,
                             dh_column_type type, dh_error *error)
{
    const dh_column *column = dh_table_find(table, name);
    if (column && column->type == type)
        return column;
    dh_fail(error, DH_ERROR_INPUT, "%s: /%s/%s is %s", results->path, where, name,
            column ? "of another type" : "missing");
    return NULL;
}

static int find_columns(const dh_results *results, input *ret, dh_error *error)
{
    const struct {
        const dh_table *table;
        const char *where, *name;
        dh_column_type type;
        const dh_column **at;
    } wanted[] = {
        {&results->runs, "runs", "id", DH_TEXT, &ret->id},
        {&results->runs, "runs", "length", DH_WHOLE, &ret->length},
        {&results->runs, "runs", "method", DH_TEXT, &ret->method},
        {&results->runs, "runs", "offset", DH_WHOLE, &ret->offset},
        {&results->runs, "runs", "problem", DH_TEXT, &ret->problem},
        {&results->runs, "runs", "seed", DH_WHOLE, &ret->seed},
        {&results->runs, "runs", "status_code", DH_WHOLE, &ret->status},
        {&results->problems, "problems", "f_star", DH_REAL, &ret->f_star},
        {&results->problems, "problems", "problem", DH_TEXT, &ret->key},
        {&results->problems, "problems", "samples", DH_WHOLE, &ret->samples},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].at = need(results, wanted[i].table, wanted[i].where, wanted[i].name, wanted[i].type, error);
        if (!*wanted[i].at)
            return -1;
    }
    return 0;
}

static int find_group(const dh_results *results, const char *name, input *ret, dh_error *error)
{
    const dh_table *runs = &results->runs;
    const char *text[MOST_LABELS];
    size_t count = 0;
    for (size_t i = 0; i < runs->count && count < MOST_LABELS; i++)
        if (runs->column[i].type == DH_TEXT)
            text[count++] = runs->column[i].name;
    ret->group = dh_table_find(runs, name);
    if (ret->group && ret->group->type == DH_TEXT)
        return 0;
    char shown[80];
    const char *near = dh_nearest(name, text, count);
    return dh_fail(error, DH_ERROR_INPUT, "%s: /runs has no text column \"%s\"%s%s%s", results->path,
                   dh_printable(shown, sizeof shown, name), near ? ": did you mean \"" : "", near ? near : "",
                   near ? "\"?" : "");
}

static int open_input(dh_results *results, dh_axis axis, const char *y, const char *group, dh_arena *arena,
                      input *ret, dh_error *error)
{
    *ret = (input){.file = results,
                   .path = results->path,
                   .rows = results->runs.rows,
                   .problems = results->problems.rows,
                   .history_rows = results->history_rows,
                   .want_gap = !y || !strcmp(y, "gap"),
                   .allow_cost = !y};
    if (find_columns(results, ret, error) || (group && find_group(results, group, ret, error)))
        return -1;
    const dh_column *phase = dh_table_find(&results->runs, "phase");
    ret->phase = phase && phase->type == DH_TEXT ? phase : NULL;
    ret->x = dh_results_history(results, axis_column[axis], arena, error);
    ret->y = ret->x ? dh_results_history(results, ret->want_gap ? "cost" : y, arena, error) : NULL;
    return ret->y ? 0 : -1;
}

static int find_problem(const input *in, size_t run, size_t *ret, dh_error *error)
{
    for (size_t i = 0; i < in->problems; i++)
        if (!strcmp(in->key->text[i], in->problem->text[run])) {
            *ret = i;
            return 0;
        }
    return dh_fail(error, DH_ERROR_INPUT, "%s: run %zu: problem \"%s\" is not in /problems", in->path, run,
                   in->problem->text[run]);
}

/* x and y of the trace, in its own memory where they differ from what the file holds */
static int cut(const input *in, size_t run, size_t problem, bool passes, dh_arena *arena, dh_trace *trace,
               dh_error *error)
{
    uint64_t offset = (uint64_t)in->offset->whole[run], length = (uint64_t)in->length->whole[run];
    if (offset > in->history_rows || length > in->history_rows - offset)
        return dh_fail(error, DH_ERROR_INPUT, "%s: run %zu: its history is outside the file", in->path, run);
    double *x = DH_NEW(arena, double, length), *y = DH_NEW(arena, double, length);
    if (!x || !y)
        return dh_fail_memory(error);
    int64_t samples = in->samples->whole[problem];
    double unit = passes && samples > 0 ? (double)samples : 1, zero = trace->gap ? trace->f_star : 0;
    for (size_t i = 0; i < length; i++) {
        x[i] = in->x[offset + i] / unit;
        y[i] = in->y[offset + i] - zero;
        if (!isfinite(x[i]) || (i && x[i] < x[i - 1]))
            return dh_fail(error, DH_ERROR_INPUT, "%s: run %zu: row %zu of its history goes back in x", in->path, run,
                           i);
    }
    trace->rows = length;
    trace->x = x;
    trace->y = y;
    return 0;
}

static int read_run(const input *in, size_t run, bool passes, dh_arena *arena, dh_trace *ret, dh_error *error)
{
    size_t problem = 0;
    int64_t status = in->status->whole[run];
    if (status < 0 || status >= DH_STATUS_COUNT)
        return dh_fail(error, DH_ERROR_INPUT, "%s: run %zu: status_code %lld is none of 0 ... %d", in->path, run,
                       (long long)status, DH_STATUS_COUNT - 1);
    if (find_problem(in, run, &problem, error))
        return -1;
    double f_star = in->f_star->real[problem];
    bool known = isfinite(f_star);
    *ret = (dh_trace){.problem = in->problem->text[run],
                      .method = in->method->text[run],
                      .group = in->group ? in->group->text[run] : NULL,
                      .id = in->id->text[run],
                      .results = in->file,
                      .row = run,
                      .seed = in->seed->whole[run],
                      .status = (dh_status)status,
                      .gap = in->want_gap && known,
                      .best_seen = in->want_gap && !in->allow_cost && !known,
                      .f_star = known ? f_star : NAN};
    return cut(in, run, problem, passes, arena, ret, error);
}

static bool is_final(const input *in, size_t run)
{
    return !in->phase || strcmp(in->phase->text[run], "tune");
}

static int compare_ids(const void *a, const void *b)
{
    const dh_trace *const *p = a, *const *q = b;
    int order = strcmp((*p)->id, (*q)->id);
    return order ? order : (*p > *q) - (*p < *q);
}

/* When the run began; NaN: not known. */
static double began(const dh_trace *trace)
{
    const dh_column *c = dh_table_find(&trace->results->runs, "began");
    return c && c->type == DH_REAL ? c->real[trace->row] : NAN;
}

/* One run in two files, of which one continues the other; made again, it is another run. */
static bool is_repeat(const dh_trace *a, const dh_trace *b)
{
    double first = began(a), second = began(b);
    return !strcmp(a->id, b->id) && (a->file == b->file || first == second || isnan(first) || isnan(second));
}

/* keeps the first trace of every run */
static int drop_repeats(dh_traces *traces, dh_arena *arena, dh_error *error)
{
    const dh_trace **sorted = DH_NEW(arena, const dh_trace *, traces->count);
    bool *repeat = DH_NEW(arena, bool, traces->count);
    if (!sorted || !repeat)
        return dh_fail_memory(error);
    for (size_t i = 0; i < traces->count; i++)
        sorted[i] = &traces->trace[i];
    qsort(sorted, traces->count, sizeof *sorted, compare_ids);
    for (size_t i = 1; i < traces->count; i++)
        repeat[sorted[i] - traces->trace] = is_repeat(sorted[i - 1], sorted[i]);
    size_t kept = 0;
    for (size_t i = 0; i < traces->count; i++)
        if (!repeat[i])
            traces->trace[kept++] = traces->trace[i];
    traces->count = kept;
    return 0;
}

/* The least finite y of the problem of traces[first], over all traces from there on that have no f_star. */
static double least_of(const dh_traces *traces, size_t first)
{
    double best = INFINITY;
    for (size_t i = first; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        if (t->best_seen && !strcmp(t->problem, traces->trace[first].problem))
            for (size_t row = 0; row < t->rows; row++)
                best = isfinite(t->y[row]) ? fmin(best, t->y[row]) : best;
    }
    return best;
}

/* Costs of problems without f_star become gaps to the best value seen. */
static void subtract_best(dh_traces *traces)
{
    for (size_t i = 0; i < traces->count; i++) {
        if (!traces->trace[i].best_seen || traces->trace[i].gap)
            continue;
        const char *problem = traces->trace[i].problem;
        double best = least_of(traces, i);
        for (size_t k = i; k < traces->count; k++) {
            dh_trace *t = &traces->trace[k];
            if (!t->best_seen || strcmp(t->problem, problem))
                continue;
            t->gap = true;
            t->f_star = isfinite(best) ? best : 0;
            double *y = (double *)t->y; /* of cut() */
            for (size_t row = 0; row < t->rows; row++)
                y[row] -= t->f_star;
        }
    }
}

int dh_traces_read(dh_results *const *results, size_t count, dh_axis axis, const char *y, const char *group,
                   dh_arena *arena, dh_traces *ret, dh_error *error)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += results[i]->runs.rows;
    *ret = (dh_traces){.trace = DH_NEW(arena, dh_trace, room), .larger_is_better = y && dh_larger_is_better(y)};
    if (!ret->trace)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        input from;
        if (open_input(results[i], axis, y, group, arena, &from, error))
            return -1;
        for (size_t run = 0; run < from.rows; run++) {
            dh_trace *trace = &ret->trace[ret->count];
            if (!is_final(&from, run))
                continue;
            if (read_run(&from, run, axis == DH_AXIS_GRADIENTS, arena, trace, error))
                return -1;
            trace->file = i;
            trace->row = run;
            ret->count++;
        }
    }
    subtract_best(ret);
    return drop_repeats(ret, arena, error);
}
