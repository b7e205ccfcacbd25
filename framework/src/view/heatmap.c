/* Rectangles and numbers at computed places; the colours are cividis (Nunez, Anderton & Renslow 2018, "Optimizing
 * colormaps with consideration for color vision deficiency", PLoS ONE 13(7), e0199239): dark is good. */
#include "view/heatmap.h"

#include "summary/pairs.h"
#include "view/font.h"
#include "view/gnuplot.h"
#include "view/picture.h"
#include "view/ruler.h"
#include "view/sheet.h"

#include <downhill/math.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 6, CELL_WIDTH = 56, CELL_HEIGHT = 30, EDGE = 14, LEFT = 74, BELOW = 62, ABOVE = 30, COLUMNS = 100 };

typedef struct sheet {
    const dh_chart_options *options;
    const dh_pairs *pairs;
    const dh_pair *pair[MOST]; /* the best first, as far as there is room */
    size_t count, of;          /* shown, of so many */
    bool larger_is_better, log;
    double low, high; /* of the finite medians, in log when log */
    const char *title, *subtitle;
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

static void colour(double at, char out[8])
{
    static const int stop[][3] = {{0, 34, 78},     {53, 69, 108},   {102, 105, 112},
                                  {148, 142, 119}, {200, 184, 102}, {254, 232, 56}};
    double place = at * 5;
    int i = place >= 5 ? 4 : (int)place, c[3];
    for (int k = 0; k < 3; k++)
        c[k] = (int)(stop[i][k] + (place - i) * (stop[i + 1][k] - stop[i][k]) + 0.5);
    snprintf(out, 8, "#%02X%02X%02X", (unsigned)c[0] & 255, (unsigned)c[1] & 255, (unsigned)c[2] & 255);
}

/* Two digits in at most seven characters: 0.012, 3.4e-7 */
static void number(double v, char out[16])
{
    double size = fabs(v);
    if (size == 0 || (size >= 0.001 && size < 1e4)) {
        snprintf(out, 16, "%.2g", v);
        if (size >= 100)
            snprintf(out, 16, "%.0f", v);
        return;
    }
    int e = dh_decade(size);
    snprintf(out, 16, "%.1fe%d", v / dh_power10(e), e);
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

static void write_tics(const double *at, size_t count, char axis, bool upright, dh_buffer *out)
{
    dh_put_format(out, "set %ctics (", axis);
    for (size_t i = 0; i < count; i++) {
        char text[32];
        snprintf(text, sizeof text, "%.4g", at[i]);
        char *zero = strstr(text, "e-0"); /* 1e-05 */
        if (zero)
            memmove(zero + 2, zero + 3, strlen(zero + 3) + 1);
        dh_put_format(out, "%s'%s' %zu", i ? ", " : "", text, i);
    }
    dh_put_format(out, ")%s scale 0\n", upright ? " rotate by 45 right" : "");
}

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
        colour(at, fill);
        number(c->median, text);
    }
    if (!plain)
        dh_put_format(out,
                      "set object rectangle from %g,%g to %g,%g fillcolor rgb '%s' fillstyle solid border lc rgb "
                      "'white' lw 1 back\n",
                      (double)x - 0.5, (double)y - 0.5, (double)x + 0.5, (double)y + 0.5, fill);
    dh_put_format(out, "set label '%s' at %zu,%zu center front", lost && plain ? "X" : text, x, y);
    if (!plain)
        dh_put_format(out, " noenhanced font '%s,%d' textcolor rgb '%s'", DH_FONT_FAMILY, DH_FONT_SMALL,
                      !lost && at < 0.47 ? "#FEFEFE" : "#010101");
    dh_put_format(out, "\n");
}

static void write_table(const sheet *s, const dh_pair *p, bool plain, dh_buffer *out)
{
    write_tics(p->x, p->columns, 'x', !plain && p->columns > 8, out);
    write_tics(p->y, p->rows, 'y', false, out);
    dh_put_format(out, "set xrange [-0.5:%zu.5]\nset yrange [-0.5:%zu.5]\n", p->columns - 1, p->rows - 1);
    for (size_t k = 0; k < p->columns * p->rows; k++)
        write_cell(s, p, k, plain, out);
    dh_put_format(out, "plot NaN notitle\nunset label; unset object\n");
}

