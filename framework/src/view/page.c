/* A page for svg, png and pdf. Everything stands where layout.c put it, in fractions of the page. The key is drawn by
 * hand: lines, bands and texts at computed places, because gnuplot's own key only guesses how wide a text is. */
#include "view/page.h"

#include "view/font.h"
#include "view/gnuplot.h"

#include <string.h>

typedef struct sheet {
    const dh_page *page;
    dh_layout layout;
    dh_arena *arena;
    dh_buffer *out;
} sheet;

static void at(const sheet *s, double x, double y)
{
    dh_put_format(s->out, "screen %.6f,%.6f", x / s->layout.width, y / s->layout.height);
}

static void text(const sheet *s, double x, double y, const char *what, int size, bool bold, const char *colour)
{
    dh_put_format(s->out, "set label ");
    dh_gnuplot_quote(s->out, what);
    dh_put_format(s->out, " at ");
    at(s, x, y);
    dh_put_format(s->out, " left noenhanced front font '%s%s,%d' textcolor rgb '%s'\n", DH_FONT_FAMILY,
                  bold ? ":Bold" : "", size, colour);
}

static void cross(const sheet *s, double x, double y, size_t style)
{
    dh_put_format(s->out, "set label '' at ");
    at(s, x, y);
    dh_put_format(s->out, " point ls %zu lw 1.2 pt 2 ps 0.6 front\n", style);
}

static void write_title(const sheet *s)
{
    double left = dh_layout_panel(&s->layout, 0).left, y = s->layout.height - 14 - DH_FONT_TITLE;
    char *line[1];
    double width = (s->layout.width - left) / 1.05; /* bold is wider */
    if (dh_text_wrap(s->page->title, DH_FONT_TITLE, width, 1, s->arena, line))
        text(s, left, y, line[0], DH_FONT_TITLE, true, DH_COLOUR_TEXT);
    for (size_t i = 0; i < s->layout.subtitle_lines; i++)
        text(s, left, y - 21 - 18 * (double)i, s->layout.subtitle[i], DH_FONT, false, DH_COLOUR_QUIET);
}

static void write_sample(const sheet *s, double y, size_t style, bool band)
{
    double left = s->layout.key_left, right = left + DH_KEY_SAMPLE;
    if (band) {
        dh_put_format(s->out, "set object rectangle from ");
        at(s, left, y - 6);
        dh_put_format(s->out, " to ");
        at(s, right, y + 6);
        dh_put_format(s->out, " fillcolor ls %zu fillstyle transparent solid 0.18 noborder front\n", style);
    }
    dh_put_format(s->out, "set arrow from ");
    at(s, left, y);
    dh_put_format(s->out, " to ");
    at(s, right, y);
    dh_put_format(s->out, " nohead ls %zu front\n", style);
}

static bool has_band(const sheet *s, size_t entry)
{
    for (size_t i = 0; i < s->page->count; i++)
        if (s->page->blocks[i].band[entry])
            return true;
    return false;
}

static void write_key(const sheet *s)
{
    const dh_legend *legend = s->page->legend;
    double x = s->layout.key_left + DH_KEY_SAMPLE + 8, y = dh_layout_panel(&s->layout, 0).top - 8;
    if (*legend->head) {
        text(s, s->layout.key_left, y, legend->head, DH_FONT, false, DH_COLOUR_QUIET);
        y -= DH_KEY_STEP + DH_KEY_GAP;
    }
    for (size_t i = 0; i < legend->count; i++) {
        const dh_entry *entry = &legend->entry[i];
        bool other = i >= legend->told_apart;
        size_t style = other ? DH_STYLE_OTHER : i + 1;
        write_sample(s, y, style, !other && has_band(s, i));
        for (size_t k = 0; k < entry->lines; k++, y -= DH_KEY_STEP)
            text(s, x, y, entry->line[k], DH_FONT, false, DH_COLOUR_TEXT);
        if (*entry->note) {
            y += 1;
            cross(s, x + 4, y, style);
            text(s, x + 12, y, entry->note, DH_FONT_SMALL, false, DH_COLOUR_QUIET);
            y -= DH_KEY_NOTE + 1;
        }
        y -= DH_KEY_GAP;
    }
}

/* One element of the plot command: block number, how, with which style. */
static void element(const sheet *s, bool *first, int block, const char *using, const char *with, size_t style,
                    const char *more)
{
    dh_put_format(s->out, "%s", *first ? "plot " : ", \\\n     ");
    dh_gnuplot_quote(s->out, s->page->data);
    dh_put_format(s->out, " index %d using %s with %s ls %zu%s", block, using, with, style, more);
    *first = false;
}

/* Solid where both quartiles are known, hardly there where the worse one is off the axis, as when a quarter of the
 * runs is lost. */
static void write_band(const sheet *s, bool *first, int block, size_t style)
{
    bool scores = s->page->curves->larger_is_better, many = s->page->legend->told_apart > 5;
    const char *solid = scores ? "(seen($1)):(inner($4,$2,$3)):(clamp($4))" : "(seen($1)):(clamp($3)):(inner($3,$2,$4))";
    const char *open = scores ? "(seen($1)):(outer($4,$2,$3)):(inner($4,$2,$3))" : "(seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4))";
    element(s, first, block, open, "filledcurves", style, " fillstyle transparent solid 0.05 noborder");
    element(s, first, block, solid, "filledcurves", style,
            many ? " fillstyle transparent solid 0.14 noborder" : " fillstyle transparent solid 0.18 noborder");
}

