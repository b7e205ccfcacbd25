#include "summary/best.h"

#include "summary/curve.h"

#include <string.h>

enum { FEW = 8 }; /* points of a curve of which only the end is looked at: the least there may be */

/* Where a trace stands, as indices. */
typedef struct place {
    size_t panel, method, group;
} place;

static size_t index_of(const char *const *names, size_t count, const char *name, size_t guess)
{
    if (guess < count && !strcmp(names[guess], name))
        return guess;
    size_t i = 0;
    while (i < count && strcmp(names[i], name))
        i++;
    return i;
}

static size_t find_panel(const dh_curves *curves, const char *problem, size_t guess)
{
    size_t i = guess;
    if (!strcmp(curves->panel[i].problem, problem))
        return i;
    for (i = 0; strcmp(curves->panel[i].problem, problem);)
        i++;
    return i;
}

/* place [traces]; returns the number of groups */
static size_t find_places(const dh_traces *traces, const dh_curves *curves, const char **group, place *at)
{
    size_t groups = 0;
    place last = {0};
    for (size_t i = 0; i < traces->count; i++) {
        const dh_trace *t = &traces->trace[i];
        last.panel = find_panel(curves, t->problem, last.panel);
        last.method = index_of(curves->method, curves->methods, t->method, last.method);
        last.group = index_of(group, groups, t->group, last.group);
        if (last.group == groups)
            group[groups++] = t->group;
        at[i] = last;
    }
    return groups;
}

static bool better(const dh_curves *curves, size_t panel, size_t method, size_t than)
{
    double a = curves->panel[panel].curve[method].final, b = curves->panel[panel].curve[than].final;
    return curves->larger_is_better ? a > b : a < b;
}

/* Label of a group: of the method that was chosen everywhere, else its own. chosen [panels][groups], methods = none. */
static const char *label(const dh_curves *curves, const size_t *chosen, size_t groups, size_t g, const char *own)
{
    size_t only = curves->methods;
    for (size_t p = 0; p < curves->panels; p++) {
        size_t method = chosen[p * groups + g];
        if (method == curves->methods)
            continue;
        if (only != curves->methods && only != method)
            return own;
        only = method;
    }
    return curves->method[only];
}

int dh_traces_keep_best(dh_traces *traces, dh_arena *arena, dh_error *error)
{
    dh_curves curves;
    if (dh_curves_make(traces, DH_SCALE_LINEAR, FEW, arena, &curves, error))
        return -1;
    const char **group = DH_NEW(arena, const char *, traces->count);
    place *at = DH_NEW(arena, place, traces->count);
    if (!group || !at)
        return dh_fail_memory(error);
    size_t groups = find_places(traces, &curves, group, at), cells = curves.panels * groups, kept = 0;
    size_t *chosen = DH_NEW(arena, size_t, cells);
    if (!chosen)
        return dh_fail_memory(error);
    for (size_t i = 0; i < cells; i++)
        chosen[i] = curves.methods;
    for (size_t i = 0; i < traces->count; i++) {
        size_t *best = &chosen[at[i].panel * groups + at[i].group];
        if (*best == curves.methods || better(&curves, at[i].panel, at[i].method, *best))
            *best = at[i].method;
    }
    for (size_t i = 0; i < traces->count; i++) {
        dh_trace *t = &traces->trace[i];
        if (at[i].method != chosen[at[i].panel * groups + at[i].group])
            continue;
        t->settings = t->method;
        t->method = label(&curves, chosen, groups, at[i].group, t->group);
        traces->trace[kept++] = *t;
    }
    traces->count = kept;
    return 0;
}
