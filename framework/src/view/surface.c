/* gnuplot draws the landscape; which parts of the paths it hides is found here (sight.h), and where to look from as
 * well. Each path is draped over the surface: between two steps it goes straight on the map. */
#include "view/surface.h"

#include "view/gnuplot.h"
#include "view/sight.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 100, LINES = 40, FRAME_WIDTH = 600, FRAME_HEIGHT = 500 };
enum {
    COARSE = 24,    /* most lines each way in characters */
    LEFT_BELOW = 22 /* of the label of the height's axis, where the picture is narrow */
};
static const double STRETCH = 0.75, LIFT = 0.008,
                    PIECE = 0.01; /* of the other axes; of the height's axis; of the box */
static const double SCALE = 1.08; /* gnuplot leaves much room */
static const int pairs[][2] = {{45, 330}, {45, 30},  {45, 300}, {45, 60},  {30, 330}, {30, 30},
                               {30, 300}, {30, 60},  {45, 210}, {45, 150}, {45, 240}, {45, 120},
                               {30, 210}, {30, 150}, {30, 240}, {30, 120}};

typedef struct blocks {
    int ground, *seen, *hidden; /* [trails] */
} blocks;

/* What there is to draw, and from where. */
typedef struct view {
    dh_relief relief; /* of the landscape */
    dh_sight sight;
} view;

/* ---- data ---- */

static void put_spot(const dh_sight *sight, double x1, double x2, dh_buffer *data)
{
    double lift = LIFT * (sight->high - sight->low);
    dh_put_format(data, "%.9g %.9g %.9g\n", x1, x2, dh_sight_height(sight, x1, x2) + lift);
}

/* Every `step`-th line of the grid; what is not finite is left out by gnuplot. */
static void put_ground(const dh_scene *s, const dh_sight *sight, size_t step, dh_buffer *data)
{
    const dh_terrain *t = s->terrain;
    double last = (double)(sight->side - 1);
    for (size_t j = 0; j < sight->side; j += step) {
        for (size_t i = 0; i < sight->side; i += step) {
            double h = sight->height[j * sight->side + i];
            dh_put_format(data, "%.7g %.7g %.6g\n", t->x1_low + (t->x1_high - t->x1_low) * (double)i / last,
                          t->x2_low + (t->x2_high - t->x2_low) * (double)j / last, isfinite(h) ? h : (double)NAN);
        }
        dh_put_format(data, "\n");
    }
}

/* A piece of path as it is drawn: as many spots as it takes to follow the ground. Those that are seen, or those that
 * are not. */
typedef struct pen {
    bool seen, down; /* which are wanted; the last one was */
    size_t drawn;
} pen;

static void draw_to(const dh_scene *s, const dh_sight *sight, dh_spot from, dh_spot to, pen *to_draw, dh_buffer *data)
{
    const dh_terrain *t = s->terrain;
    double length =
        fmax(fabs(to.x1 - from.x1) / (t->x1_high - t->x1_low), fabs(to.x2 - from.x2) / (t->x2_high - t->x2_low));
    size_t pieces = (size_t)ceil(length / PIECE);
    for (size_t k = 0; k <= pieces; k++) {
        double share = pieces ? (double)k / (double)pieces : 1;
        dh_spot at = {.x1 = from.x1 + share * (to.x1 - from.x1),
                      .x2 = from.x2 + share * (to.x2 - from.x2),
                      .height = -INFINITY};
        bool wanted = dh_sight_sees(sight, at) == to_draw->seen;
        if (to_draw->down && !wanted)
            dh_put_format(data, "\n");
        if (wanted) {
            put_spot(sight, at.x1, at.x2, data);
            to_draw->drawn++;
        }
        to_draw->down = wanted;
    }
}

static int put_trail(const dh_scene *s, const dh_sight *sight, size_t i, bool seen, int *next, dh_buffer *data,
                     dh_arena *arena)
{
    const dh_trail *t = &s->trail[i];
    const dh_trace *run = &s->terrain->traces.trace[i];
    const char *what =
        dh_arena_format(arena, "x1, x2, height of method %s, %s", run->method, seen ? "in sight" : "hidden");
    size_t before = data->size;
    int block = *next;
    pen own = {.seen = seen};
    if (!what)
        return -2;
    dh_scene_block(s, what, next, data);
    for (size_t k = 0; k < t->count; k++) {
        if (k && !t->spot[k].joined && own.down)
            dh_put_format(data, "\n");
        own.down = own.down && (!k || t->spot[k].joined);
        draw_to(s, sight, k && t->spot[k].joined ? t->spot[k - 1] : t->spot[k], t->spot[k], &own, data);
    }
    if (own.drawn)
        return block;
    data->size = before;
    *next = block;
    return DH_NO_BLOCK;
}

