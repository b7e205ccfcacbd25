/* x1 and x2 are columns of the history like others: three readings of the same runs, row by row, make the paths. */
#include "summary/path.h"

#include "summary/best.h"

#include <math.h>
#include <string.h>

bool dh_terrains_any(dh_results *const *results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (results[i]->surface_rows)
            return true;
    return false;
}

/* ---- the functions ---- */

static size_t side_of(int64_t points)
{
    size_t side = (size_t)floor(sqrt((double)points) + 0.5);
    return points > 0 && side > 1 && (int64_t)(side * side) == points ? side : 0;
}

static double number(const dh_results *r, const char *name, size_t row)
{
    const dh_column *column = dh_table_find(&r->problems, name);
    return column && column->type == DH_REAL ? column->real[row] : NAN;
}

static int read_terrain(const dh_results *r, size_t row, const double *const column[3], dh_terrain *ret,
                        dh_error *error)
{
    size_t from = (size_t)dh_table_find(&r->problems, "surface_offset")->whole[row];
    size_t side = side_of(dh_table_find(&r->problems, "surface_length")->whole[row]);
    const char *name = dh_table_find(&r->problems, "problem")->text[row];
    if (!side)
        return dh_fail(error, DH_ERROR_INPUT, "%s: the surface of problem \"%s\" is no square", r->path, name);
    size_t last = from + side * side - 1;
    *ret = (dh_terrain){.problem = name,
                        .x1_low = column[0][from],
                        .x1_high = column[0][last],
                        .x2_low = column[1][from],
                        .x2_high = column[1][last],
                        .side = side,
                        .f = column[2] + from,
                        .f_star = number(r, "f_star", row),
                        .x_star = {number(r, "x_star_1", row), number(r, "x_star_2", row)}};
    double width = ret->x1_high - ret->x1_low, height = ret->x2_high - ret->x2_low;
    if (!(width > 0) || !(height > 0) || !isfinite(width) || !isfinite(height))
        return dh_fail(error, DH_ERROR_INPUT, "%s: the surface of problem \"%s\" covers no box", r->path, name);
    return 0;
}

static dh_terrain *find(const dh_terrains *all, const char *problem)
{
    for (size_t i = 0; i < all->count; i++)
        if (!strcmp(all->terrain[i].problem, problem))
            return &all->terrain[i];
    return NULL;
}

/* Appends those of one file that are not there yet. */
static int read_file(dh_results *r, dh_arena *arena, dh_terrains *ret, dh_error *error)
{
    static const char *const name[3] = {"x1", "x2", "f"};
    const double *column[3];
    const dh_column *problem = dh_table_find(&r->problems, "problem"),
                    *length = dh_table_find(&r->problems, "surface_length");
    if (!problem || problem->type != DH_TEXT)
        return dh_fail(error, DH_ERROR_INPUT, "%s: /problems/problem is %s", r->path,
                       problem ? "of another type" : "missing");
    for (int i = 0; i < 3; i++)
        if (!(column[i] = dh_results_surface(r, name[i], arena, error)))
            return -1;
    for (size_t row = 0; row < r->problems.rows; row++)
        if (length->whole[row] && !find(ret, problem->text[row]) &&
            read_terrain(r, row, column, &ret->terrain[ret->count++], error))
            return -1;
    return 0;
}

/* ---- the paths ---- */

/* traces of the cost, x1 and x2 of the same runs */
static int attach(const dh_traces *x1, const dh_traces *x2, const dh_traces *cost, dh_path *ret, dh_error *error)
{
    for (size_t i = 0, k = 0; i < cost->count; i++, k++) {
        while (k < x1->count && x1->trace[k].id != cost->trace[i].id)
            k++;
        if (k == x1->count || k >= x2->count || x1->trace[k].rows != cost->trace[i].rows)
            return dh_fail(error, DH_ERROR_SYSTEM, "run %s: its path is not where its cost is", cost->trace[i].id);
        ret[i] = (dh_path){.trace = &cost->trace[i], .x1 = x1->trace[k].y, .x2 = x2->trace[k].y};
    }
    return 0;
}

