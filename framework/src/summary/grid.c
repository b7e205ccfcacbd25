/* Thinning in two passes, each run by itself and then their union, both over the same cells: so long histories are
 * never sorted, and runs that share their rows share their points. */
#include "summary/grid.h"

#include <downhill/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Equally wide cells between the smallest positive (log) or the smallest x and the largest. */
typedef struct cells {
    bool log;
    double start, width;
} cells;

static double place(const cells *c, double x)
{
    if (!c->log)
        return floor((x - c->start) / c->width);
    return x > 0 ? floor((dh_log(x) - c->start) / c->width) : -1;
}

/* Keeps the first x of every cell and the last of all. out [at most most - 1] may be x itself. */
static size_t thin(const cells *c, const double *x, size_t count, double *out)
{
    size_t kept = 0;
    double before = -2;
    for (size_t i = 0; i < count; i++) {
        double at = place(c, x[i]);
        if (at != before || i == count - 1)
            out[kept++] = x[i];
        before = at;
    }
    return kept;
}

static size_t unique(double *x, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!kept || x[i] != x[kept - 1])
            x[kept++] = x[i];
    return kept;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static cells divide(const dh_trace *const *trace, size_t count, bool log, size_t most)
{
    double first = INFINITY, last = 0;
    for (size_t i = 0; i < count; i++) {
        const dh_trace *t = trace[i];
        size_t row = 0;
        while (log && row < t->rows && t->x[row] <= 0)
            row++;
        if (row < t->rows) {
            first = fmin(first, t->x[row]);
            last = fmax(last, t->x[t->rows - 1]);
        }
    }
    cells c = {.log = log, .start = log ? dh_log(first) : first};
    c.width = ((log ? dh_log(last) : last) - c.start) / (double)(most - 4);
    return c.width > 0 && isfinite(c.width) ? c : (cells){.width = 1};
}

int dh_grid_make(const dh_trace *const *trace, size_t count, bool log, size_t most, dh_arena *arena,
                 const double **ret, size_t *ret_count, dh_error *error)
{
    size_t room = 0, used = 0;
    for (size_t i = 0; i < count; i++)
        room += trace[i]->rows < most ? trace[i]->rows : most;
    double *x = DH_NEW(arena, double, room);
    if (!x)
        return dh_fail_memory(error);
    cells c = divide(trace, count, log, most);
    for (size_t i = 0; i < count; i++) {
        const dh_trace *t = trace[i];
        if (t->rows > most)
            used += thin(&c, t->x, t->rows, x + used);
        else if (t->rows)
            memcpy(x + used, t->x, t->rows * sizeof *x), used += t->rows;
    }
    qsort(x, used, sizeof *x, compare_doubles);
    used = unique(x, used);
    *ret = x;
    *ret_count = used > most ? thin(&c, x, used, x) : used;
    return 0;
}
