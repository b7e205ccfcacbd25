/* Baselines: finding in them, and putting new cells into old ones. */
#include "verdict/baseline.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

size_t dh_baseline_find_cell(const dh_baseline *b, const char *method, const char *problem)
{
    size_t i = 0;
    while (i < b->cells && (strcmp(b->cell[i].method, method) || strcmp(dh_baseline_problem(b, i), problem)))
        i++;
    return i;
}

const char *dh_baseline_problem(const dh_baseline *b, size_t cell)
{
    return b->problem[b->cell[cell].problem].label;
}

static size_t find_problem(const dh_baseline *b, const char *label)
{
    size_t i = 0;
    while (i < b->problems && strcmp(b->problem[i].label, label))
        i++;
    return i;
}

/* 1: the pattern matches its name; -1: memory */
static int choose(const dh_baseline *b, size_t cell, const char *pattern, dh_arena *arena, dh_error *error)
{
    const char *name = dh_arena_format(arena, "%s on %s", b->cell[cell].method, dh_baseline_problem(b, cell));
    return name ? !fnmatch(pattern, name, 0) : dh_fail_memory(error);
}

/* NaN: no run saw a finite cost. */
static bool same_problem(const dh_base_problem *a, const dh_base_problem *b)
{
    bool same_floor = a->floor == b->floor || (isnan(a->floor) && isnan(b->floor));
    return same_floor && !strcmp(a->definition, b->definition);
}

/* The new problem in the place of the old one, when all its cells come along; else both must be one. */
static int put_cell(const dh_baseline *new, size_t at, dh_baseline *ret, dh_error *error)
{
    const dh_base_problem *p = &new->problem[new->cell[at].problem];
    size_t problem = find_problem(ret, p->label), cell = dh_baseline_find_cell(ret, new->cell[at].method, p->label);
    if (problem == ret->problems)
        ret->problem[ret->problems++] = *p;
    else if (!same_problem(&ret->problem[problem], p))
        return dh_fail(
            error, DH_ERROR_INPUT,
            "problem \"%s\" is another one in %s than in %s (parameters, dataset or floor): expected the same; "
            "update all cells at once, without --only",
            p->label, new->name, ret->name);
    ret->cell[cell] = new->cell[at];
    ret->cell[cell].problem = problem;
    ret->cells += cell == ret->cells;
    return 0;
}

int dh_baseline_update(const dh_baseline *old, const dh_baseline *new, const char *pattern, dh_arena *arena,
                       dh_baseline *ret, dh_error *error)
{
    *ret = *new;
    ret->rules = old->rules;
    ret->rule = old->rule;
    if (!pattern)
        return 0;
    ret->name = old->name;
    ret->problems = old->problems;
    ret->cells = old->cells;
    ret->problem = DH_NEW(arena, dh_base_problem, old->problems + new->problems);
    ret->cell = DH_NEW(arena, dh_cell, old->cells + new->cells);
    if (!ret->problem || !ret->cell)
        return dh_fail_memory(error);
    memcpy(ret->problem, old->problem, old->problems * sizeof *old->problem);
    memcpy(ret->cell, old->cell, old->cells * sizeof *old->cell);
    size_t count = 0;
    for (size_t i = 0; i < new->cells; i++) {
        int chosen = choose(new, i, pattern, arena, error);
        if (chosen < 0 || (chosen && put_cell(new, i, ret, error)))
            return -1;
        count += chosen > 0;
    }
    return count ? 0 : dh_fail(error, DH_ERROR_INPUT, "--only '%s': no cell of %s is called so", pattern, new->name);
}
