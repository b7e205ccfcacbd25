#include "view/blocks.h"

#include "view/gnuplot.h"

#include <math.h>

const char *dh_blocks_name(const dh_curves *curves, const dh_curve *curve)
{
    return curve->settings ? curve->settings : curves->method[curve->method];
}

/* curve NULL: all the others together */
static void begin(const dh_curves *curves, size_t panel, const dh_curve *curve, const char *columns, int number,
                  dh_buffer *out)
{
    dh_put_format(out, "%s# block %d: problem ", number ? "\n\n" : "", number);
    dh_gnuplot_comment(out, curves->panel[panel].problem);
    dh_put_format(out, "\n# method ");
    dh_gnuplot_comment(out, curve ? dh_blocks_name(curves, curve) : "the others");
    dh_put_format(out, "\n# %s\n", columns);
}

static int put_curve(const dh_curves *curves, size_t panel, const dh_curve *curve, size_t entry, int *next,
                     dh_buffer *out, dh_panel_blocks *ret)
{
    for (size_t i = 0; i < curve->points; i++) {
        ret->points[entry] += isfinite(curve->median[i]) != 0;
        if (curve->low[i] != curve->median[i] || curve->high[i] != curve->median[i])
            ret->band[entry] = true;
    }
    if (!ret->points[entry] && !ret->band[entry])
        return DH_NO_BLOCK;
    begin(curves, panel, curve, "x, median, lower quartile, upper quartile", *next, out);
    for (size_t i = 0; i < curve->points; i++)
        dh_put_format(out, "%.17g %.17g %.17g %.17g\n", curve->x[i], curve->median[i], curve->low[i], curve->high[i]);
    return (*next)++;
}

static void put_lost(const dh_curve *curve, dh_buffer *out)
{
    for (size_t i = 0; i < curve->lost; i++)
        dh_put_format(out, "%.17g %.17g\n", curve->lost_x[i], curve->lost_y[i]);
}

static int put_one_lost(const dh_curves *curves, size_t panel, const dh_curve *curve, int *next, dh_buffer *out)
{
    if (!curve->lost)
        return DH_NO_BLOCK;
    begin(curves, panel, curve, "x, y of the last finite row of each lost run", *next, out);
    put_lost(curve, out);
    return (*next)++;
}

static int put_others(const dh_curves *curves, size_t panel, const dh_legend *legend, int *next, dh_buffer *out,
                      dh_panel_blocks *ret)
{
    size_t written = 0;
    for (size_t k = 0; k < legend->others; k++) {
        const dh_curve *curve = &curves->panel[panel].curve[legend->other[k]];
        size_t from = written;
        for (size_t i = 0; i < curve->points; i++) {
            if (!isfinite(curve->median[i]))
                continue;
            if (!written)
                begin(curves, panel, NULL, "x, median; a blank line between two methods", *next, out);
            dh_put_format(out, "%s%.17g %.17g\n", written && written == from ? "\n" : "", curve->x[i],
                          curve->median[i]);
            written++;
        }
        if (written > from)
            ret->other_line[ret->others++] = k;
    }
    return written ? (*next)++ : DH_NO_BLOCK;
}

static int put_other_lost(const dh_curves *curves, size_t panel, const dh_legend *legend, int *next, dh_buffer *out)
{
    size_t lost = 0;
    for (size_t k = 0; k < legend->others; k++) {
        const dh_curve *curve = &curves->panel[panel].curve[legend->other[k]];
        if (curve->lost && !lost)
            begin(curves, panel, NULL, "x, y of the last finite row of each lost run", *next, out);
        put_lost(curve, out);
        lost += curve->lost;
    }
    return lost ? (*next)++ : DH_NO_BLOCK;
}

int dh_blocks_write(const dh_curves *curves, size_t panel, const dh_legend *legend, int *next, dh_buffer *out,
                    dh_arena *arena, dh_panel_blocks *ret, dh_error *error)
{
    size_t n = legend->told_apart;
    *ret = (dh_panel_blocks){.curve = DH_NEW(arena, int, n),
                             .points = DH_NEW(arena, size_t, n),
                             .band = DH_NEW(arena, bool, n),
                             .lost = DH_NEW(arena, int, n),
                             .other_line = DH_NEW(arena, size_t, legend->others)};
    if (!ret->curve || !ret->points || !ret->band || !ret->lost || !ret->other_line)
        return dh_fail_memory(error);
    for (size_t i = 0; i < n; i++) {
        const dh_curve *curve = &curves->panel[panel].curve[legend->entry[i].method];
        ret->curve[i] = put_curve(curves, panel, curve, i, next, out, ret);
        ret->lost[i] = put_one_lost(curves, panel, curve, next, out);
    }
    ret->other = put_others(curves, panel, legend, next, out, ret);
    ret->other_lost = put_other_lost(curves, panel, legend, next, out);
    return out->failed ? dh_fail_memory(error) : 0;
}
