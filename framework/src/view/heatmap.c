/* Rectangles and numbers at computed places: dark is good. */
#include "view/heatmap.h"

#include "summary/pairs.h"
#include "view/cells.h"
#include "view/font.h"
#include "view/gnuplot.h"
#include "view/picture.h"
#include "view/sheet.h"

#include <downhill/math.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 6, CELL_WIDTH = 56, CELL_HEIGHT = 30, EDGE = 14, LEFT = 74, BELOW = 62, ABOVE = 30, COLUMNS = 100 };
enum { WIDEST = 1400, ROOMY = 34, LEAST = 5 }; /* a picture, a cell with a number, one without */

typedef struct sheet {
    const dh_chart_options *options;
    const dh_pairs *pairs;
    const dh_pair *pair[MOST]; /* the best first, as far as there is room */
    size_t count, of;          /* shown, of so many */
    bool larger_is_better, log;
    double low, high; /* of the finite medians, in log when log */
    size_t seeds;
    const char *title, *subtitle;
    bool numbers; /* in the cells: they have room for them */
    dh_picture picture;
} sheet;

static double scaled(const sheet *s, double v)
{
    return s->log ? dh_log(v) : v;
}

/* 0: the best, 1: the worst */
static double share(const sheet *s, double median)
{
    double at =
        s->high > s->low ? (scaled(s, fmax(median, s->log ? 1e-300 : median)) - s->low) / (s->high - s->low) : 0;
    at = fmin(fmax(at, 0), 1);
    return s->larger_is_better ? 1 - at : at;
}

/* The finite medians; log when all are positive and far apart, zeros of gaps on its edge. */
static void span(sheet *s)
{
    double low = INFINITY, high = -INFINITY, positive = INFINITY;
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < s->pair[i]->columns * s->pair[i]->rows; k++) {
            double v = s->pair[i]->cell[k].median;
            if (!isfinite(v))
                continue;
            low = fmin(low, v);
            high = fmax(high, v);
            positive = v > 0 ? fmin(positive, v) : positive;
        }
    s->log = isfinite(positive) && (low > 0 || s->pair[0]->gap) && high >= 31.6 * positive;
    s->low = s->log ? dh_log(fmax(positive, high * 1e-30)) : low;
    s->high = s->log ? dh_log(high) : high;
}

static void put_data(const sheet *s, dh_buffer *data)
{
    for (size_t i = 0; i < s->count; i++) {
        const dh_pair *p = s->pair[i];
        dh_put_format(data, "%s# problem ", i ? "\n\n" : "");
        dh_gnuplot_comment(data, p->problem);
        dh_put_format(data, "\n# method ");
        dh_gnuplot_comment(data, p->method);
        dh_put_format(data, "\n# %s, %s, median, runs, lost\n", s->pairs->x_name, s->pairs->y_name);
        for (size_t k = 0; k < p->columns * p->rows; k++)
            if (p->cell[k].runs)
                dh_put_format(data, "%.17g %.17g %.17g %zu %zu\n", p->x[k % p->columns], p->y[k / p->columns],
                              p->cell[k].median, p->cell[k].runs, p->cell[k].lost);
    }
}

/* ---- the script ---- */

static void write_cell(const sheet *s, const dh_pair *p, size_t k, bool plain, dh_buffer *out)
{
    const dh_cell *c = &p->cell[k];
    size_t x = k % p->columns, y = k / p->columns;
    char fill[8] = "#C4C4C4", text[16] = "×";
    if (!c->runs)
        return;
    bool lost = !isfinite(c->median);
    double at = lost ? 1 : share(s, c->median);
    if (!lost) {
        dh_cell_colour(at, fill);
        dh_cell_number(c->median, text);
    }
    if (!plain)
        dh_put_format(out,
                      "set object rectangle from %g,%g to %g,%g fillcolor rgb '%s' fillstyle solid border lc rgb "
                      "'white' lw 1 back\n",
                      (double)x - 0.5, (double)y - 0.5, (double)x + 0.5, (double)y + 0.5, fill);
    if (!s->numbers && !lost)
        return;
    dh_put_format(out, "set label '%s' at %zu,%zu center front", lost && plain ? "X" : text, x, y);
    if (!plain)
        dh_put_format(out, " noenhanced font '%s,%d' textcolor rgb '%s'", DH_FONT_FAMILY, DH_FONT_SMALL,
                      !lost && at < 0.47 ? "#FEFEFE" : "#010101");
    dh_put_format(out, "\n");
}

