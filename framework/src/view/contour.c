/* Bands and lines are polygons of our own: gnuplot 5.4 has no filled contours, and an image would be blurred in
 * print. What is above a level is painted over what is below, from the lowest on; holes in it are joined to it by
 * seams of no width, and turn the other way round. */
#include "view/contour.h"

#include "view/gnuplot.h"
#include "view/isoline.h"

#include <math.h>

enum { REFINE = 3, BESIDE = 78, BAR = 12, COLUMNS = 100, LINES = 40 };
static const double FINE = 0.05; /* cells of the grid: a twentieth of a pixel or so */
static const double MOST_WIDTH = 560, MOST_HEIGHT = 460;
static const double FLATTEST = 0.45,
                    STEEPEST = 2.2; /* height over width of a box that is drawn in its own proportions */
enum { LETTER_E = 5, LETTER_M = 13, LETTER_S = 19, LETTER_X = 24 }; /* points of the dumb terminal */

/* Blocks of the data file. */
typedef struct blocks {
    int level[DH_MAX_LEVELS], line[DH_MAX_LEVELS]; /* DH_NO_BLOCK: nothing there */
    int *trail, *dots;                             /* [trails] */
    int start, minimum;
} blocks;

/* ---- data ---- */

static void put(const dh_terrain *t, size_t side, dh_vertex v, dh_buffer *data)
{
    double last = (double)(side - 1);
    dh_put_format(data, "%.9g %.9g\n", t->x1_low + (t->x1_high - t->x1_low) * v.x / last,
                  t->x2_low + (t->x2_high - t->x2_low) * v.y / last);
}

/* All loops of a level as one polygon. */
static void put_polygon(const dh_scene *s, const dh_loops *loops, size_t side, dh_buffer *data)
{
    dh_vertex anchor = loops->loop[0].at[0];
    for (size_t i = 0; i < loops->count; i++) {
        const dh_loop *l = &loops->loop[i];
        for (size_t k = 0; k < l->count; k++)
            put(s->terrain, side, l->at[k], data);
        put(s->terrain, side, l->at[0], data);
        if (i)
            put(s->terrain, side, anchor, data);
    }
}

/* The loops without their pieces along the edge of the box: returns whether anything is left. */
static bool put_lines(const dh_scene *s, const dh_loops *loops, size_t side, dh_buffer *data)
{
    bool any = false;
    for (size_t i = 0; i < loops->count; i++) {
        const dh_loop *l = &loops->loop[i];
        bool open = false;
        for (size_t k = 0; k < l->count; k++) {
            dh_vertex a = l->at[k], b = l->at[(k + 1) % l->count];
            bool edge = dh_on_edge(a, b, side);
            if (!edge && !open)
                put(s->terrain, side, a, data);
            if (!edge)
                put(s->terrain, side, b, data);
            else if (open)
                dh_put_format(data, "\n");
            any = any || !edge;
            open = !edge;
        }
        if (open)
            dh_put_format(data, "\n");
    }
    return any;
}

/* Straight pieces need no vertices; the corners of the box stay because a loop turns there. */
static int thin(dh_loops *loops, dh_arena *arena)
{
    for (size_t i = 0; i < loops->count; i++) {
        dh_loop *l = &loops->loop[i];
        bool *keep = DH_NEW(arena, bool, l->count + 1);
        if (!keep)
            return -1;
        l->count = dh_line_thin(l->at, l->count, FINE, keep);
    }
    return 0;
}

static int put_level(const dh_scene *s, size_t k, const double *height, size_t side, int *next, dh_buffer *data,
                     blocks *b, dh_arena *arena)
{
    dh_loops loops;
    double level = s->relief.level[k] + s->relief.base;
    b->level[k] = b->line[k] = DH_NO_BLOCK;
    if (dh_loops_trace(height, side, dh_relief_height(&s->relief, level), arena, &loops) || thin(&loops, arena))
        return -1;
    if (!loops.count)
        return 0;
    const char *above = dh_arena_format(arena, "x1, x2 of a polygon around all at or above %.12g", level);
    const char *line = dh_arena_format(arena, "x1, x2 of the contour lines at %.12g", level);
    if (!above || !line)
        return -1;
    b->level[k] = dh_scene_block(s, above, next, data);
    put_polygon(s, &loops, side, data);
    int block = dh_scene_block(s, line, next, data);
    b->line[k] = put_lines(s, &loops, side, data) ? block : DH_NO_BLOCK;
    return 0;
}

static void put_spot(dh_spot s, dh_buffer *data)
{
    dh_put_format(data, "%.12g %.12g\n", s.x1, s.x2);
}

