/* A page of characters: gnuplot's dumb terminal draws each line with a character of its own and has no bands; X is a
 * lost run. */
#include "view/gnuplot.h"
#include "view/page.h"
#include "view/sheet.h"

enum { COLUMNS = 100, LINES = 30, POINT_X = 24 /* the dumb terminal draws point type n as the n-th letter */ };

static void write_curves(const dh_page *page, const dh_panel_blocks *b, dh_buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < page->legend->told_apart; i++) {
        const dh_key_entry *entry = &page->legend->entry[i];
        if (!b->points[i])
            continue;
        dh_put_format(out, "%s", first ? "plot " : ", \\\n     ");
        dh_gnuplot_quote(out, page->data);
        dh_put_format(out, " index %d using 1:(fall($2)) with %s lt %zu title ", b->curve[i],
                      page->curves->share ? "steps" : "lines", i + 1);
        dh_gnuplot_quote(out, entry->line[0]);
        if (*entry->note) {
            out->size--; /* into the same string */
            dh_put_format(out, " (%s)'", entry->note);
        }
        first = false;
    }
    for (size_t i = 0; i < page->legend->told_apart; i++)
        if (b->lost[i] != DH_NO_BLOCK) {
            dh_put_format(out, "%s", first ? "plot " : ", \\\n     ");
            dh_gnuplot_quote(out, page->data);
            dh_put_format(out, " index %d using (across($1)):(clamp($2)) with points pt %d notitle", b->lost[i],
                          POINT_X);
            first = false;
        }
    dh_put_format(out, "%s\n", first ? "plot high + 1 with lines notitle" : "");
}

static int write_panel(const dh_page *page, size_t i, size_t columns, size_t lines, dh_arena *arena, dh_buffer *out,
                       dh_error *error)
{
    size_t panel = page->first + i;
    dh_ruler x, y;
    bool any = dh_page_rulers(page, panel, columns / 14 + 1, lines / 5 + 1, &x, &y);
    if (!any) {
        dh_ruler_make(0, 1, false, false, 2, true, &x);
        dh_ruler_make(0, 1, false, false, 2, true, &y);
    }
    const char *label = dh_page_y_label(page, panel, arena);
    const char *few = dh_sheet_few(dh_page_seeds(page), arena);
    const char *title =
        dh_arena_format(arena, "%s: %s%s%s%s%s%s", page->count > 1 ? page->curves->panel[panel].problem : page->title,
                        label ? label : "", any ? "" : " (no run gave a finite value)",
                        *page->legend->head ? ", " : "", page->legend->head, few ? ", " : "", few ? few : "");
    if (!label || !title)
        return dh_fail_memory(error);
    dh_put_format(out, "set title ");
    dh_gnuplot_quote(out, title);
    dh_put_format(out, " noenhanced\nset xlabel ");
    dh_gnuplot_quote(out, dh_page_x_label(page));
    dh_put_format(out, " noenhanced\n");
    dh_ruler_write(&x, 'x', true, out);
    dh_ruler_write(&y, 'y', true, out);
    dh_page_write_edges(&x, &y, page->curves->larger_is_better, out);
    write_curves(page, &page->blocks[i], out);
    return 0;
}

int dh_page_write_text(const dh_page *page, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    size_t columns = page->options->width ? page->options->width : COLUMNS;
    size_t lines = page->options->height ? page->options->height : LINES;
    if (columns < 40 || lines < 16)
        return dh_fail(error, DH_ERROR_INPUT, "%zu columns and %zu lines: expected at least 40 and 16", columns,
                       lines);
    dh_picture_terminal(&page->drawn, (double)columns, (double)lines, out);
    dh_put_format(out, "set output picture\nset encoding utf8\nset border 3\nset tics nomirror\n"
                       "set key below left Left reverse vertical samplen 4 noenhanced\n");
    for (size_t i = 0; i < page->count; i++)
        if (write_panel(page, i, columns, lines, arena, out, error))
            return -1;
    dh_put_format(out, "unset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}