static int put_data(const dh_scene *s, const dh_sight *sight, size_t step, dh_buffer *data, blocks *ret,
                    dh_arena *arena, dh_error *error)
{
    int next = 0;
    *ret = (blocks){.seen = DH_NEW(arena, int, s->trails + 1), .hidden = DH_NEW(arena, int, s->trails + 1)};
    if (!ret->seen || !ret->hidden)
        return dh_fail_memory(error);
    ret->ground = dh_scene_block(s, "x1, x2, height over the box, a blank line between two x2", &next, data);
    put_ground(s, sight, step, data);
    for (size_t i = 0; i < s->trails; i++) {
        ret->seen[i] = put_trail(s, sight, i, true, &next, data, arena);
        ret->hidden[i] = ret->seen[i] == -2 ? -2 : put_trail(s, sight, i, false, &next, data, arena);
        if (ret->hidden[i] == -2)
            return dh_fail_memory(error);
    }
    return 0;
}

static int look(const dh_scene *s, dh_arena *arena, view *ret, dh_error *error)
{
    ret->relief = dh_relief_landscape(&s->relief);
    dh_sight *sight = &ret->sight;
    *sight = (dh_sight){.terrain = s->terrain, .stretch = STRETCH};
    sight->low = dh_relief_height(&ret->relief, ret->relief.least);
    sight->high = dh_relief_height(&ret->relief, ret->relief.most);
    sight->height = dh_relief_refine(&ret->relief, s->terrain, 1, arena, &sight->side);
    if (!sight->height)
        return dh_fail_memory(error);
    dh_trail *told_apart = DH_NEW(arena, dh_trail, s->trails + 1);
    size_t count = 0;
    for (size_t i = 0; told_apart && i < s->trails; i++)
        if (s->style[i] != DH_STYLE_OTHER)
            told_apart[count++] = s->trail[i];
    if (!told_apart)
        return dh_fail_memory(error);
    dh_sight_choose(sight, told_apart, count, pairs, sizeof pairs / sizeof *pairs);
    return 0;
}

/* ---- the script ---- */

/* "log₁₀(cost − f* + 0.1)", "cost" */
static const char *height_name(const dh_relief *relief, bool plain, dh_arena *arena)
{
    const char *name = dh_relief_name(relief, plain);
    return relief->log ? dh_arena_format(arena, "log%s(%s + %.3g)", plain ? "10" : "₁₀", name, relief->shift) : name;
}

static void write_axes(const dh_scene *s, const view *v, dh_arena *arena, dh_buffer *out)
{
    const dh_sight *sight = &v->sight;
    const dh_terrain *t = s->terrain;
    bool plain = s->picture.format->text;
    const char *name = height_name(&v->relief, plain, arena);
    double low = sight->low, high = sight->high > sight->low ? sight->high : sight->low + 1;
    dh_ruler x, y, z;
    dh_ruler_make(t->x1_low, t->x1_high, false, false, 6, plain, &x);
    dh_ruler_make(t->x2_low, t->x2_high, false, false, 6, plain, &y);
    dh_ruler_make(low, high, false, false, 6, plain, &z);
    dh_ruler_write(&x, 'x', true, out);
    dh_ruler_write(&y, 'y', true, out);
    dh_ruler_write(&z, 'z', true, out);
    dh_put_format(out, "set xyplane at %.17g\nset view %d,%d,%g,%g\nset xlabel '%s'\nset ylabel '%s'\nset zlabel ",
                  low, sight->tilt, sight->turn, SCALE, STRETCH, plain ? "x1" : "x₁", plain ? "x2" : "x₂");
    dh_gnuplot_quote(out, name ? name : "");
    dh_put_format(out, " noenhanced%s\n", plain ? "" : " rotate by 90");
}

static void element(const dh_scene *s, bool *first, int block, const char *more, dh_buffer *out)
{
    if (block != DH_NO_BLOCK)
        dh_scene_element(s, first, "splot", block, more, out);
}

