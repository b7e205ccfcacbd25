#include "view/scene.h"

#include "view/gnuplot.h"

#include <math.h>
#include <string.h>

enum { POINTS = 8, TOLD_APART_IN_TEXT = 6, LEAST_HEIGHT = 480, LISTED = 5, HEAD_AND_EDGES = 150 };

/* ---- the data file, the plot command ---- */

int dh_scene_block(const dh_scene *scene, const char *what, int *next, dh_buffer *data)
{
    dh_put_format(data, "%s# block %d: problem ", *next ? "\n\n" : "", *next);
    dh_gnuplot_comment(data, scene->terrain->problem);
    dh_put_format(data, "\n# ");
    dh_gnuplot_comment(data, what);
    dh_put_format(data, "\n");
    return (*next)++;
}

void dh_scene_element(const dh_scene *scene, bool *first, const char *command, int block, const char *more,
                      dh_buffer *script)
{
    dh_element_names *names = scene->picture.names;
    if (*first)
        dh_put_format(script, "%s ", command);
    else
        dh_put_format(script, ", \\\n     ");
    if (names && names->count < names->room)
        names->name[names->count++] = NULL;
    dh_gnuplot_quote(script, scene->picture.data);
    dh_put_format(script, " index %d %s", block, more);
    *first = false;
}

void dh_scene_named(const dh_scene *scene, bool *first, const char *command, int block, const char *more,
                    size_t trail, dh_buffer *script)
{
    const dh_trace *trace = &scene->terrain->traces.trace[trail];
    const char *name = trace->settings ? trace->settings : trace->method;
    const dh_element_names *names = scene->picture.names;
    if (block == DH_NO_BLOCK)
        return;
    size_t before = names ? names->count : 0;
    dh_scene_element(scene, first, command, block, more, script);
    dh_gnuplot_title(script, names ? NULL : name); /* which splot would take for enhanced text */
    if (names && names->count > before)
        names->name[before] = name;
}

/* ---- texts ---- */

/* "paths of 300 steps, a dot every 50; ○ start, ● end, × lost or out of the box, ✳ a minimum; seed 0 of 4; ..." */
static const char *subtitle(const dh_scene *s, bool flat, uint64_t every, dh_arena *arena)
{
    const dh_terrain *t = s->terrain;
    double steps = 0;
    bool lost = false, plain = s->picture.format->text;
    for (size_t i = 0; i < s->trails; i++) {
        const dh_trace *trace = &t->traces.trace[i];
        steps = trace->rows ? fmax(steps, trace->x[trace->rows - 1]) : steps;
        lost = lost || s->trail[i].ended == DH_TRAIL_LOST;
    }
    const char *dots = every  ? dh_arena_format(arena, ", a dot every %llu", (unsigned long long)every)
                       : flat ? ""
                              : ", dotted where the surface hides them";
    const char *marks = plain ? "S start, E end" : "○ start, ● end";
    const char *cross = !lost ? "" : plain ? ", X lost or out of the box" : ", × lost or out of the box";
    const char *star = !isfinite(t->x_star[0] + t->x_star[1]) ? "" : plain ? ", M a minimum" : ", ✳ a minimum";
    const char *seeds =
        t->seeds == 1 ? "1 seed" : dh_arena_format(arena, "seed %lld, one of %zu", (long long)t->seed, t->seeds);
    const char *best = s->options->best_of, *shared = s->legend.shared;
    return dots && seeds
               ? dh_arena_format(arena, "paths of %.0f step%s%s; %s%s%s; %s%s%s%s%s%s", steps, steps == 1 ? "" : "s",
                                 plain ? "" : dots, marks, cross, star, seeds, best ? "; each " : "",
                                 best ? best : "", best ? " at its best settings of those tried" : "",
                                 *shared ? "; all methods: " : "", shared)
               : NULL;
}

void dh_scene_text_title(const dh_scene *s, dh_arena *arena, dh_buffer *script)
{
    dh_gnuplot_quote(script, s->title);
    for (const char *at = s->subtitle; at && *at;) {
        size_t length = strcspn(at, ";");
        const char *line = dh_arena_copy(arena, at, length);
        dh_put_format(script, ".\"\\n\".");
        dh_gnuplot_quote(script, line ? line : "");
        at += length + strspn(at + length, "; ");
    }
    if (*s->legend.head) {
        dh_put_format(script, ".\"\\n\".");
        dh_gnuplot_quote(script, s->legend.head);
    }
}

/* ---- the scene ---- */

static size_t style_of(const dh_curves *curves, const dh_legend *legend, const char *method)
{
    for (size_t i = 0; i < legend->told_apart; i++)
        if (!strcmp(curves->method[legend->entry[i].method], method))
            return i + 1;
    return DH_STYLE_OTHER;
}

