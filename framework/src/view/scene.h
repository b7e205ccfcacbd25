/* What the charts of paths share: a picture a problem in two dimensions, its function, the paths over it and their
 * key. */
#ifndef DH_VIEW_SCENE_H
#define DH_VIEW_SCENE_H

#include "view/picture.h"
#include "view/sheet.h"
#include "view/trail.h"

typedef struct dh_scene {
    const dh_chart_options *options;
    const dh_terrain *terrain;
    dh_relief relief;
    dh_legend legend;
    size_t trails;
    dh_trail *trail; /* [trails] */
    size_t *style;   /* [trails] 1 ... DH_STYLES, or DH_STYLE_OTHER */
    const char *title, *subtitle;
    dh_picture picture;
} dh_scene;

/* Appends the data and the script of one picture. */
typedef int dh_scene_write(const dh_scene *scene, dh_buffer *data, dh_buffer *script, dh_arena *arena,
                           dh_error *error);

/* dots: the chart marks equal numbers of steps on the paths. */
int dh_scenes_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_scene_write *write,
                   bool dots, dh_arena *arena, dh_pictures *ret, dh_error *error);

/* The same from terrains that are there; options->format is valid. */
int dh_scenes_draw_terrains(const dh_terrains *terrains, const dh_chart_options *options, dh_scene_write *write,
                            bool dots, dh_arena *arena, dh_pictures *ret, dh_error *error);

/* Appends a block with a comment over it to the data file, and returns its number: *next, which moves on. */
int dh_scene_block(const dh_scene *scene, const char *what, int *next, dh_buffer *data);

/* Appends the title for characters, a line a statement, as a string of gnuplot. */
void dh_scene_text_title(const dh_scene *scene, dh_arena *arena, dh_buffer *script);

/* Appends the next element of a plot command. */
void dh_scene_element(const dh_scene *scene, bool *first, const char *command, int block, const char *more,
                      dh_buffer *script);

/* The same of a trail, which readers of an svg are told the full name of; nothing for DH_NO_BLOCK. */
void dh_scene_named(const dh_scene *scene, bool *first, const char *command, int block, const char *more,
                    size_t trail, dh_buffer *script);

#endif
