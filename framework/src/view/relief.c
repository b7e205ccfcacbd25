/* Levels go in factors: a valley is as important as the walls around it, and f often spans decades. */
#include "view/relief.h"

#include "summary/curve.h"

#include <downhill/math.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double LN10 = 2.302585092994046;
static const double WIDE = 30;      /* f spans more than this factor above its valley: a log scale */
static const double VALLEY = 0.005; /* share of the box that lies under the lowest level */
static const double SHOWN = 0.55, LEAST_DECADES = 1.3; /* of the decades above the valley, in a landscape */
static const double DEEPEST = 1e-24;                   /* of the highest */

double dh_relief_height(const dh_relief *relief, double f)
{
    return relief->log && !isnan(f) ? dh_log(fmax(f - relief->base, 0) + relief->shift) / LN10 : f;
}

const char *dh_relief_name(const dh_relief *relief, bool plain)
{
    if (relief->log && relief->gap)
        return plain ? "cost - f*" : "cost − f*";
    return relief->log ? plain ? "cost - least in the box" : "cost − least in the box" : "cost";
}

void dh_relief_colour(size_t k, size_t bands, char out[8])
{
    static const double stop[][3] = {{247, 251, 255}, {198, 219, 239}, {107, 174, 214}}; /* C. Brewer's Blues */
    double at = bands > 1 ? 2 * (double)k / (double)(bands - 1) : 0;
    int from = at < 1 ? 0 : 1, channel[3];
    for (int c = 0; c < 3; c++)
        channel[c] = (int)(stop[from][c] + (at - from) * (stop[from + 1][c] - stop[from][c]) + 0.5);
    snprintf(out, 8, "#%02X%02X%02X", (unsigned)channel[0] & 255, (unsigned)channel[1] & 255,
             (unsigned)channel[2] & 255);
}

/* ---- levels ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Finite values in rising order, [*ret_count]. */
static double *sorted_values(const dh_terrain *t, dh_arena *arena, size_t *ret_count)
{
    double *value = DH_NEW(arena, double, t->side * t->side);
    size_t n = 0;
    for (size_t i = 0; value && i < t->side * t->side; i++)
        if (isfinite(t->f[i]))
            value[n++] = t->f[i];
    if (value)
        qsort(value, n, sizeof *value, compare_doubles);
    *ret_count = n;
    return value;
}

static void add(dh_relief *r, double level, double low, double high)
{
    if (level > low && level < high && r->count < DH_MAX_LEVELS)
        r->level[r->count++] = level;
}

/* As many of 1, 2, 5; of 1, 3; of 1; or of every second, third, ... power of ten as there is room for. */
static void log_levels(dh_relief *r, double low, double high)
{
    static const int multiple[3][4] = {{1, 2, 5, 0}, {1, 3, 0}, {1, 0}};
    int first = dh_decade(low), last = dh_decade(high), stride = 1, which = 0;
    double decades = dh_log(high / low) / LN10;
    while (which < 2 && decades * (3 - which) > DH_MAX_LEVELS - 2)
        which++;
    while (which == 2 && decades / stride > DH_MAX_LEVELS - 2)
        stride++;
    for (int e = first; e <= last; e++)
        for (const int *m = multiple[which]; *m && e % stride == 0; m++)
            add(r, e < 0 ? *m / dh_power10(-e) : *m * dh_power10(e), low, high);
}

static void linear_levels(dh_relief *r, double low, double high)
{
    dh_ruler ruler;
    dh_ruler_make(low, high, false, false, DH_MAX_LEVELS - 2, true, &ruler);
    for (size_t i = 0; i < ruler.count; i++)
        add(r, ruler.tic[i].at, low, high);
}

static void write_labels(dh_relief *r, bool plain)
{
    double least = fabs(r->level[0]), most = fabs(r->level[r->count - 1]);
    bool powers = r->log && (least < 1e-3 || most > 1e4);
    for (size_t i = 0; i < r->count; i++) {
        int e = r->log ? dh_decade(r->level[i] * (1 + 1e-9)) : 0, m = (int)floor(r->level[i] / dh_power10(e) + 0.5);
        char *to = r->label[i], times[16] = "";
        if (m > 1)
            snprintf(times, sizeof times, "%d×", m);
        if (powers && !plain)
            snprintf(to, sizeof r->label[i], "%s10^{%s%d}", times, e < 0 ? "−" : "", abs(e));
        else
            snprintf(to, sizeof r->label[i], "%s%.6g", r->level[i] < 0 && !plain ? "−" : "",
                     plain ? r->level[i] : fabs(r->level[i]));
    }
}

