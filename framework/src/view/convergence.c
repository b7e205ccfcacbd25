/* From results to pages of panels. */
#include "view/convergence.h"

#include "summary/best.h"
#include "view/costs.h"
#include "view/page.h"
#include "view/picture.h"

#include <math.h>

enum { POINTS = 400, TOLD_APART = 10, TOLD_APART_IN_TEXT = 6, HEAD_AND_EDGES = 150 };

static bool is_set(const dh_band *band)
{
    return band->mean || band->high > 0;
}

static const char *middle(const dh_band *band, const char *seeds, dh_arena *arena)
{
    if (!seeds)
        return NULL;
    if (band->mean)
        return dh_arena_format(arena, "mean of %s seeds, band: its %g %% bootstrap interval", seeds,
                               100 * band->level);
    if (is_set(band))
        return dh_arena_format(arena, "median of %s seeds, band: quantiles %g and %g", seeds, band->low, band->high);
    return dh_arena_format(arena, "median of %s seeds, band: quartiles", seeds);
}

/* "median of 10 seeds, band: quartiles, ×: where a run was lost; each optimizer at its best settings of those tried;
 * all methods: batch=full" */
static const char *subtitle(const dh_curves *curves, const dh_legend *legend, const dh_band *band,
                            const char *best_of, dh_arena *arena)
{
    size_t least = SIZE_MAX, most = 0, lost = 0;
    for (size_t p = 0; p < curves->panels; p++) {
        size_t seeds = curves->panel[p].seeds;
        least = seeds < least ? seeds : least;
        most = seeds > most ? seeds : most;
        for (size_t i = 0; i < curves->methods; i++)
            lost += curves->panel[p].curve[i].lost;
    }
    const char *seeds =
        least == most ? dh_arena_format(arena, "%zu", most) : dh_arena_format(arena, "%zu to %zu", least, most);
    const char *centre = curves->centre ? curves->centre : most > 1 ? middle(band, seeds, arena) : "1 seed";
    return dh_arena_format(arena, "%s%s%s%s%s%s%s", centre, lost ? ", ×: where a run was lost" : "",
                           best_of ? "; each " : "", best_of ? best_of : "",
                           best_of ? " at its best settings of those tried" : "",
                           *legend->shared ? "; all methods: " : "", legend->shared);
}

static size_t panels_a_page(const dh_chart_options *options)
{
    return options->size == DH_SIZE_COLUMN ? DH_PANELS_A_COLUMN : DH_PANELS_A_PAGE;
}

/* Fewer lines a label when the key would be much taller than a panel. */
static int make_legend(const dh_curves *curves, const dh_chart_options *options, dh_arena *arena, dh_legend *ret,
                       dh_error *error)
{
    if (dh_format_find(options->format)->text)
        return dh_legend_make(curves, TOLD_APART_IN_TEXT, 1e9, 1, arena, ret, error);
    bool column = options->size == DH_SIZE_COLUMN;
    double wide = column ? (double)options->width - 28 : 0, text = column ? wide - DH_KEY_SAMPLE - 8 : DH_KEY_TEXT;
    size_t panels = panels_a_page(options);
    double room = dh_layout_key_room(curves->panels < panels ? curves->panels : panels);
    if (options->height)
        room = fmin(room, fmax((double)options->height - HEAD_AND_EDGES, 0));
    for (size_t lines = DH_KEY_LINES; lines > 0; lines--) {
        if (dh_legend_make(curves, TOLD_APART, text, lines, arena, ret, error))
            return -1;
        if (ret->height <= room)
            break;
    }
    return column ? dh_legend_list(curves, wide, 5 * DH_LIST_STEP, false, arena, ret, error)
                  : dh_legend_list(curves, DH_KEY_TEXT, room - ret->height, true, arena, ret, error);
}

static int write_page(dh_page *page, dh_buffer *data, dh_buffer *script, dh_arena *arena, dh_error *error)
{
    dh_panel_blocks *blocks = DH_NEW(arena, dh_panel_blocks, page->count);
    int next = 0;
    if (!blocks)
        return dh_fail_memory(error);
    page->blocks = blocks;
    for (size_t i = 0; i < page->count; i++)
        if (dh_blocks_write(page->curves, page->first + i, page->legend, &next, data, arena, &blocks[i], error))
            return -1;
    return (page->format->text ? dh_page_write_text : dh_page_write)(page, arena, script, error);
}

