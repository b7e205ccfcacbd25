#include "summary/rank.h"

#include <stdlib.h>

typedef struct place {
    double sum; /* of ranks; the mean times the number of panels */
    size_t method;
} place;

static double rank_in(const dh_panel *panel, size_t methods, size_t method, bool larger_is_better)
{
    double own = panel->curve[method].final, better = 0, equal = 0;
    for (size_t i = 0; i < methods; i++) {
        double other = panel->curve[i].final;
        better += larger_is_better ? other > own : other < own;
        equal += other == own;
    }
    return better + (equal + 1) / 2;
}

static int compare(const void *a, const void *b)
{
    const place *p = a, *q = b;
    if (p->sum != q->sum)
        return p->sum < q->sum ? -1 : 1;
    return (p->method > q->method) - (p->method < q->method);
}

int dh_rank_methods(const dh_curves *curves, dh_arena *arena, size_t *order, dh_error *error)
{
    place *places = DH_NEW(arena, place, curves->methods);
    if (!places)
        return dh_fail_memory(error);
    for (size_t i = 0; i < curves->methods; i++) {
        places[i].method = i;
        for (size_t k = 0; k < curves->panels; k++)
            places[i].sum += rank_in(&curves->panel[k], curves->methods, i, curves->larger_is_better);
    }
    qsort(places, curves->methods, sizeof *places, compare);
    for (size_t i = 0; i < curves->methods; i++)
        order[i] = places[i].method;
    return 0;
}
