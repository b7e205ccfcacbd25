/* A row has its box (the quartiles), its median, and every run as a point, spread a little up and down so that equal
 * ones are seen. */
#include "view/rows.h"

#include "view/font.h"
#include "view/gnuplot.h"
#include "view/rows_data.h"
#include "view/sheet.h"

#include <math.h>

enum {
    MOST = 40,
    STEP = 22,
    EDGE = 14,
    PLOT = 460,
    LABEL = 360,
    BELOW = 54,
    LEAST = 120,
    NARROW = 560, /* a picture in which labels and notes must be short */
    ROW = 17,     /* what a row needs in a picture of given height, */
    HEAD = 160,   /* and what all else needs */
    COLUMNS = 100,
    TEXT_LABEL = 36
};

typedef dh_row_sheet sheet;

/* ---- texts ---- */

/* 3 digits with a unit: "1.24 ms" */
static const char *seconds(double s, dh_arena *arena)
{
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}};
    size_t i = 0;
    while (i < 3 && s < units[i].unit)
        i++;
    return isfinite(s) ? dh_arena_format(arena, "%.3g %s", s / units[i].unit, units[i].name) : "";
}

static bool narrow(const sheet *s)
{
    return !s->picture.format->text && s->options->width && s->options->width < NARROW;
}

static const char *note(const sheet *s, size_t i, dh_arena *arena)
{
    const dh_sample *m = &s->panel->sample[i];
    if (s->look->shares)
        return seconds(m->median, arena);
    if (s->look->expected)
        return m->lost ? dh_arena_format(arena, "%zu of %zu%s", m->count, m->runs, narrow(s) ? "" : " reached it")
                       : "";
    return m->lost ? dh_arena_format(arena, "%zu of %zu%s", m->lost, m->runs, narrow(s) ? "" : " lost") : "";
}

static int make_labels(sheet *s, dh_arena *arena)
{
    const char **all = DH_NEW(arena, const char *, s->panel->count + 1);
    s->label = DH_NEW(arena, const char *, s->rows + 1);
    bool text = s->picture.format->text;
    double room = narrow(s) ? fmax(60, 0.4 * (double)s->options->width) : LABEL;
    if (!all || !s->label)
        return -1;
    for (size_t i = 0; i < s->panel->count; i++)
        all[i] = s->panel->sample[i].settings ? s->panel->sample[i].settings : s->panel->sample[i].method;
    const char *shared = dh_label_shared(all, s->panel->count, arena), *best = s->options->best_of;
    const char *left_out =
        s->rows < s->panel->count ? dh_arena_format(arena, ", the first %zu of %zu", s->rows, s->panel->count) : "";
    const char *seeds = s->panel->seeds == 1 ? "1 seed" : dh_arena_format(arena, "%zu seeds", s->panel->seeds);
    const char *marks = s->look->marks        ? s->look->marks
                        : s->look->shares     ? "medians"
                        : s->panel->seeds > 1 ? "box: quartiles, bar: median, a point a run"
                                              : "a point a run";
    if (!shared || !left_out || !seeds)
        return -1;
    s->subtitle =
        dh_arena_format(arena, "%s, %s%s; %s; %s%s%s%s%s%s", s->look->what, s->look->order, left_out, seeds, marks,
                        best ? "; each " : "", best ? best : "", best ? " at its best settings of those tried" : "",
                        *shared ? "; all methods: " : "", shared);
    for (size_t i = 0; i < s->rows; i++) {
        const char *own = dh_label_short(all, s->panel->count, all[i], arena), *beside = note(s, i, arena);
        if (!own || !beside)
            return -1;
        s->label[i] = own;
        s->note_width = fmax(s->note_width, dh_text_width(beside, DH_FONT_SMALL) + 14);
    }
    s->label_size = dh_text_cut_all(s->label, s->rows, DH_FONT, narrow(s) ? DH_FONT_SMALL : DH_FONT,
                                    text ? 7.2 * TEXT_LABEL : room, arena, s->label);
    for (size_t i = 0; s->label_size && i < s->rows; i++)
        s->label_width = fmax(s->label_width, dh_text_width(s->label[i], s->label_size));
    return s->subtitle && s->label_size ? 0 : -1;
}