/* In another way where the surface hides it. */
static void write_mark(const dh_sight *sight, dh_spot at, const char *how, const char *hidden, dh_buffer *out)
{
    at.height = -INFINITY;
    double lift = LIFT * (sight->high - sight->low), height = dh_sight_height(sight, at.x1, at.x2) + lift;
    if (isfinite(height))
        dh_put_format(out, "set label '' at %.12g,%.12g,%.12g point %s front\n", at.x1, at.x2, height,
                      dh_sight_sees(sight, at) ? how : hidden);
}

static int write_marks(const dh_scene *s, const dh_sight *sight, dh_arena *arena, dh_buffer *out)
{
    const double *x = s->terrain->x_star;
    for (size_t i = 0; i < s->trails; i++) {
        const dh_trail *t = &s->trail[i];
        bool lost = t->ended == DH_TRAIL_LOST;
        const char *end = dh_arena_format(arena, "ls %zu pt %d ps %.2f lw 1.6", s->style[i], lost ? 2 : 7,
                                          lost ? 0.9 : 1.15 - 0.65 * (double)i / (double)s->trails);
        const char *hidden = dh_arena_format(arena, "ls %zu pt %d ps 0.6 lw 0.8 dt solid", s->style[i], lost ? 2 : 6);
        if (!end || !hidden)
            return -1;
        if (t->begins) {
            write_mark(sight, t->start, "pt 7 ps 0.9 lc rgb 'white'", "pt 7 ps 0.6 lc rgb 'white'", out);
            write_mark(sight, t->start, "pt 6 ps 0.9 lw 1.4 lc rgb 'black'", "pt 6 ps 0.6 lw 0.8 lc rgb '#666666'",
                       out);
        }
        if (t->ended != DH_TRAIL_NOWHERE)
            write_mark(sight, t->end, end, hidden, out);
    }
    if (isfinite(x[0] + x[1]))
        write_mark(sight, (dh_spot){.x1 = x[0], .x2 = x[1]}, "pt 3 ps 0.9 lw 1.2 lc rgb 'black'",
                   "pt 3 ps 0.6 lw 0.8 lc rgb '#666666'", out);
    return 0;
}

static int write_trails(const dh_scene *s, const blocks *b, bool *first, dh_arena *arena, dh_buffer *out)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < s->trails; i++) {
            bool other = s->style[i] == DH_STYLE_OTHER;
            double wide = other ? 0.9 : 1.5 + 1.7 * (double)(s->trails - 1 - i) / (double)s->trails;
            const char *seen = dh_arena_format(arena, "using 1:2:3 with lines ls %zu lw %.2f", s->style[i], wide);
            const char *hidden = dh_arena_format(arena, "using 1:2:3 with lines ls %zu dt (1,5) lw 0.9", s->style[i]);
            if (!seen || !hidden)
                return -1;
            if (other == pass)
                continue;
            dh_scene_named(s, first, "splot", b->hidden[i], hidden, i, out);
            dh_scene_named(s, first, "splot", b->seen[i], seen, i, out);
        }
    return 0;
}

/* The landscape has all the room beside or above the key. */
static void write_place(const dh_layout *l, dh_buffer *out)
{
    double bottom = l->key_below ? l->inside.bottom : 0, left = l->key_below ? LEFT_BELOW : 0.015 * l->width;
    dh_put_format(out, "set origin %.6f,%.6f\nset size %.6f,%.6f\n", left / l->width, bottom / l->height,
                  (l->inside.right - (l->key_below ? left : 0)) / l->width,
                  (dh_layout_panel(l, 0).top - bottom) / l->height);
}