/* box: where it stands; NULL: in characters */
static void write_table(const sheet *s, const dh_pair *p, const dh_box *box, dh_buffer *out)
{
    bool plain = !box;
    dh_cell_tics(p->x, p->columns, 'x', plain ? 0 : (box->right - box->left) / (double)p->columns, out);
    dh_cell_tics(p->y, p->rows, 'y', plain ? 0 : (box->top - box->bottom) / (double)p->rows, out);
    dh_put_format(out, "set xrange [-0.5:%zu.5]\nset yrange [-0.5:%zu.5]\n", p->columns - 1, p->rows - 1);
    for (size_t k = 0; k < p->columns * p->rows; k++)
        write_cell(s, p, k, plain, out);
    dh_put_format(out, "plot NaN notitle\nunset label; unset object\n");
}

/* Tables stand side by side as far as their cells stay wide enough. */
typedef struct grid {
    size_t across, down, wide, high; /* tables; cells of the largest */
    double width, height, head;      /* of a table with its labels; over all */
} grid;

static void arrange(const sheet *s, grid *ret)
{
    size_t count = s->count;
    *ret = (grid){.across = count < 3 ? count : count == 4 ? 2 : 3};
    for (size_t i = 0; i < count; i++) {
        ret->wide = s->pair[i]->columns > ret->wide ? s->pair[i]->columns : ret->wide;
        ret->high = s->pair[i]->rows > ret->high ? s->pair[i]->rows : ret->high;
    }
    size_t given = s->options->width;
    double cells = fmax((double)ret->wide * (given ? ROOMY : CELL_WIDTH), given ? 0 : 200);
    double most = (given ? (double)given : WIDEST) - 2 * EDGE;
    while (ret->across > 1 && (double)ret->across * (cells + LEFT) > most)
        ret->across--;
    ret->down = (count + ret->across - 1) / ret->across;
    ret->width = cells + LEFT;
}

static int lay_out(const sheet *s, dh_layout *l, grid *g, dh_arena *arena, dh_error *error)
{
    arrange(s, g);
    l->width = s->options->width ? (double)s->options->width : fmax(2 * EDGE + (double)g->across * g->width, 420);
    l->subtitle_lines =
        dh_text_wrap(s->subtitle, DH_FONT, l->width - 2 * EDGE, DH_SUBTITLE_LINES, arena, l->subtitle);
    if (!l->subtitle_lines)
        return dh_fail_memory(error);
    g->head = EDGE + 32 + 18 * (double)l->subtitle_lines;
    g->width = (l->width - 2 * EDGE) / (double)g->across;
    g->height = (double)g->high * CELL_HEIGHT + BELOW + ABOVE;
    l->height = s->options->height ? (double)s->options->height : g->head + (double)g->down * g->height + EDGE;
    g->height = (l->height - g->head - EDGE) / (double)g->down;
    if (g->width - LEFT < LEAST * (double)g->wide || g->height - BELOW - ABOVE < LEAST * (double)g->high)
        return dh_fail(error, DH_ERROR_INPUT, "a picture of %.0f x %.0f is too small for %zu tables of %zu x %zu",
                       l->width, l->height, s->count, g->wide, g->high);
    return 0;
}

static bool has_room(const sheet *s, const grid *g)
{
    double widest = 0;
    char text[16];
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < s->pair[i]->columns * s->pair[i]->rows; k++)
            if (isfinite(s->pair[i]->cell[k].median)) {
                dh_cell_number(s->pair[i]->cell[k].median, text);
                widest = fmax(widest, dh_text_width(text, DH_FONT_SMALL));
            }
    return (g->width - LEFT - 4) / (double)g->wide > widest &&
           (g->height - BELOW - ABOVE) / (double)g->high > DH_FONT_SMALL;
}

/* "; from 3.4e-7 (dark) to 12": instead of the numbers */
static const char *scale_text(const sheet *s, dh_arena *arena)
{
    char low[16], high[16];
    dh_cell_number(s->log ? dh_exp(s->low) : s->low, low);
    dh_cell_number(s->log ? dh_exp(s->high) : s->high, high);
    return dh_arena_format(arena, "%s; from %s%s to %s%s", s->subtitle, low, s->larger_is_better ? "" : " (dark)",
                           high, s->larger_is_better ? " (dark)" : "");
}

