#include "view/range.h"

#include <math.h>

/* In losses: scores are negated. */
typedef struct extent {
    double start;          /* worst first median */
    double best, worst;    /* medians of the curves that end better than they began */
    double low, high;      /* their quartiles */
    double peak;           /* worst finite median of any curve */
    double positive;       /* smallest positive median or lower quartile */
    bool leaves, negative; /* some curve gets worse; some median is not positive */
} extent;

static void widen(extent *e, const dh_curve *curve, double sign, double first, bool converges)
{
    for (size_t i = 0; i < curve->points; i++) {
        double m = sign * curve->median[i], a = sign * curve->low[i], b = sign * curve->high[i];
        double low = fmin(a, b), high = fmax(a, b);
        if (isfinite(m)) {
            e->peak = fmax(e->peak, m);
            e->best = fmin(e->best, m);
            e->negative = e->negative || m <= 0;
            e->positive = m > 0 ? fmin(e->positive, m) : e->positive;
        }
        if (!converges)
            continue;
        e->worst = isfinite(m) ? fmax(e->worst, m) : e->worst;
        e->low = isfinite(low) ? fmin(e->low, low) : e->low;
        e->high = isfinite(high) ? fmax(e->high, high) : e->high;
    }
    e->start = fmax(e->start, first);
    e->leaves = e->leaves || !converges;
}

static bool measure(const dh_panel *panel, size_t methods, double sign, extent *ret)
{
    *ret = (extent){.start = -INFINITY,
                    .best = INFINITY,
                    .worst = -INFINITY,
                    .low = INFINITY,
                    .high = -INFINITY,
                    .peak = -INFINITY,
                    .positive = INFINITY};
    for (size_t i = 0; i < methods; i++) {
        const dh_curve *curve = &panel->curve[i];
        size_t at = 0;
        while (at < curve->points && !isfinite(curve->median[at]))
            at++;
        if (at == curve->points)
            continue;
        double first = sign * curve->median[at];
        widen(ret, curve, sign, first, panel->quantity || sign * curve->final <= first);
    }
    return isfinite(ret->start);
}

static dh_range log_range(const extent *e, const dh_panel *panel)
{
    bool any = isfinite(e->worst);
    double high = any ? fmax(e->worst, fmin(e->high, 10 * e->start)) : fmin(e->peak, 1e9 * e->start);
    if (any && e->leaves)
        high = fmax(high, fmin(10 * e->start, e->peak));
    if (panel->ceiling > e->positive)
        high = fmin(high, panel->ceiling);
    double low = any ? fmin(e->positive, fmax(e->low, e->positive / 10)) : e->positive;
    double floor = fmax(panel->resolution, high * 1e-30);
    bool clipped = e->negative || e->positive < floor;
    low = fmin(fmax(low, floor), high);
    return (dh_range){.log = true, .clipped = clipped, .low = clipped ? low / 10 : low, .high = high};
}

static dh_range linear_range(const extent *e)
{
    bool any = isfinite(e->worst);
    if (!any)
        return (dh_range){.low = e->best, .high = e->peak};
    double span = fmax(e->start, e->worst) - e->best;
    double high = fmax(fmax(e->start, e->worst), fmin(e->high, e->worst + 0.25 * span));
    double low = fmin(e->best, fmax(e->low, e->best - 0.25 * span));
    return (dh_range){.low = low, .high = e->leaves ? fmin(fmax(e->peak, high), high + 0.2 * span) : high};
}

bool dh_range_find(const dh_panel *panel, size_t methods, bool larger_is_better, dh_scale scale, dh_range *ret)
{
    extent e;
    if (!measure(panel, methods, larger_is_better ? -1 : 1, &e))
        return false;
    bool can =
        !larger_is_better && isfinite(e.positive) && e.start > 0 && (!e.negative || panel->gap || panel->quantity);
    dh_range log = can ? log_range(&e, panel) : (dh_range){0};
    if (can && (scale == DH_SCALE_LOG || (scale == DH_SCALE_AUTO && (e.negative || log.high >= 31.6 * log.low)))) {
        *ret = log;
        return true;
    }
    *ret = linear_range(&e);
    if (!larger_is_better && panel->ceiling > ret->low)
        ret->high = fmin(ret->high, panel->ceiling);
    if (larger_is_better)
        *ret = (dh_range){.low = -ret->high, .high = -ret->low};
    return true;
}