static int write_picture(const dh_scene *s, const view *v, const blocks *b, dh_arena *arena, dh_buffer *out,
                         dh_error *error)
{
    dh_sheet on = {.arena = arena, .out = out};
    bool first = true;
    if (dh_layout_make_one(FRAME_WIDTH, FRAME_HEIGHT, 0, &s->legend, s->subtitle, s->options->width,
                           s->options->height, arena, &on.layout, error))
        return -1;
    dh_box box = dh_layout_panel(&on.layout, 0);
    dh_picture_terminal(&s->picture, on.layout.width, on.layout.height, out);
    dh_put_format(out, "set output picture\n");
    dh_theme_write(out);
    on.mark = dh_sheet_few(s->terrain->seeds, arena);
    dh_sheet_title(&on, s->title, box.left);
    dh_sheet_key(&on, &s->legend, box.top, NULL);
    write_place(&on.layout, out);
    write_axes(s, v, arena, out);
    dh_put_format(
        out, "set border 127+256+512 ls 100; unset grid; set grid xtics ytics ztics vertical ls 101; unset colorbox\n"
             "set palette defined (0 '#F7FBFF', 1 '#CFE1F2', 2 '#93C4E3')\n"
             "set pm3d scansautomatic lighting primary 0.35 specular 0.1\n");
    if (write_marks(s, &v->sight, arena, out))
        return dh_fail_memory(error);
    element(s, &first, b->ground, "using 1:2:3 with pm3d notitle", out);
    if (write_trails(s, b, &first, arena, out))
        return dh_fail_memory(error);
    dh_put_format(out, "\nunset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

/* ---- characters ---- */

static int write_text(const dh_scene *s, const view *v, const blocks *b, dh_arena *arena, dh_buffer *out,
                      dh_error *error)
{
    size_t columns = s->options->width ? s->options->width : COLUMNS,
           lines = s->options->height ? s->options->height : LINES;
    bool first = true;
    if (columns < 40 || lines < 16)
        return dh_fail(error, DH_ERROR_INPUT, "%zu columns and %zu lines: expected at least 40 and 16", columns,
                       lines);
    dh_picture_terminal(&s->picture, (double)columns, (double)lines, out);
    dh_put_format(
        out, "set output picture\nset encoding utf8\nset key below left Left reverse vertical samplen 4 noenhanced\n"
             "set title ");
    dh_scene_text_title(s, arena, out);
    dh_put_format(out, " noenhanced\n");
    write_axes(s, v, arena, out);
    for (size_t i = 0; i < s->trails; i++) {
        const dh_trail *t = &s->trail[i];
        if (s->style[i] == DH_STYLE_OTHER)
            continue;
        if (t->ended != DH_TRAIL_NOWHERE)
            write_mark(&v->sight, t->end, t->ended == DH_TRAIL_LOST ? "pt 24" : "pt 5",
                       t->ended == DH_TRAIL_LOST ? "pt 24" : "pt 5", out);
        if (t->begins)
            write_mark(&v->sight, t->start, "pt 19", "pt 19", out);
    }
    const double *x = s->terrain->x_star;
    if (isfinite(x[0] + x[1]))
        write_mark(&v->sight, (dh_spot){.x1 = x[0], .x2 = x[1]}, "pt 13", "pt 13", out);
    element(s, &first, b->ground, "using 1:2:3 with lines lt 0 notitle", out);
    for (size_t i = 0; i < s->trails; i++) {
        const char *how = dh_arena_format(arena, "using 1:2:3 with lines lt %zu title ", s->style[i]);
        if (!how)
            return dh_fail_memory(error);
        if (s->style[i] == DH_STYLE_OTHER || b->seen[i] == DH_NO_BLOCK)
            continue;
        element(s, &first, b->seen[i], how, out);
        dh_gnuplot_quote(out, s->legend.entry[s->style[i] - 1].line[0]);
    }
    dh_put_format(out, "\nunset output\n");
    return out->failed ? dh_fail_memory(error) : 0;
}

/* Formats that keep each facet as such get fewer of them. */
static size_t step_for(const dh_scene *s, size_t side)
{
    size_t most = s->picture.format->text ? COARSE : !strcmp(s->picture.format->name, "png") ? side : 81, step = 1;
    while ((side - 1) / step + 1 > most || (side - 1) % step)
        step++;
    return step;
}

int dh_surface_write(const dh_scene *s, dh_buffer *data, dh_buffer *script, dh_arena *arena, dh_error *error)
{
    view v;
    blocks b;
    if (look(s, arena, &v, error) || put_data(s, &v.sight, step_for(s, v.sight.side), data, &b, arena, error))
        return -1;
    return (s->picture.format->text ? write_text : write_picture)(s, &v, &b, arena, script, error);
}

int dh_surface_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                    dh_pictures *ret, dh_error *error)
{
    return dh_scenes_draw(results, count, options, dh_surface_write, false, arena, ret, error);
}