/* Room for the names of the surface and of both parts of each path; gnuplot itself names those on a plane. */
static int make_names(dh_scene *s, dh_arena *arena)
{
    dh_element_names *names = DH_NEW(arena, dh_element_names, 1);
    if (!names)
        return -1;
    names->room = 2 * s->trails + 1;
    names->name = DH_NEW(arena, const char *, names->room);
    s->picture.names = names;
    return names->name ? 0 : -1;
}

/* The others are named where the key has room left: beside a panel of LEAST_HEIGHT, or in LISTED lines under it. */
static int make_legend(dh_scene *s, const dh_curves *curves, dh_arena *arena, dh_error *error)
{
    bool text = s->picture.format->text, column = s->options->size == DH_SIZE_COLUMN;
    dh_legend *legend = &s->legend;
    if (dh_legend_make(curves, text ? TOLD_APART_IN_TEXT : DH_STYLES, text ? 1e9 : DH_KEY_TEXT,
                       text ? 1 : DH_KEY_LINES, arena, legend, error))
        return -1;
    if (text)
        return 0;
    double room = fmax(LEAST_HEIGHT - legend->height, LISTED * DH_LIST_STEP);
    if (s->options->height)
        room = fmin(room, (double)s->options->height - HEAD_AND_EDGES - legend->height);
    return column ? dh_legend_list(curves, (double)s->options->width - 28, LISTED * DH_LIST_STEP, false, arena,
                                   legend, error)
                  : dh_legend_list(curves, DH_KEY_TEXT, room, true, arena, legend, error);
}

static int set(dh_scene *s, const dh_terrain *t, bool dots, dh_arena *arena, dh_error *error)
{
    dh_curves curves;
    bool text = s->picture.format->text;
    uint64_t every = dots ? dh_trail_every(t) : 0;
    s->terrain = t;
    s->trails = t->traces.count;
    s->trail = DH_NEW(arena, dh_trail, s->trails + 1);
    s->style = DH_NEW(arena, size_t, s->trails + 1);
    if (!s->trail || !s->style || (!dots && make_names(s, arena)))
        return dh_fail_memory(error);
    if (dh_relief_make(t, text, arena, &s->relief, error) ||
        dh_curves_make(&t->traces, DH_SCALE_LINEAR, POINTS, arena, &curves, error) ||
        make_legend(s, &curves, arena, error))
        return -1;
    for (size_t i = 0; i < s->trails; i++) {
        s->style[i] = style_of(&curves, &s->legend, t->traces.trace[i].method);
        if (dh_trail_make(t, &s->relief, &t->path[i], every, arena, &s->trail[i]))
            return dh_fail_memory(error);
    }
    s->subtitle = subtitle(s, dots, every, arena);
    return s->subtitle ? 0 : dh_fail_memory(error);
}

static const char *stem(const dh_terrains *all, size_t i, const dh_chart_options *options, dh_arena *arena)
{
    const char *seed = options->seed ? dh_arena_format(arena, "-seed-%lld", (long long)*options->seed) : "";
    const char **problem = DH_NEW(arena, const char *, all->count);
    for (size_t k = 0; problem && k < all->count; k++)
        problem[k] = all->terrain[k].problem;
    return seed && problem ? dh_picture_stem_for(options, seed, problem, all->count, i, arena) : NULL;
}

static int draw_one(const dh_terrains *all, size_t i, const dh_chart_options *options, dh_scene_write *write,
                    bool dots, dh_arena *arena, const char **ret_path, dh_error *error)
{
    dh_scene s = {.options = options};
    dh_buffer data = {0}, script = {0};
    const char *problem = all->terrain[i].problem, *name = stem(all, i, options, arena);
    s.title = !options->title   ? problem
              : all->count == 1 ? options->title
                                : dh_arena_format(arena, "%s: %s", options->title, problem);
    if (!name || !s.title)
        return dh_fail_memory(error);
    if (dh_picture_begin(name, options, arena, &s.picture, error) || set(&s, &all->terrain[i], dots, arena, error))
        return -1;
    *ret_path = s.picture.path;
    int result = write(&s, &data, &script, arena, error);
    if (!result)
        result = dh_picture_make(&s.picture, &data, &script, arena, error);
    dh_buffer_finish(&data);
    dh_buffer_finish(&script);
    return result;
}

int dh_scenes_draw_terrains(const dh_terrains *terrains, const dh_chart_options *options, dh_scene_write *write,
                            bool dots, dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    *ret = (dh_pictures){.path = DH_NEW(arena, const char *, terrains->count + 1)};
    if (!ret->path)
        return dh_fail_memory(error);
    for (size_t i = 0; i < terrains->count; i++, ret->count++)
        if (draw_one(terrains, i, options, write, dots, arena, &ret->path[i], error))
            return -1;
    return 0;
}

int dh_scenes_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_scene_write *write,
                   bool dots, dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    dh_terrains terrains;
    int64_t seed = options->seed ? *options->seed : DH_LOWEST_SEED;
    if (dh_terrains_read(results, count, options->best_of, seed, arena, &terrains, error))
        return -1;
    return dh_scenes_draw_terrains(&terrains, options, write, dots, arena, ret, error);
}
