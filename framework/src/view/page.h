/* Scripts of pages of convergence panels. */
#ifndef DH_VIEW_PAGE_H
#define DH_VIEW_PAGE_H

#include "view/blocks.h"
#include "view/chart.h"
#include "view/layout.h"
#include "view/ruler.h"
#include "view/theme.h"

typedef struct dh_page {
    const dh_curves *curves;
    const dh_legend *legend;
    const dh_chart_options *options;
    const dh_format *format;
    const char *title, *subtitle;
    const char *stem; /* NAME-convergence[-PAGE] */
    const char *data; /* name of a file beside the script */
    dh_picture drawn;
    size_t first, count;           /* panels */
    const dh_panel_blocks *blocks; /* [count] */
} dh_page;

/* One picture with all panels and a key; or characters, one panel under the other. */
int dh_page_write(const dh_page *page, dh_arena *arena, dh_buffer *out, dh_error *error);
int dh_page_write_text(const dh_page *page, dh_arena *arena, dh_buffer *out, dh_error *error);

/* Shared by the two: axes of a panel for so many labels, and what stands at them. *ret_x and *ret_y are the caller's.
 * false: there is nothing to draw. */
bool dh_page_rulers(const dh_page *page, size_t panel, size_t x_room, size_t y_room, dh_ruler *ret_x,
                    dh_ruler *ret_y);
const char *dh_axis_label(dh_axis axis); /* what a chart calls it */
const char *dh_page_x_label(const dh_page *page);
const char *dh_page_y_label(const dh_page *page, size_t panel, dh_arena *arena); /* NULL: memory is out */

size_t dh_page_seeds(const dh_page *page); /* fewest of a panel; 0 where seeds are not what is shown */

/* Appends the range of a panel as gnuplot variables, and functions that keep values on its edges: across(x) and
 * clamp(y) for crosses, fall(y) for lines, which may leave upwards, inner(o,m,q) and outer(o,m,q) for bands. */
void dh_page_write_edges(const dh_ruler *x, const dh_ruler *y, bool larger_is_better, dh_buffer *out);

#endif