static int put_trail(const dh_scene *s, size_t i, int *next, dh_buffer *data, blocks *b, dh_arena *arena)
{
    const dh_trail *t = &s->trail[i];
    const dh_trace *run = &s->terrain->traces.trace[i];
    const char *what = dh_arena_format(arena, "x1, x2 of method %s", run->settings ? run->settings : run->method);
    if (!what)
        return -1;
    b->trail[i] = b->dots[i] = DH_NO_BLOCK;
    if (!t->count)
        return 0;
    b->trail[i] = dh_scene_block(s, what, next, data);
    for (size_t k = 0; k < t->count; k++) {
        dh_put_format(data, "%s", k && !t->spot[k].joined ? "\n" : "");
        put_spot(t->spot[k], data);
    }
    if (!t->dots)
        return 0;
    b->dots[i] = dh_scene_block(s, "its dots", next, data);
    for (size_t k = 0; k < t->dots; k++)
        put_spot(t->dot[k], data);
    return 0;
}

static void put_starts(const dh_scene *s, int *next, dh_buffer *data, blocks *b)
{
    const dh_terrain *t = s->terrain;
    b->start = b->minimum = DH_NO_BLOCK;
    for (size_t i = 0; i < s->trails; i++)
        if (s->trail[i].begins) {
            if (b->start == DH_NO_BLOCK)
                b->start = dh_scene_block(s, "x1, x2 of the starting points", next, data);
            put_spot(s->trail[i].start, data);
        }
    double x = t->x_star[0], y = t->x_star[1];
    if (x >= t->x1_low && x <= t->x1_high && y >= t->x2_low && y <= t->x2_high) {
        b->minimum = dh_scene_block(s, "x1, x2 of a minimum", next, data);
        dh_put_format(data, "%.12g %.12g\n", x, y);
    }
}

static int put_data(const dh_scene *s, dh_buffer *data, blocks *ret, dh_arena *arena, dh_error *error)
{
    int next = 0;
    size_t side;
    double *height = dh_relief_refine(&s->relief, s->terrain, REFINE, arena, &side);
    *ret = (blocks){.trail = DH_NEW(arena, int, s->trails + 1), .dots = DH_NEW(arena, int, s->trails + 1)};
    if (!height || !ret->trail || !ret->dots)
        return dh_fail_memory(error);
    for (size_t k = 0; k < s->relief.count; k++)
        if (put_level(s, k, height, side, &next, data, ret, arena))
            return dh_fail_memory(error);
    for (size_t i = 0; i < s->trails; i++)
        if (put_trail(s, i, &next, data, ret, arena))
            return dh_fail_memory(error);
    put_starts(s, &next, data, ret);
    return 0;
}

/* ---- a picture ---- */

static bool keeps_proportions(const dh_terrain *t, double *ret_ratio)
{
    *ret_ratio = (t->x2_high - t->x2_low) / (t->x1_high - t->x1_low);
    return *ret_ratio >= FLATTEST && *ret_ratio <= STEEPEST;
}

static int lay_out(const dh_scene *s, dh_sheet *on, dh_box *ret, dh_error *error)
{
    double ratio, width = MOST_WIDTH, height = 420;
    bool keep = keeps_proportions(s->terrain, &ratio);
    if (keep) {
        width = fmin(MOST_WIDTH, MOST_HEIGHT / ratio);
        height = width * ratio;
    }
    if (dh_layout_make_one(width, height, s->relief.count ? BESIDE : 0, &s->legend, s->subtitle, s->options->width,
                           s->options->height, on->arena, &on->layout, error))
        return -1;
    *ret = dh_layout_panel(&on->layout, 0);
    double wide = fmin(ret->right - ret->left, keep ? (ret->top - ret->bottom) / ratio : INFINITY);
    double high = fmin(ret->top - ret->bottom, keep ? wide * ratio : height);
    ret->right = ret->left + wide;
    ret->bottom = ret->top - high;
    return 0;
}

static void fill(const dh_sheet *on, double left, double bottom, double right, double top, const char *colour)
{
    dh_put_format(on->out, "set object rectangle from ");
    dh_sheet_at(on, left, bottom);
    dh_put_format(on->out, " to ");
    dh_sheet_at(on, right, top);
    dh_put_format(on->out, " fillcolor rgb '%s' fillstyle solid noborder front\n", colour);
}

/* What the bands stand for, to the right of the panel. */
static void write_scale(const dh_scene *s, const dh_sheet *on, dh_box box)
{
    size_t bands = s->relief.count + 1;
    double left = box.right + 14, step = (box.top - box.bottom) / (double)bands;
    char colour[8];
    if (bands < 2)
        return;
    for (size_t k = 0; k < bands; k++) {
        dh_relief_colour(k, bands, colour);
        fill(on, left, box.bottom + step * (double)k, left + BAR, box.bottom + step * (double)(k + 1), colour);
    }
    for (size_t k = 0; k + 1 < bands; k++) {
        dh_put_format(on->out, "set label '%s' at ", s->relief.label[k]);
        dh_sheet_at(on, left + BAR + 6, box.bottom + step * (double)(k + 1));
        dh_put_format(on->out, " left front font '%s,%d' textcolor rgb '%s'\n", DH_FONT_FAMILY, DH_FONT_SMALL,
                      DH_COLOUR_QUIET);
    }
    dh_sheet_axis_label(on, left + BAR + 50, (box.bottom + box.top) / 2, true, INFINITY,
                        dh_relief_name(&s->relief, false));
}

