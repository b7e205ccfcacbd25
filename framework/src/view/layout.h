/* Where things stand on a page: title, panels in rows and columns, the key to their right or under them. In CSS
 * pixels from the lower left. */
#ifndef DH_VIEW_LAYOUT_H
#define DH_VIEW_LAYOUT_H

#include "base/error.h"
#include "view/legend.h"

enum { DH_SUBTITLE_LINES = 6, DH_PANELS_A_PAGE = 6, DH_PANELS_A_COLUMN = 3, DH_KEY_SAMPLE = 34, DH_KEY_TEXT = 240 };

typedef struct dh_box {
    double left, right, bottom, top;
} dh_box;

typedef struct dh_layout {
    double width, height;
    size_t panels, columns, rows;
    size_t subtitle_lines;
    char *subtitle[DH_SUBTITLE_LINES];
    double frame_width, frame_height;     /* wanted for each panel */
    double beside;                        /* room between the panels and the key, for a scale */
    double key_left;                      /* of the samples */
    bool key_below;                       /* under the panels, as there is no room beside them: in columns */
    double key_top, key_step, key_height; /* of that: where it begins, from one column to the next, of a column */
    double list_height;                   /* of the list under the columns */
    dh_box inside;                        /* all panels with their labels */
} dh_layout;

/* How high the key may become before labels are shortened for it. */
double dh_layout_key_room(size_t panels);

/* width or height 0: as fits the panels and the key. In a narrow picture the key stands under the panels, which then
 * stand one under the other. An error when they are too small. */
int dh_layout_make(size_t panels, const dh_legend *legend, const char *subtitle, size_t width, size_t height,
                   dh_arena *arena, dh_layout *ret, dh_error *error);

/* The same for one panel with a frame of that size, if nothing speaks against it, and `beside` to its right. */
int dh_layout_make_one(double frame_width, double frame_height, double beside, const dh_legend *legend,
                       const char *subtitle, size_t width, size_t height, dh_arena *arena, dh_layout *ret,
                       dh_error *error);

/* The frame of panel i, counted along the rows from the upper left. */
dh_box dh_layout_panel(const dh_layout *layout, size_t i);

#endif
