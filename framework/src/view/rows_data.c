/* The axis of a chart of rows, and its data file. */
#include "view/rows_data.h"

#include "view/gnuplot.h"

#include <math.h>

static const double GOLDEN = 0.6180339887498949;

/* ---- the axis ---- */

typedef struct extent {
    double low, high, positive;
} extent;

static void widen(extent *e, double v)
{
    if (!isfinite(v))
        return;
    e->low = fmin(e->low, v);
    e->high = fmax(e->high, v);
    e->positive = v > 0 ? fmin(e->positive, v) : e->positive;
}

static extent span(const dh_row_sheet *s)
{
    extent e = {INFINITY, -INFINITY, INFINITY};
    for (size_t i = 0; i < s->rows; i++) {
        const dh_sample *m = &s->panel->sample[i];
        for (size_t k = 0; k < m->count; k++)
            widen(&e, m->value[k]);
        for (size_t k = 0; k < m->bounds; k++)
            widen(&e, m->bound[k]);
        if (s->look->expected) {
            widen(&e, m->low);
            widen(&e, m->median);
            widen(&e, m->high);
        }
    }
    return e;
}

void dh_rows_axis(dh_row_sheet *s, size_t room)
{
    bool plain = s->picture.format->text;
    extent e = span(s);
    double low = e.low, high = e.high, positive = e.positive;
    if (s->look->shares || !(low <= high)) {
        dh_ruler_make(0, s->look->shares ? 100 : 1, false, false, room, plain, &s->x);
        return;
    }
    bool can = isfinite(positive) && high > 0 && (low > 0 || s->panel->gap);
    if (s->look->scale == DH_SCALE_LINEAR || !can ||
        (s->look->scale == DH_SCALE_AUTO && low > 0 && high < (s->look->expected ? 10 : 31.6) * low)) {
        dh_ruler_make(low, high, false, true, room, plain, &s->x);
        return;
    }
    double floor = fmax(fmax(positive, s->panel->resolution), high * 1e-30);
    s->clipped = low < floor;
    dh_ruler_make(fmin(s->clipped ? floor / 10 : floor, high), high, true, true, room, plain, &s->x);
    if (s->clipped)
        dh_ruler_clip(&s->x, plain ? "~0" : "≈ 0");
}

double dh_rows_clamp(const dh_row_sheet *s, double v)
{
    return fmin(fmax(v, s->x.low), s->x.high);
}

/* ---- data ---- */

static void put_comment(const dh_row_sheet *s, const char *what, dh_buffer *data)
{
    dh_put_format(data, "# problem ");
    dh_gnuplot_comment(data, s->panel->problem);
    dh_put_format(data, "\n# %s\n", what);
}

/* Place of run k of n in its row. */
static double spread(size_t i, size_t k, size_t n)
{
    double at = GOLDEN * (double)k;
    return (double)i + (n > 1 ? 0.5 * (at - floor(at) - 0.5) : 0);
}

bool dh_rows_any_bounds(const dh_row_sheet *s)
{
    for (size_t i = 0; i < s->rows; i++)
        if (s->panel->sample[i].bounds)
            return true;
    return false;
}

static void put_bounds(const dh_row_sheet *s, dh_buffer *data)
{
    if (!dh_rows_any_bounds(s))
        return;
    dh_put_format(data, "\n\n# the same for lower bounds: runs that have no number\n");
    for (size_t i = 0; i < s->rows; i++) {
        const dh_sample *m = &s->panel->sample[i];
        for (size_t k = 0; k < m->bounds; k++)
            dh_put_format(data, "%.12g %.6f %.17g\n", dh_rows_clamp(s, m->bound[k]), spread(i, m->count + k, m->runs),
                          m->bound[k]);
    }
}

void dh_rows_put_points(const dh_row_sheet *s, dh_buffer *data)
{
    put_comment(s, "number, row and spread, number as it is, a line a run; a comment over each method", data);
    for (size_t i = 0; i < s->rows; i++) {
        const dh_sample *m = &s->panel->sample[i];
        dh_put_format(data, "# row %zu: ", i);
        dh_gnuplot_comment(data, m->settings ? m->settings : m->method);
        dh_put_format(data, ", %zu of %zu runs lost\n", m->lost, m->runs);
        if (s->look->expected)
            dh_put_format(data, "# expected %.17g, interval %.17g to %.17g\n", m->median, m->low, m->high);
        for (size_t k = 0; k < m->count; k++)
            dh_put_format(data, "%.12g %.6f %.17g\n", dh_rows_clamp(s, m->value[k]), spread(i, k, m->count),
                          m->value[k]);
    }
    put_bounds(s, data);
}

void dh_rows_put_bars(const dh_row_sheet *s, dh_buffer *data)
{
    put_comment(s, "row, share of the second part in percent, medians of both parts", data);
    for (size_t i = 0; i < s->rows; i++) {
        const dh_sample *m = &s->panel->sample[i];
        dh_put_format(data, "# ");
        dh_gnuplot_comment(data, m->settings ? m->settings : m->method);
        dh_put_format(data, "\n%zu %.9g %.17g %.17g\n", i, m->count ? 100 * m->other_median / m->median : (double)NAN,
                      m->median - m->other_median, m->other_median);
    }
}