static void write_axes(const dh_scene *s, const dh_sheet *on, dh_box box)
{
    const dh_terrain *t = s->terrain;
    dh_ruler x, y;
    dh_ruler_make(t->x1_low, t->x1_high, false, false, (size_t)((box.right - box.left) / 75) + 1, false, &x);
    dh_ruler_make(t->x2_low, t->x2_high, false, false, (size_t)((box.top - box.bottom) / 42) + 1, false, &y);
    dh_ruler_write(&x, 'x', true, on->out);
    dh_ruler_write(&y, 'y', true, on->out);
    dh_put_format(on->out, "unset grid; set border 15 front; set tics front\n");
    dh_sheet_axis_label(on, (box.left + box.right) / 2, box.bottom - 42, false, INFINITY, "x₁");
    dh_sheet_axis_label(on, box.left - 52, (box.bottom + box.top) / 2, true, INFINITY, "x₂");
}

static void element(const dh_scene *s, bool *first, int block, const char *more, dh_buffer *out)
{
    if (block != DH_NO_BLOCK)
        dh_scene_element(s, first, "plot", block, more, out);
}

static int write_bands(const dh_scene *s, const blocks *b, bool *first, dh_arena *arena, dh_buffer *out)
{
    size_t bands = s->relief.count + 1;
    char colour[8];
    for (size_t k = 0; k < s->relief.count; k++) {
        dh_relief_colour(k + 1, bands, colour);
        const char *how = dh_arena_format(
            arena, "using 1:2 with filledcurves closed fillcolor rgb '%s' fillstyle solid noborder notitle", colour);
        if (!how)
            return -1;
        element(s, first, b->level[k], how, out);
    }
    for (size_t k = 0; k < s->relief.count; k++)
        element(s, first, b->line[k], "using 1:2 with lines lc rgb '#5A7D9A' lw 0.5 dt solid notitle", out);
    return 0;
}

/* Grey ones under those that are told apart, marks over all. Where several go the same way, each later line is
 * thinner, so that all are seen. */
static int write_trails(const dh_scene *s, const blocks *b, bool *first, dh_arena *arena, dh_buffer *out)
{
    for (size_t i = 0; i < s->trails; i++)
        if (s->style[i] == DH_STYLE_OTHER)
            dh_scene_named(s, first, "plot", b->trail[i], "using 1:2 with lines lc rgb '#8A8A8A' lw 0.9 dt solid", i,
                           out);
    for (size_t i = 0; i < s->trails; i++) {
        double wide = 1.5 + 1.7 * (double)(s->trails - 1 - i) / (double)s->trails;
        const char *line = dh_arena_format(arena, "using 1:2 with lines ls %zu lw %.2f", s->style[i], wide);
        const char *dots = dh_arena_format(arena, "using 1:2 with points ls %zu pt 7 ps 0.35", s->style[i]);
        if (!line || !dots)
            return -1;
        if (s->style[i] == DH_STYLE_OTHER)
            continue;
        dh_scene_named(s, first, "plot", b->trail[i], line, i, out);
        dh_scene_named(s, first, "plot", b->dots[i], dots, i, out);
    }
    return 0;
}

/* Where several end in one place, each later dot is smaller, so that all are seen. */
static void write_ends(const dh_scene *s, dh_buffer *out)
{
    for (size_t i = 0; i < s->trails; i++) {
        const dh_trail *t = &s->trail[i];
        if (t->ended == DH_TRAIL_NOWHERE)
            continue;
        bool lost = t->ended == DH_TRAIL_LOST;
        dh_put_format(out, "set label '' at %.12g,%.12g point ls %zu pt %d ps %.2f lw 1.6 front\n", t->end.x1,
                      t->end.x2, s->style[i], lost ? 2 : 7, lost ? 0.9 : 1.15 - 0.65 * (double)i / (double)s->trails);
    }
    const double *x = s->terrain->x_star;
    if (isfinite(x[0] + x[1]))
        dh_put_format(out, "set label '' at %.12g,%.12g point pt 3 ps 0.9 lw 1.2 lc rgb 'black' front\n", x[0], x[1]);
}

