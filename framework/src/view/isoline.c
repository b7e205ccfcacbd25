/* Marching squares (W. E. Lorensen & H. E. Cline 1987, "Marching cubes", SIGGRAPH Computer Graphics 21(4), 163-169,
 * in two dimensions) on a grid with a border of values below every level, so that all lines close. Around each cell
 * against the clock, a line begins at an edge that goes out of what is above and ends at one that comes into it. */
#include "view/isoline.h"

#include <math.h>
#include <string.h>

enum { BOTTOM, RIGHT, TOP, LEFT };

typedef struct tracer {
    const double *value;
    size_t side; /* of the grid */
    size_t wide; /* with its border: side + 2 */
    double level;
    size_t
        *next; /* [2 wide wide] the crossed edge that follows an edge, + 1; 0: it is not crossed or already passed */
} tracer;

/* Node (i, j) of the grid with its border. */
static double node(const tracer *t, size_t i, size_t j)
{
    if (!i || !j || i > t->side || j > t->side)
        return -INFINITY;
    double v = t->value[(j - 1) * t->side + i - 1];
    return isnan(v) ? INFINITY : v;
}

/* Number of edge `which` of cell (i, j): the even ones lie along x, the odd ones along y. */
static size_t edge(const tracer *t, size_t i, size_t j, int which)
{
    i += which == RIGHT;
    j += which == TOP;
    return 2 * (j * t->wide + i) + (which == LEFT || which == RIGHT);
}

static void march(const tracer *t, size_t i, size_t j)
{
    double v[4] = {node(t, i, j), node(t, i + 1, j), node(t, i + 1, j + 1), node(t, i, j + 1)};
    bool above[4];
    int count = 0;
    for (int k = 0; k < 4; k++)
        count += above[k] = v[k] >= t->level;
    if (!count || count == 4)
        return;
    bool joined = (v[0] + v[1] + v[2] + v[3]) / 4 >= t->level;
    for (int k = 0; k < 4; k++) {
        if (!above[k] || above[(k + 1) % 4])
            continue;
        int end = joined ? (k + 1) % 4 : (k + 3) % 4; /* where two corners across are above, both would do */
        while (above[end] || !above[(end + 1) % 4])
            end = joined ? (end + 1) % 4 : (end + 3) % 4;
        t->next[edge(t, i, j, k)] = edge(t, i, j, end) + 1;
    }
}

/* Where an edge is crossed, in cells of the grid: never in its border, and beside what is not finite at the finite
 * end. */
static dh_vertex crossing(const tracer *t, size_t number)
{
    bool upright = number & 1;
    size_t i = number / 2 % t->wide, j = number / 2 / t->wide;
    double a = node(t, i, j), b = node(t, i + !upright, j + upright);
    double share = a == -INFINITY ? 1 : b == -INFINITY ? 0 : isinf(a) ? 1 : isinf(b) ? 0 : (t->level - a) / (b - a);
    double x = (double)i - 1, y = (double)j - 1;
    return (dh_vertex){upright ? x : x + share, upright ? y + share : y};
}

static int walk(const tracer *t, size_t first, dh_arena *arena, dh_loop *ret)
{
    size_t count = 0, at = first;
    do {
        count++;
        at = t->next[at] - 1;
    } while (at != first);
    *ret = (dh_loop){.at = DH_NEW(arena, dh_vertex, count)};
    if (!ret->at)
        return -1;
    while (t->next[at]) {
        ret->at[ret->count++] = crossing(t, at);
        size_t after = t->next[at] - 1;
        t->next[at] = 0;
        at = after;
    }
    return 0;
}

int dh_loops_trace(const double *value, size_t side, double level, dh_arena *arena, dh_loops *ret)
{
    tracer t = {.value = value, .side = side, .wide = side + 2, .level = level};
    size_t edges = 2 * t.wide * t.wide, room = 64;
    t.next = DH_NEW(arena, size_t, edges);
    *ret = (dh_loops){.loop = DH_NEW(arena, dh_loop, room)};
    if (!t.next || !ret->loop)
        return -1;
    for (size_t j = 0; j + 1 < t.wide; j++)
        for (size_t i = 0; i + 1 < t.wide; i++)
            march(&t, i, j);
    for (size_t e = 0; e < edges; e++) {
        if (!t.next[e])
            continue;
        if (ret->count == room) {
            dh_loop *more = DH_NEW(arena, dh_loop, 2 * room);
            if (!more)
                return -1;
            memcpy(more, ret->loop, room * sizeof *more);
            ret->loop = more;
            room *= 2;
        }
        if (walk(&t, e, arena, &ret->loop[ret->count++]))
            return -1;
    }
    return 0;
}

bool dh_on_edge(dh_vertex a, dh_vertex b, size_t side)
{
    double last = (double)(side - 1);
    return (a.x == b.x && (a.x == 0 || a.x == last)) || (a.y == b.y && (a.y == 0 || a.y == last));
}

/* Distance of p from the piece a-b. */
static double distance(dh_vertex p, dh_vertex a, dh_vertex b)
{
    double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    double along = length > 0 ? fmin(fmax(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0), 1) : 0;
    double ex = p.x - a.x - along * dx, ey = p.y - a.y - along * dy;
    return sqrt(ex * ex + ey * ey);
}

/* Marks the farthest vertex between each two kept neighbours until none is far. Without a stack: a piece is looked at
 * again after it was split. */
size_t dh_line_thin(dh_vertex *at, size_t count, double tolerance, bool *keep)
{
    if (count < 3)
        return count;
    memset(keep, 0, count * sizeof *keep);
    keep[0] = keep[count - 1] = true;
    for (size_t from = 0, to; from + 1 < count;) {
        for (to = from + 1; !keep[to];)
            to++;
        size_t worst = 0;
        double far = tolerance;
        for (size_t k = from + 1; k < to; k++) {
            double d = distance(at[k], at[from], at[to]);
            if (d > far) {
                far = d;
                worst = k;
            }
        }
        if (worst)
            keep[worst] = true;
        else
            from = to;
    }
    size_t kept = 0;
    for (size_t k = 0; k < count; k++)
        if (keep[k])
            at[kept++] = at[k];
    return kept;
}
