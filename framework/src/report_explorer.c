/* A results file says by name and parameters what its problems and methods were; the page makes them again and leaves
 * a problem out where f is not what the file has. */
#include "report_explorer.h"

#include "config/study.h"
#include "summary/path.h"
#include "web/explorer.h"

#include <math.h>
#include <string.h>

enum { MOST_PROBLEMS = 64, MOST_RACERS = 3, MOST_STEPS = 20000 };

/* A problem of a file, and the first of its runs. */
typedef struct found {
    const dh_results *results;
    const dh_terrain *terrain;
    const char *plugin;
    size_t run;
} found;

static const char *text_at(const dh_table *table, const char *name, size_t row)
{
    const dh_column *column = dh_table_find(table, name);
    return column && column->type == DH_TEXT ? column->text[row] : "";
}

static bool find(const dh_report_subject *s, const dh_terrain *terrain, found *ret)
{
    for (size_t f = 0; f < s->files; f++)
        for (size_t i = 0; i < s->results[f]->runs.rows; i++) {
            const dh_table *runs = &s->results[f]->runs;
            if (strcmp(text_at(runs, "problem", i), terrain->problem) || *text_at(runs, "dataset", i))
                continue;
            *ret = (found){s->results[f], terrain, text_at(runs, "problem_plugin", i), i};
            return dh_web_holds(ret->plugin);
        }
    return false;
}

/* ---- what the page is told ---- */

static void put_value(dh_buffer *out, const dh_column *column, size_t row)
{
    switch (column->type) {
    case DH_REAL:
        dh_web_put_real(out, column->real[row]);
        return;
    case DH_WHOLE:
        dh_put_format(out, "%lld", (long long)column->whole[row]);
        return;
    case DH_FLAG:
        dh_put_format(out, "%d", column->flag[row]);
        return;
    case DH_TEXT:
        dh_web_put_text(out, column->text[row]);
    }
}

/* Nothing set, or what is no parameter although it begins with the word of a kind. */
static bool is_empty(const dh_column *column, size_t row)
{
    return !strcmp(column->name, "optimizer_seconds") || !strcmp(column->name, "problem_plugin") ||
           (column->type == DH_REAL && isnan(column->real[row])) || (column->type == DH_TEXT && !*column->text[row]);
}

/* {"name": .., "params": ..}: the columns that begin with the kind's word. */
static void put_use(dh_buffer *out, const dh_table *runs, size_t row, const char *kind, const char *name)
{
    const size_t length = strlen(kind);
    const char *between = "";
    dh_put_format(out, "{\"name\":");
    dh_web_put_text(out, name);
    dh_put_format(out, ",\"params\":{");
    for (size_t c = 0; c < runs->count; c++) {
        const dh_column *column = &runs->column[c];
        if (strncmp(column->name, kind, length) || column->name[length] != '_' || is_empty(column, row))
            continue;
        dh_put_format(out, "%s", between);
        dh_web_put_text(out, column->name + length + 1);
        dh_put_u8(out, ':');
        put_value(out, column, row);
        between = ",";
    }
    dh_put_format(out, "}}");
}

static void put_triple(dh_buffer *out, const double *value, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dh_put_u8(out, i ? ',' : '[');
        dh_web_put_real(out, value[i]);
    }
    dh_put_u8(out, ']');
}

/* f at the corners and in the middle. */
static void put_checks(dh_buffer *out, const dh_terrain *t)
{
    const size_t last = t->side - 1, at[5][2] = {{0, 0}, {last, 0}, {last / 2, last / 2}, {0, last}, {last, last}};
    dh_put_format(out, ",\"check\":[");
    for (int i = 0; i < 5; i++) {
        dh_put_format(out, i ? "," : "");
        put_triple(out, (double[]){(double)at[i][0], (double)at[i][1], t->f[at[i][1] * t->side + at[i][0]]}, 3);
    }
    dh_put_format(out, "],\"side\":%zu", t->side);
}

static uint64_t study_seed(const dh_results *results, dh_arena *arena)
{
    dh_study study;
    dh_error ignored = {0};
    return dh_study_parse("study", results->yaml, strlen(results->yaml), arena, &study, &ignored) ? 0 : study.seed;
}