/* ---- the script ---- */

static void rectangle(double x1, double y1, double x2, double y2, const char *how, dh_buffer *out)
{
    dh_put_format(out, "set object rectangle from %.12g,%.6f to %.12g,%.6f %s\n", x1, y1, x2, y2, how);
}

static void write_boxes(const sheet *s, dh_buffer *out)
{
    for (size_t i = 0; i < s->rows && !s->look->shares; i++) {
        const dh_sample *m = &s->panel->sample[i];
        double y = (double)i, low = dh_rows_clamp(s, m->low), high = dh_rows_clamp(s, m->high),
               middle = dh_rows_clamp(s, m->median);
        if (s->panel->seeds < 2 || !m->count)
            continue;
        if (m->low <= m->high) /* one run has no interval */
            rectangle(low, y - 0.32, high, y + 0.32,
                      "fillcolor rgb '#CFE1F2' fillstyle solid border lc rgb '#7FA8C9' lw 0.6 back", out);
        if (isfinite(m->median))
            dh_put_format(out, "set arrow from %.12g,%.6f to %.12g,%.6f nohead lc rgb '#0072B2' lw 2.2 front\n",
                          middle, y - 0.32, middle, y + 0.32);
    }
    for (size_t i = 0; i < s->rows && s->look->shares; i++) {
        const dh_sample *m = &s->panel->sample[i];
        double y = (double)i, share = 100 * (1 - m->other_median / m->median);
        if (!m->count || !isfinite(share))
            continue;
        rectangle(0, y - 0.34, share, y + 0.34, "fillcolor rgb '#93C4E3' fillstyle solid noborder back", out);
        rectangle(share, y - 0.34, 100, y + 0.34, "fillcolor rgb '#E69F00' fillstyle solid noborder back", out);
    }
}

static void write_notes(const sheet *s, const dh_sheet *on, dh_box box, dh_arena *arena)
{
    double step = (box.top - box.bottom) / ((double)s->rows + 0.2);
    for (size_t i = 0; i < s->rows; i++) {
        double y = box.top - step * ((double)i + 0.6);
        const char *beside = note(s, i, arena);
        dh_sheet_text_right(on, box.left - 10, y, s->label[i], s->label_size, DH_COLOUR_TEXT);
        if (!beside || !*beside)
            continue;
        bool cross = !s->look->shares && !s->look->expected;
        if (cross) {
            dh_put_format(on->out, "set label '' at ");
            dh_sheet_at(on, box.right + 10, y);
            dh_put_format(on->out, " point pt 2 ps 0.7 lw 1.2 lc rgb '#999999' front\n");
        }
        dh_sheet_text(on, box.right + (cross ? 18 : 6), y, beside, DH_FONT_SMALL, false, DH_COLOUR_QUIET);
    }
}

/* What the two parts of the bars are, over the bars as far as there is room. */
static void write_parts(const sheet *s, const dh_sheet *on, dh_box box)
{
    double wide = 0, y = box.top + 12;
    for (int k = 0; k < 2 && s->look->shares; k++)
        wide += 30 + dh_text_width(s->look->part[k], DH_FONT_SMALL);
    double x = fmax(EDGE, fmin(box.left, on->layout.width - EDGE - wide));
    static const char *const colour[] = {"#93C4E3", "#E69F00"};
    for (int k = 0; k < 2 && s->look->shares; k++) {
        dh_put_format(on->out, "set object rectangle from ");
        dh_sheet_at(on, x, y - 5);
        dh_put_format(on->out, " to ");
        dh_sheet_at(on, x + 12, y + 5);
        dh_put_format(on->out, " fillcolor rgb '%s' fillstyle solid noborder front\n", colour[k]);
        dh_sheet_text(on, x + 18, y, s->look->part[k], DH_FONT_SMALL, false, DH_COLOUR_TEXT);
        x += 30 + dh_text_width(s->look->part[k], DH_FONT_SMALL);
    }
}