static int write_picture(const dh_scene *s, const blocks *b, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    dh_sheet on = {.arena = arena, .out = out};
    dh_box box;
    char lowest[8];
    bool first = true;
    if (lay_out(s, &on, &box, error))
        return -1;
    dh_picture_terminal(&s->picture, on.layout.width, on.layout.height, out);
    dh_put_format(out, "set output picture\n");
    dh_theme_write(out);
    on.mark = dh_sheet_few(s->terrain->seeds, arena);
    dh_sheet_title(&on, s->title, box.left);
    dh_sheet_key(&on, &s->legend, box.top, NULL);
    dh_sheet_frame(&on, box);
    write_scale(s, &on, box);
    write_axes(s, &on, box);
    dh_relief_colour(0, s->relief.count + 1, lowest);
    dh_put_format(
        out, "set object rectangle from graph 0,0 to graph 1,1 fillcolor rgb '%s' fillstyle solid noborder behind\n",
        lowest);
    write_ends(s, out);
    if (write_bands(s, b, &first, arena, out) || write_trails(s, b, &first, arena, out))
        return dh_fail_memory(error);
    element(s, &first, b->start, "using 1:2 with points pt 7 ps 0.9 lc rgb 'white' notitle", out);
    element(s, &first, b->start, "using 1:2 with points pt 6 ps 0.9 lw 1.4 lc rgb 'black' notitle", out);
    dh_put_format(out, "%s\nunset output\n", first ? "plot NaN notitle" : "");
    return out->failed ? dh_fail_memory(error) : 0;
}

/* ---- characters ---- */

static void write_letters(const dh_scene *s, dh_buffer *out)
{
    for (size_t i = 0; i < s->trails; i++) {
        const dh_trail *t = &s->trail[i];
        if (s->style[i] == DH_STYLE_OTHER)
            continue;
        if (t->ended != DH_TRAIL_NOWHERE)
            dh_put_format(out, "set label '' at %.12g,%.12g point pt %d front\n", t->end.x1, t->end.x2,
                          t->ended == DH_TRAIL_LOST ? LETTER_X : LETTER_E);
        if (t->begins)
            dh_put_format(out, "set label '' at %.12g,%.12g point pt %d front\n", t->start.x1, t->start.x2, LETTER_S);
    }
}

static int write_text(const dh_scene *s, const blocks *b, dh_arena *arena, dh_buffer *out, dh_error *error)
{
    size_t columns = s->options->width ? s->options->width : COLUMNS,
           lines = s->options->height ? s->options->height : LINES;
    const dh_terrain *t = s->terrain;
    bool first = true;
    if (columns < 40 || lines < 16)
        return dh_fail(error, DH_ERROR_INPUT, "%zu columns and %zu lines: expected at least 40 and 16", columns,
                       lines);
    dh_picture_terminal(&s->picture, (double)columns, (double)lines, out);
    dh_put_format(out, "set output picture\nset encoding utf8\nset border 15\nset tics nomirror\n"
                       "set key below left Left reverse vertical samplen 4 noenhanced\nset title ");
    dh_scene_text_title(s, arena, out);
    dh_put_format(out, " noenhanced\nset xrange [%.17g:%.17g]\nset yrange [%.17g:%.17g]\n", t->x1_low, t->x1_high,
                  t->x2_low, t->x2_high);
    write_letters(s, out);
    for (size_t k = 0; k < s->relief.count; k++)
        element(s, &first, b->line[k], "using 1:2 with lines lt 0 notitle", out);
    for (size_t i = 0; i < s->trails; i++) {
        if (s->style[i] == DH_STYLE_OTHER || b->trail[i] == DH_NO_BLOCK)
            continue;
        const dh_key_entry *entry = &s->legend.entry[s->style[i] - 1];
        const char *how = dh_arena_format(arena, "using 1:2 with lines lt %zu title ", s->style[i]);
        if (!how)
            return dh_fail_memory(error);
        element(s, &first, b->trail[i], how, out);
        dh_gnuplot_quote(out, entry->line[0]);
        if (*entry->note) {
            out->size--; /* into the same string */
            dh_put_format(out, " (%s)'", entry->note);
        }
    }
    const char *letter = dh_arena_format(arena, "using 1:2 with points pt %d notitle", LETTER_M);
    if (!letter)
        return dh_fail_memory(error);
    element(s, &first, b->minimum, letter, out);
    dh_put_format(out, "%s\nunset output\n", first ? "plot NaN notitle" : "");
    return out->failed ? dh_fail_memory(error) : 0;
}

int dh_contour_write(const dh_scene *s, dh_buffer *data, dh_buffer *script, dh_arena *arena, dh_error *error)
{
    blocks b;
    if (put_data(s, data, &b, arena, error))
        return -1;
    return (s->picture.format->text ? write_text : write_picture)(s, &b, arena, script, error);
}

int dh_contour_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error)
{
    return dh_scenes_draw(results, count, options, dh_contour_write, true, arena, ret, error);
}
