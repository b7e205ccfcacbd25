/* Tics at 1, 2, 5 times a power of ten. */
#include "view/ruler.h"

#include <downhill/math.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double dh_power10(int exponent)
{
    char text[16];
    snprintf(text, sizeof text, "1e%d", exponent);
    return strtod(text, NULL);
}

int dh_decade(double x)
{
    int exponent = (int)floor(dh_log(x) / 2.302585092994046);
    while (dh_power10(exponent) > x)
        exponent--;
    while (exponent < 308 && dh_power10(exponent + 1) <= x)
        exponent++;
    return exponent;
}

/* m times 10^exponent, without the rounding of a product with a negative power */
static double scaled(double m, int exponent)
{
    return exponent < 0 && exponent >= -300 ? m / dh_power10(-exponent) : m * dh_power10(exponent);
}

static void add(dh_ruler *r, double at, bool labelled, const char *label)
{
    if (r->count == DH_MAX_TICS || at < r->low * (1 - 1e-12 * (r->low > 0)) || at > r->high + 1e-12 * fabs(r->high))
        return;
    dh_tic *tic = &r->tic[r->count++];
    *tic = (dh_tic){.at = at, .labelled = labelled};
    snprintf(tic->label, sizeof tic->label, "%s", labelled ? label : "");
}

/* m is 1 ... 9 */
static void log_label(int m, int exponent, bool powers, bool plain, char *out, size_t room)
{
    if (!powers)
        snprintf(out, room, "%.12g", scaled(m, exponent));
    else if (plain)
        snprintf(out, room, "%de%d", m, exponent);
    else if (m == 1)
        snprintf(out, room, "10^{%s%d}", exponent < 0 ? "−" : "", abs(exponent));
    else
        snprintf(out, room, "%d×10^{%s%d}", m, exponent < 0 ? "−" : "", abs(exponent));
}

static void log_tics(dh_ruler *r, size_t room, bool plain)
{
    int first = dh_decade(r->low), last = dh_decade(r->high);
    bool powers = first < -3 || last > 4, dense = r->high < r->low * 100;
    int stride = 1;
    while ((size_t)((last - first) / stride + 1) > room)
        stride++;
    for (int e = first; e <= last; e++)
        for (int m = 1; m < (stride == 1 ? 10 : 2); m++) {
            char label[32];
            bool labelled = m == 1 ? e % stride == 0 : dense && (m == 2 || m == 5);
            log_label(m, e, powers, plain, label, sizeof label);
            add(r, scaled(m, e), labelled, label);
        }
}

/* 1, 2 or 5 times a power of ten, the smallest that is at least `raw` */
static double nice_step(double raw, int *ret_exponent)
{
    int e = dh_decade(raw);
    *ret_exponent = e;
    for (int m = 1; m <= 5; m += m == 1 ? 1 : 3)
        if (scaled(m, e) >= raw * (1 - 1e-12))
            return scaled(m, e);
    *ret_exponent = e + 1;
    return dh_power10(e + 1);
}

static void linear_label(double at, int exponent, double largest, bool plain, char *out, size_t room)
{
    int power = dh_decade(largest);
    if (power < 6 && power > -5)
        snprintf(out, room, "%.*f", exponent < 0 ? -exponent : 0, at);
    else if (plain || at == 0)
        snprintf(out, room, "%.6g", at);
    else
        snprintf(out, room, "%.*f×10^{%s%d}", power > exponent ? power - exponent : 0, at / dh_power10(power),
                 power < 0 ? "−" : "", abs(power));
    if (*out == '-') { /* a minus sign as wide as a plus */
        char digits[32];
        snprintf(digits, sizeof digits, "%s", out + 1);
        snprintf(out, room, plain ? "-%s" : "−%.24s", digits);
    }
}

static void linear_tics(dh_ruler *r, size_t room, bool plain)
{
    int exponent;
    double step = nice_step((r->high - r->low) / (double)room, &exponent),
           largest = fmax(fabs(r->low), fabs(r->high));
    for (double i = ceil(r->low / step - 1e-9); i * step <= r->high + 1e-9 * step; i++) {
        char label[32];
        linear_label(i * step + 0.0, exponent, largest, plain, label, sizeof label);
        add(r, i * step, true, label);
    }
}

static double round_down(double x, bool decades)
{
    int e = dh_decade(x);
    double m = decades ? 1 : x >= scaled(5, e) ? 5 : x >= scaled(2, e) ? 2 : 1;
    return scaled(m, e);
}

static double round_up(double x, bool decades)
{
    int e = dh_decade(x);
    double down = round_down(x, decades);
    if (down >= x * (1 - 1e-12))
        return down;
    return decades || x > scaled(5, e) ? dh_power10(e + 1) : x > scaled(2, e) ? scaled(5, e) : scaled(2, e);
}

void dh_ruler_make(double low, double high, bool log, bool round, size_t room, bool plain, dh_ruler *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->log = log;
    if (log && round) {
        bool decades = high >= low * 1e4;
        low = round_down(low, decades);
        high = round_up(high, decades);
    } else if (round) {
        double margin = 0.04 * (high - low);
        low = low >= 0 && low <= 0.3 * high ? 0 : low - margin;
        high += margin;
    }
    if (!(high - low > 1e-12 * fabs(high))) { /* one value: open the range around it */
        double margin = fabs(low) / 10;
        low = log ? low / 2 : low - margin;
        high = log ? high * 2 : low == 0 ? 1 : high + margin;
    }
    ret->low = low;
    ret->high = high;
    if (log)
        log_tics(ret, room, plain);
    else
        linear_tics(ret, room, plain);
}

/* Its label would stand on the one of the tic at the end. */
static void clear_above(dh_ruler *r)
{
    size_t first = 1, second;
    while (first < r->count && !r->tic[first].labelled)
        first++;
    for (second = first + 1; second < r->count && !r->tic[second].labelled;)
        second++;
    if (second < r->count && dh_log(r->tic[first].at / r->low) < 0.6 * dh_log(r->tic[second].at / r->tic[first].at)) {
        r->tic[first].labelled = false;
        *r->tic[first].label = 0;
    }
}

void dh_ruler_clip(dh_ruler *r, const char *label)
{
    if (!r->count || (r->tic[0].at > r->low * (1 + 1e-9) && r->count < DH_MAX_TICS))
        memmove(r->tic + 1, r->tic, r->count++ * sizeof *r->tic);
    r->tic[0] = (dh_tic){.at = r->low, .labelled = true};
    snprintf(r->tic[0].label, sizeof r->tic[0].label, "%s", label);
    clear_above(r);
}

void dh_ruler_write(const dh_ruler *ruler, char axis, bool labels, dh_buffer *out)
{
    double slack = ruler->log ? 1e-9 : 0; /* a tic at the end of a log axis must not be lost to rounding */
    dh_put_format(out, "%s logscale %c\nset %crange [%.17g:%.17g]\nset %ctics (", ruler->log ? "set" : "unset", axis,
                  axis, ruler->low * (1 - slack), ruler->high * (1 + slack), axis);
    for (size_t i = 0; i < ruler->count; i++) {
        const dh_tic *tic = &ruler->tic[i];
        dh_put_format(out, "%s'%s' %.17g %d", i ? ", " : "", labels ? tic->label : "", tic->at, !tic->labelled);
    }
    dh_put_format(out, ")\n");
}