static int lay_out(sheet *s, dh_sheet *on, dh_box *ret, dh_error *error)
{
    double left = EDGE + s->label_width + 12, right = s->note_width + EDGE + 10, head = s->look->shares ? 24 : 6;
    dh_layout *l = &on->layout;
    l->width = s->options->width ? (double)s->options->width : ceil(left + PLOT + right);
    l->subtitle_lines = dh_text_wrap(s->subtitle, DH_FONT, l->width - 2 * EDGE - 4, narrow(s) ? DH_SUBTITLE_LINES : 3,
                                     on->arena, l->subtitle);
    if (!l->subtitle_lines)
        return dh_fail_memory(error);
    double top = EDGE + 30 + 18 * (double)l->subtitle_lines + head;
    l->height = s->options->height ? (double)s->options->height : top + STEP * ((double)s->rows + 0.2) + BELOW + EDGE;
    *ret = (dh_box){left, l->width - right, EDGE + BELOW, l->height - top};
    if (ret->right - ret->left < LEAST || ret->top - ret->bottom < 8 * (double)s->rows)
        return dh_fail(error, DH_ERROR_INPUT,
                       "a picture of %.0f x %.0f is too small for %zu rows: expected at least %.0f x %.0f", l->width,
                       l->height, s->rows, ceil(left + LEAST + right),
                       ceil(top + 8 * (double)s->rows + BELOW + EDGE));
    return 0;
}

/* Points and bounds. A block without a point is none to gnuplot's `index`: of bounds alone there is one block. */
static void write_plot(const sheet *s, const char *point, const char *bound, const char *using, dh_buffer *out)
{
    bool any = false, bounds = dh_rows_any_bounds(s) && !s->look->shares;
    for (size_t i = 0; i < s->rows; i++)
        any = any || s->panel->sample[i].count;
    any = any && !s->look->shares;
    dh_put_format(out, "plot %s", any || bounds ? "" : "NaN notitle");
    if (any) {
        dh_gnuplot_quote(out, s->picture.data);
        dh_put_format(out, " index 0 %s with points %s notitle%s", using, point, bounds ? ", " : "");
    }
    if (bounds) {
        dh_gnuplot_quote(out, s->picture.data);
        dh_put_format(out, " index %d %s with points %s notitle", any, using, bound);
    }
    dh_put_format(out, "\nunset output\n");
}

static int write_picture(sheet *s, dh_arena *arena, dh_buffer *data, dh_buffer *out, dh_error *error)
{
    dh_sheet on = {.arena = arena, .out = out};
    dh_box box;
    if (lay_out(s, &on, &box, error))
        return -1;
    dh_rows_axis(s, (size_t)((box.right - box.left) / 75) + 1);
    (s->look->shares ? dh_rows_put_bars : dh_rows_put_points)(s, data);
    dh_picture_terminal(&s->picture, on.layout.width, on.layout.height, out);
    dh_put_format(out, "set output picture\n");
    dh_theme_write(out);
    on.mark = dh_sheet_few(s->panel->seeds, arena);
    dh_sheet_title(&on, s->title, EDGE + 4);
    dh_sheet_frame(&on, box);
    dh_ruler_write(&s->x, 'x', true, out);
    dh_put_format(
        out, "set yrange [%zu.6:-0.6]\nunset ytics; unset grid; set grid xtics ls 101; set border 1 back ls 100\n",
        s->rows - 1);
    dh_sheet_axis_label(&on, (box.left + box.right) / 2, box.bottom - 42, false, INFINITY,
                        s->look->x_label ? s->look->x_label : s->look->what);
    write_notes(s, &on, box, arena);
    write_parts(s, &on, box);
    write_boxes(s, out);
    write_plot(s, "pt 7 ps 0.4 lc rgb '#40004060'", "pt 6 ps 0.55 lw 1.2 lc rgb '#D55E00'", "using 1:2", out);
    return out->failed ? dh_fail_memory(error) : 0;
}

