/* A page for svg, png and pdf. Everything stands where layout.c put it, in fractions of the page. */
#include "view/page.h"

#include "view/font.h"
#include "view/gnuplot.h"
#include "view/sheet.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMED = 100 };

typedef struct sheet {
    const dh_page *page;
    dh_sheet on;
} sheet;

static int write_key(const sheet *s, dh_error *error)
{
    const dh_legend *legend = s->page->legend;
    bool *band = DH_NEW(s->on.arena, bool, legend->told_apart + 1);
    if (!band)
        return dh_fail_memory(error);
    for (size_t i = 0; i < s->page->count; i++)
        for (size_t k = 0; k < legend->told_apart; k++)
            band[k] = band[k] || s->page->blocks[i].band[k];
    dh_sheet_key(&s->on, legend, dh_layout_panel(&s->on.layout, 0).top, band);
    return 0;
}

/* One element of the plot command: block number, how, with which style; name: what readers of an svg are told it is,
 * or NULL. */
static void element(const sheet *s, bool *first, int block, const char *using, const char *with, size_t style,
                    const char *more, const char *name)
{
    dh_put_format(s->on.out, "%s", *first ? "plot " : ", \\\n     ");
    dh_gnuplot_quote(s->on.out, s->page->data);
    dh_put_format(s->on.out, " index %d using %s with %s ls %zu%s", block, using, with, style, more);
    dh_gnuplot_title(s->on.out, name);
    *first = false;
}

/* Solid where both quartiles are known, hardly there where the worse one is off the axis, as when a quarter of the
 * runs is lost. */
static void write_band(const sheet *s, bool *first, int block, size_t style, const char *name)
{
    bool scores = s->page->curves->larger_is_better, many = s->page->legend->told_apart > 5;
    const char *solid =
        scores ? "(seen($1)):(inner($4,$2,$3)):(clamp($4))" : "(seen($1)):(clamp($3)):(inner($3,$2,$4))";
    const char *open =
        scores ? "(seen($1)):(outer($4,$2,$3)):(inner($4,$2,$3))" : "(seen($1)):(inner($3,$2,$4)):(outer($3,$2,$4))";
    element(s, first, block, open, "filledcurves", style, " fillstyle transparent solid 0.05 noborder", name);
    element(s, first, block, solid, "filledcurves", style,
            many ? " fillstyle transparent solid 0.14 noborder" : " fillstyle transparent solid 0.18 noborder", name);
}

/* The others one by one, so that each has its name; gnuplot reads the file again for each, so only up to a point. */
static void write_others(const sheet *s, bool *first, size_t panel, const dh_panel_blocks *b)
{
    const dh_curves *curves = s->page->curves;
    const char *with = curves->share ? "steps" : "lines";
    bool named = b->others <= NAMED;
    for (size_t i = 0; i < (named ? b->others : 1); i++) {
        char part[80] = "(seen($1)):(fall($2))";
        size_t method = s->page->legend->other[b->other_line[i]];
        if (named)
            snprintf(part, sizeof part, "(seen($1)):(fall($2)) every :::%zu::%zu", i, i);
        element(s, first, b->other, part, with, DH_STYLE_OTHER, "",
                named ? dh_blocks_name(curves, &curves->panel[panel].curve[method]) : NULL);
    }
}

static void write_curves(const sheet *s, size_t panel, const dh_panel_blocks *b)
{
    const dh_legend *legend = s->page->legend;
    bool first = true;
    const char **name = DH_NEW(s->on.arena, const char *, legend->told_apart + 1);
    for (size_t i = 0; name && i < legend->told_apart; i++)
        name[i] = dh_blocks_name(s->page->curves, &s->page->curves->panel[panel].curve[legend->entry[i].method]);
    if (!name) {
        s->on.out->failed = true;
        return;
    }
    if (b->other != DH_NO_BLOCK)
        write_others(s, &first, panel, b);
    if (b->other_lost != DH_NO_BLOCK)
        element(s, &first, b->other_lost, "(across($1)):(clamp($2))", "points", DH_STYLE_OTHER, " lw 0.8 pt 2 ps 0.5",
                NULL);
    for (size_t i = 0; i < legend->told_apart; i++)
        if (b->curve[i] != DH_NO_BLOCK && b->band[i])
            write_band(s, &first, b->curve[i], i + 1, name[i]);
    for (size_t i = 0; i < legend->told_apart; i++)
        if (b->points[i])
            element(s, &first, b->curve[i], "(seen($1)):(fall($2))",
                    s->page->curves->share ? "steps"
                    : b->points[i] <= 12   ? "linespoints"
                                           : "lines",
                    i + 1, "", name[i]);
    for (size_t i = 0; i < legend->told_apart; i++)
        if (b->lost[i] != DH_NO_BLOCK)
            element(s, &first, b->lost[i], "(across($1)):(clamp($2))", "points",
                    s->page->curves->lost_on_edge ? DH_STYLE_OTHER : i + 1, " lw 1 pt 2 ps 0.9", name[i]);
    dh_put_format(s->on.out, "%s\n", first ? "plot high + 1 with lines notitle" : "");
}

