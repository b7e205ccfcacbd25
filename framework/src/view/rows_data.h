/* What rows.c and rows_data.c share: a picture of rows while it is made. */
#ifndef DH_VIEW_ROWS_DATA_H
#define DH_VIEW_ROWS_DATA_H

#include "view/rows.h"
#include "view/ruler.h"

typedef struct dh_row_sheet {
    const dh_sample_panel *panel;
    const dh_rows_look *look;
    const dh_chart_options *options;
    dh_picture picture;
    const char *title, *subtitle;
    size_t rows;        /* that are shown */
    const char **label; /* [rows] */
    int label_size;     /* of its letters */
    double label_width, note_width;
    dh_ruler x;
    bool clipped; /* the lower edge stands for all that is smaller */
} dh_row_sheet;

/* Makes sheet->x, with room for so many labels, and sheet->clipped. */
void dh_rows_axis(dh_row_sheet *sheet, size_t room);

/* The nearest place on the axis. */
double dh_rows_clamp(const dh_row_sheet *sheet, double v);

/* Some run has a lower bound instead of a number. */
bool dh_rows_any_bounds(const dh_row_sheet *sheet);

/* Append the data of points (a block of numbers, one of lower bounds, where there are any) or of bars. */
void dh_rows_put_points(const dh_row_sheet *sheet, dh_buffer *data);
void dh_rows_put_bars(const dh_row_sheet *sheet, dh_buffer *data);

#endif
