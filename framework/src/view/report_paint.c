/* Colours of pictures in a page, which has a light and a dark scheme. gnuplot's colours become variables of the style
 * sheet, so that one picture has both. Against the paper, texts have a contrast of at least 4.5 and lines of at least
 * 3 (WCAG 2.1, 1.4.3 and 1.4.11); some lines are therefore darker than in the files. Print is light. */
#include "view/report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const dh_paint dh_paints[] = {
    /* of theme.c, in its order */
    {"c1", DH_PAINT_LINE, 0x0072B2, 0x0072B2, 0x4A9BE0},
    {"c2", DH_PAINT_LINE, 0xD55E00, 0xD55E00, 0xF28C45},
    {"c3", DH_PAINT_LINE, 0x009E73, 0x00906A, 0x2FC79A},
    {"c4", DH_PAINT_LINE, 0xCC79A7, 0xC2639A, 0xE9A3CB},
    {"c5", DH_PAINT_LINE, 0xE69F00, 0xB57D00, 0xF2B632},
    {"c6", DH_PAINT_LINE, 0x000000, 0x000000, 0xF4F4F4},
    {"c7", DH_PAINT_LINE, 0x56B4E9, 0x2F92CF, 0x9CDCFF},
    {"c8", DH_PAINT_LINE, 0x8C510A, 0x8C510A, 0xC98B4A},
    {"c9", DH_PAINT_LINE, 0x7A3E9D, 0x7A3E9D, 0xB98AE0},
    {"c10", DH_PAINT_LINE, 0x8A8A00, 0x858500, 0xB9B93A},
    {"c20", DH_PAINT_LINE, 0xB8B8B8, 0x949494, 0x757B83},
    {"edge", DH_PAINT_LINE, 0x444444, 0x444444, 0x8A929B},
    {"grid", DH_PAINT_QUIET, 0xDDDDDD, 0xDDDDDD, 0x363C44},
    {"tic", DH_PAINT_TEXT, 0x333333, 0x333333, 0xC9CED4},
    {"text", DH_PAINT_TEXT, 0x222222, 0x222222, 0xE4E7EB},
    {"quiet", DH_PAINT_TEXT, 0x666666, 0x59616B, 0xA3ABB5},
    {"sheet", DH_PAINT_QUIET, 0xFFFFFF, DH_PAPER_LIGHT, DH_PAPER_DARK},
    /* of one kind of chart */
    {"bar", DH_PAINT_QUIET, 0x93C4E3, 0x93C4E3, 0x2F6C94},
    {"box", DH_PAINT_QUIET, 0xCFE1F2, 0xCFE1F2, 0x243F59},
    {"boxedge", DH_PAINT_LINE, 0x7FA8C9, 0x5F92BB, 0x5B8DB5},
    {"dots", DH_PAINT_LINE, 0x004060, 0x004060, 0xA8D2EE},
    {"few", DH_PAINT_QUIET, 0xFDE3C8, 0xFDE3C8, 0x3A2A14},
    {"fewtext", DH_PAINT_TEXT, 0x8A3B00, 0x8A3B00, 0xFFC896},
    {"hint", DH_PAINT_LINE, 0x777777, 0x777777, 0x9098A1},
    {"level", DH_PAINT_QUIET, 0x5A7D9A, 0x5A7D9A, 0x4F7FA3},
    {"rest", DH_PAINT_LINE, 0x8A8A8A, 0x6E6E6E, 0xA9AFB6},
    {"zero", DH_PAINT_QUIET, 0x999999, 0x999999, 0x7D848C},
};
const size_t dh_paint_count = sizeof dh_paints / sizeof *dh_paints;

/* "rgb(  0, 114, 178)", "#0072B2", "white", "black"; -1 for anything else */
static long parse(const char *text, size_t length)
{
    char own[32];
    unsigned c[3], rgb;
    int used = 0;
    if (length >= sizeof own)
        return -1;
    memcpy(own, text, length);
    own[length] = 0;
    if (!strcmp(own, "white"))
        return 0xFFFFFF;
    if (!strcmp(own, "black"))
        return 0;
    if (length == 7 && sscanf(own, "#%6x%n", &rgb, &used) == 1 && used == 7)
        return (long)rgb;
    if (sscanf(own, "rgb(%3u,%3u,%3u)%n", &c[0], &c[1], &c[2], &used) != 3 || (size_t)used != length)
        return -1;
    return c[0] > 255 || c[1] > 255 || c[2] > 255 ? -1 : (long)(c[0] << 16 | c[1] << 8 | c[2]);
}

/* Colours of areas: hue and saturation stay, the lightness goes from `light` to another one with --scheme from 1 to
 * 0. Contours: what is low is as near to the paper as before. Landscapes: light falls on them as before, less of it.
 */
static void put_area(long rgb, dh_area kind, dh_buffer *out)
{
    double c[3] = {(double)(rgb >> 16 & 255) / 255, (double)(rgb >> 8 & 255) / 255, (double)(rgb & 255) / 255};
    double most = fmax(c[0], fmax(c[1], c[2])), least = fmin(c[0], fmin(c[1], c[2])), range = most - least;
    double light = (most + least) / 2, hue = 0,
           dark = kind == DH_AREA_RELIEF ? 0.5 * light : 0.95 * (1 - light) + 0.08;
    double saturation = range > 0 ? range / (1 - fabs(2 * light - 1)) : 0;
    if (range > 0)
        hue = most == c[0]   ? (c[1] - c[2]) / range + (c[1] < c[2] ? 6 : 0)
              : most == c[1] ? (c[2] - c[0]) / range + 2
                             : (c[0] - c[1]) / range + 4;
    dh_put_format(out, "hsl(%.0f,%.0f%%,calc(%.1f%% + %.1f%%*var(--scheme)))", 60 * hue,
                  100 * fmin(saturation, kind == DH_AREA_RELIEF ? 0.35 : 0.6), 100 * dark, 100 * (light - dark));
}

bool dh_report_put_paint(const char *text, size_t length, dh_area area, dh_buffer *out)
{
    long rgb = parse(text, length);
    for (size_t i = 0; i < dh_paint_count && rgb >= 0; i++)
        if (rgb == (long)dh_paints[i].file) {
            dh_put_format(out, "var(--%s)", dh_paints[i].name);
            return true;
        }
    if (rgb < 0 || area == DH_AREA_NONE)
        return false;
    put_area(rgb, area, out);
    return true;
}

static void put_scheme(bool dark, dh_buffer *out)
{
    dh_put_format(out, "figure svg{--scheme:%d", !dark);
    for (size_t i = 0; i < dh_paint_count; i++)
        dh_put_format(out, ";--%s:#%06x", dh_paints[i].name,
                      (unsigned)(dark ? dh_paints[i].dark : dh_paints[i].light));
    dh_put_format(out, "}");
}

void dh_report_put_schemes(dh_buffer *out)
{
    put_scheme(false, out);
    dh_put_format(out, "\n@media screen and (prefers-color-scheme:dark){");
    put_scheme(true, out);
    dh_put_format(out, "}\n");
}