static int write_text(sheet *s, dh_arena *arena, dh_buffer *data, dh_buffer *out, dh_error *error)
{
    size_t columns = s->options->width ? s->options->width : COLUMNS;
    size_t lines = s->options->height ? s->options->height : s->rows < 4 ? 16 : s->rows + 12;
    if (columns < 60 || lines < 16)
        return dh_fail(error, DH_ERROR_INPUT, "%zu columns and %zu lines: expected at least 60 and 16", columns,
                       lines);
    dh_rows_axis(s, columns / 20);
    (s->look->shares ? dh_rows_put_bars : dh_rows_put_points)(s, data);
    dh_picture_terminal(&s->picture, (double)columns, (double)lines, out);
    dh_put_format(out, "set output picture\nset encoding utf8\nunset key\nset tics nomirror\nset title ");
    dh_gnuplot_quote(out, s->title);
    dh_put_format(out, " noenhanced\nset xlabel ");
    dh_gnuplot_quote(out, s->look->x_label ? s->look->x_label : s->look->what);
    dh_put_format(out, " noenhanced\n");
    dh_ruler_write(&s->x, 'x', true, out);
    dh_put_format(out, "set yrange [%zu.6:-0.6]\nset ytics (", s->rows - 1);
    for (size_t i = 0; i < s->rows; i++) {
        const char *beside = note(s, i, arena);
        const char *all =
            beside ? dh_arena_format(arena, "%s%s%s%s", s->label[i], *beside ? " (" : "", beside, *beside ? ")" : "")
                   : NULL;
        if (!all)
            return dh_fail_memory(error);
        dh_put_format(out, "%s", i ? ", " : "");
        dh_gnuplot_quote_tic(out, all);
        dh_put_format(out, " %zu", i);
    }
    dh_put_format(out, ") noenhanced\n");
    if (!s->look->shares) {
        write_plot(s, "pt 15", "pt 17", "using 1:(floor($2 + 0.5))", out);
        return out->failed ? dh_fail_memory(error) : 0;
    }
    dh_put_format(out, "plot ");
    dh_gnuplot_quote(out, s->picture.data);
    dh_put_format(out, " using (100 - $2):1 with points pt 15\nunset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

/* ---- pictures ---- */

static int draw_one(sheet *s, const char *stem, dh_arena *arena, const char **ret_path, dh_error *error)
{
    dh_buffer data = {0}, script = {0};
    if (dh_picture_begin(stem, s->options, arena, &s->picture, error))
        return -1;
    if (make_labels(s, arena))
        return dh_fail_memory(error);
    *ret_path = s->picture.path;
    int result = (s->picture.format->text ? write_text : write_picture)(s, arena, &data, &script, error);
    if (!result)
        result = dh_picture_make(&s->picture, &data, &script, arena, error);
    dh_buffer_finish(&data);
    dh_buffer_finish(&script);
    return result;
}

static size_t rows_of(const dh_sample_panel *panel, const dh_chart_options *options)
{
    size_t most = MOST;
    if (options->height > HEAD + 4 * ROW && !dh_format_find(options->format)->text)
        most = (options->height - HEAD) / ROW < MOST ? (options->height - HEAD) / ROW : MOST;
    return panel->count < most ? panel->count : most;
}

int dh_rows_draw(const dh_samples *samples, const dh_rows_look *look, const dh_chart_options *options,
                 dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    size_t n = samples->panels;
    const char **problem = DH_NEW(arena, const char *, n + 1);
    const char *y = dh_arena_format(arena, "%s%s%s", options->y ? "-" : "", options->y ? options->y : "",
                                    look->more ? look->more : "");
    *ret = (dh_pictures){.path = DH_NEW(arena, const char *, n + 1)};
    if (!problem || !y || !ret->path)
        return dh_fail_memory(error);
    for (size_t i = 0; i < n; i++)
        problem[i] = samples->panel[i].problem;
    for (size_t i = 0; i < n; i++, ret->count++) {
        const dh_sample_panel *p = &samples->panel[i];
        sheet s = {.panel = p, .look = look, .options = options, .rows = rows_of(p, options)};
        s.title = !options->title ? p->problem
                  : n == 1        ? options->title
                                  : dh_arena_format(arena, "%s: %s", options->title, p->problem);
        const char *stem = dh_picture_stem_for(options, y, problem, n, i, arena);
        if (!s.title || !stem)
            return dh_fail_memory(error);
        if (draw_one(&s, stem, arena, &ret->path[i], error))
            return -1;
    }
    return 0;
}