static int draw_page(dh_page *page, dh_arena *arena, const char **ret_path, dh_error *error)
{
    dh_picture picture;
    dh_buffer data = {0}, script = {0};
    if (dh_picture_begin(page->stem, page->options, arena, &picture, error))
        return -1;
    page->drawn = picture;
    page->data = picture.data;
    *ret_path = picture.path;
    int result = write_page(page, &data, &script, arena, error);
    if (!result)
        result = dh_picture_make(&picture, &data, &script, arena, error);
    dh_buffer_finish(&data);
    dh_buffer_finish(&script);
    return result;
}

/* Panels of page i of `pages`, as evenly as can be. */
static void page_panels(size_t panels, size_t pages, size_t i, dh_page *ret)
{
    ret->first = panels * i / pages;
    ret->count = panels * (i + 1) / pages - ret->first;
}

static const char *full_stem(const dh_chart_options *options, bool share, dh_arena *arena)
{
    bool step = options->axis == DH_AXIS_STEP;
    const char *by = share  ? dh_costs_stem(options, arena)
                     : step ? ""
                            : dh_arena_format(arena, "-by-%s", dh_axis_name(options->axis));
    const dh_band *band = &options->band;
    const char *within = band->mean       ? "-band-mean"
                         : band->high > 0 ? dh_arena_format(arena, "-band-%g-%g", band->low, band->high)
                                          : "";
    const char *more =
        by && within ? dh_arena_format(arena, "%s%s%s%s%s%s", options->y ? "-" : "", options->y ? options->y : "",
                                       options->over ? "-over-" : "", options->over ? options->over : "", by, within)
                     : NULL;
    return more ? dh_picture_stem(options, more, arena) : NULL;
}

int dh_convergence_draw_curves(const dh_curves *curves, const char *title, const dh_chart_options *options,
                               dh_arena *arena, dh_pictures *ret, dh_error *error)
{
    size_t most = panels_a_page(options), pages = (curves->panels + most - 1) / most;
    *ret = (dh_pictures){.path = DH_NEW(arena, const char *, pages)};
    const char *stem = full_stem(options, curves->share, arena);
    dh_legend legend;
    dh_page page = {
        .curves = curves, .legend = &legend, .options = options, .format = dh_format_find(options->format)};
    if (!ret->path || !stem)
        return dh_fail_memory(error);
    if (make_legend(curves, options, arena, &legend, error))
        return -1;
    page.subtitle = subtitle(curves, &legend, &options->band, options->best_of, arena);
    for (size_t i = 0; i < pages; i++) {
        page_panels(curves->panels, pages, i, &page);
        page.title = pages > 1 ? dh_arena_format(arena, "%s (%zu of %zu)", title, i + 1, pages) : title;
        page.stem = pages > 1 ? dh_arena_format(arena, "%s-%zu", stem, i + 1) : stem;
        if (!page.subtitle || !page.title || !page.stem)
            return dh_fail_memory(error);
        if (draw_page(&page, arena, &ret->path[i], error))
            return -1;
        ret->count++;
    }
    return 0;
}

int dh_convergence_draw(dh_results *const *results, size_t count, const dh_chart_options *options, dh_arena *arena,
                        dh_pictures *ret, dh_error *error)
{
    dh_traces traces;
    dh_curves curves;
    if (dh_traces_read(results, count, options->axis, options->y, options->best_of, arena, &traces, error))
        return -1;
    if (!traces.count)
        return dh_fail(error, DH_ERROR_INPUT, "%s: no runs to draw", count ? results[0]->path : "no file");
    if (options->best_of && dh_traces_keep_best(&traces, arena, error))
        return -1;
    dh_scale scale =
        options->x_scale == DH_SCALE_AUTO && options->axis == DH_AXIS_EPOCH ? DH_SCALE_LINEAR : options->x_scale;
    const dh_band quartiles = {.low = 0.25, .high = 0.75};
    const dh_band *band = is_set(&options->band) ? &options->band : &quartiles;
    if (dh_curves_make_band(&traces, scale, POINTS, band, arena, &curves, error))
        return -1;
    const char *title = options->title      ? options->title
                        : curves.panels > 1 ? results[0]->study
                                            : curves.panel[0].problem;
    return dh_convergence_draw_curves(&curves, title, options, arena, ret, error);
}
