/* Each piece of a path is cut at the edges of the box: Y. Liang & B. Barsky 1984, "A new concept and method for line
 * clipping", ACM Transactions on Graphics 3(1), 1-22. */
#include "view/trail.h"

#include "view/isoline.h"

#include <math.h>

enum { DOTS = 12, MANY = 3000 }; /* spots from which on a path is thinned, as a picture cannot show them all */
static const double FINE = 2e-4; /* of the box: what a picture cannot show */

static dh_spot spot_at(const dh_relief *relief, const dh_path *p, size_t row)
{
    const dh_trace *t = p->trace;
    double f = t->y[row] + (t->gap ? t->f_star : 0);
    return (dh_spot){.x1 = p->x1[row], .x2 = p->x2[row], .height = dh_relief_height(relief, f)};
}

static bool inside(const dh_terrain *t, dh_spot s)
{
    return s.x1 >= t->x1_low && s.x1 <= t->x1_high && s.x2 >= t->x2_low && s.x2 <= t->x2_high;
}

/* One edge: `out` is how far a lies beyond it and `step` how much nearer b is. */
static bool cut(double out, double step, double *from, double *to)
{
    if (step == 0)
        return out <= 0;
    double at = out / step;
    if (step > 0)
        *from = fmax(*from, at);
    else
        *to = fmin(*to, at);
    return *from <= *to;
}

static dh_spot mix(dh_spot a, dh_spot b, double share)
{
    if (share <= 0 || share >= 1)
        return share <= 0 ? a : b;
    double height = isfinite(b.height) ? a.height + share * (b.height - a.height) : a.height;
    return (dh_spot){.x1 = a.x1 + share * (b.x1 - a.x1), .x2 = a.x2 + share * (b.x2 - a.x2), .height = height};
}

/* The part of a-b that lies in the box. */
static bool clip(const dh_terrain *t, dh_spot *a, dh_spot *b)
{
    double from = 0, to = 1, dx = b->x1 - a->x1, dy = b->x2 - a->x2;
    if (!isfinite(dx) || !isfinite(dy) || !cut(t->x1_low - a->x1, dx, &from, &to) ||
        !cut(a->x1 - t->x1_high, -dx, &from, &to) || !cut(t->x2_low - a->x2, dy, &from, &to) ||
        !cut(a->x2 - t->x2_high, -dy, &from, &to))
        return false;
    dh_spot first = mix(*a, *b, from), last = mix(*a, *b, to);
    *a = first;
    *b = last;
    return true;
}

static void push(dh_trail *t, dh_spot s, bool joined)
{
    s.joined = joined;
    t->spot[t->count++] = s;
}

/* The same spots without those that a straight line passes by; each joined piece on its own. */
static int thin(const dh_terrain *t, dh_trail *trail, dh_arena *arena)
{
    dh_vertex *at = DH_NEW(arena, dh_vertex, trail->count);
    bool *keep = DH_NEW(arena, bool, trail->count);
    if (!at || !keep)
        return -1;
    size_t kept = 0;
    for (size_t from = 0, to; from < trail->count; from = to) {
        for (to = from; to < trail->count && (to == from || trail->spot[to].joined); to++)
            at[to - from] = (dh_vertex){(trail->spot[to].x1 - t->x1_low) / (t->x1_high - t->x1_low),
                                        (trail->spot[to].x2 - t->x2_low) / (t->x2_high - t->x2_low)};
        size_t n = to - from, left = dh_line_thin(at, n, FINE, keep);
        for (size_t k = 0; k < n; k++)
            if (left == n || keep[k])
                trail->spot[kept++] = trail->spot[from + k];
    }
    trail->count = kept;
    return 0;
}

static void put_dots(const dh_terrain *t, const dh_relief *relief, const dh_path *p, size_t rows, uint64_t every,
                     dh_trail *ret)
{
    for (size_t i = 1; every && i + 1 < rows; i++) {
        dh_spot s = spot_at(relief, p, i);
        if ((uint64_t)p->trace->x[i] % every == 0 && inside(t, s) && ret->dots < 2 * DOTS)
            ret->dot[ret->dots++] = s;
    }
}

static void end_trail(const dh_terrain *t, const dh_relief *relief, const dh_path *p, size_t rows, dh_trail *ret)
{
    bool good = p->trace->status == DH_FINISHED || p->trace->status == DH_TARGET_REACHED;
    dh_spot last = rows ? spot_at(relief, p, rows - 1) : (dh_spot){0};
    if (!ret->count)
        return;
    bool in = inside(t, last);
    ret->end = in ? last : ret->spot[ret->count - 1];
    ret->ended = good && in && rows == p->trace->rows ? DH_TRAIL_ARRIVED : DH_TRAIL_LOST;
}

int dh_trail_make(const dh_terrain *t, const dh_relief *relief, const dh_path *p, uint64_t every, dh_arena *arena,
                  dh_trail *ret)
{
    size_t rows = 0;
    while (rows < p->trace->rows && isfinite(p->x1[rows]) && isfinite(p->x2[rows]) && isfinite(p->trace->y[rows]))
        rows++;
    *ret = (dh_trail){.spot = DH_NEW(arena, dh_spot, 2 * rows + 1), .dot = DH_NEW(arena, dh_spot, 2 * DOTS)};
    if (!ret->spot || !ret->dot)
        return -1;
    ret->start = rows ? spot_at(relief, p, 0) : (dh_spot){0};
    ret->begins = rows && inside(t, ret->start);
    if (ret->begins)
        push(ret, ret->start, false);
    for (size_t i = 1; i < rows; i++) {
        dh_spot a = spot_at(relief, p, i - 1), b = spot_at(relief, p, i);
        bool joined = ret->count && inside(t, a);
        if (!clip(t, &a, &b))
            continue;
        if (!joined)
            push(ret, a, false);
        push(ret, b, true);
    }
    put_dots(t, relief, p, rows, every, ret);
    end_trail(t, relief, p, rows, ret);
    return ret->count > MANY ? thin(t, ret, arena) : 0;
}

uint64_t dh_trail_every(const dh_terrain *t)
{
    double last = 0;
    for (size_t i = 0; i < t->traces.count; i++)
        if (t->traces.trace[i].rows)
            last = fmax(last, t->traces.trace[i].x[t->traces.trace[i].rows - 1]);
    if (last < 2 || last > 1e15)
        return 0;
    uint64_t every = 1;
    for (int k = 0; last / (double)every > DOTS; k++)
        every = k % 3 == 1 ? every / 2 * 5 : every * 2;
    return every;
}