static int write_tables(const sheet *s, const dh_sheet *on, const grid *g, dh_error *error)
{
    for (size_t i = 0; i < s->count; i++) {
        double left = EDGE + g->width * (double)(i % g->across),
               top = on->layout.height - g->head - g->height * (double)(i / g->across);
        dh_box box = {left + LEFT, left + g->width - 4, top - g->height + BELOW, top - ABOVE};
        const char *name = dh_text_cut(s->pair[i]->method, DH_FONT, (box.right - box.left) / 1.06, on->arena);
        if (!name)
            return dh_fail_memory(error);
        dh_sheet_frame(on, box);
        dh_sheet_text(on, box.left, box.top + 12, name, DH_FONT, true, DH_COLOUR_TEXT);
        dh_sheet_axis_label(on, (box.left + box.right) / 2, box.bottom - 44, false, INFINITY, s->pairs->x_name);
        dh_sheet_axis_label(on, box.left - 58, (box.bottom + box.top) / 2, true, INFINITY, s->pairs->y_name);
        write_table(s, s->pair[i], &box, on->out);
    }
    return 0;
}

static int write_picture(sheet *s, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    dh_sheet on = {.arena = arena, .out = out, .mark = dh_sheet_few(s->seeds, arena)};
    grid g;
    if (lay_out(s, &on.layout, &g, arena, error))
        return -1;
    s->numbers = has_room(s, &g);
    if (!s->numbers && isfinite(s->low)) {
        s->subtitle = scale_text(s, arena);
        if (!s->subtitle)
            return dh_fail_memory(error);
        if (lay_out(s, &on.layout, &g, arena, error))
            return -1;
    }
    dh_picture_terminal(&s->picture, on.layout.width, on.layout.height, out);
    dh_put_format(out, "set output picture\n");
    dh_theme_write(out);
    dh_put_format(out, "unset grid; unset border\nset multiplot\n");
    dh_sheet_title(&on, s->title, EDGE + 4);
    if (write_tables(s, &on, &g, error))
        return -1;
    dh_put_format(out, "unset multiplot\nunset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

static int write_text(sheet *s, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    size_t columns = s->options->width ? s->options->width : COLUMNS;
    s->numbers = true;
    for (size_t i = 0; i < s->count; i++) {
        const dh_pair *p = s->pair[i];
        size_t lines = s->options->height ? s->options->height : 2 * p->rows + 10;
        if (columns < 40 || lines < 10)
            return dh_fail(error, DH_ERROR_INPUT, "%zu columns and %zu lines: expected at least 40 and 10", columns,
                           lines);
        if (!i) {
            dh_picture_terminal(&s->picture, (double)columns, (double)lines, out);
            dh_put_format(out, "set output picture\nset encoding utf8\nunset key\nset tics nomirror\n");
        }
        const char *title = dh_arena_format(arena, "%s: %s (over %s and %s)", s->title, p->method, s->pairs->x_name,
                                            s->pairs->y_name);
        if (!title)
            return dh_fail_memory(error);
        dh_put_format(out, "set title ");
        dh_gnuplot_quote(out, title);
        dh_put_format(out, " noenhanced\n");
        write_table(s, p, NULL, out);
    }
    dh_put_format(out, "unset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

/* ---- pictures ---- */

/* The best MOST of the problem's tables, in order of appearance. */
static void choose(sheet *s, const char *problem)
{
    for (size_t i = 0; i < s->pairs->count; i++) {
        const dh_pair *p = &s->pairs->pair[i];
        size_t better = 0;
        if (strcmp(p->problem, problem))
            continue;
        s->of++;
        for (size_t k = 0; k < s->pairs->count; k++) {
            const dh_pair *q = &s->pairs->pair[k];
            bool ahead = s->larger_is_better ? q->best > p->best : q->best < p->best;
            better += !strcmp(q->problem, problem) && (ahead || (k < i && q->best == p->best));
        }
        if (better < MOST)
            s->pair[s->count++] = p;
    }
}

static size_t most_runs(const sheet *s)
{
    size_t most = 0;
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < s->pair[i]->columns * s->pair[i]->rows; k++)
            most = s->pair[i]->cell[k].runs > most ? s->pair[i]->cell[k].runs : most;
    return most;
}

static const char *subtitle(const sheet *s, dh_arena *arena)
{
    const char *y = s->options->y;
    const char *what = s->pair[0]->gap         ? dh_gap_name(s->pair[0]->best_seen, false)
                       : y && strcmp(y, "gap") ? y
                                               : "cost";
    const char *number = s->seeds == 1 ? "of 1 seed" : dh_arena_format(arena, ", median of %zu seeds", s->seeds);
    const char *some =
        s->of > s->count ? dh_arena_format(arena, "; the best %zu of %zu methods", s->count, s->of) : "";
    return number && some ? dh_arena_format(arena, "final %s%s%s, dark is good; ×: lost%s", what,
                                            *number == ',' ? "" : " ", number, some)
                          : NULL;
}

static int draw_one(const dh_pairs *pairs, bool larger_is_better, const char *problem, const char *stem,
                    const dh_chart_options *options, const char *title, dh_arena *arena, const char **ret_path,
                    dh_error *error)
{
    sheet s = {.options = options, .pairs = pairs, .larger_is_better = larger_is_better, .title = title};
    dh_buffer data = {0}, script = {0};
    choose(&s, problem);
    s.seeds = most_runs(&s);
    s.subtitle = subtitle(&s, arena);
    if (!s.subtitle)
        return dh_fail_memory(error);
    if (dh_picture_begin(stem, options, arena, &s.picture, error))
        return -1;
    span(&s);
    put_data(&s, &data);
    *ret_path = s.picture.path;
    int result = (s.picture.format->text ? write_text : write_picture)(&s, arena, &script, error);
    if (!result)
        result = dh_picture_make(&s.picture, &data, &script, arena, error);
    dh_buffer_finish(&data);
    dh_buffer_finish(&script);
    return result;
}

/* "a,b" into two names; b NULL when there is none. */
static int split(const char *over, dh_arena *arena, const char **ret_x, const char **ret_y, dh_error *error)
{
    const char *comma = over ? strchr(over, ',') : NULL;
    *ret_x = !over ? "lr" : comma ? dh_arena_copy(arena, over, (size_t)(comma - over)) : over;
    *ret_y = comma ? comma + 1 : NULL;
    return *ret_x ? 0 : dh_fail_memory(error);
}

int dh_heatmap_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_pairs pairs;
    dh_chart_options own = *options;
    const char *x, *y;
    own.best_of = NULL;
    if (split(options->over, arena, &x, &y, error) ||
        dh_traces_read(results, count, DH_AXIS_STEP, options->y, NULL, arena, &traces, error) ||
        dh_pairs_make(&traces, x, y, arena, &pairs, error))
        return -1;
    const char **problem = DH_NEW(arena, const char *, pairs.count + 1);
    size_t problems = 0;
    *ret = (dh_pictures){.path = DH_NEW(arena, const char *, pairs.count + 1)};
    if (!problem || !ret->path)
        return dh_fail_memory(error);
    for (size_t i = 0; i < pairs.count; i++)
        if (!i || strcmp(pairs.pair[i].problem, problem[problems - 1]))
            problem[problems++] = pairs.pair[i].problem;
    const char *more = dh_arena_format(arena, "%s%s%s%s", options->y ? "-" : "", options->y ? options->y : "",
                                       options->over ? "-over-" : "", options->over ? options->over : "");
    more = more ? dh_gnuplot_file_name(arena, *more ? more + 1 : "x") : NULL;
    for (size_t i = 0; more && i < problems; i++, ret->count++) {
        const char *dashed = options->y || options->over ? dh_arena_format(arena, "-%s", more) : "";
        const char *stem = dashed ? dh_picture_stem_for(&own, dashed, problem, problems, i, arena) : NULL;
        const char *title = !options->title ? problem[i]
                            : problems == 1 ? options->title
                                            : dh_arena_format(arena, "%s: %s", options->title, problem[i]);
        if (!stem || !title)
            return dh_fail_memory(error);
        if (draw_one(&pairs, traces.larger_is_better, problem[i], stem, &own, title, arena, &ret->path[i], error))
            return -1;
    }
    return more ? 0 : dh_fail_memory(error);
}

int dh_heatmap_suits(dh_results *const *results, size_t count, bool *ret, dh_error *error)
{
    dh_arena arena = {0};
    dh_traces traces;
    dh_pairs pairs;
    const int failed = dh_traces_read(results, count, DH_AXIS_STEP, "cost", NULL, &arena, &traces, error) ||
                       dh_pairs_make(&traces, "lr", NULL, &arena, &pairs, error);
    dh_arena_finish(&arena);
    return dh_chart_answer(failed, ret, error);
}
