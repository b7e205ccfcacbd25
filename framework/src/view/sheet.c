#include "view/sheet.h"

#include "summary/compare.h"
#include "view/font.h"
#include "view/gnuplot.h"
#include "view/theme.h"

#include <math.h>

void dh_sheet_at(const dh_sheet *s, double x, double y)
{
    dh_put_format(s->out, "screen %.6f,%.6f", x / s->layout.width, y / s->layout.height);
}

void dh_sheet_text(const dh_sheet *s, double x, double y, const char *what, int size, bool bold, const char *colour)
{
    dh_put_format(s->out, "set label ");
    dh_gnuplot_quote(s->out, what);
    dh_put_format(s->out, " at ");
    dh_sheet_at(s, x, y);
    dh_put_format(s->out, " left noenhanced front font '%s%s,%d' textcolor rgb '%s'\n", DH_FONT_FAMILY,
                  bold ? ":Bold" : "", size, colour);
}

static void text_at(const dh_sheet *s, double x, double y, const char *what, const char *where, int size,
                    const char *colour)
{
    dh_put_format(s->out, "set label ");
    dh_gnuplot_quote(s->out, what);
    dh_put_format(s->out, " at ");
    dh_sheet_at(s, x, y);
    dh_put_format(s->out, " %s noenhanced front font '%s,%d' textcolor rgb '%s'\n", where, DH_FONT_FAMILY, size,
                  colour);
}

void dh_sheet_text_right(const dh_sheet *s, double x, double y, const char *what, int size, const char *colour)
{
    text_at(s, x, y, what, "right", size, colour);
}

void dh_sheet_text_centred(const dh_sheet *s, double x, double y, const char *what, int size, const char *colour)
{
    text_at(s, x, y, what, "center", size, colour);
}

/* By hand as well: gnuplot's place for it depends on how wide it takes the labels of the tics to be. */
static void label_at(const dh_sheet *s, double x, double y, bool upright, const char *what)
{
    dh_put_format(s->out, "set label ");
    dh_gnuplot_quote(s->out, what);
    dh_put_format(s->out, " at ");
    dh_sheet_at(s, x, y);
    dh_put_format(s->out, " center %snoenhanced front textcolor rgb '%s'\n", upright ? "rotate by 90 " : "",
                  DH_COLOUR_TEXT);
}

void dh_sheet_axis_label(const dh_sheet *s, double x, double y, bool upright, double room, const char *what)
{
    char *line[2];
    room = fmin(room, 2 * fmin(x, s->layout.width - x) - 8);
    if (upright || dh_text_width(what, DH_FONT) <= room)
        label_at(s, x, y, upright, what);
    else if (dh_text_wrap(what, DH_FONT, room, 2, s->arena, line) == 2) {
        label_at(s, x, y + 5, false, line[0]);
        label_at(s, x, y - 10, false, line[1]);
    } else
        s->out->failed = true;
}

/* Dark on light orange: as a sign it works in grey as well. */
static void write_mark(const dh_sheet *s, double y, double width)
{
    double right = s->layout.width - 14;
    dh_put_format(s->out, "set object rectangle from ");
    dh_sheet_at(s, right - width + 20, y - 9);
    dh_put_format(s->out, " to ");
    dh_sheet_at(s, right, y + 9);
    dh_put_format(s->out, " fillcolor rgb '#FDE3C8' fillstyle solid border lc rgb '#D55E00' lw 0.8 back\n");
    dh_sheet_text_centred(s, right - (width - 20) / 2, y, s->mark, DH_FONT_SMALL, "#8A3B00");
}

const char *dh_sheet_few(size_t seeds, dh_arena *arena)
{
    return seeds >= DH_FEW_SEEDS || !seeds ? NULL
           : seeds == 1                    ? "only 1 seed"
                                           : dh_arena_format(arena, "only %zu seeds", seeds);
}