int dh_relief_make(const dh_terrain *t, bool plain, dh_arena *arena, dh_relief *ret, dh_error *error)
{
    size_t n;
    double *value = sorted_values(t, arena, &n);
    *ret = (dh_relief){0};
    if (!value)
        return dh_fail_memory(error);
    if (!n || !(value[0] < value[n - 1])) {
        ret->least = ret->most = n ? value[0] : 0;
        return 0;
    }
    ret->gap = isfinite(t->f_star) && t->f_star <= value[0] + 1e-9 * (value[n - 1] - value[0]);
    double base = ret->gap ? t->f_star : value[0], high = value[n - 1] - base;
    double low = fmax(dh_quantile(value, n, VALLEY) - base, high * DEEPEST);
    double middle = dh_quantile(value, n, 0.5) - base;
    ret->log = isfinite(high) && (ret->gap ? high > WIDE * low : high > WIDE * middle);
    if (ret->log) {
        ret->base = base;
        log_levels(ret, low, high);
        ret->shift = (ret->count ? ret->level[0] : low) / 3;
    } else {
        ret->gap = false;
        linear_levels(ret, value[0], value[n - 1]);
    }
    if (ret->count)
        write_labels(ret, plain);
    ret->least = value[0];
    ret->most = value[n - 1];
    ret->valley = low + base;
    return 0;
}

dh_relief dh_relief_landscape(const dh_relief *relief)
{
    dh_relief soft = *relief;
    if (!relief->log)
        return soft;
    double most = relief->most - relief->base, decades = dh_log(most / (relief->valley - relief->base)) / LN10;
    double shift = most / dh_exp(LN10 * fmax(LEAST_DECADES, SHOWN * decades)), power = dh_power10(dh_decade(shift));
    soft.shift = floor(shift / power + 0.5) * power;
    return soft;
}

/* ---- a finer grid ---- */

static double cubic(double a, double b, double c, double d, double t)
{
    double slope_b = (c - a) / 2, slope_c = (d - b) / 2, rise = c - b;
    return b + t * (slope_b + t * (3 * rise - 2 * slope_b - slope_c + t * (slope_b + slope_c - 2 * rise)));
}

/* Is it smooth enough for a cubic: is the third difference small beside the second ones? A valley between b and c is,
 * a wall that rises by factors is not. */
static bool smooth(double a, double b, double c, double d)
{
    return fabs(d - 3 * c + 3 * b - a) <= fmax(fabs(a - 2 * b + c), fabs(b - 2 * c + d)) / 2;
}

/* Between b and c, at t in [0, 1); a and d are their outer neighbours. */
static double between(const dh_relief *r, double a, double b, double c, double d, double t)
{
    if (t == 0 || !isfinite(b) || !isfinite(c))
        return t < 0.5 ? b : c;
    if (isfinite(a) && isfinite(d) && smooth(a, b, c, d))
        return fmax(cubic(a, b, c, d, t), r->log ? r->base : -INFINITY);
    if (!r->log)
        return b + t * (c - b);
    double low = dh_relief_height(r, b), high = dh_relief_height(r, c);
    return r->base + fmax(dh_exp(LN10 * (low + t * (high - low))) - r->shift, 0);
}

/* One row of n values, `step` apart, to (n - 1) * refine + 1 of them, `ret_step` apart. Beyond the ends it goes on as
 * a parabola. */
static void refine_row(const dh_relief *r, const double *v, size_t step, size_t n, size_t refine, double *ret,
                       size_t ret_step)
{
    for (size_t i = 0; i + 1 < n; i++) {
        double b = v[i * step], c = v[(i + 1) * step];
        double a = i ? v[(i - 1) * step] : 3 * b - 3 * c + v[(n > 2 ? 2 : 1) * step];
        double d = i + 2 < n ? v[(i + 2) * step] : 3 * c - 3 * b + v[(n > 2 ? n - 3 : 0) * step];
        for (size_t k = 0; k < refine; k++)
            ret[(i * refine + k) * ret_step] = between(r, a, b, c, d, (double)k / (double)refine);
    }
    ret[(n - 1) * refine * ret_step] = v[(n - 1) * step];
}

double *dh_relief_refine(const dh_relief *relief, const dh_terrain *t, size_t refine, dh_arena *arena,
                         size_t *ret_side)
{
    size_t n = t->side, side = (n - 1) * refine + 1;
    double *wide = DH_NEW(arena, double, n *side), *all = DH_NEW(arena, double, side *side);
    if (!wide || !all)
        return NULL;
    for (size_t row = 0; row < n; row++)
        refine_row(relief, t->f + row * n, 1, n, refine, wide + row * side, 1);
    for (size_t column = 0; column < side; column++)
        refine_row(relief, wide + column, side, n, refine, all + column, side);
    for (size_t i = 0; i < side * side; i++)
        all[i] = dh_relief_height(relief, all[i]);
    *ret_side = side;
    return all;
}