static void write_curves(const sheet *s, const dh_panel_blocks *b)
{
    const dh_legend *legend = s->page->legend;
    bool first = true;
    if (b->other != DH_NO_BLOCK)
        element(s, &first, b->other, "(seen($1)):(fall($2))", "lines", DH_STYLE_OTHER, "");
    if (b->other_lost != DH_NO_BLOCK)
        element(s, &first, b->other_lost, "(across($1)):(clamp($2))", "points", DH_STYLE_OTHER,
                " lw 0.8 pt 2 ps 0.5");
    for (size_t i = 0; i < legend->told_apart; i++)
        if (b->curve[i] != DH_NO_BLOCK && b->band[i])
            write_band(s, &first, b->curve[i], i + 1);
    for (size_t i = 0; i < legend->told_apart; i++)
        if (b->points[i])
            element(s, &first, b->curve[i], "(seen($1)):(fall($2))", b->points[i] <= 12 ? "linespoints" : "lines", i + 1, "");
    for (size_t i = 0; i < legend->told_apart; i++)
        if (b->lost[i] != DH_NO_BLOCK)
            element(s, &first, b->lost[i], "(across($1)):(clamp($2))", "points", i + 1, " lw 1 pt 2 ps 0.9");
    dh_put_format(s->out, "%s\n", first ? "plot high + 1 with lines" : "");
}

static void write_frame(const sheet *s, dh_box box)
{
    dh_put_format(s->out, "set lmargin at screen %.6f; set rmargin at screen %.6f\n", box.left / s->layout.width,
                  box.right / s->layout.width);
    dh_put_format(s->out, "set bmargin at screen %.6f; set tmargin at screen %.6f\n", box.bottom / s->layout.height,
                  box.top / s->layout.height);
}

/* By hand as well: gnuplot's place for it depends on how wide it takes the labels of the tics to be. */
static void write_axis_label(const sheet *s, double x, double y, bool upright, const char *what)
{
    dh_put_format(s->out, "set label ");
    dh_gnuplot_quote(s->out, what);
    dh_put_format(s->out, " at ");
    at(s, x, y);
    dh_put_format(s->out, " center %snoenhanced front textcolor rgb '%s'\n", upright ? "rotate by 90 " : "",
                  DH_COLOUR_TEXT);
}

/* i: number on the page */
static int write_panel(const sheet *s, size_t i, dh_error *error)
{
    const dh_page *page = s->page;
    size_t panel = page->first + i, columns = s->layout.columns;
    dh_box box = dh_layout_panel(&s->layout, i);
    dh_ruler x, y;
    bool any = dh_page_rulers(page, panel, (size_t)((box.right - box.left) / 75) + 1,
                              (size_t)((box.top - box.bottom) / 42) + 1, &x, &y);
    if (!any) {
        dh_ruler_make(0, 1, false, false, 2, false, &x);
        dh_ruler_make(0, 1, false, false, 2, false, &y);
        x.count = y.count = 0;
    }
    const char *label = dh_page_y_label(page, panel, s->arena);
    const char *before = i % columns ? dh_page_y_label(page, panel - 1, s->arena) : "";
    char *title[1];
    if (!label || !before ||
        !dh_text_wrap(page->curves->panel[panel].problem, DH_FONT, (box.right - box.left) / 1.06, 1, s->arena, title))
        return dh_fail_memory(error);
    dh_put_format(s->out, "\n# panel %zu\n", i + 1);
    write_frame(s, box);
    if (page->count > 1)
        text(s, box.left, box.top + 12, title[0], DH_FONT, true, DH_COLOUR_TEXT);
    if (!any)
        text(s, box.left + 12, (box.top + box.bottom) / 2, "no run gave a finite value", DH_FONT, false,
             DH_COLOUR_QUIET);
    dh_ruler_write(&x, 'x', any, s->out);
    dh_ruler_write(&y, 'y', any, s->out);
    if (i + columns >= page->count)
        write_axis_label(s, (box.left + box.right) / 2, box.bottom - 42, false, dh_page_x_label(page));
    if (strcmp(label, before))
        write_axis_label(s, box.left - 56, (box.bottom + box.top) / 2, true, label);
    dh_page_write_edges(&x, &y, page->curves->larger_is_better, s->out);
    write_curves(s, &page->blocks[i]);
    dh_put_format(s->out, "unset label; unset arrow; unset object\n");
    return 0;
}

int dh_page_write(const dh_page *page, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    sheet s = {.page = page, .arena = arena, .out = out};
    if (dh_layout_make(page->count, page->legend, page->subtitle, page->options->width, page->options->height, arena,
                       &s.layout, error))
        return -1;
    page->format->terminal(s.layout.width, s.layout.height, false, out);
    dh_put_format(out, "set output './%s'\n", page->picture);
    dh_theme_write(out);
    if (page->count > 1)
        dh_put_format(out, "set multiplot\n");
    write_title(&s);
    write_key(&s);
    for (size_t i = 0; i < page->count; i++)
        if (write_panel(&s, i, error))
            return -1;
    dh_put_format(out, "%sunset output\n", page->count > 1 ? "unset multiplot\n" : "");
    return out->failed ? dh_fail_memory(error) : 0;
}