static void put_problem(dh_buffer *out, dh_report *report, const found *f)
{
    const dh_terrain *t = f->terrain;
    dh_put_format(out, "{\"label\":");
    dh_web_put_text(out, dh_report_clean(report, t->problem));
    dh_put_format(out, ",\"use\":");
    put_use(out, &f->results->runs, f->run, "problem", f->plugin);
    dh_put_format(out, ",\"studySeed\":%llu", (unsigned long long)study_seed(f->results, report->arena));
    if (t->traces.count && t->path[0].trace->rows && isfinite(t->path[0].x1[0] + t->path[0].x2[0])) {
        dh_put_format(out, ",\"start\":");
        put_triple(out, (double[]){t->path[0].x1[0], t->path[0].x2[0]}, 2);
    }
    put_checks(out, t);
    dh_put_u8(out, '}');
}

/* The run of each optimizer on the problem that ended lowest, of those that the page has; the lowest first. */
static size_t choose_racers(const found *f, size_t run[MOST_RACERS])
{
    const dh_table *runs = &f->results->runs;
    const dh_column *cost = dh_table_find(runs, "final_cost");
    size_t count = 0;
    while (cost && cost->type == DH_REAL && count < MOST_RACERS) {
        size_t best = runs->rows;
        for (size_t i = 0; i < runs->rows; i++) {
            bool taken = strcmp(text_at(runs, "problem", i), f->terrain->problem) || isnan(cost->real[i]) ||
                         !dh_web_holds_optimizer(text_at(runs, "optimizer", i));
            for (size_t k = 0; k < count; k++)
                taken |= !strcmp(text_at(runs, "optimizer", i), text_at(runs, "optimizer", run[k]));
            if (!taken && (best == runs->rows || cost->real[i] < cost->real[best]))
                best = i;
        }
        if (best == runs->rows)
            break;
        run[count++] = best;
    }
    return count;
}

static void put_racers(dh_buffer *out, const found *f)
{
    size_t run[MOST_RACERS], count = choose_racers(f, run);
    const dh_table *runs = &f->results->runs;
    const dh_column *lr = dh_table_find(runs, "lr"), *steps = dh_table_find(runs, "stop_step");
    int64_t most = 1;
    for (size_t i = 0; i < count; i++) {
        dh_put_format(out, i ? ",{\"optimizer\":" : ",\"racers\":[{\"optimizer\":");
        put_use(out, runs, run[i], "optimizer", text_at(runs, "optimizer", run[i]));
        dh_put_format(out, ",\"schedule\":");
        put_use(out, runs, run[i], "schedule", text_at(runs, "schedule", run[i]));
        dh_put_format(out, ",\"rate\":");
        dh_web_put_real(out, lr && lr->type == DH_REAL ? lr->real[run[i]] : NAN);
        dh_put_u8(out, '}');
        if (steps && steps->type == DH_WHOLE && steps->whole[run[i]] > most)
            most = steps->whole[run[i]];
    }
    if (count)
        dh_put_format(out, "],\"steps\":%lld", (long long)(most < MOST_STEPS ? most : MOST_STEPS));
}

/* None is no error; a file that cannot be read is. */
static int find_all(const dh_report_subject *s, dh_report *report, found *ret, size_t *ret_count, dh_error *error)
{
    dh_terrains terrains;
    *ret_count = 0;
    if (!dh_terrains_any(s->results, s->files))
        return 0;
    if (dh_terrains_read(s->results, s->files, NULL, DH_LOWEST_SEED, report->arena, &terrains, error))
        return error->kind == DH_ERROR_SYSTEM ? -1 : 0;
    for (size_t i = 0; i < terrains.count && *ret_count < MOST_PROBLEMS; i++)
        *ret_count += find(s, &terrains.terrain[i], &ret[*ret_count]);
    return 0;
}

int dh_report_explorer(dh_report *report, const dh_report_subject *s, dh_error *error)
{
    found all[MOST_PROBLEMS];
    size_t count;
    dh_buffer setting = {0};
    if (find_all(s, report, all, &count, error))
        return -1;
    if (!count)
        return 0;
    dh_report_heading(report, 2, "Explorer");
    if (!dh_web_there()) {
        dh_report_say(report, DH_BLOCK_TEXT, "There is no explorer: %s.", dh_web_missing);
        return 0;
    }
    dh_report_say(report, DH_BLOCK_TEXT,
                  "In the page (index.html) methods can be tried on the problems of two dimensions: of those that it "
                  "has, the ones "
                  "that ended lowest here to begin with.");
    dh_put_format(&setting, "{\"problems\":[");
    for (size_t i = 0; i < count; i++) {
        dh_put_format(&setting, i ? "," : "");
        put_problem(&setting, report, &all[i]);
    }
    dh_put_format(&setting, "],\"others\":false");
    put_racers(&setting, &all[0]);
    dh_put_u8(&setting, '}');
    const int failed = dh_web_add(report, &setting, error);
    dh_buffer_finish(&setting);
    return failed;
}
