/* Methods of different builds get different names. */
#include "summary/apart.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    const dh_trace *p = *(const dh_trace *const *)a, *q = *(const dh_trace *const *)b;
    int order = strcmp(p->problem, q->problem);
    order = order ? order : strcmp(p->method, q->method);
    return order ? order : (p->seed > q->seed) - (p->seed < q->seed);
}

int dh_traces_tell_apart(dh_traces *traces, const char *const *name, dh_arena *arena, bool *ret_told, dh_error *error)
{
    const dh_trace **sorted = DH_NEW(arena, const dh_trace *, traces->count);
    if (!sorted)
        return dh_fail_memory(error);
    for (size_t i = 0; i < traces->count; i++)
        sorted[i] = &traces->trace[i];
    qsort(sorted, traces->count, sizeof *sorted, compare);
    *ret_told = false;
    for (size_t i = 1; i < traces->count && !*ret_told; i++)
        *ret_told = sorted[i]->file != sorted[i - 1]->file && !compare(&sorted[i], &sorted[i - 1]);
    for (size_t i = 0; *ret_told && i < traces->count; i++) {
        dh_trace *t = &traces->trace[i];
        t->method = dh_arena_format(arena, "%s [%s]", t->method, name[t->file]);
        if (t->group)
            t->group = dh_arena_format(arena, "%s [%s]", t->group, name[t->file]);
        if (!t->method)
            return dh_fail_memory(error);
    }
    return 0;
}