void dh_sheet_title(const dh_sheet *s, const char *title, double left)
{
    double y = s->layout.height - 14 - DH_FONT_TITLE;
    left = s->layout.key_below ? s->layout.key_left : left;
    double mark = s->mark ? dh_text_width(s->mark, DH_FONT_SMALL) + 40 : 0;
    double width = (s->layout.width - left - mark) / 1.05; /* bold is wider */
    if (s->mark)
        write_mark(s, y, mark);
    const char *line = dh_text_cut(title, DH_FONT_TITLE, width, s->arena);
    if (line)
        dh_sheet_text(s, left, y, line, DH_FONT_TITLE, true, DH_COLOUR_TEXT);
    for (size_t i = 0; i < s->layout.subtitle_lines; i++)
        dh_sheet_text(s, left, y - 21 - 18 * (double)i, s->layout.subtitle[i], DH_FONT, false, DH_COLOUR_QUIET);
}

static void cross(const dh_sheet *s, double x, double y, size_t style)
{
    dh_put_format(s->out, "set label '' at ");
    dh_sheet_at(s, x, y);
    dh_put_format(s->out, " point ls %zu lw 1.2 pt 2 ps 0.6 front\n", style);
}

static void write_sample(const dh_sheet *s, double left, double y, size_t style, bool band)
{
    double right = left + DH_KEY_SAMPLE;
    if (band) {
        dh_put_format(s->out, "set object rectangle from ");
        dh_sheet_at(s, left, y - 6);
        dh_put_format(s->out, " to ");
        dh_sheet_at(s, right, y + 6);
        dh_put_format(s->out, " fillcolor ls %zu fillstyle transparent solid 0.18 noborder front\n", style);
    }
    dh_put_format(s->out, "set arrow from ");
    dh_sheet_at(s, left, y);
    dh_put_format(s->out, " to ");
    dh_sheet_at(s, right, y);
    dh_put_format(s->out, " nohead ls %zu front\n", style);
}

static void write_entry(const dh_sheet *s, double left, double y, const dh_key_entry *entry, size_t style, bool band)
{
    double x = left + DH_KEY_SAMPLE + 8;
    write_sample(s, left, y, style, band);
    for (size_t k = 0; k < entry->lines; k++, y -= DH_KEY_STEP)
        dh_sheet_text(s, x, y, entry->line[k], DH_FONT, false, DH_COLOUR_TEXT);
    if (!*entry->note)
        return;
    cross(s, x + 4, y + 1, style);
    dh_sheet_text(s, x + 12, y + 1, entry->note, DH_FONT_SMALL, false, DH_COLOUR_QUIET);
}

/* Where the next entry of the key goes. */
typedef struct place {
    double left, top, y, end;
} place;

static void make_room(const dh_sheet *s, place *at, double height)
{
    if (s->layout.key_below && at->y < at->top && at->y - height < at->end - 0.5) {
        at->left += s->layout.key_step;
        at->y = at->top;
    }
}

void dh_sheet_key(const dh_sheet *s, const dh_legend *legend, double top, const bool *band)
{
    double start = s->layout.key_below ? s->layout.key_top : top;
    place at = {s->layout.key_left, start - 8, start - 8, start - 8 - s->layout.key_height};
    if (*legend->head) {
        dh_sheet_text(s, at.left, at.y, legend->head, DH_FONT, false, DH_COLOUR_QUIET);
        at.top = at.y -= DH_KEY_STEP + DH_KEY_GAP;
    }
    for (size_t i = 0; i < legend->count; i++) {
        bool other = i >= legend->told_apart;
        double height = dh_legend_height(&legend->entry[i]);
        make_room(s, &at, height);
        write_entry(s, at.left, at.y, &legend->entry[i], other ? DH_STYLE_OTHER : i + 1, !other && band && band[i]);
        at.y -= height;
    }
    if (s->layout.key_below)
        at = (place){.left = s->layout.key_left, .y = s->layout.key_top - s->layout.key_height - 4};
    for (size_t i = 0; i < legend->listed; i++, at.y -= DH_LIST_STEP)
        dh_sheet_text(s, at.left, at.y, legend->list[i], DH_FONT_SMALL, false, DH_COLOUR_QUIET);
}

void dh_sheet_frame(const dh_sheet *s, dh_box box)
{
    dh_put_format(s->out, "set lmargin at screen %.6f; set rmargin at screen %.6f\n", box.left / s->layout.width,
                  box.right / s->layout.width);
    dh_put_format(s->out, "set bmargin at screen %.6f; set tmargin at screen %.6f\n", box.bottom / s->layout.height,
                  box.top / s->layout.height);
}
