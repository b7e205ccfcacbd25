/* A sheet for svg, png and pdf on which texts, frames and the key stand at computed places, in CSS pixels from the
 * lower left: gnuplot itself only guesses how wide a text is. */
#ifndef DH_VIEW_SHEET_H
#define DH_VIEW_SHEET_H

#include "base/buffer.h"
#include "view/layout.h"

typedef struct dh_sheet {
    dh_layout layout;
    dh_arena *arena;
    dh_buffer *out;   /* the script */
    const char *mark; /* a warning beside the title; NULL: none */
} dh_sheet;

void dh_sheet_at(const dh_sheet *sheet, double x, double y); /* appends "screen X,Y" */
void dh_sheet_text(const dh_sheet *sheet, double x, double y, const char *what, int size, bool bold,
                   const char *colour);
void dh_sheet_text_right(const dh_sheet *sheet, double x, double y, const char *what, int size,
                         const char *colour); /* ends at x */
void dh_sheet_text_centred(const dh_sheet *sheet, double x, double y, const char *what, int size, const char *colour);
/* Centred; one that is not upright is broken into two lines where it is wider than `room` or the picture. */
void dh_sheet_axis_label(const dh_sheet *sheet, double x, double y, bool upright, double room, const char *what);

/* "only 3 seeds" where that is too few to tell chance from merit; NULL where it is not, and when memory is out. */
const char *dh_sheet_few(size_t seeds, dh_arena *arena);

/* Title, with the mark at the right edge, and subtitle, from `left` on. */
void dh_sheet_title(const dh_sheet *sheet, const char *title, double left);

/* The key, from `top` downwards. band [legend->told_apart]: behind which samples there is one; NULL: behind none. */
void dh_sheet_key(const dh_sheet *sheet, const dh_legend *legend, double top, const bool *band);

void dh_sheet_frame(const dh_sheet *sheet, dh_box box); /* sets the margins of the next plot */

#endif