static int write_picture(const sheet *s, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    dh_sheet on = {.arena = arena, .out = out};
    size_t across = s->count < 3    ? s->count
                    : s->count == 4 ? 2
                                    : 3,
           down = (s->count + across - 1) / across, wide = 0, high = 0;
    for (size_t i = 0; i < s->count; i++) {
        wide = s->pair[i]->columns > wide ? s->pair[i]->columns : wide;
        high = s->pair[i]->rows > high ? s->pair[i]->rows : high;
    }
    dh_layout *l = &on.layout;
    double width = fmax((double)wide * CELL_WIDTH, 200) + LEFT, height = (double)high * CELL_HEIGHT + BELOW + ABOVE;
    l->width = fmax(2 * EDGE + (double)across * width, 420);
    l->width = s->options->width ? (double)s->options->width : l->width;
    width = (l->width - 2 * EDGE) / (double)across;
    l->subtitle_lines = dh_text_wrap(s->subtitle, DH_FONT, l->width - 2 * EDGE, 2, arena, l->subtitle);
    if (!l->subtitle_lines)
        return dh_fail_memory(error);
    double head = EDGE + 32 + 18 * (double)l->subtitle_lines;
    l->height = s->options->height ? (double)s->options->height : head + (double)down * height + EDGE;
    height = (l->height - head - EDGE) / (double)down;
    if (width - LEFT < 24 * (double)wide || height - BELOW - ABOVE < 14 * (double)high)
        return dh_fail(error, DH_ERROR_INPUT, "a picture of %.0f x %.0f is too small for %zu tables of %zu x %zu",
                       l->width, l->height, s->count, wide, high);
    dh_picture_terminal(&s->picture, l->width, l->height, out);
    dh_put_format(out, "set output './%s'\n", s->picture.picture);
    dh_theme_write(out);
    dh_put_format(out, "unset grid; unset border\nset multiplot\n");
    dh_sheet_title(&on, s->title, EDGE + 4);
    for (size_t i = 0; i < s->count; i++) {
        double left = EDGE + width * (double)(i % across), top = l->height - head - height * (double)(i / across);
        dh_box box = {left + LEFT, left + width - 4, top - height + BELOW, top - ABOVE};
        char *line[1];
        if (!dh_text_wrap(s->pair[i]->method, DH_FONT, (box.right - box.left) / 1.06, 1, arena, line))
            return dh_fail_memory(error);
        dh_sheet_frame(&on, box);
        dh_sheet_text(&on, box.left, box.top + 12, line[0], DH_FONT, true, DH_COLOUR_TEXT);
        dh_sheet_axis_label(&on, (box.left + box.right) / 2, box.bottom - 44, false, INFINITY, s->pairs->x_name);
        dh_sheet_axis_label(&on, box.left - 58, (box.bottom + box.top) / 2, true, INFINITY, s->pairs->y_name);
        write_table(s, s->pair[i], false, out);
    }
    dh_put_format(out, "unset multiplot\nunset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

static int write_text(const sheet *s, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    size_t columns = s->options->width ? s->options->width : COLUMNS;
    for (size_t i = 0; i < s->count; i++) {
        const dh_pair *p = s->pair[i];
        size_t lines = s->options->height ? s->options->height : 2 * p->rows + 10;
        if (columns < 40 || lines < 10)
            return dh_fail(error, DH_ERROR_INPUT, "%zu columns and %zu lines: expected at least 40 and 10", columns,
                           lines);
        if (!i) {
            dh_picture_terminal(&s->picture, (double)columns, (double)lines, out);
            dh_put_format(out, "set output './%s'\nset encoding utf8\nunset key\nset tics nomirror\n",
                          s->picture.picture);
        }
        const char *title = dh_arena_format(arena, "%s: %s (over %s and %s)", s->title, p->method, s->pairs->x_name,
                                            s->pairs->y_name);
        if (!title)
            return dh_fail_memory(error);
        dh_put_format(out, "set title ");
        dh_gnuplot_quote(out, title);
        dh_put_format(out, " noenhanced\n");
        write_table(s, p, true, out);
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

static const char *subtitle(const sheet *s, dh_arena *arena)
{
    const char *y = s->options->y;
    size_t seeds = 0;
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < s->pair[i]->columns * s->pair[i]->rows; k++)
            seeds = s->pair[i]->cell[k].runs > seeds ? s->pair[i]->cell[k].runs : seeds;
    const char *what = s->pair[0]->gap         ? dh_gap_name(s->pair[0]->best_seen, false)
                       : y && strcmp(y, "gap") ? y
                                               : "cost";
    const char *number = seeds == 1 ? "of 1 seed" : dh_arena_format(arena, ", median of %zu seeds", seeds);
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

bool dh_heatmap_suits(dh_results *const *results, size_t count)
{
    dh_arena arena = {0};
    dh_traces traces;
    dh_pairs pairs;
    dh_error ignored;
    bool any = !dh_traces_read(results, count, DH_AXIS_STEP, "cost", NULL, &arena, &traces, &ignored) &&
               !dh_pairs_make(&traces, "lr", NULL, &arena, &pairs, &ignored);
    dh_arena_finish(&arena);
    return any;
}