static bool belongs(const dh_terrain *t, const dh_trace *trace)
{
    return !strcmp(t->problem, trace->problem);
}

/* Counts them in known [traces->count], and takes the lowest unless one was asked for. */
static void choose_seed(dh_terrain *t, const dh_traces *traces, int64_t seed, int64_t *known)
{
    t->seed = INT64_MAX;
    for (size_t i = 0; i < traces->count; i++) {
        int64_t own = traces->trace[i].seed;
        if (!belongs(t, &traces->trace[i]))
            continue;
        size_t k = 0;
        while (k < t->seeds && known[k] != own)
            k++;
        if (k == t->seeds)
            known[t->seeds++] = own;
        t->seed = own < t->seed ? own : t->seed;
    }
    t->seed = seed == DH_LOWEST_SEED ? t->seed : seed;
}

static int take_runs(dh_terrain *t, const dh_traces *traces, const dh_path *path, int64_t seed, dh_arena *arena,
                     dh_error *error)
{
    int64_t *known = DH_NEW(arena, int64_t, traces->count + 1);
    t->traces.trace = DH_NEW(arena, dh_trace, traces->count + 1);
    t->path = DH_NEW(arena, dh_path, traces->count + 1);
    if (!known || !t->traces.trace || !t->path)
        return dh_fail_memory(error);
    choose_seed(t, traces, seed, known);
    for (size_t i = 0; i < traces->count; i++)
        if (belongs(t, &traces->trace[i]) && traces->trace[i].seed == t->seed) {
            size_t at = t->traces.count++;
            dh_trace *own = &t->traces.trace[at];
            *own = traces->trace[i];
            if (own->settings) /* on this one problem, the best of a group is one method */
                own->method = own->settings;
            t->path[at] = path[i];
            t->path[at].trace = own;
        }
    if (t->seeds && !t->traces.count)
        return dh_fail(error, DH_ERROR_INPUT, "problem \"%s\" has no run of seed %lld", t->problem,
                       (long long)t->seed);
    return 0;
}

static int read_paths(dh_results *const *results, size_t count, const char *best_of, int64_t seed, dh_arena *arena,
                      dh_terrains *all, dh_error *error)
{
    dh_traces cost, x1, x2;
    if (dh_traces_read(results, count, DH_AXIS_STEP, NULL, best_of, arena, &cost, error) ||
        dh_traces_read(results, count, DH_AXIS_STEP, "x1", NULL, arena, &x1, error) ||
        dh_traces_read(results, count, DH_AXIS_STEP, "x2", NULL, arena, &x2, error))
        return -1;
    if (best_of && dh_traces_keep_best(&cost, arena, error))
        return -1;
    dh_path *path = DH_NEW(arena, dh_path, cost.count + 1);
    if (!path)
        return dh_fail_memory(error);
    if (attach(&x1, &x2, &cost, path, error))
        return -1;
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (take_runs(&all->terrain[i], &cost, path, seed, arena, error))
            return -1;
        if (all->terrain[i].seeds) /* a part of a study may have no run of a problem */
            all->terrain[kept++] = all->terrain[i];
    }
    all->count = kept;
    return 0;
}

int dh_terrains_read(dh_results *const *results, size_t count, const char *best_of, int64_t seed, dh_arena *arena,
                     dh_terrains *ret, dh_error *error)
{
    size_t problems = 0, files = 0;
    dh_results **from = DH_NEW(arena, dh_results *, count + 1);
    for (size_t i = 0; i < count; i++)
        problems += results[i]->problems.rows;
    *ret = (dh_terrains){.terrain = DH_NEW(arena, dh_terrain, problems + 1)};
    if (!from || !ret->terrain)
        return dh_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        if (results[i]->surface_rows) {
            from[files++] = results[i];
            if (read_file(results[i], arena, ret, error))
                return -1;
        }
    if (files && read_paths(from, files, best_of, seed, arena, ret, error))
        return -1;
    if (!ret->count)
        return dh_fail(
            error, DH_ERROR_INPUT,
            "%s: no runs on a problem in two dimensions that says where it is worth plotting, as rosenbrock does "
            "(or the file is older than such charts: run the study again)",
            count ? results[0]->path : "no file");
    return 0;
}