/* i: number on the page */
static int write_panel(const sheet *s, size_t i, dh_error *error)
{
    const dh_page *page = s->page;
    size_t panel = page->first + i, columns = s->on.layout.columns;
    dh_box box = dh_layout_panel(&s->on.layout, i);
    dh_ruler x, y;
    bool any = dh_page_rulers(page, panel, (size_t)((box.right - box.left) / 75) + 1,
                              (size_t)((box.top - box.bottom) / 42) + 1, &x, &y);
    if (!any) {
        dh_ruler_make(0, 1, false, false, 2, false, &x);
        dh_ruler_make(0, 1, false, false, 2, false, &y);
        x.count = y.count = 0;
    }
    const char *label = dh_page_y_label(page, panel, s->on.arena);
    const char *before = i % columns ? dh_page_y_label(page, panel - 1, s->on.arena) : "";
    const char *title =
        dh_text_cut(page->curves->panel[panel].problem, DH_FONT, (box.right - box.left) / 1.06, s->on.arena);
    if (!label || !before || !title)
        return dh_fail_memory(error);
    dh_put_format(s->on.out, "\n# panel %zu\n", i + 1);
    dh_sheet_frame(&s->on, box);
    if (page->count > 1)
        dh_sheet_text(&s->on, box.left, box.top + 12, title, DH_FONT, true, DH_COLOUR_TEXT);
    if (!any)
        dh_sheet_text(&s->on, box.left + 12, (box.top + box.bottom) / 2, "no run gave a finite value", DH_FONT, false,
                      DH_COLOUR_QUIET);
    dh_ruler_write(&x, 'x', any, s->on.out);
    dh_ruler_write(&y, 'y', any, s->on.out);
    if (i + columns >= page->count)
        dh_sheet_axis_label(&s->on, (box.left + box.right) / 2, box.bottom - 42, false,
                            (s->on.layout.inside.right - s->on.layout.inside.left) / (double)columns - 8,
                            dh_page_x_label(page));
    if (strcmp(label, before))
        dh_sheet_axis_label(&s->on, box.left - 74, (box.bottom + box.top) / 2, true, INFINITY, label);
    dh_page_write_edges(&x, &y, page->curves->larger_is_better, s->on.out);
    write_curves(s, panel, &page->blocks[i]);
    dh_put_format(s->on.out, "unset label; unset arrow; unset object\n");
    return 0;
}

int dh_page_write(const dh_page *page, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    sheet s = {.page = page, .on = {.arena = arena, .out = out}};
    if (dh_layout_make(page->count, page->legend, page->subtitle, page->options->width, page->options->height, arena,
                       &s.on.layout, error))
        return -1;
    dh_picture_terminal(&page->drawn, s.on.layout.width, s.on.layout.height, out);
    dh_put_format(out, "set output picture\n");
    dh_theme_write(out);
    if (page->count > 1)
        dh_put_format(out, "set multiplot\n");
    s.on.mark = dh_sheet_few(dh_page_seeds(page), arena);
    dh_sheet_title(&s.on, page->title, dh_layout_panel(&s.on.layout, 0).left);
    if (write_key(&s, error))
        return -1;
    for (size_t i = 0; i < page->count; i++)
        if (write_panel(&s, i, error))
            return -1;
    dh_put_format(out, "%sunset output\n", page->count > 1 ? "unset multiplot\n" : "");
    return out->failed ? dh_fail_memory(error) : 0;
}
