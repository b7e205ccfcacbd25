#include "view/layout.h"

#include "view/font.h"
#include "view/theme.h"

#include <math.h>

enum {
    EDGE = 14,      /* around everything */
    TITLE = 30,     /* height of the title's line */
    SUBTITLE = 18,  /* and of each line under it */
    KEY_SPACE = 22, /* between panels and key */
    LEFT = 74,      /* of a panel: labels of the y axis */
    BELOW = 54,     /* labels of the x axis */
    ABOVE = 30,     /* the panel's own title, when there are several */
    LEAST_WIDTH = 120,
    LEAST_HEIGHT = 90,
    NARROW = 200,         /* panels narrower than this want another order, */
    NARROW_PICTURE = 560, /* and in such a picture the key's room */
};

/* Frames of the panels when nobody says otherwise. */
static const double frame[][2] = {{620, 400}, {420, 310}, {340, 260}};

static void grid(size_t panels, dh_layout *ret)
{
    ret->panels = panels;
    ret->columns = panels <= 3 ? panels : panels == 4 ? 2 : 3;
    ret->rows = (panels + ret->columns - 1) / ret->columns;
    ret->frame_width = frame[ret->columns - 1][0];
    ret->frame_height = frame[ret->columns - 1][1];
}

static double head_height(const dh_layout *l)
{
    return TITLE + SUBTITLE * (double)l->subtitle_lines + 10;
}

static double wanted_width(const dh_layout *l, double key)
{
    return 2 * EDGE + key + (double)l->columns * (LEFT + l->frame_width);
}

static double wanted_height(const dh_layout *l, const dh_legend *legend, double above)
{
    double panels = (double)l->rows * (l->frame_height + BELOW + above);
    if (l->key_below)
        return 2 * EDGE + head_height(l) + panels + KEY_SPACE / 2 + l->key_height + l->list_height;
    return 2 * EDGE + head_height(l) + fmax(panels, legend->height + BELOW);
}

double dh_layout_key_room(size_t panels)
{
    dh_layout l;
    grid(panels, &l);
    return fmax(460, (double)l.rows * (l.frame_height + BELOW + ABOVE));
}

/* Fewer columns, for panels that would be too narrow: those whose panels are the largest. height 0: as high as wanted
 */
static void regrid(dh_layout *l, double width, double height)
{
    size_t panels = l->panels, best = l->columns;
    double most = 0;
    for (size_t columns = l->columns; columns > 0; columns--) {
        size_t rows = (panels + columns - 1) / columns;
        double w = width / (double)columns - LEFT;
        double h = height > 0 ? height / (double)rows - BELOW - ABOVE : w >= NARROW || columns == 1 ? w : 0;
        double size = height > 0 ? fmin(w / 1.5, h) : h > 0 ? (double)columns : 0;
        if (size > most) {
            most = size;
            best = columns;
        }
    }
    l->columns = best;
    l->rows = (panels + best - 1) / best;
}

/* One column of panels, as high for their width as they were, and the key under them. */
static void put_key_below(dh_layout *l, const dh_legend *legend, double width)
{
    double room = width - 2 * EDGE, step = DH_KEY_SAMPLE + 8 + legend->width + KEY_SPACE;
    size_t columns = room + KEY_SPACE >= step ? (size_t)((room + KEY_SPACE) / step) : 1;
    double frame_now = room - LEFT - l->beside;
    l->rows = l->panels;
    l->columns = 1;
    l->frame_height *= fmin(frame_now / l->frame_width, 1);
    l->frame_width = frame_now;
    l->key_below = true;
    l->key_step = step;
    l->key_height = dh_legend_columns(legend, columns);
    l->list_height = (double)legend->listed * DH_LIST_STEP;
}

static int too_small(const dh_layout *l, const dh_legend *legend, double key, double above, dh_error *error)
{
    dh_box box = dh_layout_panel(l, 0);
    if (box.right - box.left >= LEAST_WIDTH && box.top - box.bottom >= LEAST_HEIGHT)
        return 0;
    return dh_fail(error, DH_ERROR_INPUT,
                   "a picture of %.0f x %.0f leaves %.0f x %.0f for each of its panels: expected at "
                   "least %d x %d; try %.0f x %.0f",
                   l->width, l->height, fmax(box.right - box.left, 0), fmax(box.top - box.bottom, 0), LEAST_WIDTH,
                   LEAST_HEIGHT, ceil(wanted_width(l, key)), ceil(wanted_height(l, legend, above)));
}

/* Of a layout whose grid and frames are known. */
static int place(const dh_legend *legend, const char *subtitle, size_t width, size_t height, dh_arena *arena,
                 dh_layout *ret, dh_error *error)
{
    double key = ret->beside + KEY_SPACE + DH_KEY_SAMPLE + 8 + legend->width;
    double above = ret->columns * ret->rows > 1 ? ABOVE : 0;
    double room = (double)width - 2 * EDGE - key;
    double least = (double)width < NARROW_PICTURE && !height ? NARROW_PICTURE / 2 : NARROW;
    if (width && room / (double)ret->columns - LEFT < least) {
        if ((double)width < NARROW_PICTURE) {
            put_key_below(ret, legend, (double)width);
            key = ret->beside;
        } else {
            regrid(ret, room, height ? (double)height - 2 * EDGE - head_height(ret) - 2 * SUBTITLE : 0);
        }
    }
    ret->width = width ? (double)width : ceil(wanted_width(ret, key));
    ret->subtitle_lines = dh_text_wrap(subtitle, DH_FONT, ret->width - 2 * EDGE - (ret->key_below ? 0 : LEFT),
                                       ret->key_below ? DH_SUBTITLE_LINES : 3, arena, ret->subtitle);
    if (!ret->subtitle_lines)
        return dh_fail_memory(error);
    ret->height = height ? (double)height : ceil(wanted_height(ret, legend, above));
    ret->key_left = ret->key_below ? EDGE : ret->width - EDGE - key + ret->beside + KEY_SPACE;
    ret->key_top = EDGE + ret->key_height + ret->list_height;
    ret->inside = (dh_box){EDGE, ret->width - EDGE - key, ret->key_below ? ret->key_top + KEY_SPACE / 2 : EDGE,
                           ret->height - EDGE - head_height(ret)};
    return too_small(ret, legend, key, above, error);
}

int dh_layout_make(size_t panels, const dh_legend *legend, const char *subtitle, size_t width, size_t height,
                   dh_arena *arena, dh_layout *ret, dh_error *error)
{
    *ret = (dh_layout){0};
    grid(panels, ret);
    return place(legend, subtitle, width, height, arena, ret, error);
}

int dh_layout_make_one(double frame_width, double frame_height, double beside, const dh_legend *legend,
                       const char *subtitle, size_t width, size_t height, dh_arena *arena, dh_layout *ret,
                       dh_error *error)
{
    *ret = (dh_layout){.panels = 1,
                       .columns = 1,
                       .rows = 1,
                       .frame_width = frame_width,
                       .frame_height = frame_height,
                       .beside = beside};
    return place(legend, subtitle, width, height, arena, ret, error);
}

dh_box dh_layout_panel(const dh_layout *l, size_t i)
{
    double width = (l->inside.right - l->inside.left) / (double)l->columns;
    double height = (l->inside.top - l->inside.bottom) / (double)l->rows;
    double left = l->inside.left + width * (double)(i % l->columns),
           top = l->inside.top - height * (double)(i / l->columns);
    bool many = l->columns * l->rows > 1;
    return (dh_box){
        .left = left + LEFT, .right = left + width, .bottom = top - height + BELOW, .top = top - (many ? ABOVE : 0)};
}
